"""How the text index is: records and what of them is indexed, by type; and the line of it on the health page."""

from collections import Counter
from dataclasses import dataclass
from itertools import islice
from typing import Any, NamedTuple

from zope.interface import implementer

from muragat.kernel import catalog as rows_of
from muragat.kernel.i18n import _
from muragat.kernel.interfaces import IHealthCheck
from muragat.kernel.sight import Sight
from muragat.ports.pageplaces import PlacesUnavailable
from muragat.ports.textindex import Every, IndexUnavailable
from muragat.search.building import State
from muragat.search.parts import SearchParts

#: Changed records that are counted one by one.
COUNTED = 10_000
#: Types that are counted.
_TYPES = 1000

#: Code of a condition -> words.
WORDS = {
    'index_well': _('The text index is whole.'),
    'index_missing': _('The text index is missing. Searches look only into titles until it is rebuilt.'),
    'index_damaged': _('The text index is damaged. Searches look only into titles until it is rebuilt.'),
    'index_stale': _('The text index was made by another version of the program; it serves until it is rebuilt.'),
    'index_full': _('The text index is full: it takes nothing more. Make room on the disk.'),
    'places_missing': _('The places of words on pages are missing; they are rebuilt with the text index.'),
    'places_damaged': _('The places of words on pages are damaged; they are rebuilt with the text index.'),
    'places_unfinished': _('The places of words on pages are not complete; they are rebuilt with the text index.'),
}


class TypeStatus(NamedTuple):
    """Records of a type in the archive; how many documents the index has of them, lacks, and has that are out of date
    because a change waits."""

    name: str
    records: int
    indexed: int
    missing: int
    stale: int


@dataclass(frozen=True)
class Status:
    """`code`: condition of the index or of the places, whichever is ill; `troubles`: (record id, cause)."""

    well: bool
    code: str
    engine: str
    wished: str
    version: str
    types: tuple[TypeStatus, ...]
    waiting: int
    troubles: tuple[tuple[int, str], ...]
    building: State | None

    @property
    def words(self) -> str:
        """The condition in words."""
        return WORDS.get(self.code, self.code)

    def total(self, name: str) -> int:
        """The sum of a column of the types."""
        return sum(getattr(each, name) for each in self.types)


def status_of(site: Any, parts: SearchParts) -> Status:
    """Counted by columns and figures; no record is opened."""
    waiting = list(islice(site.dirty.records(), COUNTED))
    stale = _by_type(site, waiting)
    indexed = _indexed(parts)
    everything = Sight(1, None, None)
    records = Counter({name: count for name, count in site.figures.by_type(everything).items() if count})
    types = tuple(TypeStatus(name, records[name], indexed[name], max(0, records[name] - indexed[name]), stale[name])
                  for name in sorted(records.keys() | indexed.keys()))
    well, code = condition_of(parts)
    return Status(well, code, parts.choice.serving, parts.choice.wished, _version(parts), types, len(waiting),
                  troubles_of(parts), parts.building.state)


def condition_of(parts: SearchParts) -> tuple[bool, str]:
    """Of the index when it is ill, else of the places when they are, else of the index."""
    index, places = parts.index.condition(), parts.places.condition()
    if index.well and not places.well:
        return False, places.code
    return index.well, index.code


def troubles_of(parts: SearchParts) -> tuple[tuple[int, str], ...]:
    """Records that could not be indexed; none when that cannot be read."""
    try:
        return tuple(parts.places.troubles())
    except PlacesUnavailable:
        return ()


def _indexed(parts: SearchParts) -> Counter[str]:
    try:
        return Counter(parts.index.facets(Every(), Sight(1, None, None), ('type',), _TYPES)['type'])
    except IndexUnavailable:
        return Counter()


def _version(parts: SearchParts) -> str:
    try:
        return str(parts.index.version())
    except IndexUnavailable:
        return ''


def _by_type(site: Any, records: list[int]) -> Counter[str]:
    rows = (site.catalog.rows.get(record) for record in records)
    return Counter(row[rows_of.TYPE] for row in rows if row is not None)


@implementer(IHealthCheck)
class IndexCheck:
    """Red when the index cannot serve, or records could not be indexed."""

    address = '/index'

    def __init__(self, parts: SearchParts) -> None:
        self._parts = parts

    def check(self, _site: Any) -> tuple[bool, str]:
        """A pair (well, message). While it is built aside the progress is told."""
        well, code = condition_of(self._parts)
        state, troubles = self._parts.building.state, troubles_of(self._parts)
        if not well and state is None:
            return False, WORDS.get(code, code)
        if state is not None:
            return well, _('The text index is being rebuilt: ${done} of ${total} records.',
                           mapping={'done': str(state.done), 'total': str(state.total)})
        if troubles:
            return False, _('Records that could not be indexed: ${count}. The page of the index names them.',
                            mapping={'count': str(len(troubles))})
        return True, _('The text index (${engine}) is whole.', mapping={'engine': self._parts.choice.serving})
