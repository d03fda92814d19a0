"""Page hits: on which sheets of a record the words of a question stand, and where on a sheet."""

from collections.abc import Collection, Iterator, Mapping, Sequence
from functools import lru_cache
from itertools import islice
from typing import Any
from urllib.parse import urlencode

from muragat.kernel.interfaces import IPageText
from muragat.media.plan import Pages, kept_pages
from muragat.media.texts import PageText, texts_of
from muragat.ports.pageplaces import PREFIX, Located, PlacesUnavailable
from muragat.ports.pageplaces import Sheets as PlacedSheets
from muragat.search.answer import Sheet
from muragat.search.query.wanted import Wanted
from muragat.search.snippets import Marker
from muragat.web.addresses import href

#: Sheets of one hit in a list; the others are shown on demand.
SHOWN = 3
#: Pages that are read to answer when no index of places can.
_READ = 200

Term = tuple[str, str]


class Sheets:
    """Asks the index of places; reads the pages themselves where it has no answer."""

    def __init__(self, desk: Any, places: Any) -> None:
        self.desk = desk
        self.places = places
        self._planned: dict[int, Pages] = {}

    def _pages(self, record: Any) -> Pages:
        """The pages of a record as they are shown, looked up once."""
        if record.id not in self._planned:
            self._planned[record.id] = kept_pages(self.desk.site, record.id)
        return self._planned[record.id]

    def of(self, record: Any, groups: Sequence[Wanted], text: str, limit: int = SHOWN) -> tuple[tuple[Sheet, ...], int]:
        """The pages with most words of the question, at most `limit`, and how many pages there are in all.

        `groups`: what is wanted of each word of the question. `text`: the question, which the viewer is given to mark.
        """
        asked = self._asked(record, groups, limit)
        return self._worded(record, text, *(asked if asked is not None else self._read(record, groups, limit)))

    def located(self, asked: Mapping[int, Sequence[Wanted]]) -> Mapping[int, Located]:
        """By record id, what the index of places has of all hits of a page; nothing where it has no answer."""
        if self.places is None:
            return {}
        plain = {record: groups for record, groups in asked.items() if not any(group.nears for group in groups)}
        terms = {id(groups): [terms_of(group) for group in groups] for groups in plain.values()}
        try:
            found: Mapping[int, Located] = self.places.located(
                {record: terms[id(groups)] for record, groups in plain.items()}, SHOWN)
        except PlacesUnavailable:
            return {}
        return found

    def told(self, record: Any, found: PlacedSheets, text: str) -> tuple[tuple[Sheet, ...], int]:
        """As `of`, of what was located."""
        return self._worded(record, text, *_meant(found))

    def _worded(self, record: Any, text: str, pages: Sequence[int], total: int) -> tuple[tuple[Sheet, ...], int]:
        address = href(record, 'view') if pages else ''
        return tuple(self._sheet(record, page, text, address) for page in pages), total

    def sheet(self, record: Any, page: int, text: str) -> Sheet:
        """A page of a record as a hit."""
        return self._sheet(record, page, text, href(record, 'view'))

    def _sheet(self, record: Any, page: int, text: str, address: str) -> Sheet:
        planned = self._pages(record)
        label = planned[page - 1].label if 0 < page <= len(planned) else ''
        return Sheet(page, label or str(page), f'{address}?page={page}{_marking(text)}')

    def _asked(self, record: Any, groups: Sequence[Wanted], limit: int) -> tuple[list[int], int] | None:
        if self.places is None or any(group.nears for group in groups):
            return None
        try:
            found = self.places.sheets(record.id, [terms_of(group) for group in groups], limit)
        except PlacesUnavailable:
            return None
        return _meant(found)

    def _read(self, record: Any, groups: Sequence[Wanted], limit: int) -> tuple[list[int], int]:
        markers = [Marker(group) for group in groups]
        scored: list[tuple[int, int]] = []
        for page, text in self.texts(record):
            matched = sum(bool(marker.marks(text)) for marker in markers)
            if matched:
                scored.append((-matched, page))
        whole = [each for each in scored if -each[0] == len(groups)] or scored
        return [page for _matched, page in sorted(whole)[:limit]], len(whole)

    def texts(self, record: Any) -> Iterator[tuple[int, str]]:
        """Place and text of each page that was read."""
        adapter = self.desk.registry.adapt(record, IPageText)
        pages = adapter.pages() if adapter is not None else ()
        return ((page.page, page.text) for page in islice(pages, _READ))

    def text(self, record: Any, page: int) -> str:
        """The text of a page by its place; '' when it was not read."""
        found = self.reading(record, page)
        return found.text if found is not None and found.count else ''

    def reading(self, record: Any, page: int) -> PageText | None:
        """What was read of a page by its place."""
        planned = self._pages(record)
        if not 0 < page <= len(planned):
            return None
        spot = planned[page - 1]
        return texts_of(self.desk.site).page(record.id, spot.file, spot.version, spot.index)

    def marks(self, record: Any, page: int, wanted: Wanted, text: str) -> list[tuple[int, int]]:
        """Where wanted words stand in the text of a page."""
        if self.places is not None and not wanted.nears:
            try:
                return list(self.places.places(record.id, page, terms_of(wanted)))
            except PlacesUnavailable:
                pass
        return Marker(wanted).marks(text)


def _meant(found: PlacedSheets) -> tuple[list[int], int]:
    """The pages that are meant and how many there are: where some have every word, those."""
    kept = found.sheets[:found.whole] if found.whole else found.sheets
    return [sheet.page for sheet in kept], found.whole or found.total


@lru_cache(maxsize=64)
def _marking(text: str) -> str:
    """The part of an address by which the viewer marks the words of a question."""
    return f'&{urlencode({"q": text})}' if text else ''


def terms_of(wanted: Wanted) -> Collection[Term]:
    """Terms as the index of places takes them."""
    return [*wanted.terms, *((stream, start + PREFIX) for stream, start in wanted.starts)]
