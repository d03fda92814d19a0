"""The text index: derived data, may be deleted and rebuilt; finds records by terms, never shows what is hidden.

Terms are computed in our own code. Per field, parallel streams stand position by position: what a word is in Kazakh
(`kk`), in Russian (`ru`), without Kazakh letters (`folded`) and as it is written (`word`). A stream without a term at a
position holds FILLER there, so that an engine with a plain whitespace tokenizer keeps the positions. A term of one
stream never matches another stream.
"""
from collections.abc import Iterator, Mapping, Set
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum
from typing import Any, NamedTuple, Protocol

from zope.interface import Attribute, Interface

STREAMS = ('kk', 'ru', 'folded', 'word')
#: Stands where a stream has no term; no query contains it, and it has no space.
FILLER = '¤'
#: How many terms a prefix or a distance stands for at most, the most frequent first.
EXPANSIONS = 100
#: Each year of a span counts up to so many years; of a longer one only the first.
COUNTED_YEARS = 10

Streams = Mapping[str, tuple[str, ...]]


@dataclass(frozen=True, slots=True)
class IndexDocument:
    """What the index keeps of one record; nothing is taken from its ancestors.

    `fields`: field name -> streams of equal length; a missing stream is filled all through. `earliest`, `latest`:
    proleptic ordinals of days, 0 = unknown. `opens`: ordinal of the day it opens, 0 = open. `title_key`, `number_key`:
    sort keys.
    """

    id: int
    type: str
    family: str
    zone: int
    opens: int
    fields: Mapping[str, Streams]
    state: str = ''
    languages: tuple[str, ...] = ()
    earliest: int = 0
    latest: int = 0
    title_key: str = ''
    number_key: str = ''
    facets: Mapping[str, str] = field(default_factory=dict)

    def __post_init__(self) -> None:
        for name, streams in self.fields.items():
            if len({len(terms) for terms in streams.values()}) > 1:
                raise ValueError(f'The streams of field {name!r} of record {self.id} have different lengths')

    @property
    def years(self) -> tuple[int, ...]:
        """Years in which the record counts for the facet `year`."""
        first, last = (date.fromordinal(day).year
                       for day in (self.earliest or self.latest or 1, self.latest or self.earliest or 1))
        if not (self.earliest or self.latest):
            return ()
        return tuple(range(first, last + 1)) if first <= last < first + COUNTED_YEARS else (first,)


class Word(NamedTuple):
    """One position of a query: any of the terms, each in its stream (`(('kk', 'құжат'), ('ru', 'документ'))`)."""

    terms: tuple[tuple[str, str], ...]
    fields: tuple[str, ...] = ()


class Phrase(NamedTuple):
    """Words at consecutive positions of one field; at each position any of its terms."""

    words: tuple[Word, ...]
    fields: tuple[str, ...] = ()


class Prefix(NamedTuple):
    """Terms of a stream that begin like this; of very many the EXPANSIONS most frequent."""

    stream: str
    start: str
    fields: tuple[str, ...] = ()


class Near(NamedTuple):
    """Terms of a stream at an edit distance of at most one: a letter put in, left out or replaced."""

    stream: str
    term: str
    fields: tuple[str, ...] = ()


class Every(NamedTuple):
    """All parts must match; without parts, every record does."""

    parts: tuple[Any, ...] = ()


class Some(NamedTuple):
    """At least one part must match."""

    parts: tuple[Any, ...]


class Without(NamedTuple):
    """The first part must match, the second must not."""

    part: Any
    unwanted: Any


class Weighted(NamedTuple):
    """The part, whose score counts `weight` times."""

    part: Any
    weight: float


class Ids(NamedTuple):
    """The records with these ids."""

    ids: frozenset[int]


class OneOf(NamedTuple):
    """A stored value is one of these; `name`: type, family, zone, state, language or a facet."""

    name: str
    values: frozenset[Any]


class During(NamedTuple):
    """The record's dates overlap these days (ordinals, both included)."""

    earliest: int
    latest: int


