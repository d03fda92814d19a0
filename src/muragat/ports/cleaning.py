"""Cleaning of page images, and what a machine can see of their quality."""

from collections.abc import Iterable
from pathlib import Path
from typing import NamedTuple

from zope.interface import Interface

from muragat.ports.pages import PageImage
from muragat.ports.words import Word

#: Bits in which the hashes of two scans of one page differ at most; other pages of the same print differ in 18 or
#: more. Seven, so that one of the eight bytes is always the same and doubles can be looked up.
DOUBLE = 7


class Cleaned(NamedTuple):
    """A cleaned image for recognition only; people see the page as it is.

    `steps`: names of what was done, in order. `back`: the first two rows of the matrix that leads from a point of the
    cleaned image to the same point of the page image (x' = a x + b y + c, y' = d x + e y + f).
    """

    image: PageImage
    steps: tuple[str, ...]
    back: tuple[float, float, float, float, float, float]

    def placed(self, words: Iterable[Word]) -> tuple[Word, ...]:
        """Words found on the cleaned image with their boxes on the page image; sizes follow scale and quarter turns."""
        a, b, c, d, e, f = self.back
        moved = []
        for word in words:
            x, y = word.left + word.width / 2, word.top + word.height / 2
            width, height = self._size(word)
            left, top = a * x + b * y + c - width / 2, d * x + e * y + f - height / 2
            moved.append(word._replace(left=round(left), top=round(top), width=round(width), height=round(height)))
        return tuple(moved)

    def _size(self, word: Word) -> tuple[float, float]:
        a, b, _c, d, e, _f = self.back
        along, across = (a * a + d * d) ** 0.5, (b * b + e * e) ** 0.5
        width, height = word.width * along, word.height * across
        return (height, width) if abs(b) > abs(a) else (width, height)


class Signals(NamedTuple):
    """What can be seen without reading.

    `ink`: share of the page that is dark, 0 to 1. `skew`: degrees by which the lines fall to the right, -5 to 5.
    `contrast`: distance of ink and paper, 0 to 255. `turned`: 'no', 'upside_down' or 'sideways'; only 'sideways' shows
    without reading. `sharpness`: the larger the sharper, below `BLURRED` it is blurred. `phash`: perceptual hash of 64
    bits as 16 hexadecimal digits, '' for a blank page; `distance` tells how far two are apart.
    """

    blank: bool
    skew: float
    turned: str
    dark: bool
    blurred: bool
    contrast: float
    dpi: int
    phash: str
    ink: float
    bitonal: bool = False
    sharpness: float = 0.0
    noise: float = 0.0

    @property
    def upside_down(self) -> bool:
        """Whether the page stands on its head."""
        return self.turned == 'upside_down'


def distance(one: str, other: str) -> int:
    """In how many of 64 bits two perceptual hashes differ; 64 when one page is blank."""
    return (int(one, 16) ^ int(other, 16)).bit_count() if one and other else 64


class ICleaner(Interface):
    """Makes bad images readable, in helper processes. Derived data. Raises `Failed` and nothing else."""

    def clean(image: PageImage, out: Path, turn: int = 0) -> Cleaned:
        """Turned clockwise by `turn` degrees, without background, skew and specks, black on white, below `out`."""

    def turn(image: PageImage, out: Path, degrees: int) -> Cleaned:
        """Only turned clockwise by 90, 180 or 270 degrees."""


class ISignals(Interface):
    """Judges page images, in helper processes. Derived data. Raises `Failed` and nothing else."""

    def signals(image: PageImage) -> Signals:
        """What can be seen of a page."""
