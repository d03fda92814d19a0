"""Listing: what of a folder or of the whole site a person sees, filtered and sorted by rows of the catalog."""

from collections.abc import Callable, Iterable, Iterator, Mapping
from datetime import date
from functools import lru_cache
from heapq import nlargest, nsmallest
from operator import itemgetter
from typing import Any

from muragat.kernel import catalog as rows_of
from muragat.kernel.dates import Span
from muragat.kernel.fields import LocalText, fields_of
from muragat.kernel.folder import Folder
from muragat.kernel.i18n import BadValue, _
from muragat.kernel.paging import Page, children_seen
from muragat.kernel.registry import Registry
from muragat.kernel.sight import Sight
from muragat.kernel.types import RecordType
from muragat.language.containment import comparable, pattern
from muragat.language.folding import fold
from muragat.language.numbers import number_key

Row = tuple[Any, ...]
Test = Callable[[int, Row], bool]
Key = Callable[[int, Row], Any]

#: A part that ends before this fraction of all is found without sorting the rest.
_FEW = 8
_FIRST = itemgetter(0)

#: Sorts that need no record.
_ROW_SORTS: Mapping[str, int] = {
    'title': rows_of.TITLE,
    'dates': rows_of.EARLIEST,
    'state': rows_of.STATE,
    'type': rows_of.TYPE,
    'modified': rows_of.MODIFIED,
    'opens': rows_of.OPENS,
}


class Listing:
    """One question: of which folder (None: of the whole site), which types, filters, order.

    Filters by name: `state` (a state or several), `closed` (bool), `since` and `until` (dates that the record's span
    must touch), `modified_since` (seconds of the epoch), `text` (in number or title, however written), or a field of
    the schema (equal; for text: contained). Filters and sorts by other fields read each record, the rest only rows.
    """

    def __init__(self, site: Any, registry: Registry, sight: Sight, folder: Folder | None,
                 types: Iterable[str] = (), filters: Mapping[str, Any] | None = None) -> None:
        self.site = site
        self.registry = registry
        self.sight = sight
        self.folder = folder
        self.types = frozenset(types or ())
        self.filters = {name: value for name, value in (filters or {}).items() if value not in (None, '', (), [])}

    def page(self, sort: str = 'number', descending: bool = False, offset: int = 0, limit: int = 50) -> Page:
        """A part of the answer, as records."""
        offset, limit = max(offset, 0), max(limit, 0)
        total, ids = self.ids(sort, descending, offset, limit)
        return Page(tuple(self.site.ids[each] for each in ids), total, offset, limit)

    def ids(self, sort: str, descending: bool, offset: int, limit: int) -> tuple[int, list[int]]:
        """How many there are in all, and the ids of a part."""
        if self.folder is not None and sort == 'number' and not self.filters and self._every_type():
            return self._by_order(descending, offset, limit)
        found = self._matching()
        if self.folder is None or sort != 'number':
            part = _sorted(found, self._key(sort), descending, offset, limit)
        else:
            part = (found[::-1] if descending else found)[offset:offset + limit]
        return len(found), [record_id for record_id, _row in part]

    def _every_type(self) -> bool:
        if not self.types:
            return True
        record_type = self.registry.types.get(self.folder.type_name) if self.folder is not None else None
        return record_type is not None and bool(record_type.holds) and self.types >= set(record_type.holds)

    def _by_order(self, descending: bool, offset: int, limit: int) -> tuple[int, list[int]]:
        assert self.folder is not None
        total, part = children_seen(self.folder, self.sight, self.site.ids.get)
        if not descending:
            return total, part(offset, limit)
        end = max(total - offset, 0)
        start = max(end - limit, 0)
        return total, part(start, end - start)[::-1]

    def _matching(self) -> list[tuple[int, Row]]:
        """Ids with their rows that are seen, of the types, and pass the filters, one filter after another."""
        get, sight, sees = self.site.catalog.rows.get, self.sight, self.sight.sees
        types = frozenset() if self.folder is not None and self._every_type() else self.types
        kind, zone, opens, everything = rows_of.TYPE, rows_of.ZONE, rows_of.OPENS, sight.everything
        found = [(each, row) for each in self._candidates()
                 if (row := get(each)) is not None and (not types or row[kind] in types)
                 and (everything or sees(each, row[zone], row[opens]))]
        for test in self._tests():
            found = [pair for pair in found if test(*pair)]
        return self._containing(found, self.filters['text']) if 'text' in self.filters else found

    def _possible_types(self) -> Iterable[str]:
        if self.types or self.folder is None:
            return self.types or self.registry.types
        return self.registry.types[self.folder.type_name].holds or self.registry.types

    def _candidates(self) -> Iterable[int]:
        if self.folder is not None:
            return self.folder.child_ids()
        states = _several(self.filters.get('state', ()))
        ids: Iterator[int] = self.site.catalog.query(self.types, states, True if self.filters.get('closed') else None)
        return ids

    def _tests(self) -> Iterator[Test]:
        makers: dict[str, Callable[[Any], Test]] = {
            'state': _state_test, 'closed': self._closed_test, 'since': _since_test, 'until': _until_test,
            'modified_since': _modified_test}
        for name, value in self.filters.items():
            if name != 'text':
                yield makers[name](value) if name in makers else self._field_test(name, value)

    def _closed_test(self, closed: bool) -> Test:
        today = self.sight.today
        return lambda record_id, row: (row[rows_of.OPENS] > today) is closed

    def _containing(self, found: list[tuple[int, Row]], text: str) -> list[tuple[int, Row]]:
        """The rows whose number or title holds the text: last of all filters, for it reads each record."""
        holds, get, types = pattern(text).search, self.site.ids.records.get, self.registry.types
        if all(each in types and _titled(types[each].schema) for each in self._possible_types()):
            wanted = comparable(fold(text))
            return [(each, row) for each, row in found
                    if wanted in _comparable(record := get(each)) and holds(_named(record, types[row[rows_of.TYPE]]))]
        return [(each, row) for each, row in found if holds(_named(get(each), types[row[rows_of.TYPE]]))]

    def _field_test(self, name: str, value: Any) -> Test:
        ids = self.site.ids
        self._check_field(name)
        found = pattern(value).search if isinstance(value, str) else None

        def test(record_id: int, row: Row) -> bool:
            stored = getattr(ids[record_id], name, None)
            if found is not None and isinstance(stored, (str, Mapping)):
                return bool(found(_searched(stored)))
            return bool(value in stored if isinstance(stored, (tuple, list)) else stored == value)

        return test

    def _key(self, sort: str) -> Key:
        if sort in _ROW_SORTS:
            place = _ROW_SORTS[sort]
            return lambda record_id, row: row[place]
        ids = self.site.ids
        if sort == 'number':
            return lambda record_id, row: number_key(ids[record_id].__name__ or '')
        if sort == 'created':
            return lambda record_id, row: ids[record_id].created
        self._check_field(sort)
        return lambda record_id, row: _sortable(getattr(ids[record_id], sort, None))

    def _check_field(self, name: str) -> None:
        known = self.registry.types
        if not any(name in fields_of(known[each].schema) for each in self.types or known if each in known):
            raise BadValue(_('There is nothing called “${name}” to sort or filter by', mapping={'name': name}))


