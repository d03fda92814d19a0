"""The access copy: pages as pictures with their text under them, in one file that lasts."""

from collections.abc import Iterable
from pathlib import Path
from typing import NamedTuple

from zope.interface import Attribute, Interface

from muragat.ports.words import Word


class CopyPage(NamedTuple):
    """A page of the copy.

    `picture`: a JPEG file, None for a page that cannot be shown. `width`, `height`: of the canvas that the boxes of
    the words are measured on, in pixels at `dpi`. `rotation`: degrees clockwise by which a reader turns the page.
    """

    picture: Path | None
    width: int
    height: int
    dpi: float
    words: tuple[Word, ...] = ()
    rotation: int = 0


class IAccessCopy(Interface):
    """Writes access copies as PDF/A-2b, in helper processes. Derived data. Raises `Failed` and nothing else."""

    media_type = Attribute('Media type of the file.')

    def compose(pages: Iterable[CopyPage], out: Path, title: str, language: str) -> Path:
        """The copy below the folder `out`; pages are taken one by one. `language`: of the title, 'kk', 'ru' or 'en'."""
