"""Words made of others by a suffix: known as stems of their own when the word they are made of is known."""

from collections.abc import Iterator
from functools import cache

from muragat.language.kazakh.grammar import DERIVED
from muragat.language.kazakh.harmony import ending
from muragat.language.kazakh.suffixes import NUMBERS, PLACES, Suffix, written

#: How many such suffixes stand one behind another: заң-сыз-дық.
_MOST = 2

Derived = tuple[str, int, int, int, float]


class Derivations:
    """Suffixes that make new words, in one manner of writing."""

    def __init__(self, folded: bool) -> None:
        #: By place and first letter.
        self._suffixes: dict[tuple[int, str], dict[Suffix, None]] = {}
        for place in PLACES:
            for row in DERIVED:
                if row.after == place or (place == 'quality' and row.after != 'verb'):
                    for suffix in written(row, folded):
                        self._suffixes.setdefault((NUMBERS[place], suffix.text[0]), {})[suffix] = None
        self._folded = folded

    def behind(self, word: str, length: int, place: int, end: int, series: int, most: int = _MOST) -> Iterator[Derived]:
        """Stems made of that which the first letters are, by suffixes: each with place, end, series and price."""
        for suffix in self._suffixes.get((place, word[length:length + 1]), ()):
            if suffix.after & end and suffix.series & series and word.startswith(suffix.text, length):
                reach = length + len(suffix.text)
                left = suffix.leaves or series
                yield word[:reach], suffix.to, ending(word[:reach], self._folded), left, suffix.price
                if most > 1:
                    for stem, to, last, tail, price in self.behind(word, reach, suffix.to, suffix.ends, left, most - 1):
                        yield stem, to, last, tail, price + suffix.price


@cache
def derivations(folded: bool) -> Derivations:
    """The one set of them for each manner of writing."""
    return Derivations(folded)
