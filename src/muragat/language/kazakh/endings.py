"""Whether what stands behind a stem is a chain of suffixes, and how willingly it is taken off."""

from functools import cache, lru_cache

from muragat.language.kazakh.grammar import ENDS, Voice
from muragat.language.kazakh.suffixes import PLACES, following

#: The price of what is no chain of suffixes.
NEVER = 1e9
_ENDS = tuple(ENDS.get(name, 0.0) for name in PLACES)
#: Letters of suffixes, more than any word has: a bound for text that is no word.
LONGEST = 40
#: Chains that are remembered: 2 MB when full.
_REMEMBERED = 1 << 13


class Endings:
    """Prices of chains of suffixes in one manner of writing."""

    def __init__(self, voice: Voice, folded: bool) -> None:
        self._following = following(voice, folded)
        self.price = lru_cache(maxsize=_REMEMBERED)(self._price)

    def _price(self, place: int, end: int, series: int, rest: str) -> float:
        """The lowest price of reading `rest` behind a stem, or behind a suffix, with this end and series."""
        if not rest:
            return _ENDS[place]
        if len(rest) > LONGEST:
            return NEVER
        best = NEVER
        for suffix in self._following[place].get(rest[0], ()):
            if suffix.after & end and suffix.series & series and rest.startswith(suffix.text):
                price = suffix.price + self.price(suffix.to, suffix.ends, suffix.leaves or series,
                                                  rest[len(suffix.text):])
                best = min(best, price)
        return best


@cache
def endings(voice: Voice, folded: bool) -> Endings:
    """The one reader of chains for each manner of writing."""
    return Endings(voice, folded)
