"""Catalog: a compact row per live record for filters and sorting, and a few indexes for registers of the whole site."""

import hashlib
from collections.abc import Iterable, Iterator
from datetime import date
from functools import lru_cache
from itertools import islice
from typing import Any, NamedTuple

from BTrees.OOBTree import OOBTree
from hypatia.field import FieldIndex
from persistent import Persistent
from zope.interface.interface import InterfaceClass

from muragat.kernel.fields import SpanField, fields_of
from muragat.kernel.i18n import _
from muragat.kernel.localized import pick
from muragat.kernel.registry import Registry
from muragat.kernel.trees import Register, Rows
from muragat.language.collation import KAZAKH_ALPHABET, sort_key

#: Longest part of a title that sorting looks at.
TITLE_LENGTH = 32
#: Grows when the layout of rows changes.
_LAYOUT = 1
#: Rows that are read together by who looks at all.
_PORTION = 10_000


class Row(NamedTuple):
    """What lists ask of a record. Stored as a plain tuple, so that reading ten thousand of them is cheap."""

    type_name: str
    zone: int
    opens: int
    state: str | None
    #: Proleptic ordinals of the first and last possible day.
    earliest: int | None
    latest: int | None
    title: str
    #: Seconds since the epoch.
    modified: int

    @property
    def year(self) -> int:
        """The year it counts under; 0 when undated."""
        return year_of(self)


#: Places in a stored row.
TYPE, ZONE, OPENS, STATE, EARLIEST, LATEST, TITLE, MODIFIED = range(len(Row._fields))


class _Entry(NamedTuple):
    state: str | None
    opens: int


class Catalog(Persistent):
    """Rows by record id. A record is live, which is not in the trash, when it has a row."""

    #: The definition by which all rows were made.
    definition = ''

    def __init__(self) -> None:
        self.rows = Rows()
        self.types = OOBTree()
        self.states = FieldIndex('state')
        self.closed = FieldIndex('opens')

    def index(self, record: Any, registry: Registry) -> tuple[tuple[Any, ...] | None, tuple[Any, ...]]:
        """Bring the row of a record up to date; the row before (None: there was none) and the row now."""
        new = row_of(record, registry)
        old = self.rows.get(record.id)
        if old == new:
            return old, new
        self.rows[record.id] = new
        if old is None:
            self._ids_of(new[TYPE]).insert(record.id)
        entry = _Entry(new[STATE], new[OPENS])
        _keep(self.states, record.id, entry, entry.state, old and old[STATE])
        _keep(self.closed, record.id, entry, entry.opens or None, old and old[OPENS])
        return old, new

    def unindex(self, record_id: int) -> tuple[Any, ...] | None:
        """Drop the row of a record; the row it had."""
        row: tuple[Any, ...] | None = self.rows.pop(record_id, None)
        if row is not None:
            self._ids_of(row[TYPE]).remove(record_id)
            if row[STATE] is not None:
                self.states.unindex_doc(record_id)
            if row[OPENS]:
                self.closed.unindex_doc(record_id)
        return row

    def row(self, record_id: int) -> Row | None:
        """The row of a live record, by names."""
        found = self.rows.get(record_id)
        return None if found is None else Row._make(found)

    def walked(self) -> Iterator[tuple[int, tuple[Any, ...]]]:
        """Every id with its row, by growing id, for who looks at all: what was read is let go, as a million rows take
        300 MB."""
        first = 0
        while portion := list(islice(self.rows.items(first), _PORTION)):
            if self._p_jar is not None:
                self._p_jar.cacheMinimize()
            yield from portion
            first = portion[-1][0] + 1

    def __contains__(self, record_id: object) -> bool:
        return record_id in self.rows

    def query(self, types: Iterable[str] = (), states: Iterable[str] = (), closed: bool | None = None) -> Iterator[int]:
        """Ids of live records, whoever may see them; what is not given does not restrict."""
        chosen: list[Any] = []
        if states := tuple(states):
            chosen.append(self.states.applyAny(list(states)))
        if closed:
            chosen.append(self.closed.indexed())
        types = frozenset(types)
        ids = min(chosen, key=lambda each: len(each)) if chosen else self._of_types(types)
        for record_id in ids:
            row = self.rows[record_id]
            wanted = not types or row[TYPE] in types
            if wanted and (not states or row[STATE] in states) and (closed is None or bool(row[OPENS]) is closed):
                yield record_id

    def in_state(self, state: str) -> Iterator[int]:
        """Ids of live records in a state, of whatever type; read only as far as the caller goes."""
        return iter(self.states._fwd_index.get(state, ()))

    def _of_types(self, types: frozenset[str]) -> Iterator[int]:
        if not types:
            yield from self.rows.keys()
        for type_name in sorted(types):
            yield from self.types.get(type_name, ())

    def _ids_of(self, type_name: str) -> Any:
        ids = self.types.get(type_name)
        if ids is None:
            ids = self.types[type_name] = Register()
        return ids

    def count(self, type_name: str) -> int:
        """How many live records of a type there are; walks them."""
        return len(self.types.get(type_name, ()))

    def verify(self, records: Iterable[Any], registry: Registry) -> Iterator[str]:
        """What differs from a catalog made anew from all live records, in words for an administrator."""
        known = 0
        for record in records:
            row = self.rows.get(record.id)
            known += row is not None
            if row != row_of(record, registry):
                mapping = {'record': str(record.id)}
                yield (_('Record ${record}: its row in the catalog is missing.', mapping=mapping) if row is None else
                       _('Record ${record}: its row in the catalog is out of date.', mapping=mapping))
            elif not self._registered(record.id, row):
                yield _('Record ${record}: an index of the catalog does not agree with its row.',
                        mapping={'record': str(record.id)})
        if known != len(self.rows):
            yield _('Rows of the catalog without a record: ${count}.', mapping={'count': str(len(self.rows) - known)})
        if len(self.rows) != sum(len(ids) for ids in self.types.values()):
            yield _('The register of types does not agree with the rows of the catalog.')

    def _registered(self, record_id: int, row: tuple[Any, ...]) -> bool:
        return (
            record_id in self.types.get(row[TYPE], ())
            and self.states.document_repr(record_id) == (repr(row[STATE]) if row[STATE] is not None else None)
            and self.closed.document_repr(record_id) == (repr(row[OPENS]) if row[OPENS] else None)
        )

    def rebuild(self, records: Iterable[Any], registry: Registry) -> int:
        """Make all rows and indexes anew; how many there are now."""
        for part in (self.rows, self.types):
            part.clear()
        self.states.reset()
        self.closed.reset()
        for record in records:
            self.index(record, registry)
        self.definition = definition_hash(registry)
        return len(self.rows)


