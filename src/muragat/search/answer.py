"""What the search answers: hits of one page with their snippets and sheets, facets, suggestions, places in a file."""

from enum import StrEnum
from typing import Any, NamedTuple

from markupsafe import Markup


class Matched(StrEnum):
    """How a hit answers the question, the nearest first; each is ranked below those before it."""

    #: Every word, in whatever case ending.
    EXACT = 'exact'
    #: With terms of the other language that the glossary added.
    TRANSLATED = 'translated'
    #: When letters peculiar to Kazakh count as their Russian neighbours.
    FOLDED = 'folded'
    #: When one letter of a word may differ.
    FUZZY = 'fuzzy'


class State(StrEnum):
    """Where an answer comes from: from the index, or from the catalog and why."""

    WELL = 'well'
    #: The index is not complete yet.
    REBUILDING = 'rebuilding'
    MISSING = 'missing'
    DAMAGED = 'damaged'


class Sheet(NamedTuple):
    """A page on which words of the question stand: its place from 1, what a citation calls it, where it is shown."""

    page: int
    label: str
    href: str


class Found(NamedTuple):
    """A hit, worded for the reader. `sheet_total`: of how many sheets `sheets` are the best."""

    record: Any
    id: int
    path: str
    #: The reference code; the path where a family has none.
    code: str
    title: str
    type_name: str
    score: float
    matched: Matched
    #: Escaped, with the words of the question in `<mark>`.
    snippet: Markup
    sheets: tuple[Sheet, ...] = ()
    sheet_total: int = 0
    #: The record's dates in words; '' when it has none.
    dates: str = ''
    href: str = ''


class Added(NamedTuple):
    """A term that the glossary added, and the word of the question for which it stands."""

    term: str
    for_: str


class Answer(NamedTuple):
    """A page of hits. `took_ms`: milliseconds, of which `engine_ms` in the engine; `engine`: its name."""

    total: int
    hits: tuple[Found, ...] = ()
    took_ms: float = 0.0
    engine: str = ''
    #: Parts of the typed text that were not understood, as they were typed; the rest was searched.
    left_out: tuple[str, ...] = ()
    added: tuple[Added, ...] = ()
    #: Another text that has a hit which this reader may see.
    did_you_mean: str | None = None
    state: State = State.WELL
    #: What `state` means for the reader, in his language; '' when all is well.
    notice: str = ''
    engine_ms: float = 0.0


class FacetValue(NamedTuple):
    """A value that narrows the hits, how many hits have it, and whether it is chosen already."""

    value: str
    label: str
    count: int  # type: ignore[assignment]
    chosen: bool


class Facet(NamedTuple):
    """A way to narrow the hits; `name` is that of the filter."""

    name: str
    title: str
    values: tuple[FacetValue, ...]


class Suggested(NamedTuple):
    """A record that is offered while a person types."""

    record: Any
    id: int
    href: str
    code: str
    title: str
    type_name: str


class Suggestions(NamedTuple):
    """What is offered while a person types: records, and words that go on what is typed."""

    records: tuple[Suggested, ...] = ()
    terms: tuple[str, ...] = ()


class PageHit(NamedTuple):
    """A page of one record on which words of the question stand."""

    page: int
    label: str
    href: str
    #: How many words of the question stand there.
    count: int  # type: ignore[assignment]
    snippet: Markup
