"""Image files as pages; runs in a child process only."""

import struct
from pathlib import Path
from typing import Any

import numpy as np
from PIL import Image, ImageFile, ImageOps, UnidentifiedImageError

from muragat.adapters import pnm
from muragat.ports.faults import Failed, fault

#: Our own limit is told by name; Pillow's would be a warning.
Image.MAX_IMAGE_PIXELS = None
FORMATS = {
    'image/tiff': ('TIFF',), 'image/jpeg': ('JPEG', 'MPO'), 'image/png': ('PNG',), 'image/webp': ('WEBP',),
    'image/jp2': ('JPEG2000',), 'image/jpx': ('JPEG2000',), 'image/jpm': ('JPEG2000',), 'image/bmp': ('BMP',),
    'image/x-ms-bmp': ('BMP',),
}
#: What a resolution may be; what lies outside was written by a camera or a mistake.
LEAST_DPI, MOST_DPI = 60, 2400
#: Resolutions that programs write when they know nothing.
IDLE_DPI = (72, 96)
#: Inches: the longer side of A4, by which the resolution is guessed, and the longest side that a page has.
A4, LONGEST = 11.69, 60.0
GUESSED = (72, 600)
#: What Pillow raises about bytes that are not what they should be.
BROKEN = (UnidentifiedImageError, OSError, SyntaxError, ValueError, TypeError, KeyError, IndexError, EOFError,
          struct.error, OverflowError, ZeroDivisionError, AttributeError, RuntimeError)


def look(path: str, media_type: str, pixels: int) -> dict[str, Any]:
    """What the head of the file says."""
    with _opened(path, media_type) as image:
        try:
            pages = int(getattr(image, 'n_frames', 1)) if image.format == 'TIFF' else 1
        except BROKEN:
            return {'kind': 'image', 'pages': 1, 'damaged': True, 'note': 'damaged'}
        if pages == 1 and image.width * image.height > pixels:
            return {'kind': 'image', 'pages': 0, 'note': 'too_large'}
        return {'kind': 'image', 'pages': pages}


def render(path: str, media_type: str, index: int, out: str, pixels: int) -> dict[str, Any]:
    """The page as a file of its own, upright, grey where colours say nothing."""
    with _opened(path, media_type) as image:
        _seek(image, index)
        if image.width * image.height > pixels:
            raise Failed(fault('too_large', f'{image.width} x {image.height}'))
        if min(image.size) < 1:
            raise Failed(fault('not_understood', 'no pixels'))
        declared = image.info.get('dpi')
        damaged = _load(image, index)
        page = ImageOps.exif_transpose(image) if image.format != 'TIFF' else image
        target = Path(out) / f'page-{index}.ppm'
        width, height = _write(page, target)
    return {'path': str(target), 'width': width, 'height': height, 'dpi': believed(declared, width, height),
            'damaged': damaged}


def believed(declared: Any, width: int, height: int) -> int:
    """The resolution: the declared one when it makes a page that can be, else as if the page were A4."""
    longest = max(width, height)
    try:
        across, down = (float(each) for each in declared)
        sound = LEAST_DPI <= across <= MOST_DPI and abs(across - down) <= across / 10
    except (TypeError, ValueError, ZeroDivisionError):
        across, sound = 0.0, False
    if sound and longest / across <= (LONGEST if round(across) not in IDLE_DPI else 1.5 * A4):
        return round(across)
    return min(max(round(longest / A4), GUESSED[0]), GUESSED[1])


def _opened(path: str, media_type: str) -> Image.Image:
    if media_type not in FORMATS:
        raise Failed(fault('kind', media_type))
    if not Path(path).stat().st_size:
        raise Failed(fault('empty'))
    try:
        return Image.open(path, formats=FORMATS[media_type])
    except MemoryError:
        raise
    except BROKEN as error:
        raise Failed(fault('not_understood', _said(error))) from error


def _seek(image: Image.Image, index: int) -> None:
    if index == 0:
        return
    if image.format != 'TIFF':
        raise Failed(fault('page_missing'))
    try:
        image.seek(index)
    except EOFError as error:
        raise Failed(fault('page_missing')) from error
    except BROKEN as error:
        raise Failed(fault('page_damaged', _said(error))) from error


def _load(image: Image.Image, index: int) -> bool:
    """Decode; whether a part is missing. What there is of a cut file is shown."""
    try:
        image.load()
        return False
    except MemoryError:
        raise
    except BROKEN as error:
        reason = _said(error)
    ImageFile.LOAD_TRUNCATED_IMAGES = True
    try:
        image.load()
        if not any(low != high for low, high in _extremes(image)):
            raise Failed(fault('page_damaged', reason))
        return True
    except MemoryError:
        raise
    except BROKEN as error:
        raise Failed(fault('page_damaged', _said(error))) from error
    finally:
        ImageFile.LOAD_TRUNCATED_IMAGES = False


def _extremes(image: Image.Image) -> Any:
    found = image.getextrema()
    return found if isinstance(found[0], tuple) else (found,)


def _write(page: Image.Image, target: Path) -> tuple[int, int]:
    """Strip by strip: conversions of a large sheet would double its memory."""
    sample = _plain(page.resize((min(page.width, 1200), min(page.height, 1200)), Image.Resampling.NEAREST))
    colour, scale = pnm.coloured(sample), _scale(page)
    with pnm.Writer(target, page.width, page.height, colour) as out:
        for top in range(0, page.height, pnm.STRIP):
            part = page.crop((0, top, page.width, min(page.height, top + pnm.STRIP)))
            strip = _plain(part, scale)
            out.write(strip if colour else pnm.grey(strip))
    return page.width, page.height


def _scale(page: Image.Image) -> float:
    """How much the numbers of a page with more than eight bits must be divided by."""
    if page.mode.startswith('I;16'):
        return 257.0
    if page.mode in ('I', 'F'):
        return max(1.0, float(page.getextrema()[1])) / 255  # type: ignore[arg-type]
    return 1.0


def _plain(image: Image.Image, scale: float = 257.0) -> Any:
    """Grey or red, green and blue, eight bits, transparent parts white."""
    if image.mode.startswith(('I', 'F')):
        return np.clip(np.asarray(image).astype(np.float32) / scale, 0, 255).astype(np.uint8)
    if image.mode in ('LA', 'PA', 'RGBA', 'La', 'RGBa') or 'transparency' in image.info:
        layers = image.convert('RGBA')
        return np.asarray(Image.alpha_composite(Image.new('RGBA', image.size, 'white'), layers).convert('RGB'))
    if image.mode in ('L', 'RGB'):
        return np.asarray(image)
    return np.asarray(image.convert('L' if image.mode == '1' else 'RGB'))


def _said(error: BaseException) -> str:
    return f'{type(error).__name__}: {error}'[:200]
