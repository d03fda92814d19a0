"""A query as it was read: leaves, and what joins them."""

from dataclasses import dataclass
from enum import StrEnum

from muragat.search.query.names import Field


class Kind(StrEnum):
    """How a leaf is meant."""

    WORD = 'word'
    PHRASE = 'phrase'
    #: Words that begin like this.
    PREFIX = 'prefix'
    #: Words spelled nearly like this.
    FUZZY = 'fuzzy'


@dataclass(frozen=True)
class Leaf:
    """A word or phrase; `raw` as it was typed, with its field."""

    text: str
    kind: Kind
    field: Field | None
    raw: str


@dataclass(frozen=True)
class All:
    """Every part must match."""

    parts: tuple['Tree', ...]


@dataclass(frozen=True)
class Any_:
    """One part must match."""

    parts: tuple['Tree', ...]


@dataclass(frozen=True)
class Not:
    """The part must not match."""

    part: 'Tree'


Tree = Leaf | All | Any_ | Not


@dataclass(frozen=True)
class Reading:
    """What was understood (None: nothing), and what was not, as it was typed."""

    tree: Tree | None
    left_out: tuple[str, ...] = ()
