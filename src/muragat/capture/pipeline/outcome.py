"""What a step comes to: go on or stop, why, and what the steps after it are told."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from muragat.media.causes import Cause
from muragat.media.states import Stage


@dataclass(frozen=True)
class Outcome:
    """`stop`: where the file stands when nothing more is to be done with it; None: the next step goes on.

    `told` is plain data for the steps after and for a reading that is taken up again.
    """

    causes: tuple[Cause, ...] = ()
    stop: Stage | None = None
    told: Mapping[str, Any] = field(default_factory=dict)

    def plain(self) -> dict[str, Any]:
        """As JSON data."""
        causes = [[each.code, [list(pair) for pair in each.details]] for each in self.causes]
        return {'causes': causes, 'stop': self.stop and self.stop.value, 'told': dict(self.told)}

    @classmethod
    def of(cls, plain: Mapping[str, Any]) -> 'Outcome':
        """From what `plain` gave."""
        causes = tuple(Cause(code, tuple((name, value) for name, value in pairs)) for code, pairs in plain['causes'])
        return cls(causes, Stage(plain['stop']) if plain['stop'] else None, plain['told'])


#: Nothing to say: go on.
ON = Outcome()


def stopped(stage: Stage, *causes: Cause) -> Outcome:
    """An outcome that ends the reading."""
    return Outcome(causes, stage)
