"""Lists as files: rows read from a database connection of their own while they are sent."""

import csv
import io
from collections.abc import Iterable, Iterator, Sequence
from datetime import date
from tempfile import SpooledTemporaryFile
from typing import Any

from pyramid.request import Request
from pyramid.response import Response
from zope.schema import Date, Float, Int

from muragat.kernel import fields
from muragat.kernel.codecs import columns, values_to_text
from muragat.kernel.i18n import _
from muragat.kernel.interfaces import ICitable
from muragat.kernel.pointers import Known
from muragat.kernel.workflow import workflow_of
from muragat.ports.spreadsheet import ISpreadsheet

#: Signs by which a cell of text would be taken for a formula.
_FORMULA_SIGNS = ('=', '+', '-', '@', '\t', '\r')
_PIECE = 1 << 16
_IN_MEMORY = 1 << 20
#: Records after which the connection forgets what it read.
_FORGET_AFTER = 500


class Sheet:
    """The columns of a list of some types, and the rows of its records."""

    def __init__(self, desk: Any, kinds: Sequence[Any], page: Any) -> None:
        self.desk = desk
        self.page = page
        names = dict.fromkeys(name for kind in kinds for name in columns(kind.schema))
        self.names = tuple(names)
        self.kinds = {kind.name: kind for kind in kinds}
        self.titles = {name: self._title(name, kinds) for name in self.names}

    def _title(self, name: str, kinds: Sequence[Any]) -> str:
        field_name, _dot, language = name.partition('.')
        for kind in kinds:
            field = fields.fields_of(kind.schema).get(field_name)
            if field is not None:
                title = self.page.words(field.title)
                return f'{title} ({language})' if language else title
        return name

    @property
    def heads(self) -> list[str]:
        """Headings in the reader's language."""
        fixed = (_('Reference code'), _('Number'), _('Type'), _('State'), _('Id'), _('Opens on'))
        return [*(self.page.words(one) for one in fixed), *self.titles.values()]

    def rows(self, ids: Iterable[int]) -> Iterator[list[object]]:
        """A row for each record."""
        records, connection = self.desk.site.ids, self.desk.site._p_jar
        for place, record_id in enumerate(ids, 1):
            record = records.get(record_id)
            if record is not None:
                yield self._row(record)
            if place % _FORGET_AFTER == 0 and connection is not None:
                connection.cacheGC()

    def _row(self, record: Any) -> list[object]:
        registry, language = self.desk.registry, self.page.language
        kind = self.kinds[record.type_name]
        citable = registry.adapt(record, ICitable)
        workflow = workflow_of(registry, record)
        cells = values_to_text(kind.schema, Known(self.desk, record))
        known = fields.fields_of(kind.schema)
        return [
            citable.code(language) if citable is not None else '', record.__name__ or '', self.page.words(kind.title),
            self.page.words(workflow.state(record.state).title) if workflow is not None else '', str(record.id),
            _day(record.opens), *(_typed(known.get(name), record, name, cells.get(name, '')) for name in self.names),
        ]


def _typed(field: Any, record: Any, name: str, text: str) -> object:
    """Numbers and days as such, everything else as text."""
    if isinstance(field, fields.Reference):
        return text
    return getattr(record, name) if isinstance(field, (Int, Float, Date)) else text


def _day(ordinal: int) -> object:
    return date.fromordinal(ordinal) if 0 < ordinal <= date.max.toordinal() else ''


def harmless(value: object) -> str:
    """A cell of CSV that no spreadsheet takes for a formula: an apostrophe stands before what would be one."""
    text = '' if value is None else value.isoformat() if isinstance(value, date) else str(value)
    return f"'{text}" if isinstance(value, str) and text.startswith(_FORMULA_SIGNS) else text


def export(request: Request, ids: Sequence[int], kinds: Sequence[Any], ending: str, name: str) -> Response:
    """The records as a file; the answer begins at once and is made while it is sent."""
    pieces = _csv(request, ids, kinds) if ending == 'csv' else _workbook(request, ids, kinds, name)
    media = 'text/csv; charset=utf-8' if ending == 'csv' else request.house.ports[ISpreadsheet].media_type
    response = Response(app_iter=pieces, content_type=media.partition(';')[0])
    if ending == 'csv':
        response.charset = 'utf-8'
    response.content_disposition = f'attachment; filename="{name}.{ending}"'
    return response


def _sheet(request: Request, connection: Any, kinds: Sequence[Any]) -> Sheet:
    return Sheet(request.house.desk(connection, request.principal, request.origin), kinds, request.page)


def _csv(request: Request, ids: Sequence[int], kinds: Sequence[Any]) -> Iterator[bytes]:
    with request.house.connection() as connection:
        sheet = _sheet(request, connection, kinds)
        lines = io.StringIO()
        writer = csv.writer(lines, delimiter=';')
        # The mark by which spreadsheets know that the text is UTF-8.
        lines.write('\ufeff')
        writer.writerow(sheet.heads)
        for row in sheet.rows(ids):
            writer.writerow([harmless(value) for value in row])
            if lines.tell() > _PIECE:
                yield lines.getvalue().encode()
                lines.seek(0)
                lines.truncate()
        yield lines.getvalue().encode()


def _workbook(request: Request, ids: Sequence[int], kinds: Sequence[Any], name: str) -> Iterator[bytes]:
    with request.house.connection() as connection, SpooledTemporaryFile(_IN_MEMORY) as file:
        sheet = _sheet(request, connection, kinds)
        request.house.ports[ISpreadsheet].write(file, name, sheet.heads, sheet.rows(ids))
        file.seek(0)
        while piece := file.read(_PIECE):
            yield piece
