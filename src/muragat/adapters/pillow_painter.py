"""Paints simulated scans with Pillow: type or handwriting on toned paper, skewed, specked and stained."""

import io
import random
from typing import Any

from PIL import Image, ImageChops, ImageDraw, ImageFilter, ImageFont, ImageOps
from zope.interface import implementer

from muragat.ports.pagepainter import IPagePainter, Sheet

WIDTH, HEIGHT = 1240, 1754
DPI = 150
MARGIN_LEFT, MARGIN_TOP = 150, 120
#: The folder of Debian's fonts-dejavu-core, whose fonts have every letter of Kazakh.
FONTS = '/usr/share/fonts/truetype/dejavu'
#: look -> (font, size, line height, signs on a line, lines on a sheet)
LOOKS = {
    'typed': (f'{FONTS}/DejaVuSansMono.ttf', 24, 37, 66, 40),
    'written': (f'{FONTS}/DejaVuSerif.ttf', 27, 46, 58, 32),
}
INK, PAPER = (46, 42, 48), (236, 226, 202)
FORMATS: dict[str, tuple[str, dict[str, Any]]] = {
    'image/jpeg': ('JPEG', {'quality': 62, 'optimize': True, 'dpi': (DPI, DPI)}),
    'image/png': ('PNG', {'dpi': (DPI, DPI)}),
}


@implementer(IPagePainter)
class PillowPainter:
    """Paints with the same bytes for the same sheet and the same Pillow."""

    def columns(self, look: str) -> int:
        return LOOKS[look][3]

    def rows(self, look: str) -> int:
        return LOOKS[look][4]

    def paint(self, sheet: Sheet, media_type: str) -> bytes:
        self._check(sheet)
        chance = random.Random(sheet.seed)
        page = ImageChops.multiply(_paper(sheet, chance), _text(sheet, chance))
        page = page.rotate(chance.uniform(-1.2, 1.2) * sheet.wear, Image.Resampling.BICUBIC, fillcolor=214)
        page = page.filter(ImageFilter.GaussianBlur(0.3 + 0.5 * sheet.wear))
        page = ImageChops.add(page, _grain(chance, sheet.wear), offset=-8)
        kind, options = FORMATS[media_type]
        page = ImageOps.colorize(page, INK, PAPER) if kind == 'JPEG' else page.point(lambda tone: tone // 16 * 17)
        out = io.BytesIO()
        page.save(out, kind, **options)
        return out.getvalue()

    def _check(self, sheet: Sheet) -> None:
        if len(sheet.lines) > self.rows(sheet.look):
            raise ValueError(f'{len(sheet.lines)} lines do not fit on a sheet')
        if any(len(line) > self.columns(sheet.look) for line in sheet.lines):
            raise ValueError('a line is too long for the sheet')


def _noise(chance: random.Random, width: int, height: int) -> Image.Image:
    return Image.frombytes('L', (width, height), chance.randbytes(width * height))


def _paper(sheet: Sheet, chance: random.Random) -> Image.Image:
    """Unevenly toned paper with punch holes, a fold and stains."""
    clouds = _noise(chance, 7, 10).resize((WIDTH, HEIGHT), Image.Resampling.BICUBIC)
    depth = 0.16 * sheet.wear
    paper = clouds.point(lambda tone: 255 - int((255 - tone) * depth))
    draw = ImageDraw.Draw(paper)
    for at in (HEIGHT // 2 - 160, HEIGHT // 2 + 160):
        draw.ellipse((46, at - 17, 80, at + 17), fill=150)
    fold = HEIGHT // 2 + chance.randint(-30, 30)
    draw.line((0, fold, WIDTH, fold + chance.randint(-6, 6)), fill=int(235 - 40 * sheet.wear), width=2)
    for _ in range(round(140 * sheet.wear)):
        x, y, r = chance.randrange(WIDTH), chance.randrange(HEIGHT), chance.choice((0, 1, 1, 2))
        draw.ellipse((x, y, x + r, y + r), fill=chance.randint(90, 190))
    for _ in range(round(3 * sheet.wear)):
        paper = ImageChops.multiply(paper, _stain(chance))
    return paper


def _stain(chance: random.Random) -> Image.Image:
    """A blurred ring as a glass or damp leaves it."""
    stain = Image.new('L', (WIDTH, HEIGHT), 255)
    x, y, r = chance.randrange(WIDTH), chance.randrange(HEIGHT), chance.randint(60, 190)
    draw = ImageDraw.Draw(stain)
    draw.ellipse((x - r, y - r, x + r, y + r), fill=242, outline=205, width=9)
    return stain.filter(ImageFilter.GaussianBlur(5))


def _grain(chance: random.Random, wear: float) -> Image.Image:
    """The noise of a sensor, from 0 to 16: a tile that is repeated."""
    tile = _noise(chance, 256, 256).point(lambda tone: int(8 + (tone - 128) / 16 * (0.4 + wear)))
    grain = Image.new('L', (WIDTH, HEIGHT))
    for x in range(0, WIDTH, 256):
        for y in range(0, HEIGHT, 256):
            grain.paste(tile, (x, y))
    return grain


def _text(sheet: Sheet, chance: random.Random) -> Image.Image:
    """The lines in dark ink on white."""
    name, size, height, _columns, _rows = LOOKS[sheet.look]
    font = ImageFont.truetype(name, size)
    text = Image.new('L', (WIDTH, HEIGHT), 255)
    draw = ImageDraw.Draw(text)
    for row, line in enumerate(sheet.lines):
        top = MARGIN_TOP + row * height
        if sheet.look == 'typed':
            _typed(draw, font, line, top, sheet.wear, chance)
        else:
            draw.text((MARGIN_LEFT + chance.randint(-3, 3), top + chance.randint(-2, 2)), line,
                      fill=chance.randint(30, 70), font=font)
    if sheet.look == 'written':
        text = text.transform(text.size, Image.Transform.AFFINE, (1, 0.18, -0.18 * HEIGHT / 2, 0, 1, 0),
                              Image.Resampling.BICUBIC, fillcolor=255)
    return text


def _typed(draw: ImageDraw.ImageDraw, font: ImageFont.FreeTypeFont, line: str, top: int, wear: float,
           chance: random.Random) -> None:
    """Each sign struck by itself: not quite level and not equally dark."""
    step = font.getlength('о')
    for column, sign in enumerate(line):
        if sign != ' ':
            draw.text((MARGIN_LEFT + column * step, top + chance.choice((-1, 0, 0, 0, 1))), sign,
                      fill=chance.randint(20, 50 + round(70 * wear)), font=font)
