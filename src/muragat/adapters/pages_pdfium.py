"""PDF files as pages; runs in a child process only."""

import ctypes
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import numpy as np
import pikepdf
import pypdfium2 as pdfium
import pypdfium2.raw as raw

from muragat.adapters import pnm
from muragat.ports.faults import Failed, fault

#: Below this a page cannot be read any more.
LEAST_DPI = 40
#: Points of a page that are drawn at once.
POINTS = 32_000_000
#: A layer with more signs than this on one page is no text.
MOST_SIGNS = 400_000
PASSWORD = 4


def look(path: str, pages: int) -> dict[str, Any]:
    """Pages, signatures, locks and damage."""
    if not Path(path).stat().st_size:
        raise Failed(fault('empty'))
    encrypted, damaged = _structure(path)
    try:
        with _document(path) as document:
            count = len(document)
            signed = raw.FPDF_GetSignatureCount(document) > 0
    except Failed as failed:
        locked = failed.fault.code == 'password'
        return {'kind': 'pdf', 'pages': 0, 'encrypted': locked, 'damaged': not locked, 'note': failed.fault.code}
    note = 'no_pages' if not count else 'too_many_pages' if count > pages else 'damaged' if damaged else ''
    return {'kind': 'pdf', 'pages': count, 'encrypted': encrypted, 'signed': signed, 'damaged': damaged, 'note': note}


