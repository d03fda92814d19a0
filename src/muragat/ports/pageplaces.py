"""Page places: on which pages of a record a term stands, and where on the page; derived data, may be rebuilt.

Beside the text index, each page leaves a compact record at indexing; page hits, snippets and marks read it, so that no
text is analysed to answer a question.
"""
from collections.abc import Collection, Iterable, Mapping, Sequence
from typing import Any, NamedTuple

from zope.interface import Attribute, Interface

from muragat.ports.textindex import Streams

#: A term in its stream (`('kk', 'құжат')`). A term that ends with PREFIX stands for all terms that begin like it.
Term = tuple[str, str]
PREFIX = '*'


class PlacedPage(NamedTuple):
    """A page with its terms.

    `page` and `sheet` as in `IPageWords`. `stamp`: pages of a record with the same stamp have the same text; 0 when
    that is unknown. `packed`: what `IPagePlaces.packed` made of it; None: the page is kept as it was put under this
    stamp before, and only its place may be another one.
    """

    page: int
    sheet: str
    stamp: int
    packed: bytes | None
    streams: Streams


class Sheet(NamedTuple):
    """A page on which something was found; `matched`: how many of the groups of terms occur there."""

    page: int
    sheet: str
    matched: int


class Sheets(NamedTuple):
    """Pages where most is found first, then in their order. `total`: pages with any group; `whole`: with all."""

    sheets: tuple[Sheet, ...]
    total: int
    whole: int


class Located(NamedTuple):
    """Pages of a record as `sheets` tells them, and where terms of any group stand on the first of them."""

    sheets: Sheets
    places: tuple[tuple[int, int], ...]


class PlacesCondition(NamedTuple):
    """How the page places are. Codes: places_well, places_missing, places_damaged, places_unfinished."""

    well: bool
    code: str


class PlacesUnavailable(Exception):
    """The page places are missing or damaged: nothing can be asked of them or put into them until they are rebuilt."""


class IPagePlaces(Interface):
    """One writer at a time, any number of readers in any process; a reader sees a whole commit or nothing of it.

    What is put and dropped is kept by `commit`. All but `condition`, `another`, `begin` and `close` raise
    PlacesUnavailable when the places are missing or damaged; they are never made anew behind somebody's back.
    """

    version = Attribute('Version of the analyser whose terms are kept.')

    def sheets(record_id: int, groups: Sequence[Collection[Term]], limit: int = 3) -> Sheets:
        """Pages where terms of the groups stand; a group is a word of the query, any of its terms counts."""

    def located(asked: Mapping[int, Sequence[Collection[Term]]], limit: int = 3) -> Mapping[int, Located]:
        """The pages of several records, each by groups of its own, as one commit has them."""

    def places(record_id: int, page: int, terms: Collection[Term]) -> tuple[tuple[int, int], ...]:
        """Where the terms stand in the text of a page: (start, end) in its order; empty when the page is unknown."""

    def sheet(record_id: int, page: int) -> str:
        """What a citation calls a page; empty when it is unknown or cannot be opened."""

    def known(records: Collection[int]) -> Mapping[int, Collection[int]]:
        """Stamps of the pages that are here, by record; never 0. A record that has none is missing."""

    def streams(record_id: int, stamp: int) -> Streams:
        """The terms of a page that is here."""

    def packed(streams: Streams, tokens: Sequence[tuple[int, int]]) -> bytes:
        """The record of a page. `tokens`: (start, end) in its text for each position of the streams. Needs no file."""

    def put(record_id: int, mark: bytes, pages: Iterable[PlacedPage]) -> None:
        """The pages of a record from now on, taken one by one; those that are as they were are not written again.
        `mark`: what the record was when it was indexed, compared by a verification."""

    def drop(records: Iterable[int]) -> None:
        """Forget records."""

    def set_aside(record_id: int, cause: str) -> None:
        """Remember why a record could not be indexed; `put` and `drop` forget it."""

    def troubles() -> tuple[tuple[int, str], ...]:
        """Records that could not be indexed, and why."""

    def marks() -> Iterable[tuple[int, bytes]]:
        """Every record that was put with its mark, by growing id."""

    def commit() -> None:
        """Keep what was put and dropped since the last commit; on disk when it returns."""

    def undo() -> None:
        """Forget what was put and dropped since the last commit."""

    def another() -> Any:
        """The same places for another writer of this process, whose changes and whose `undo` are its own."""

    def begin() -> None:
        """Make them when they are missing, or anew when they are damaged, unfinished until `finish`."""

    def finish() -> None:
        """They hold every record now; those of other versions are removed."""

    def condition() -> PlacesCondition:
        """How they are, for the health page."""

    def close() -> Any:
        """Let go of files."""
