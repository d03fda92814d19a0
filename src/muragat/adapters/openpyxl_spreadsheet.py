"""Spreadsheets of Office Open XML by openpyxl."""

import re
from collections.abc import Iterable, Sequence
from datetime import date, datetime
from typing import BinaryIO

from zope.interface import implementer

from muragat.ports.spreadsheet import ISpreadsheet

_FORBIDDEN = re.compile('[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]')
_NOT_IN_TITLES = re.compile(r'[\\*?:/\[\]]')
_LONGEST_CELL = 32_767
_LONGEST_TITLE = 31
_WIDTH = 24
#: Spreadsheets count days from 1900 and take that year for a leap year.
_FIRST_YEAR = 1901


@implementer(ISpreadsheet)
class OpenpyxlSpreadsheet:
    """Rows go to disk as they come."""

    media_type = 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet'
    ending = 'xlsx'

    def write(self, stream: BinaryIO, title: str, heads: Sequence[str], rows: Iterable[Sequence[object]]) -> int:
        """One sheet with a bold, frozen row of headings."""
        from openpyxl import Workbook
        from openpyxl.cell import WriteOnlyCell
        from openpyxl.styles import Font
        from openpyxl.utils import get_column_letter

        book = Workbook(write_only=True)
        sheet = book.create_sheet(_NOT_IN_TITLES.sub(' ', title)[:_LONGEST_TITLE] or '1')
        sheet.freeze_panes = 'A2'
        for place in range(1, len(heads) + 1):
            sheet.column_dimensions[get_column_letter(place)].width = _WIDTH

        def cell(value: object) -> object:
            if isinstance(value, date) and value.year < _FIRST_YEAR:
                value = value.isoformat()
            if not isinstance(value, str):
                return value if isinstance(value, (bool, int, float, date, datetime, type(None))) else str(value)
            made = WriteOnlyCell(sheet, _FORBIDDEN.sub('', value)[:_LONGEST_CELL])
            # A text that begins with "=" would become a formula.
            made.data_type = 's'
            return made

        headings = [cell(head) for head in heads]
        for heading in headings:
            heading.font = Font(bold=True)  # type: ignore[attr-defined]
        sheet.append(headings)
        count = 0
        for row in rows:
            sheet.append([cell(value) for value in row])
            count += 1
        book.save(stream)
        return count
