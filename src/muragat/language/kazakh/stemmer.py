"""The stem of a Kazakh word: the cheapest way to read it as a stem of the list, or one like those, with suffixes."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from functools import cache

from muragat.language.kazakh.derivation import Derivations, derivations
from muragat.language.kazakh.endings import NEVER, End, endings
from muragat.language.kazakh.fold import plain
from muragat.language.kazakh.grammar import VOICE, Voice
from muragat.language.kazakh.guess import Guess
from muragat.language.kazakh.stems import Entry, Lexicon, Word, lexicon, listed

#: A reading of a listed stem at this price or less is taken without looking further.
CLEAR = 1.45
#: A stem of the list that is shorter than another by a letter must be cheaper by this.
LETTER = 0.12
#: First letters of a word that tell which lengths its stem may have, and the lengths that are too short for that.
_TOLD, _SHORT = 3, (2, 1)
#: Stems with which a word begins, by their lengths.
Beginnings = list[tuple[int, Entry]]


class Stemmer:
    """Stems by one list of words, in one manner of writing."""

    def __init__(self, words: Iterable[Word], voice: Voice = VOICE, folded: bool = False) -> None:
        self._lexicon = lexicon(words, folded)
        self._lengths = _lengths(self._lexicon)
        self._endings = endings(voice, folded)
        self._derivations: Derivations = derivations(folded)
        self._guess = Guess(folded)

    def stem(self, word: str) -> str:
        """The stem of a small-letter word; a key, not always a word. Any text is taken."""
        if len(word) < 2:
            return word
        ends, beginnings = self._endings.ends(word), self._beginnings(word)
        price, key = self._listed(word, beginnings, ends)
        if price > CLEAR:
            other, derived = self._derived(word, beginnings, ends)
            if other < price:
                price, key = other, derived
        return key if price < NEVER else self._guess.stem(word, ends)

    def knows(self, word: str) -> bool:
        """Whether the list explains the word, as a stem, a form of one, or a word made of one."""
        ends, beginnings = self._endings.ends(word), self._beginnings(word)
        return min(self._listed(word, beginnings, ends)[0], self._derived(word, beginnings, ends)[0]) < NEVER

    def _beginnings(self, word: str) -> Beginnings:
        """Each stem of the list with which the word begins, the longest first."""
        letters = len(word)
        return [(length, entry) for length in self._lengths.get(word[:_TOLD], _SHORT) if length <= letters
                for entry in self._lexicon.get(word[:length], ())
                if not entry.first or (length < letters and word[length] in entry.first)]

    def _listed(self, word: str, beginnings: Beginnings, ends: Sequence[End]) -> tuple[float, str]:
        best, key = NEVER, word
        for length, entry in beginnings:
            rest = ends[length]
            if entry.before:
                rest = self._endings.ends(entry.before + word[length + entry.drop:])[0]
            price = rest.price(entry.place, entry.end, entry.series)
            price = price + LETTER * (beginnings[0][0] - length) + entry.price
            if price < best:
                best, key = price, entry.key
        return best, key

    def _derived(self, word: str, beginnings: Beginnings, ends: Sequence[End]) -> tuple[float, str]:
        best, key = NEVER, word
        for length, entry in beginnings:
            if entry.before or entry.first:
                continue
            made = self._derivations.behind(word, length, entry.place, entry.end, entry.series)
            for stem, to, end, series, price in made:
                price += ends[len(stem)].price(to, end, series)
                if price < best:
                    best, key = price, stem
        return best, key


def _lengths(lexicon: Lexicon) -> dict[str, tuple[int, ...]]:
    """The lengths that stems may have, the longest first, by the first letters of a word."""
    found: defaultdict[str, set[int]] = defaultdict(lambda: {*_SHORT})
    for stem in lexicon:
        found[stem[:_TOLD]].add(len(stem))
    return {beginning: tuple(sorted(lengths, reverse=True)) for beginning, lengths in found.items()}


@cache
def stemmer(voice: Voice = VOICE, folded: bool = False) -> Stemmer:
    """The stemmer by the list of the product."""
    return Stemmer(listed(), voice, folded)


def stem(word: str) -> str:
    """The key of a normalised small-letter word: the same for all forms of one word."""
    return stemmer().stem(word)


def folded_stem(word: str) -> str:
    """The key of a word written with or without Kazakh letters: the same for құжаттарды and кужаттарды."""
    return stemmer(folded=True).stem(plain(word))
