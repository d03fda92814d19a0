"""Whether the text index holds exactly what the catalog holds: every record, as it is now."""

from collections.abc import Iterable, Iterator
from itertools import islice
from typing import Any, NamedTuple

from muragat.kernel.i18n import _
from muragat.kernel.ids import SITE_ID
from muragat.search.indexing import mark_of, searched_of
from muragat.search.parts import SearchParts
from muragat.search.rebuild import differences

#: Kinds of differences -> words.
WORDS = {
    'missing': _('Record ${record} is not in the index.'),
    'surplus': _('Record ${record} is in the index and not in the archive.'),
    'stale': _('Record ${record} is in the index as it was before.'),
    'places_missing': _('The places of words on the pages of record ${record} are missing.'),
    'places_surplus': _('There are places of words for record ${record}, which is not in the archive.'),
    'trouble': _('Record ${record} could not be indexed: ${cause}'),
}
#: Differences that are named; the others are counted.
NAMED = 200


class Difference(NamedTuple):
    """A record of which index and archive differ; what waits to be indexed is none."""

    record: int
    kind: str
    cause: str = ''

    @property
    def words(self) -> str:
        """The difference in words."""
        message: str = _(str(WORDS[self.kind]), mapping={'record': str(self.record), 'cause': self.cause})
        return message


class Verdict(NamedTuple):
    """`records`: how many were compared; `waiting`: changes that are not indexed yet and were not compared;
    `differing`: how many differences there are, of which the first are named."""

    records: int
    waiting: int
    differing: int
    named: tuple[Difference, ...]


def verify(site: Any, registry: Any, parts: SearchParts) -> Verdict:
    """Walk catalog, index and places side by side, by growing id."""
    waiting = set(site.dirty.records())
    rows = site.catalog.rows
    troubles = dict(parts.places.troubles())
    compared = _compare(site, registry, parts, troubles)
    found = (each for each in compared if each.record not in waiting)
    named = tuple(islice(found, NAMED))
    records = len(rows) - (SITE_ID in rows)
    return Verdict(records, len(waiting), len(named) + sum(1 for _each in found), named)


def _compare(site: Any, registry: Any, parts: SearchParts, troubles: dict[int, str]) -> Iterator[Difference]:
    catalog = site.catalog
    for record, cause in troubles.items():
        yield Difference(record, 'trouble', cause)
    for record in differences((record for record, _row in catalog.walked()), parts.index.ids()):
        if record not in catalog:
            yield Difference(record, 'surplus')
        elif record not in troubles and searched_of(site.ids[record], registry) is not None:
            yield Difference(record, 'missing')
    marked = _Marks(parts.places.marks())
    for record, row in catalog.walked():
        mark = marked.of(record)
        if record != SITE_ID and record not in troubles:
            if mark is None:
                yield Difference(record, 'places_missing')
            elif mark != mark_of(row):
                yield Difference(record, 'stale')
    for record in (*marked.passed, *marked.rest()):
        yield Difference(record, 'places_surplus')


class _Marks:
    """Marks by growing id, walked beside the catalog; `passed`: ids for which nobody asked."""

    def __init__(self, marks: Iterable[tuple[int, bytes]]) -> None:
        self._marks = iter(marks)
        self._next = next(self._marks, None)
        self.passed: list[int] = []

    def of(self, record: int) -> bytes | None:
        """The mark of a record, None without one."""
        while self._next is not None and self._next[0] < record:
            self.passed.append(self._next[0])
            self._next = next(self._marks, None)
        if self._next is None or self._next[0] != record:
            return None
        mark = self._next[1]
        self._next = next(self._marks, None)
        return mark

    def rest(self) -> Iterator[int]:
        """Ids behind the last one that was asked for."""
        while self._next is not None:
            yield self._next[0]
            self._next = next(self._marks, None)