def render(path: str, index: int, out: str, dpi: int, pixels: int) -> dict[str, Any]:
    """The page drawn strip by strip, with the fields of its forms."""
    with _document(path, forms=True) as document, _page(document, index) as page:
        width, height, dpi = _size(page, dpi, pixels)
        rows = max(1, min(height, POINTS // width))
        first = _drawn(document, page, width, height, 0, rows)
        target = Path(out) / f'page-{index}.ppm'
        colour = pnm.coloured(first) or rows < height
        plain = True
        with pnm.Writer(target, width, height, colour) as writer:
            for top in range(0, height, rows):
                strip = first if top == 0 else _drawn(document, page, width, height, top, min(rows, height - top))
                plain = plain and int(strip.min()) == int(strip.max())
                writer.write(strip if colour else pnm.grey(strip))
        if plain and _broken_image(page):
            raise Failed(fault('page_damaged', 'an image on it cannot be decoded'))
    return {'path': str(target), 'width': width, 'height': height, 'dpi': dpi}


def layer(path: str, index: int, dpi: int, pixels: int) -> list[list[Any]]:
    """Words with boxes in the order of the file, as rows of `ports.words.Word`."""
    with _document(path) as document, _page(document, index) as page:
        width, height, _dpi = _size(page, dpi, pixels)
        text = page.get_textpage()
        try:
            return _words(text.raw, page, width, height)
        finally:
            text.close()


def _structure(path: str) -> tuple[bool, bool]:
    """Whether the file is encrypted, and whether its structure had to be repaired."""
    try:
        with pikepdf.open(path, suppress_warnings=True, inherit_page_attributes=False) as document:
            return document.is_encrypted, bool(document.get_warnings())
    except pikepdf.PasswordError:
        return True, False
    except (pikepdf.PdfError, RuntimeError, ValueError):
        return False, True


@contextmanager
def _document(path: str, forms: bool = False) -> Iterator[Any]:
    try:
        document = pdfium.PdfDocument(path)
    except pdfium.PdfiumError as error:
        code = 'password' if getattr(error, 'err_code', None) == PASSWORD else 'not_understood'
        raise Failed(fault(code, str(error)[:200])) from error
    try:
        if forms and document.get_formtype() != raw.FORMTYPE_NONE:
            document.init_forms()
        yield document
    finally:
        document.close()


@contextmanager
def _page(document: Any, index: int) -> Iterator[Any]:
    if not 0 <= index < len(document):
        raise Failed(fault('page_missing'))
    try:
        page = document[index]
    except pdfium.PdfiumError as error:
        raise Failed(fault('page_damaged', str(error)[:200])) from error
    try:
        yield page
    finally:
        page.close()


def _size(page: Any, dpi: int, pixels: int) -> tuple[int, int, int]:
    """Width, height and resolution: less than asked for where the page would have too many pixels."""
    across, down = (side / 72 for side in page.get_size())
    if not (across > 0 and down > 0 and across * down < float('inf')):
        raise Failed(fault('page_damaged', 'no size'))
    fitting = min(dpi, int((pixels / (across * down)) ** 0.5))
    if fitting < LEAST_DPI:
        raise Failed(fault('too_large', f'{across:.0f} x {down:.0f} inches'))
    return max(1, round(across * fitting)), max(1, round(down * fitting)), fitting


def _drawn(document: Any, page: Any, width: int, height: int, top: int, rows: int) -> Any:
    """Rows of the page: height x width x 3."""
    bitmap = raw.FPDFBitmap_Create(width, rows, 0)
    if not bitmap:
        raise MemoryError
    try:
        raw.FPDFBitmap_FillRect(bitmap, 0, 0, width, rows, 0xFFFFFFFF)
        flags = raw.FPDF_ANNOT | raw.FPDF_REVERSE_BYTE_ORDER
        raw.FPDF_RenderPageBitmap(bitmap, page, 0, -top, width, height, 0, flags)
        if document.formenv:
            raw.FPDF_FFLDraw(document.formenv, bitmap, page, 0, -top, width, height, 0, flags)
        stride = raw.FPDFBitmap_GetStride(bitmap)
        start = ctypes.cast(raw.FPDFBitmap_GetBuffer(bitmap), ctypes.POINTER(ctypes.c_ubyte * (stride * rows)))
        points = np.frombuffer(start.contents, np.uint8).reshape(rows, stride)[:, :width * 4]
        return points.reshape(rows, width, 4)[:, :, :3].copy()
    finally:
        raw.FPDFBitmap_Destroy(bitmap)


def _broken_image(page: Any) -> bool:
    """Whether an image of the page cannot be decoded, which is drawn as nothing at all."""
    for each in page.get_objects(filter=[raw.FPDF_PAGEOBJ_IMAGE], max_depth=3):
        bitmap = raw.FPDFImageObj_GetBitmap(each)
        if not bitmap:
            return True
        raw.FPDFBitmap_Destroy(bitmap)
    return False


def _words(text: Any, page: Any, width: int, height: int) -> list[list[Any]]:
    count = raw.FPDFText_CountChars(text)
    if count > MOST_SIGNS:
        raise Failed(fault('page_damaged', f'{count} signs'))
    edges = tuple(ctypes.c_double() for _ in range(4))
    pointers = tuple(ctypes.byref(each) for each in edges)
    words: list[list[Any]] = []
    signs: list[str] = []
    box: list[float] = []
    line = 0

    def close() -> None:
        if signs:
            words.append([_joined(signs), *_placed(page, width, height, box), -1.0, line, 0, 0])
            signs.clear()
            box.clear()

    for at in range(count):
        code = raw.FPDFText_GetUnicode(text, at)
        sign = '-' if code == 2 else chr(code) if code <= 0x10FFFF else '\ufffd'
        if sign.isspace() or code in (0, 0xFFFE, 0xFFFF):
            close()
            line += code == 0x0A
            continue
        signs.append(sign)
        if raw.FPDFText_GetCharBox(text, at, *pointers):
            left, right, bottom, top = (each.value for each in edges)
            box[:] = (left, bottom, right, top) if not box else (
                min(box[0], left), min(box[1], bottom), max(box[2], right), max(box[3], top))
    close()
    return _paragraphs(words)


def _joined(signs: list[str]) -> str:
    """Pairs of surrogates become one sign, half ones a mark."""
    return ''.join(signs).encode('utf-16', 'surrogatepass').decode('utf-16', 'replace')


def _placed(page: Any, width: int, height: int, box: list[float]) -> tuple[int, int, int, int]:
    """Left, top, width and height in pixels."""
    if not box:
        return 0, 0, 0, 0
    x, y = ctypes.c_int(), ctypes.c_int()
    corners = []
    for across, down in ((box[0], box[1]), (box[2], box[3])):
        raw.FPDF_PageToDevice(page, 0, 0, width, height, 0, across, down, ctypes.byref(x), ctypes.byref(y))
        corners.append((x.value, y.value))
    (one, first), (other, second) = corners
    return min(one, other), min(first, second), abs(other - one), abs(second - first)


def _paragraphs(words: list[list[Any]]) -> list[list[Any]]:
    """A gap of more than a line begins a new paragraph."""
    paragraph, before = 0, None
    for word in words:
        if before is not None and word[6] != before[6]:
            tall = max(word[4], before[4], 1)
            paragraph += abs(word[2] - before[2]) > 2.2 * tall
        word[7], before = paragraph, word
    return words