def _several(value: Any) -> tuple[Any, ...]:
    return (value,) if isinstance(value, str) else tuple(value)


def _state_test(value: Any) -> Test:
    states = frozenset(_several(value))
    return lambda record_id, row: row[rows_of.STATE] in states


def _since_test(day: date) -> Test:
    first = day.toordinal()
    return lambda record_id, row: (row[rows_of.LATEST] or row[rows_of.EARLIEST] or 0) >= first


def _until_test(day: date) -> Test:
    last = day.toordinal()
    return lambda record_id, row: 0 < (row[rows_of.EARLIEST] or row[rows_of.LATEST] or 0) <= last


def _modified_test(since: float) -> Test:
    return lambda record_id, row: row[rows_of.MODIFIED] >= since


@lru_cache(maxsize=256)
def _titled(schema: Any) -> bool:
    """Whether every record of the schema has a title in some language."""
    title = fields_of(schema).get('title')
    return isinstance(title, LocalText) and bool(title.required)


def _comparable(record: Any) -> str:
    """Number and titles in a form that is quick to look at, kept with the record in memory while it stays as it is."""
    kept = getattr(record, '_v_comparable', None)
    if kept is None or kept[0] != record.revision:
        kept = record._v_comparable = record.revision, comparable(f'{record.__name__}\n{_searched(record.title)}')
    return str(kept[1])


def _named(record: Any, record_type: RecordType) -> str:
    title = getattr(record, 'title', None) or record_type.label(record, 'kk')
    return f'{record.__name__ or ""}\n{_searched(title)}'


def _searched(stored: Any) -> str:
    return '\n'.join(stored.values()) if type(stored) is dict else str(stored)


def _sorted(found: list[tuple[int, Row]], key: Key, descending: bool, offset: int,
            limit: int) -> list[tuple[int, Row]]:
    """A part of the rows in order of their keys, those without a key last; equal ones stay as they were."""
    keyed = [(value, pair) for pair in found if (value := key(*pair)) is not None]
    end = offset + limit
    if end * _FEW < len(keyed):
        keyed = (nlargest if descending else nsmallest)(end, keyed, key=_FIRST)
    else:
        keyed.sort(key=_FIRST, reverse=descending)
    part = [pair for _value, pair in keyed[offset:end]]
    if len(part) < limit:
        rest = [pair for pair in found if key(*pair) is None]
        start = max(offset - len(keyed), 0)
        part += rest[start:start + limit - len(part)]
    return part


def _sortable(value: Any) -> Any:
    """Something comparable with others of the same field."""
    if type(value) is int:
        return value
    if isinstance(value, Mapping):
        return rows_of.title_key(next((text for text in value.values() if text), ''))
    if isinstance(value, str):
        return number_key(value)
    if isinstance(value, Span):
        day = value.earliest or value.latest
        return day.toordinal() if day else None
    if isinstance(value, (tuple, list)):
        return len(value)
    return value

