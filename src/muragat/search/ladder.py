"""The ladder: exact hits first; when they are few, then those without Kazakh letters and with one letter different."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any, NamedTuple

from muragat.kernel.catalog import ZONE
from muragat.ports.textindex import Every, Hit, Hits, Ids, OneOf, Order, Without
from muragat.search.answer import Matched
from muragat.search.zonetree import place_key

#: With so many hits nobody needs those without Kazakh letters, and with as many as the second number none with a letter
#: different. It does not hang on the page that is asked for, so that totals stay.
ENOUGH, FEW = 25, 10
#: Hits of zones that stand one after another are fetched together up to so many.
_TOGETHER = 500
#: All zones of an archive.
_ALL_ZONES = 1_000_000


class Ranked(NamedTuple):
    """A hit with the rung it was found on."""

    id: int
    score: float
    matched: Matched


class Rung(NamedTuple):
    """A query that holds that of the rung above it, and how its own hits are marked."""

    matched: Matched
    query: Any


class Step(NamedTuple):
    """A rung that may be needed: `make` gives its query or None, `needed(total)` whether so many hits are too few."""

    matched: Matched
    make: Callable[[], Any]
    needed: Callable[[int], bool] = lambda total: total < ENOUGH


@dataclass
class Ladder:
    """`strict`: finds those hits of an exact rung that are exact; the others are marked `loose`. None: all are."""

    index: Any
    sight: Any
    steps: Sequence[Step]
    strict: Any = None
    loose: Matched = Matched.TRANSLATED
    rungs: list[Rung] = field(default_factory=list)
    totals: list[int] = field(default_factory=list)

    def page(self, order: Order, descending: bool, offset: int, limit: int, site: Any) -> tuple[int, list[Ranked]]:
        """How many hits there are, and those of a page."""
        if order is Order.RELEVANCE:
            return self._by_rungs(offset, limit)
        self.climb()
        if order is Order.NUMBER:
            places = InPlace(self.index, self.sight, self.query, site.ids, site.catalog.rows, descending)
            hits = places.page(offset, limit)
        else:
            hits = self.index.search(self.query, self.sight, order, descending, offset, limit).hits
        return self.total, self._marked(hits)

    @property
    def query(self) -> Any:
        """Everything that is found, after `climb`."""
        return self.rungs[-1].query

    @property
    def total(self) -> int:
        """How many hits there are on all rungs."""
        return sum(self.totals)

    def climb(self) -> None:
        """Find out which rungs are needed, without their hits."""
        self._by_rungs(0, 0)

    def _by_rungs(self, offset: int, limit: int) -> tuple[int, list[Ranked]]:
        """Hits of the nearest rung first."""
        self.rungs, self.totals = [], []
        found: list[Ranked] = []
        for step in self.steps:
            query = step.make() if not self.rungs or step.needed(self.total) else None
            if query is None or (self.rungs and query == self.query):
                continue
            own = query if not self.rungs else Without(query, self.query)
            part: Hits = self.index.search(own, self.sight, Order.RELEVANCE, False, max(offset - self.total, 0),
                                           limit - len(found))
            self.rungs.append(Rung(step.matched, query))
            self.totals.append(part.total)
            found += self._first(part.hits) if step.matched is Matched.EXACT else [
                Ranked(*hit, step.matched) for hit in part.hits]
        return self.total, found

    def _first(self, hits: Sequence[Hit]) -> list[Ranked]:
        strict = self._among(hits, self.strict) if self.strict is not None else {hit.id for hit in hits}
        return [Ranked(*hit, Matched.EXACT if hit.id in strict else self.loose) for hit in hits]

    def _marked(self, hits: Sequence[Hit]) -> list[Ranked]:
        """Hits in another order than that of the rungs, each with its own."""
        marks: dict[int, Matched] = {}
        for rung in self.rungs:
            rest = [hit for hit in hits if hit.id not in marks]
            own = rest if rung is self.rungs[-1] else self._own(rest, rung.query)
            first = rung.matched is Matched.EXACT
            marks |= ({hit.id: hit.matched for hit in self._first(own)} if first else
                      {hit.id: rung.matched for hit in own})
        return [Ranked(hit.id, hit.score, marks[hit.id]) for hit in hits]

    def _own(self, hits: Sequence[Hit], query: Any) -> list[Hit]:
        among = self._among(hits, query)
        return [hit for hit in hits if hit.id in among]

    def _among(self, hits: Sequence[Hit], query: Any) -> set[int]:
        """Ids of the hits that the query finds."""
        if not hits:
            return set()
        within = Every((query, Ids(frozenset(hit.id for hit in hits))))
        return {hit.id for hit in self.index.search(within, self.sight, Order.RELEVANCE, False, 0, len(hits)).hits}


class _Part(NamedTuple):
    """A zone with how many hits it has, and which of them are wanted."""

    zone: int
    size: int
    start: int
    end: int


@dataclass
class InPlace:
    """Hits in the order of the holdings: zone by zone in the order of their codes, in each by the number."""

    index: Any
    sight: Any
    query: Any
    ids: Any
    rows: Any
    descending: bool

    def page(self, offset: int, limit: int) -> list[Hit]:
        """The hits from an offset on."""
        needed = list(self._needed(offset, offset + limit))
        if sum(part.size for part in needed) <= _TOGETHER:
            return self._together(needed, limit)
        return [hit for part in needed
                for hit in self._search([part.zone], part.start, part.end - part.start)]

    def _needed(self, first: int, last: int) -> Iterator[_Part]:
        counts = self.index.facets(self.query, self.sight, ('zone',), _ALL_ZONES)['zone']
        passed = 0
        for zone in sorted(counts, key=lambda zone: place_key(self.ids, zone), reverse=self.descending):
            count = counts[zone]
            if passed < last and passed + count > first:
                yield _Part(zone, count, max(first - passed, 0), min(last - passed, count))
            passed += count

    def _together(self, needed: Sequence[_Part], limit: int) -> list[Hit]:
        """All hits of small zones in one search, put in the order of the zones."""
        if not needed or not limit:
            return []
        ranks = {part.zone: rank for rank, part in enumerate(needed)}
        hits = self._search(list(ranks), 0, sum(part.size for part in needed))
        ordered = sorted(hits, key=lambda hit: ranks.get(self._zone(hit.id), len(ranks)))
        return ordered[needed[0].start:needed[0].start + limit]

    def _search(self, zones: Sequence[int], offset: int, limit: int) -> list[Hit]:
        query = Every((self.query, OneOf('zone', frozenset(zones))))
        return list(self.index.search(query, self.sight, Order.NUMBER, self.descending, offset, limit).hits)

    def _zone(self, record_id: int) -> int:
        row = self.rows.get(record_id)
        return 0 if row is None else int(row[ZONE])
