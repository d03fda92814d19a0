"""Which words of a text answer a query: what is marked in snippets and on pages."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from muragat.language.distance import within_one
from muragat.ports.textindex import Every, Near, Phrase, Prefix, Some, Weighted, Without, Word

Place = tuple[str, str]


@dataclass(frozen=True)
class Wanted:
    """Pairs of a stream and a term, of a stream and how its terms begin, of a stream and what its terms are near to."""

    terms: frozenset[Place] = frozenset()
    starts: frozenset[Place] = frozenset()
    nears: frozenset[Place] = frozenset()

    @property
    def plain(self) -> bool:
        """Whether only whole terms are wanted, which an index of places can be asked for."""
        return not self.starts and not self.nears

    def __bool__(self) -> bool:
        return bool(self.terms or self.starts or self.nears)

    def holds(self, stream: str, term: str) -> bool:
        """Whether a term is wanted."""
        return ((stream, term) in self.terms
                or any(name == stream and term.startswith(start) for name, start in self.starts)
                or any(name == stream and within_one(term, near) for name, near in self.nears))


def wanted_by(query: Any) -> Wanted:
    """What a query of the index asks of texts, without what it excludes."""
    leaves = list(_leaves(query))
    return Wanted(
        frozenset(term for leaf in leaves if isinstance(leaf, Word) for term in leaf.terms),
        frozenset((leaf.stream, leaf.start) for leaf in leaves if isinstance(leaf, Prefix)),
        frozenset((leaf.stream, leaf.term) for leaf in leaves if isinstance(leaf, Near)))


def groups_of(query: Any) -> list[Wanted]:
    """What is wanted of each word that must be there."""
    if isinstance(query, (Every, Phrase)):
        parts = query.parts if isinstance(query, Every) else query.words
        return [group for part in parts for group in groups_of(part)]
    if isinstance(query, Without):
        return groups_of(query.part)
    wanted = wanted_by(query)
    return [wanted] if wanted else []


def _leaves(query: Any) -> Iterator[Any]:
    if isinstance(query, (Every, Some)):
        for part in query.parts:
            yield from _leaves(part)
    elif isinstance(query, (Without, Weighted)):
        yield from _leaves(query.part)
    elif isinstance(query, Phrase):
        yield from query.words
    elif isinstance(query, (Word, Prefix, Near)):
        yield query
