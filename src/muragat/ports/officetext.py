"""Text of office files."""

from pathlib import Path
from typing import NamedTuple

from zope.interface import Interface

DOCX = 'application/vnd.openxmlformats-officedocument.wordprocessingml.document'
XLSX = 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet'
ODT = 'application/vnd.oasis.opendocument.text'
ODS = 'application/vnd.oasis.opendocument.spreadsheet'
RTF = frozenset({'text/rtf', 'application/rtf'})
PLAIN = frozenset({'text/plain', 'text/csv'})
OFFICE = frozenset({DOCX, XLSX, ODT, ODS}) | RTF | PLAIN


class OfficeText(NamedTuple):
    """The text, a paragraph or a row of a sheet on each line; `cut`: there was more than was asked for."""

    text: str
    cut: bool = False


class IOfficeText(Interface):
    """Takes the text out of office files, in helper processes. Derived data. Raises `Failed` and nothing else."""

    def text(path: Path, media_type: str, out: Path, largest: int) -> OfficeText:
        """At most `largest` bytes of text; `out`: a folder for what is needed on the way."""