def _keep(index: FieldIndex, record_id: int, entry: _Entry, new: Any, old: Any) -> None:
    """Index what has a value and only that: hypatia would write down each record that has none."""
    if new is not None:
        index.index_doc(record_id, entry)
    elif old:
        index.unindex_doc(record_id)


def row_of(record: Any, registry: Registry) -> tuple[Any, ...]:
    """The row as it should be."""
    record_type = registry.type_of(record)
    span_name = span_field(record_type.schema)
    span = getattr(record, span_name) if span_name else None
    title = getattr(record, 'title', None)
    text = pick(title, 'kk') if title is not None else record_type.label(record, 'kk')
    return (
        record.type_name,
        record.zone,
        record.opens,
        record.state,
        _ordinal(span.earliest) if span else None,
        _ordinal(span.latest) if span else None,
        title_key(text),
        int(record.modified),
    )


def _ordinal(day: date | None) -> int | None:
    return None if day is None else day.toordinal()


@lru_cache(maxsize=4096)
def title_key(text: str) -> str:
    """The beginning of a title as it sorts in the Kazakh alphabet."""
    return sort_key(text[:TITLE_LENGTH])[:TITLE_LENGTH]


@lru_cache(maxsize=256)
def span_field(schema: InterfaceClass) -> str | None:
    """The field that dates a record of the schema: its first SpanField."""
    return next((name for name, field in fields_of(schema).items() if isinstance(field, SpanField)), None)


def year_of(row: tuple[Any, ...]) -> int:
    """The year a record counts under: that of its first day, else of its last one; 0 when undated."""
    day = row[EARLIEST] or row[LATEST]
    return date.fromordinal(day).year if day else 0


def definition_hash(registry: Registry) -> str:
    """Changes when rows made before are no longer what rows made now would be."""
    parts = [str(_LAYOUT), repr(Row._fields), sort_key(KAZAKH_ALPHABET), sort_key('А-12 б')]
    parts += [f'{name}:{span_field(each.schema)}' for name, each in sorted(registry.types.items())]
    return hashlib.sha256('\n'.join(parts).encode()).hexdigest()
