"""Sight: what one person may see on one day, as a query asks it of zone, opening day and id."""

from collections.abc import Set
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Sight:
    """A record is seen when its zone is seen and it is open, or its zone is seen with what is closed, or by permit."""

    #: Day of the question, proleptic ordinal.
    today: int
    #: Zones whose open records are seen; None: all zones.
    zones: Set[int] | None
    #: Zones whose closed records are seen too; None: all zones.
    closed_zones: Set[int] | None
    #: Ids opened to this person by a written permission.
    permitted: Set[int] = frozenset()

    @property
    def everything(self) -> bool:
        """No record is hidden, so nothing has to be asked."""
        return self.zones is None and self.closed_zones is None

    def sees_zone(self, zone: int) -> bool:
        """Whether open records of the zone are seen."""
        return self.zones is None or zone in self.zones

    def sees(self, record_id: int, zone: int, opens: int) -> bool:
        """Whether the record is seen."""
        if opens <= self.today:
            if self.zones is None or zone in self.zones:
                return True
        elif self.closed_zones is None or zone in self.closed_zones:
            return True
        return record_id in self.permitted
