"""The stem of a word that the list does not know: suffixes are taken off as long as that is safe."""

from collections.abc import Sequence

from muragat.language.kazakh.endings import NEVER, End
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
_NOUN, _VERB = NUMBERS['noun'], NUMBERS['verb']
#: Letters after which a last ы is the word's own: vowels, and ш of қойшы.
_KEPT = VOWELS | {'ш'}
_VOICELESS = {'б': 'п', 'г': 'к', 'ғ': 'қ'}


class Guess:
    """Stems of unknown words in one manner of writing."""

    def __init__(self, folded: bool) -> None:
        self._harmony = plain_harmony if folded else harmony
        self._folded = folded

    def stem(self, word: str, ends: Sequence[End]) -> str:
        """A stable key of the word, of which each place begins an end."""
        best, length = 0.0, len(word)
        for cut in range(len(word) - 1, _SHORTEST - 1, -1):
            if ends[cut].parts:
                worth = GAIN * (len(word) - cut) - self._price(word[:cut], ends[cut]) - SHORT.get(cut, 0.0)
                if worth > best:
                    best, length = worth, cut
        return settled(word[:length])

    def _price(self, stem: str, rest: End) -> float:
        """What taking the rest off a stem costs, but for the length of the stem."""
        if VOWELS.isdisjoint(stem):
            return NEVER
        end, series = ending(stem, self._folded), self._harmony(stem)
        return min(rest.price(_NOUN, end, series),
                   rest.price(_VERB, end, series) + (MADE if stem.endswith(_MADE) else VERB))


def settled(stem: str) -> str:
    """One key for қаулы and қаулы-сы, архив and архив-і, кітап and кітаб-ы: without a last ы, with a voiceless end."""
    if len(stem) > 4 and stem[-1] in 'ыі' and stem[-2] not in _KEPT:
        stem = stem[:-1]
    if len(stem) > 2 and stem[-1] in _VOICELESS:
        stem = stem[:-1] + _VOICELESS[stem[-1]]
    return stem
