"""Pictures of pages for people: thumbnails, screens, and tiles of large sheets."""

from collections.abc import Sequence
from pathlib import Path
from typing import NamedTuple

from zope.interface import Interface

from muragat.ports.pages import PageImage

#: Longest sides in pixels.
THUMBNAIL, SCREEN = 256, 1600
MEDIA_TYPE = 'image/jpeg'


class Picture(NamedTuple):
    """A JPEG file and its size in pixels."""

    path: Path
    width: int
    height: int


class Tiles(NamedTuple):
    """A pyramid of tiles as OpenSeadragon reads it: `folder/<level>/<column>_<row>.jpg`, level 0 is one pixel.

    `width` and `height`: of the whole sheet. `size`: side of a tile, which overlaps its neighbours by `overlap`.
    """

    folder: Path
    width: int
    height: int
    size: int
    overlap: int
    levels: int


class IRenditions(Interface):
    """Makes pictures in helper processes. Derived data, made again when lost. Raises `Failed` and nothing else."""

    def pictures(image: PageImage, out: Path, sides: Sequence[int] = (THUMBNAIL, SCREEN)) -> tuple[Picture, ...]:
        """One picture for each longest side, named `<side>.jpg` below `out`; never larger than the page itself."""

    def tiles(image: PageImage, out: Path, size: int = 512) -> Tiles:
        """The tiles of a sheet below `out`, made strip by strip: memory does not grow with the sheet."""
