"""Recognition: from the image of a page to its words."""

from pathlib import Path
from typing import NamedTuple

from zope.interface import Interface

from muragat.ports.pages import PageImage
from muragat.ports.words import Word as Word

#: Languages of recognition by the codes of records.
LANGUAGES = {'kk': 'kaz', 'ru': 'rus', 'en': 'eng'}
#: What is tried when nobody said anything: Kazakh first (`language.md`: the best of all settings).
EVERY = ('kk', 'ru', 'en')


class Recognition(NamedTuple):
    """What was read on a page.

    `languages`: those that were asked for. `language`: what the text looks like, 'kk', 'ru', 'en' or '' (unknown).
    `confidence`: mean over letters, 0 to 100.
    """

    words: tuple[Word, ...]
    languages: tuple[str, ...]
    language: str
    confidence: float


class IRecognizer(Interface):
    """Reads page images in helper processes. Derived data: it can be read again. Raises `Failed` and nothing else."""

    def recognise(image: PageImage, languages: tuple[str, ...], out: Path) -> Recognition:
        """The words on an image, boxes in its pixels; `out` is a folder for what is needed on the way.

        A page without words is a Recognition without words here; whether it is a fault is told by its ink.
        """

    def turn(image: PageImage, out: Path) -> int:
        """By how many degrees (0, 90, 180, 270) the image must be turned clockwise to stand upright; 0 if unsure."""

    def installed() -> frozenset[str]:
        """Codes of the languages whose data are installed; empty when there is no program at all."""
