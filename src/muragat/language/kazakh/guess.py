"""The stem of a word that the list does not know: suffixes are taken off as long as that is safe."""

from collections.abc import Iterator

from muragat.language.kazakh.endings import LONGEST, NEVER, endings
from muragat.language.kazakh.grammar import Voice
from muragat.language.kazakh.harmony import VOWELS, ending, harmony, plain_harmony
from muragat.language.kazakh.suffixes import NUMBERS

#: What a letter taken off is worth.
GAIN = 0.85
#: What reading an unknown word as a verb costs.
VERB = 0.6
#: The same when the stem ends as verbs made of nouns do: жоспар-ла.
MADE = 0.2
_MADE = ('ла', 'ле', 'да', 'де', 'та', 'те')
#: What a stem costs by its number of letters.
SHORT = {1: 9.0, 2: 6.0, 3: 2.2, 4: 0.6}
_SHORTEST = 3
#: Letters after which a last ы is the word's own: vowels, and ш of қойшы.
_KEPT = VOWELS | {'ш'}
_VOICELESS = {'б': 'п', 'г': 'к', 'ғ': 'қ'}


class Guess:
    """Stems of unknown words in one manner of writing."""

    def __init__(self, voice: Voice, folded: bool) -> None:
        self._price = endings(voice, folded).price
        self._harmony = plain_harmony if folded else harmony
        self._folded = folded

    def stem(self, word: str) -> str:
        """A stable key of the word."""
        best, length = 0.0, len(word)
        for cut, worth in self._cuts(word):
            if worth > best:
                best, length = worth, cut
        return settled(word[:length])

    def _cuts(self, word: str) -> Iterator[tuple[int, float]]:
        for cut in range(len(word) - 1, max(_SHORTEST, len(word) - LONGEST) - 1, -1):
            stem = word[:cut]
            if VOWELS.isdisjoint(stem):
                return
            end, series, rest = ending(stem, self._folded), self._harmony(stem), word[cut:]
            price = min(self._price(NUMBERS['noun'], end, series, rest),
                        self._price(NUMBERS['verb'], end, series, rest) + (MADE if stem.endswith(_MADE) else VERB))
            if price < NEVER:
                yield cut, GAIN * len(rest) - price - SHORT.get(cut, 0.0)


def settled(stem: str) -> str:
    """One key for қаулы and қаулы-сы, архив and архив-і, кітап and кітаб-ы: without a last ы, with a voiceless end."""
    if len(stem) > 4 and stem[-1] in 'ыі' and stem[-2] not in _KEPT:
        stem = stem[:-1]
    if len(stem) > 2 and stem[-1] in _VOICELESS:
        stem = stem[:-1] + _VOICELESS[stem[-1]]
    return stem
