"""The stem of a Kazakh word: the cheapest way to read it as a stem of the list, or one like those, with suffixes."""

from collections.abc import Iterable, Iterator
from functools import cache

from muragat.language.kazakh.derivation import Derivations, derivations
from muragat.language.kazakh.endings import NEVER, endings
from muragat.language.kazakh.fold import plain
from muragat.language.kazakh.grammar import VOICE, Voice
from muragat.language.kazakh.guess import Guess
from muragat.language.kazakh.stems import Entry, Word, lexicon, listed

#: A reading of a listed stem at this price or less is taken without looking further.
CLEAR = 1.45
#: A stem of the list that is shorter than another by a letter must be cheaper by this.
LETTER = 0.12


class Stemmer:
    """Stems by one list of words, in one manner of writing."""

    def __init__(self, words: Iterable[Word], voice: Voice = VOICE, folded: bool = False) -> None:
        self._lexicon = lexicon(words, folded)
        self._longest = max(map(len, self._lexicon), default=0)
        self._price = endings(voice, folded).price
        self._derivations: Derivations = derivations(folded)
        self._guess = Guess(voice, folded)

    def stem(self, word: str) -> str:
        """The stem of a small-letter word; a key, not always a word. Any text is taken."""
        if len(word) < 2:
            return word
        price, key = self._listed(word)
        if price > CLEAR:
            other, derived = self._derived(word)
            if other < price:
                price, key = other, derived
        return key if price < NEVER else self._guess.stem(word)

    def knows(self, word: str) -> bool:
        """Whether the list explains the word, as a stem, a form of one, or a word made of one."""
        return min(self._listed(word)[0], self._derived(word)[0]) < NEVER

    def _beginnings(self, word: str) -> Iterator[tuple[int, Entry]]:
        """Each stem of the list with which the word begins, the longest first."""
        for length in range(min(len(word), self._longest), 0, -1):
            for entry in self._lexicon.get(word[:length], ()):
                if not entry.first or (length < len(word) and word[length] in entry.first):
                    yield length, entry

    def _listed(self, word: str) -> tuple[float, str]:
        best, key, longest = NEVER, word, 0
        for length, entry in self._beginnings(word):
            longest = longest or length
            rest = entry.before + word[length + entry.drop:]
            price = self._price(entry.place, entry.end, entry.series, rest) + LETTER * (longest - length) + entry.price
            if price < best:
                best, key = price, entry.key
        return best, key

    def _derived(self, word: str) -> tuple[float, str]:
        best, key = NEVER, word
        for length, entry in self._beginnings(word):
            if entry.before or entry.first:
                continue
            for stem, to, end, series, price in self._derivations.behind(word, length, entry):
                price += self._price(to, end, series, word[len(stem):])
                if price < best:
                    best, key = price, stem
        return best, key


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
