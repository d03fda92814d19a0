"""Files as pages: how many there are, each as an image, and the text that a born-digital page brings."""

from dataclasses import dataclass
from pathlib import Path
from typing import NamedTuple

from zope.interface import Interface

from muragat.ports.words import Word

#: Media types whose pages can be shown.
PDF = 'application/pdf'
IMAGES = frozenset({'image/tiff', 'image/jpeg', 'image/png', 'image/webp', 'image/jp2', 'image/jpx', 'image/jpm',
                    'image/bmp', 'image/x-ms-bmp'})


@dataclass(frozen=True)
class Limits:
    """What one file may cost. A page of A0 at 400 dpi has 250 million pixels and is legal."""

    pixels: int = 300_000_000
    pages: int = 10_000


#: When nobody said otherwise.
LIMITS = Limits()


class Look(NamedTuple):
    """What a file is: kind 'pdf' or 'image', and how many pages it has.

    `note` is a code of `ports.faults` that says why something is not as it should be, or ''. A file with `pages` > 0
    can be read in part even when it is `damaged` or `encrypted`; with 0 pages nothing can be read: `note` says why.
    """

    kind: str
    pages: int
    encrypted: bool = False
    signed: bool = False
    damaged: bool = False
    note: str = ''


class PageImage(NamedTuple):
    """A page as an uncompressed image file (PGM or PPM), quickly read and meant to be removed after the work.

    `dpi` is what is believed, never absurd. `damaged`: a part of the page could not be read and is blank or grey.
    """

    path: Path
    width: int
    height: int
    dpi: int
    damaged: bool = False


class IPageSource(Interface):
    """Shows files as pages. Derived data: images can be made again from the file at any time.

    Foreign bytes are opened in helper processes only. All methods raise `Failed` and nothing else.
    """

    def look(path: Path, media_type: str, limits: Limits = LIMITS) -> Look:
        """What can be said of a file without showing it; cheap. Failed('kind') for a type that has no pages."""

    def render(path: Path, media_type: str, index: int, out: Path, dpi: int = 300,
               limits: Limits = LIMITS) -> PageImage:
        """Page `index` (from 0) as an image below the folder `out`.

        A PDF is drawn at `dpi` (less where the limit asks for it); an image file keeps its own pixels.
        """

    def layer(path: Path, index: int, dpi: int = 300) -> tuple[Word, ...]:
        """The text that page `index` of a PDF brings, with boxes in pixels of the page drawn at `dpi`."""
