"""Workbooks: texts stay texts, numbers and days stay what they are, nothing of a cell breaks the file."""

import io
from datetime import date, datetime

import pytest
from openpyxl import load_workbook
from zope.interface.verify import verifyObject

from muragat.adapters.openpyxl_spreadsheet import OpenpyxlSpreadsheet
from muragat.ports.spreadsheet import ISpreadsheet


def written(rows, title='List', heads=('A', 'B')):
    stream = io.BytesIO()
    count = OpenpyxlSpreadsheet().write(stream, title, heads, rows)
    stream.seek(0)
    return count, load_workbook(stream).active


def test_the_adapter_keeps_the_contract():
    assert verifyObject(ISpreadsheet, OpenpyxlSpreadsheet())


def test_rows_are_written_under_their_heads_and_counted():
    count, sheet = written([[1, 'бір'], [2, 'екі']])
    assert count == 2
    assert [[cell.value for cell in row] for row in sheet] == [['A', 'B'], [1, 'бір'], [2, 'екі']]
    assert sheet.freeze_panes == 'A2'


@pytest.mark.parametrize('text', ['=1+1', '+7', '-2', '@x', '=HYPERLINK("http://x")'])
def test_a_text_is_never_a_formula(text):
    _count, sheet = written([[text, '']])
    assert (sheet['A2'].value, sheet['A2'].data_type) == (text, 's')


@pytest.mark.parametrize(('value', 'shown'), [
    (date(1941, 5, 12), datetime(1941, 5, 12)), (date(1899, 1, 1), '1899-01-01'), (None, None), (True, True),
    ('a\x00b', 'ab'), ('x' * 40_000, 'x' * 32_767), (('tuple',), "('tuple',)"),
])
def test_every_kind_of_value_finds_a_cell(value, shown):
    _count, sheet = written([[value, '']])
    assert sheet['A2'].value == shown


def test_a_title_that_no_sheet_may_bear_is_mended():
    assert written([], title='a/b:c*[d]' + 'x' * 40)[1].title.startswith('a b c')
