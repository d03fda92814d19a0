"""Words made of others by a suffix: known as stems of their own when the word they are made of is known."""

from collections.abc import Iterator
from functools import cache

from muragat.language.kazakh.grammar import DERIVED
from muragat.language.kazakh.harmony import ending
from muragat.language.kazakh.stems import Entry
from muragat.language.kazakh.suffixes import NUMBERS, PLACES, Suffix, written

#: How many such suffixes stand one behind another: заң-сыз-дық.
_DEPTH = 2

Derived = tuple[str, int, int, int, float]


class Derivations:
    """Suffixes that make new words, in one manner of writing."""

    def __init__(self, folded: bool) -> None:
        self._suffixes: dict[int, tuple[Suffix, ...]] = {
            NUMBERS[place]: tuple(dict.fromkeys(suffix for row in DERIVED if (place in (row.after, 'quality')
                                                and row.after != 'verb') or row.after == place
                                                for suffix in written(row, folded)))
            for place in PLACES
        }
        self._folded = folded

    def behind(self, word: str, length: int, entry: Entry) -> Iterator[Derived]:
        """Stems made of the first letters of the word: the stem, its place, end and series, the price."""
        yield from self._made(word, length, entry.place, entry.end, entry.series, _DEPTH)

    def _made(self, word: str, length: int, place: int, end: int, series: int, depth: int) -> Iterator[Derived]:
        for suffix in self._suffixes.get(place, ()):
            if suffix.after & end and suffix.series & series and word.startswith(suffix.text, length):
                reach = length + len(suffix.text)
                left = suffix.leaves or series
                yield word[:reach], suffix.to, ending(word[:reach], self._folded), left, suffix.price
                if depth > 1:
                    for stem, to, last, tail, price in self._made(word, reach, suffix.to, suffix.ends, left, depth - 1):
                        yield stem, to, last, tail, price + suffix.price


@cache
def derivations(folded: bool) -> Derivations:
    """The one set of them for each manner of writing."""
    return Derivations(folded)
