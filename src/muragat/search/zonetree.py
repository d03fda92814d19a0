"""The access zones as a tree: what lies below a fonds, and in which order the holdings stand."""

from collections.abc import Iterable, Mapping
from typing import Any

from muragat.kernel.record import lineage
from muragat.kernel.zones import NOWHERE, ROOT, Zones
from muragat.language.numbers import number_key


class ZoneTree:
    """Read once for each content of the zone table; see `zone_tree`."""

    def __init__(self, version: int, parents: Mapping[int, int], opens: Mapping[int, int]) -> None:
        self.version = version
        self.parents = parents
        #: Zones that are closed by themselves: the ordinal of the day on which that ends.
        self.opens = opens
        self._children: dict[int, list[int]] = {}
        for zone, parent in parents.items():
            self._children.setdefault(parent, []).append(zone)

    def chain(self, zone: int) -> list[int]:
        """The zone and those above it, without the root; nothing when it does not hang there."""
        found: list[int] = []
        while zone not in (ROOT, NOWHERE) and zone in self.parents and len(found) <= len(self.parents):
            found.append(zone)
            zone = self.parents[zone]
        return found if zone == ROOT else []

    def top(self, zone: int) -> int:
        """The fonds of a zone: the zone right below the one of a root; 0 when it is none and stands in none."""
        chain = self.chain(zone)
        return chain[-2] if len(chain) > 1 else 0

    def below(self, zones: Iterable[int]) -> frozenset[int]:
        """The zones and all that hang on them."""
        found: set[int] = set()
        waiting = [zone for zone in zones if zone in self.parents]
        while waiting:
            zone = waiting.pop()
            if zone not in found:
                found.add(zone)
                waiting += self._children.get(zone, ())
        return frozenset(found)

    def closed(self, today: int) -> frozenset[int]:
        """Zones that are closed as a whole on a day, by themselves or from above."""
        if not self.opens:
            return frozenset()
        kept = {zone for zone, opens in self.opens.items() if opens > today}
        return self.below(kept - {ROOT}) if ROOT not in kept else frozenset(self.parents)


def zone_tree(zones: Zones) -> ZoneTree:
    """The tree of the table as it is now; kept with the table in memory while it stays so."""
    kept: ZoneTree | None = getattr(zones, '_v_tree', None)
    if kept is None or kept.version != zones.version:
        rows = list(zones.items())
        kept = ZoneTree(zones.version, {zone: row.parent for zone, row in rows},
                        {zone: row.opens for zone, row in rows if row.opens})
        zones._v_tree = kept  # type: ignore[attr-defined]
    return kept


def place_key(ids: Any, zone: int) -> tuple[str, ...]:
    """Sorts zones in the order of the holdings, each before those below it."""
    record = ids.get(zone)
    names = [number_key(each.__name__ or '') for each in lineage(record)] if record is not None else []
    return tuple(reversed(names))
