"""Who asks: a person, a token of his, the system itself, or nobody known."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

from muragat.kernel.access import Permission

#: Held by every principal, and by every one who has signed in: a grant to these is a grant to all of them.
EVERYONE = 'everyone'
SIGNED_IN = 'signed-in'

_SYSTEM_ID = 'system'
_ANONYMOUS_ID = 'anonymous'


@dataclass(frozen=True)
class Principal:
    """Who asks, as known at the beginning of a request or command.

    ``id`` is ``account:<record id>``, ``system`` or ``anonymous``; ``groups`` are ids like ``group:<record id>``;
    ``scopes`` are the limits of a token (None: no limits), they only narrow; ``language`` is kk, ru or en.
    """

    id: str
    name: str
    groups: frozenset[str] = frozenset()
    scopes: frozenset[Permission] | None = None
    language: str = 'kk'

    @cached_property
    def ids(self) -> frozenset[str]:
        """Every id under which rights may have been granted to him."""
        known = {self.id, EVERYONE} if self.is_anonymous else {self.id, EVERYONE, SIGNED_IN}
        return self.groups | known

    @property
    def is_system(self) -> bool:
        """The program itself: founding, evolving, jobs. It may everything."""
        return self.id == _SYSTEM_ID

    @property
    def is_anonymous(self) -> bool:
        """Nobody known."""
        return self.id == _ANONYMOUS_ID


SYSTEM = Principal(_SYSTEM_ID, 'system')
ANONYMOUS = Principal(_ANONYMOUS_ID, 'anonymous')
