"""Simulated scans: pages of official Kazakh and Russian prose, worn in five levels, with their true text."""

import io
import random
import tomllib
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from PIL import Image, ImageDraw, ImageFilter, ImageFont

from muragat.language.tongue import tongue
from tests.bench.frame import ROOT

TEXTS = ROOT / 'src' / 'muragat' / 'content' / 'archive' / 'demonstration'
FONTS = ('DejaVuSerif.ttf', 'DejaVuSans.ttf', 'DejaVuSerifCondensed.ttf', 'DejaVuSansCondensed.ttf', 'DejaVuSans.ttf')
FOLDER = Path('/usr/share/fonts/truetype/dejavu')
#: A4 at 300 dpi, margins, size of type and distance of lines in pixels.
WIDTH, HEIGHT, MARGIN, TYPE, LEADING = 2480, 3508, 250, 46, 76
#: Changes with what is painted, so that pages kept from an earlier run are not taken for these.
VERSION = 1


@dataclass(frozen=True)
class Wear:
    """What was done to a page: most degrees of skew, blur, tones of ink and paper, noise (deviation, and whether it
    goes over several points), specks, salt and pepper as a share of points, uneven light, quality of the JPEG."""

    skew: tuple[float, float] = (0, 0)
    blur: float = 0
    tones: tuple[int, int] = (0, 255)
    noise: float = 0
    clotted: bool = False
    specks: int = 0
    salt: float = 0
    light: float = 0
    quality: int = 92


LEVELS = (
    Wear(),
    Wear((0.1, 0.7), 0.4, (15, 250), 3, False, 40),
    Wear((0.5, 2.0), 0.8, (60, 225), 7, False, 120, 0, 0.12, 80),
    Wear((2.0, 2.8), 1.5, (85, 205), 11, True, 200, 0, 0.15, 50),
    Wear((2.0, 2.8), 1.2, (85, 205), 22, False, 200, 0.003, 0.15, 45),
)


def sentences(language):
    """Sentences of the demonstration archive in one language."""
    def strings(node):
        if isinstance(node, str):
            yield node
        elif isinstance(node, dict | list):
            for each in node.values() if isinstance(node, dict) else node:
                yield from strings(each)

    found = []
    for path in sorted(TEXTS.glob('*.toml')):
        for text in strings(tomllib.loads(path.read_text('utf8'))):
            pieces = (' '.join(piece.split()) for piece in text.replace('\n', ' ').split('. '))
            found += [piece for piece in pieces if len(piece) > 30 and '{' not in piece and tongue(piece) == language]
    return found


def lines_of(chance, language, font):
    """A page of prose in lines that fit."""
    known, room, lines, line = sentences(language), WIDTH - 2 * MARGIN, [], ''
    while len(lines) < (HEIGHT - 2 * MARGIN) // LEADING:
        for word in (chance.choice(known).rstrip('.') + '.').split():
            if font.getlength(f'{line} {word}') > room:
                lines.append(line)
                line = word
            else:
                line = f'{line} {word}'.strip()
    return lines[:(HEIGHT - 2 * MARGIN) // LEADING]


def painted(seed, language, level):
    """(image, true text) of a page; the same for the same seed."""
    chance = random.Random(f'{seed} {language} {level} {VERSION}')
    font = ImageFont.truetype(str(FOLDER / chance.choice(FONTS)), TYPE)
    lines = lines_of(chance, language, font)
    page = Image.new('L', (WIDTH, HEIGHT), 255)
    draw = ImageDraw.Draw(page)
    for number, line in enumerate(lines):
        draw.text((MARGIN, MARGIN + number * LEADING), line, font=font, fill=0)
    return worn(page, LEVELS[level], chance), '\n'.join(lines)


def worn(page, wear, chance):
    """The page as it comes out of a scanner."""
    dice = np.random.default_rng(chance.randrange(1 << 32))
    if wear.skew[1]:
        angle = chance.choice((-1, 1)) * chance.uniform(*wear.skew)
        page = page.rotate(angle, Image.Resampling.BICUBIC, fillcolor=255)
    draw = ImageDraw.Draw(page)
    for _ in range(wear.specks):
        x, y, r = chance.randrange(WIDTH), chance.randrange(HEIGHT), chance.choice((1, 1, 2, 3))
        draw.ellipse((x, y, x + r, y + r), fill=chance.randrange(120))
    page = page.filter(ImageFilter.GaussianBlur(wear.blur)) if wear.blur else page
    tones = np.asarray(page, np.float32)
    tones = wear.tones[0] + tones * ((wear.tones[1] - wear.tones[0]) / 255)
    tones *= 1 - wear.light * np.linspace(0, 1, WIDTH, dtype=np.float32)[None, :]
    if wear.noise:
        tones += grain(dice, wear)
    if wear.salt:
        spots = dice.random(tones.shape, np.float32)
        tones[spots < wear.salt / 2], tones[spots > 1 - wear.salt / 2] = 0, 255
    return Image.fromarray(np.clip(tones, 0, 255).astype(np.uint8))


def grain(dice, wear):
    """Noise; clotted noise goes over several points and keeps its deviation."""
    plain = dice.normal(0, 1, (HEIGHT, WIDTH)).astype(np.float32)
    if wear.clotted:
        plain = (plain + np.roll(plain, 1, 0) + np.roll(plain, 1, 1) + np.roll(plain, (1, 1), (0, 1))) / 2
    return plain * wear.noise


def kept(folder, count, level):
    """(image file, true text) of `count` pages, half of them Kazakh, painted once and kept."""
    folder = folder / f'scans-{VERSION}'
    folder.mkdir(parents=True, exist_ok=True)
    return [_kept(folder, number, ('kk', 'ru')[number % 2], level) for number in range(count)]


def _kept(folder, number, language, level):
    path = folder / f'{number:03d}-{language}-level{level}.jpg'
    if not path.exists():
        image, text = painted(number, language, level)
        path.with_suffix('.txt').write_text(text, 'utf8')
        out = io.BytesIO()
        image.save(out, 'JPEG', quality=LEVELS[level].quality, dpi=(300, 300))
        path.write_bytes(out.getvalue())
    return path, path.with_suffix('.txt').read_text('utf8')
