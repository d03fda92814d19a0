"""What the viewer shows of a record: its pages in the order of the plan, their texts, and what is played."""

from collections.abc import Iterator
from itertools import groupby
from typing import Any, NamedTuple

from muragat.media.originals import Original, originals_of
from muragat.media.plan import PlannedPage, Spot, kept_pages
from muragat.media.sharing import versions_of
from muragat.media.texts import PageText, texts_of
from muragat.ports.words import Word

#: Confidence below which a word is shown as doubtful, and as very doubtful.
DOUBTFUL, VERY_DOUBTFUL = 80.0, 50.0


class Shown(NamedTuple):
    """A page as a reader meets it: its place from 1, what a citation calls it, and the original it is a page of."""

    place: int
    page: PlannedPage
    sheet: str
    original: Original

    @property
    def token(self) -> str:
        """The page in addresses of its pictures."""
        return '.'.join(str(each) for each in self.page.spot)


class Line(NamedTuple):
    """A line of text: (number of the word on the page, the word, how doubtful it is: 0, 1 or 2) for each word."""

    words: tuple[tuple[int, Word, int], ...]


def shown_pages(site: Any, record_id: int) -> list[Shown]:
    """The pages of a record without those that are left out."""
    pages = kept_pages(site, record_id)
    sheaf = originals_of(site).sheaf(record_id) if pages else None
    if sheaf is None:
        return []
    return [Shown(place, page, page.label or str(place), sheaf.files[page.file][page.version - 1])
            for place, page in enumerate(pages, 1)]


def original_of(site: Any, record_id: int, spot: Spot) -> Original | None:
    """The original that a page is of; None when the record holds no such file or it is kept apart."""
    versions = versions_of(site, record_id, spot.file)
    found = versions[spot.version - 1] if 1 <= spot.version <= len(versions) else None
    return None if found is None or found.quarantine else found


def spot_of(token: str) -> Spot | None:
    """The page that an address names."""
    parts = token.split('.')
    if len(parts) != 3 or not all(each.isascii() and each.isdigit() and len(each) < 10 for each in parts):
        return None
    file, version, index = (int(each) for each in parts)
    return Spot(file, version, index)


def text_at(site: Any, record_id: int, spot: Spot) -> PageText | None:
    """The text of a page as it stands."""
    return texts_of(site).page(record_id, *spot)


def paragraphs(text: PageText) -> Iterator[list[Line]]:
    """The lines of a page, paragraph by paragraph."""
    numbered = [(number, word, _doubt(word.confidence)) for number, word in enumerate(text.words)]
    for _place, inside in groupby(numbered, key=lambda each: (each[1].block, each[1].paragraph)):
        yield [Line(tuple(line)) for _number, line in groupby(inside, key=lambda each: each[1].line)]


def _doubt(confidence: float) -> int:
    """How doubtful a word is; what nobody measured is not doubted."""
    return 0 if confidence < 0 or confidence >= DOUBTFUL else 1 if confidence >= VERY_DOUBTFUL else 2


def is_sound(media_type: str) -> bool:
    """Whether a file is played and not looked at."""
    return media_type.startswith('audio/') or media_type == 'application/ogg'
