"""Lists of records as tables: columns from the schema, links that sort, rows with their state and what closes them."""

from collections.abc import Iterable
from functools import lru_cache
from typing import Any, NamedTuple

from zope.schema import Float, Int

from muragat.kernel import fields
from muragat.kernel.access import Permission
from muragat.kernel.catalog import span_field
from muragat.kernel.i18n import _
from muragat.kernel.workflow import workflow_of
from muragat.web.addresses import below, href, with_query
from muragat.web.lists import ListQuery
from muragat.web.paging import SIZE, Pages
from muragat.web.values import Reader, show


class Column(NamedTuple):
    """A column that a schema or every record has; `sort` is what `Desk.listing` sorts by."""

    name: str
    title: str
    sort: str
    field: Any = None

    @property
    def look(self) -> str:
        """Class of its cells."""
        if self.numeric:
            return 'number'
        return 'wide' if self.title == LABEL.title or isinstance(self.field, fields.LocalText) else ''

    @property
    def numeric(self) -> bool:
        return isinstance(self.field, (Int, Float)) and not isinstance(self.field, fields.Reference)


class Head(NamedTuple):
    """A column's heading in one list."""

    title: str
    address: str
    order: str
    numeric: bool


class Row(NamedTuple):
    """A line of a list."""

    record: Any
    address: str
    cells: list[str]
    state: str
    closed: bool
    icon: str


class Table(NamedTuple):
    """A list as the template draws it."""

    query: ListQuery
    address: str
    heads: list[Head]
    columns: tuple[Column, ...]
    rows: list[Row]
    pages: Pages
    mixed: bool
    may_export: bool
    may_change: bool


NUMBER = Column('', _('Number'), 'number')
LABEL = Column('', _('Title'), 'title')
KIND = Column('', _('Type'), 'type')
STATE = Column('', _('State'), 'state')


@lru_cache(maxsize=256)
def columns_of(kinds: tuple[Any, ...]) -> tuple[Column, ...]:
    """The columns after the number: those that one type names; for several types what all have."""
    if len(kinds) != 1:
        return (KIND, LABEL)
    kind = kinds[0]
    known = fields.fields_of(kind.schema)
    dated = span_field(kind.schema)
    shown = [name for name in kind.columns if name != kind.name_from and name in known]
    found = [Column(name, known[name].title, 'dates' if name == dated else name, known[name]) for name in shown]
    return tuple(found) or (LABEL,)


def table_of(request: Any, folder: Any, kinds: Iterable[Any]) -> Table:
    """The children of a folder (None: records of the whole site) that the query of the address asks for."""
    page, desk = request.page, request.desk
    query = ListQuery(page, request.GET, tuple(kinds))
    types = [kind.name for kind in query.shown_kinds]
    found = desk.listing(folder, types, query.filters, query.sort, query.descending, query.offset, SIZE)
    columns = columns_of(query.shown_kinds)
    address = href(folder if folder is not None else desk.site)
    place = folder if folder is not None else desk.site
    return Table(
        query, address, [_head(page, query, address, column) for column in (NUMBER, *columns)], columns,
        rows_of(page, found.items, columns, address if folder is not None else None),
        Pages(address, query.query, query.number, SIZE, found.total),
        len(query.shown_kinds) != 1,
        page.may(Permission.EXPORT, place),
        any(page.may(permission, place) for permission in (Permission.MOVE, Permission.DELETE, Permission.TRANSITION)),
    )


def _head(page: Any, query: ListQuery, address: str, column: Column) -> Head:
    active = query.sort == column.sort
    order = ('descending' if query.descending else 'ascending') if active else ''
    turned = 'desc' if order == 'ascending' else None
    sort = None if column.sort == 'number' else column.sort
    target = with_query(address, query.query, sort=sort, order=turned, page=None)
    return Head(page.words(column.title), target, order, column.numeric)


def rows_of(page: Any, records: Iterable[Any], columns: tuple[Column, ...], address: str | None = None) -> list[Row]:
    """Lines for records; what many share, as the address of the folder they all stand in, is asked once."""
    reader, registry = Reader(page), page.request.desk.registry
    today = page.today
    states: dict[tuple[str, str | None], str] = {}
    found = []
    for record in records:
        kind = registry.types[record.type_name]
        cells = [_cell(column, kind, record, reader) for column in columns]
        key = record.type_name, record.state
        if key not in states:
            states[key] = state_words(page, record)
        where = href(record) if address is None else below(address, record.__name__)
        found.append(Row(record, where, cells, states[key], record.opens > today, kind.icon))
    return found


def _cell(column: Column, kind: Any, record: Any, reader: Reader) -> str:
    if column.field is not None:
        return show(column.field, getattr(record, column.name, None), reader)
    return reader.page.words(kind.title) if column is KIND else kind.label(record, reader.language)


def state_words(page: Any, record: Any) -> str:
    """The state of a record's workflow; empty when it has none."""
    workflow = workflow_of(page.request.desk.registry, record)
    return page.words(workflow.state(record.state).title) if workflow is not None else ''
