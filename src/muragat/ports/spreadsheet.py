"""Tables as spreadsheet files."""

from collections.abc import Iterable, Sequence
from typing import BinaryIO

from zope.interface import Attribute, Interface


class ISpreadsheet(Interface):
    """Writes a table into a workbook. What it writes is derived data and may be made anew at any time."""

    media_type = Attribute('Media type of the file.')
    ending = Attribute('Ending of the file name, without the dot.')

    def write(stream: BinaryIO, title: str, heads: Sequence[str], rows: Iterable[Sequence[object]]) -> int:
        """Write one sheet row by row in bounded memory; how many rows. Texts are texts, never formulas."""
