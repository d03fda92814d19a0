"""Takes the text out of office files; runs in a child process only."""

import zipfile
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path
from typing import Any

from muragat.ports.faults import Failed, fault
from muragat.ports.officetext import DOCX, ODS, ODT, PLAIN, RTF, XLSX

#: Most bytes that a packed file may have when it is unpacked.
UNPACKED = 512 << 20
#: Bytes by which the encoding of a plain text is told.
SAMPLE = 1 << 16
#: Letters that are frequent in Kazakh and Russian texts; they tell the code pages apart.
FREQUENT = frozenset('оаеинтсрвлкмдпыуқәіңғүұөһ ')


def text(path: str, media_type: str, out: str, largest: int) -> dict[str, Any]:
    """Writes the text into a file below `out` and names it."""
    if media_type in (DOCX, XLSX, ODT, ODS):
        _require_small(path)
    reader = _readers().get(media_type)
    if reader is None:
        raise Failed(fault('kind', media_type))
    target, left, cut = Path(out) / 'text.txt', largest, False
    with target.open('wb') as file:
        for line in reader(path):
            piece = line.encode('utf8', 'replace') + b'\n'
            if len(piece) > left:
                file.write(piece[:left].decode('utf8', 'ignore').encode())
                cut = True
                break
            file.write(piece)
            left -= len(piece)
    return {'text': str(target), 'cut': cut}


def _readers() -> dict[str, Callable[[str], Iterable[str]]]:
    return {DOCX: docx, XLSX: xlsx, ODT: odf, ODS: odf, **dict.fromkeys(RTF, rtf), **dict.fromkeys(PLAIN, plain)}


def _require_small(path: str) -> None:
    try:
        with zipfile.ZipFile(path) as packed:
            size = sum(each.file_size for each in packed.infolist())
    except (zipfile.BadZipFile, RuntimeError) as error:
        raise Failed(fault('not_understood', str(error))) from error
    if size > UNPACKED:
        raise Failed(fault('too_large', f'{size} bytes unpacked'))


def docx(path: str) -> Iterator[str]:
    """Paragraphs and rows of tables in their order, then headers and footers."""
    from docx import Document
    from docx.table import Table

    document = Document(path)
    for block in document.iter_inner_content():
        if isinstance(block, Table):
            for row in block.rows:
                yield '\t'.join(cell.text for cell in row.cells)
        else:
            yield block.text
    for section in document.sections:
        for part in (section.header, section.footer):
            yield from (paragraph.text for paragraph in part.paragraphs if paragraph.text)


def xlsx(path: str) -> Iterator[str]:
    """Rows of all sheets, each after the name of its sheet."""
    from openpyxl import load_workbook

    # Given a name, it would judge the file by its ending.
    with Path(path).open('rb') as file:
        for sheet in load_workbook(file, read_only=True, data_only=True).worksheets:
            yield sheet.title
            for row in sheet.iter_rows(values_only=True):
                if cells := [str(value) for value in row if value is not None]:
                    yield '\t'.join(cells)


def odf(path: str) -> Iterator[str]:
    """Headings, paragraphs and cells in their order."""
    from odf import opendocument, teletype

    for element in _elements(opendocument.load(path).body):
        yield teletype.extractText(element)


def _elements(node: Any) -> Iterator[Any]:
    """Outermost headings and paragraphs; what is nested in them belongs to their text."""
    stack = [node]
    while stack:
        each = stack.pop()
        if each.nodeType != each.ELEMENT_NODE:
            continue
        if each.qname[1] in ('p', 'h'):
            yield each
        else:
            stack += reversed(each.childNodes)


def rtf(path: str) -> Iterator[str]:
    """Lines of the text."""
    from striprtf.striprtf import rtf_to_text

    yield from rtf_to_text(Path(path).read_bytes().decode('latin-1'), errors='replace').splitlines()


def plain(path: str) -> Iterator[str]:
    """Lines, in the encoding that the bytes look like."""
    with Path(path).open('rb') as file:
        encoding = encoding_of(file.read(SAMPLE))
    with Path(path).open(encoding=encoding, errors='replace') as lines:
        for line in lines:
            yield line.rstrip('\r\n').replace('\0', '')


def encoding_of(sample: bytes) -> str:
    """UTF-8 when it is, else the one of the code pages that gives the most frequent letters."""
    for mark, name in ((b'\xef\xbb\xbf', 'utf-8-sig'), (b'\xff\xfe', 'utf-16'), (b'\xfe\xff', 'utf-16')):
        if sample.startswith(mark):
            return name
    try:
        sample[:len(sample) - 4].decode('utf8')
        return 'utf8'
    except UnicodeDecodeError as error:
        # A sign that the sample cuts in two is no fault of the encoding.
        if error.start >= len(sample) - 8:
            return 'utf8'
    return max(('ptcp154', 'cp1251', 'koi8-r', 'cp866'), key=lambda name: _likely(sample, name))


def _likely(sample: bytes, encoding: str) -> int:
    return sum(sign in FREQUENT for sign in sample.decode(encoding, 'replace'))
