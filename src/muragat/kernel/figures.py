"""Figures: how many records there are by zone, type, year and opening day, counted as they come and go."""

from collections.abc import Iterable, Iterator
from typing import Any

from BTrees.OOBTree import OOBTree
from persistent import Persistent

from muragat.kernel.sight import Sight

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
        found: dict[str, int] = {}
        for type_name, _year, count in self._seen(sight):
            found[type_name] = found.get(type_name, 0) + count
        return found

    def by_year(self, sight: Sight, types: Iterable[str]) -> dict[int, int]:
        """How many records of the types are seen for each year; undated ones under 0."""
        wanted, found = frozenset(types), dict[int, int]()
        for type_name, year, count in self._seen(sight):
            if type_name in wanted:
                found[year] = found.get(year, 0) + count
        return found

    def in_zones(self, sight: Sight, zones: Iterable[int]) -> dict[str, int]:
        """How many records of each type are seen in these zones."""
        found: dict[str, int] = {}
        for zone in zones:
            closed_too = sight.closed_zones is None or zone in sight.closed_zones
            for type_name, _year, count in self._of_zone(zone, sight, sight.sees_zone(zone), closed_too):
                found[type_name] = found.get(type_name, 0) + count
        return found

    def _seen(self, sight: Sight) -> Iterator[tuple[str, int, int]]:
        """(type, year, count) of what is seen; whoever sees all zones is not asked for each."""
        if sight.zones is None:
            yield from self._of_site(sight)
        else:
            for zone in sight.zones:
                yield from self._of_zone(zone, sight, open_too=True)
        if sight.closed_zones is not None:
            for zone in sight.closed_zones:
                yield from self._of_zone(zone, sight, closed_too=True)
        elif sight.zones is not None:
            for zone in self._zones():
                yield from self._of_zone(zone, sight, closed_too=True)

    def _of_site(self, sight: Sight) -> Iterator[tuple[str, int, int]]:
        closed_too = sight.closed_zones is None
        for (type_name, _decade), tally in self.whole.items():
            for (year, opens), count in tally.counts.items():
                if closed_too or opens <= sight.today:
                    yield type_name, year, count

    def _zones(self) -> Iterator[int]:
        zone = 0
        while True:
            try:
                zone = self.by_zone.minKey((zone + 1,))[0]
            except ValueError:
                return
            yield zone

    def _of_zone(self, zone: int, sight: Sight, open_too: bool = False,
                 closed_too: bool = False) -> Iterator[tuple[str, int, int]]:
        for (_zone, type_name, _decade), tally in self.by_zone.items((zone,), (zone + 1,)):
            for (year, opens), count in tally.counts.items():
                if closed_too if opens > sight.today else open_too:
                    yield type_name, year, count


def _tally(tallies: Any, key: tuple[Any, ...]) -> Tally:
    tally = tallies.get(key)
    if tally is None:
        tally = tallies[key] = Tally()
    return tally  # type: ignore[no-any-return]
