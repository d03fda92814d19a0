"""Figures: how many records there are by zone, type, year and opening day, counted as they come and go."""

from collections import Counter
from collections.abc import Iterable, Iterator, Set
from typing import Any

from BTrees.OOBTree import OOBTree
from persistent import Persistent

from muragat.kernel.sight import Sight

#: Type, year, opening day, count.
Counted = tuple[str, int, int, int]

#: Years of one tally; keeps each small however long the span of an inventory is.
_DECADE = 10


class Tally(Persistent):
    """Counts by key that merge what several writers add."""

    def __init__(self) -> None:
        self.counts: dict[Any, int] = {}

    def change(self, key: Any, delta: int) -> None:
        """Count up or down; a key whose count is nought is dropped."""
        counts = self.counts
        counts[key] = counts.get(key, 0) + delta
        if not counts[key]:
            del counts[key]
        self._p_changed = True

    def _p_resolveConflict(self, old: dict[str, Any], saved: dict[str, Any], mine: dict[str, Any]) -> dict[str, Any]:
        merged = dict(saved['counts'])
        before, after = old['counts'], mine['counts']
        for key in before.keys() | after.keys():
            merged[key] = merged.get(key, 0) + after.get(key, 0) - before.get(key, 0)
        return {**saved, 'counts': {key: count for key, count in merged.items() if count}}


class Figures(Persistent):
    """Tallies of (year, opening day): for the whole site by (type, decade), and for each zone by (zone, type, decade).

    Undated records count under the year 0.
    """

    def __init__(self) -> None:
        self.whole = OOBTree()
        self.by_zone = OOBTree()

    def change(self, zone: int, type_name: str, year: int, opens: int, delta: int) -> None:
        """A record came (1) or went (-1)."""
        decade = year // _DECADE
        _tally(self.whole, (type_name, decade)).change((year, opens), delta)
        _tally(self.by_zone, (zone, type_name, decade)).change((year, opens), delta)

    def by_type(self, sight: Sight) -> dict[str, int]:
        """How many records of each type are seen."""
        found: Counter[str] = Counter()
        for type_name, _year, count in self._seen(sight):
            found[type_name] += count
        return {type_name: count for type_name, count in found.items() if count}

    def by_year(self, sight: Sight, types: Iterable[str]) -> dict[int, int]:
        """How many records of the types are seen for each year; undated ones under 0."""
        wanted, found = frozenset(types), Counter[int]()
        for type_name, year, count in self._seen(sight):
            if type_name in wanted:
                found[year] += count
        return {year: count for year, count in found.items() if count}

    def _seen(self, sight: Sight) -> Iterator[tuple[str, int, int]]:
        """(type, year, count) of what is seen; counts below nought take away what was given too much."""
        for type_name, year, opens, count in self._in(sight.zones):
            if opens <= sight.today:
                yield type_name, year, count
        for type_name, year, opens, count in self._in(sight.closed_zones):
            if opens > sight.today:
                yield type_name, year, count

    def _in(self, zones: Set[int] | None) -> Iterator[Counted]:
        """What stands in the zones (None: in all): zone by zone, or the whole without the others if these are fewer."""
        others = [zone for zone in self._zones() if zone not in zones] if zones else []
        if zones is not None and len(others) >= len(zones):
            for zone in zones:
                yield from self._of_zone(zone)
            return
        for (type_name, _decade), tally in self.whole.items():
            for (year, opens), count in tally.counts.items():
                yield type_name, year, opens, count
        for zone in others:
            for type_name, year, opens, count in self._of_zone(zone):
                yield type_name, year, opens, -count

    def _zones(self) -> Iterator[int]:
        zone = 0
        while True:
            try:
                zone = self.by_zone.minKey((zone + 1,))[0]
            except ValueError:
                return
            yield zone

    def _of_zone(self, zone: int) -> Iterator[Counted]:
        for (_zone, type_name, _decade), tally in self.by_zone.items((zone,), (zone + 1,)):
            for (year, opens), count in tally.counts.items():
                yield type_name, year, opens, count


def _tally(tallies: Any, key: tuple[Any, ...]) -> Tally:
    tally = tallies.get(key)
    if tally is None:
        tally = tallies[key] = Tally()
    return tally  # type: ignore[no-any-return]
