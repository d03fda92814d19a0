"""Counts of hits by columns: each question of a request is climbed once, and each column of it counted once."""

from collections.abc import Callable, Iterable, Mapping
from typing import Any

from muragat.search.asking import Asking
from muragat.search.ladder import Ladder
from muragat.search.question import Question

#: Values of a column that are counted: fonds are made of zones, so all of them.
_ALL = 1_000_000

Counts = Mapping[Any, int]


class Counting:
    """`ask` reads a question."""

    def __init__(self, index: Any, ask: Callable[[Question], Asking]) -> None:
        self._index = index
        self._ask = ask
        self._climbed: dict[Any, tuple[Asking, Ladder | None]] = {}
        self._columns: dict[Any, dict[str, Counts]] = {}

    def _of(self, question: Question) -> tuple[Any, Asking, Ladder | None]:
        """Order and page of a question do not matter for counts."""
        key = question.text, tuple(sorted(question.filters.items())), question.years
        if key not in self._climbed:
            asking = self._ask(question)
            ladder = asking.ladder()
            if ladder is not None:
                ladder.climb()
            self._climbed[key] = asking, ladder
        return key, *self._climbed[key]

    def total(self, question: Question) -> int:
        """How many hits there are."""
        ladder = self._of(question)[2]
        return ladder.total if ladder is not None else 0

    def columns(self, question: Question, names: Iterable[str]) -> Mapping[str, Counts]:
        """How many hits each value of each column has."""
        key, asking, ladder = self._of(question)
        if ladder is None:
            return {}
        known = self._columns.setdefault(key, {})
        missing = tuple(name for name in names if name not in known)
        if missing:
            known.update(self._index.facets(ladder.query, asking.sight, missing, _ALL))
        return known
