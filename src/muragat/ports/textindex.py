"""The text index: derived data, may be deleted and rebuilt; finds records by terms, never shows what is hidden.

Terms are computed in our own code. Per field, parallel streams stand position by position: what a word is in Kazakh
(`kk`), in Russian (`ru`) and folded. A stream without a term at a position holds FILLER there, so that an engine with a
plain whitespace tokenizer keeps the positions.
"""
from collections.abc import Iterator, Mapping, Set
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any, NamedTuple, Protocol

from zope.interface import Attribute, Interface

STREAMS = ('kk', 'ru', 'folded')
#: Stands where a stream has no term; no query contains it, and it has no space.
FILLER = '¤'

Streams = Mapping[str, tuple[str, ...]]


@dataclass(frozen=True, slots=True)
class IndexDocument:
    """What the index keeps of one record; nothing is taken from its ancestors.

    `fields`: field name -> streams of equal length. `earliest` and `latest`: proleptic ordinals of days, 0 = undated.
    `opens`: ordinal of the day it opens, 0 = open. `title_key`, `number_key`: sort keys.
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


class Word(NamedTuple):
    """One position of a query: any of the terms, each in its stream (`(('kk', 'құжат'), ('ru', 'документ'))`)."""

    terms: tuple[tuple[str, str], ...]
    fields: tuple[str, ...] = ()


class Phrase(NamedTuple):
    """Words at consecutive positions of one field; at each position any of its terms."""

    words: tuple[Word, ...]
    fields: tuple[str, ...] = ()


class Prefix(NamedTuple):
    """Terms of a stream that begin like this."""

    stream: str
    start: str
    fields: tuple[str, ...] = ()


class Near(NamedTuple):
    """Terms of a stream at an edit distance of one."""

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
    """How hits are sorted."""

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
    """How the index is: `well` False when a person must act; `code` and `details` are worded by the caller."""

    well: bool
    code: str
    details: Mapping[str, int]


class ITextIndex(Interface):
    """One writer, any number of readers; a reader sees a whole commit or nothing of it."""

    filled_to = Attribute('Id up to which an index that does not outlive its process was filled; None: complete.')

    def commit(documents: Any, deleted: Any, generations: Any) -> None:
        """Put documents in (each replaces that of its record), take deleted ids out, remember the generations: all
        or nothing. `generations`: {record id: generation} of the dirty set, kept until the next commit."""

    def generations() -> Mapping[int, int]:
        """The generations of the last commit: what a crash between index and dirty set left unsettled."""

    def search(query: Any, sight: Sight, order: Order = Order.RELEVANCE,
               offset: int = 0, limit: int = 25) -> Hits:
        """Hits that the person may see. Ties are in the order of ids."""

    def facets(query: Any, sight: Sight, name: str, limit: int = 20) -> Mapping[Any, int]:
        """How often each value of `name` (see OneOf) occurs among what the person may see, most frequent first."""

    def terms(stream: str, start: str, sight: Sight, limit: int = 10) -> list[str]:
        """Terms that begin like this and occur in a record that the person may see, most frequent first."""

    def ids() -> Iterator[int]:
        """Every record in the index, by growing id."""

    def version() -> str:
        """Schema and analyser version it was built with; '' when empty."""

    def condition() -> Condition:
        """How it is, for the health page."""

    def close() -> None:
        """Let go of files and memory."""