class Sight(Protocol):
    """What the asking person may see (`kernel.sight.Sight`), by which an engine builds its filter.

    A record is seen when its zone is in `zones` and it opened by `today`, or its zone is in `closed_zones`, or its id
    is in `permitted`. `zones` and `closed_zones`: None means all.
    """

    @property
    def today(self) -> int: ...
    @property
    def zones(self) -> Set[int] | None: ...
    @property
    def closed_zones(self) -> Set[int] | None: ...
    @property
    def permitted(self) -> Set[int]: ...

    def sees(self, record_id: int, zone: int, opens: int) -> bool:
        """Whether the record is seen."""


class Order(StrEnum):
    """How hits are sorted: best first, or by growing date, title, number; undated records come last either way."""

    RELEVANCE = 'relevance'
    DATE = 'date'
    TITLE = 'title'
    NUMBER = 'number'


class Hit(NamedTuple):
    """A record that was found."""

    id: int
    score: float


class Hits(NamedTuple):
    """A page of hits; `total` counts all that the person may see."""

    total: int
    hits: tuple[Hit, ...]


class Condition(NamedTuple):
    """How the index is: `well` False when a person must act; `code` and `details` are worded by the caller.

    Codes: index_well, index_missing, index_damaged, index_stale (another schema or analyser), index_full.
    """

    well: bool
    code: str
    details: Mapping[str, int]


class IndexUnavailable(Exception):
    """The index is missing or damaged: nothing can be asked of it or put into it until it is rebuilt."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


class ITextIndex(Interface):
    """One writer, any number of readers in any process; a reader sees a whole commit or nothing of it.

    A reader notices a newer commit, or another index in its place, with its next question. All but `condition` and
    `close` raise IndexUnavailable when the index is missing or damaged; it is never made anew behind somebody's back.
    """

    filled_to = Attribute('Id up to which an index that does not outlive its process was filled; None: complete.')
    bulk = Attribute('Tokens of one commit when many documents come: fewer make more files, more take memory.')

    def commit(documents: Any, deleted: Any, generations: Any) -> None:
        """Put documents in (each replaces that of its record), take deleted ids out, remember the generations: all
        or nothing, and on disk when it returns. `generations`: {record id: generation} of the dirty set, kept until
        the next commit. Waits for another writer."""

    def generations() -> Mapping[int, int]:
        """The generations of the last commit: what a crash between index and dirty set left unsettled."""

    def search(query: Any, sight: Sight, order: Order = Order.RELEVANCE, descending: bool = False,
               offset: int = 0, limit: int = 25) -> Hits:
        """Hits that the person may see. Ties are in the order of ids. `descending` turns every order but that of
        relevance."""

    def facets(query: Any, sight: Sight, names: tuple[str, ...], limit: int = 20) -> Mapping[str, Mapping[Any, int]]:
        """How often each value of each name (see OneOf; and `year`) occurs among what the person may see: the `limit`
        most frequent first. Years are all there, in their order."""

    def terms(stream: str, start: str, sight: Sight, limit: int = 10) -> list[str]:
        """Terms that begin like this and occur in a record that the person may see, most frequent first."""

    def similar(stream: str, term: str, sight: Sight, limit: int = 10) -> list[str]:
        """Other terms at an edit distance of one that occur in a record that the person may see, most frequent
        first."""

    def ids() -> Iterator[int]:
        """Every record in the index, by growing id."""

    def version() -> str:
        """Schema and analyser version it was built with; '' when empty."""

    def condition() -> Condition:
        """How it is, for the health page."""

    def close() -> None:
        """Let go of files and memory."""


class IIndexStore(Interface):
    """Where an engine's index lies: the one that serves, and one that is built aside. Derived data."""

    engine = Attribute('Name of the engine, as the setting has it.')

    def open() -> ITextIndex:
        """The serving index. It follows a swap with its next question; missing: it says so in its condition."""

    def aside() -> ITextIndex:
        """The index that is being built, begun empty; after a crash the same with what was committed to it."""

    def unfinished() -> bool:
        """Whether an index is being built aside, or was when its process ended."""

    def swap() -> None:
        """Let the index built aside serve from now on, in one step, and remove the old one."""

    def discard_aside() -> None:
        """Remove the index built aside."""
