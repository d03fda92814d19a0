"""Whether what stands behind a stem is a chain of suffixes, and how willingly it is taken off.

A word is read from its end, letter by letter. What its last letters may be follows from what the letters behind the
first of them may be; it is worked out once and remembered, for words end in few ways.
"""

from collections.abc import Iterable, Mapping
from functools import cache
from itertools import accumulate
from operator import getitem
from typing import NamedTuple

from muragat.language.kazakh.grammar import ENDS, Voice
from muragat.language.kazakh.harmony import ANY, BACK, EITHER, FRONT
from muragat.language.kazakh.suffixes import NUMBERS, PLACES, Suffix, leading

#: The price of what is no chain of suffixes.
NEVER = 1e9
#: Letters of suffixes, more than any word has: a bound for text that is no word.
LONGEST = 40
#: Steps from an end to a longer one that are remembered: 5 MB when full.
_REMEMBERED = 1 << 13
#: By the series that a suffix belongs to, those of stems before it: a bit for each.
_FITTING = {own: sum(1 << given for given in (BACK, FRONT, EITHER) if given & own) for own in (BACK, FRONT, EITHER)}
_EVERY = _FITTING[EITHER]
_NOUN, _VERB = NUMBERS['noun'], NUMBERS['verb']


class Reading(NamedTuple):
    """A chain of suffixes, by what must stand before it: a place, what the stem may end in, its series as bits."""

    price: float
    place: int
    after: int
    fitting: int

    def led_by(self, place: int, suffix: Suffix) -> 'Reading | None':
        """The chain that a suffix behind the place makes with this one; None when they do not fit."""
        fitting = _FITTING[suffix.series]
        if not suffix.leaves:
            fitting &= self.fitting
        elif not self.fitting >> suffix.leaves & 1:
            return None
        if not (self.after & suffix.ends and fitting):
            return None
        return Reading(suffix.price + self.price, place, suffix.after, fitting)

    def covers(self, other: 'Reading') -> bool:
        """Whether this one fits wherever the other does."""
        return self.place == other.place and not (other.after & ~self.after or other.fitting & ~self.fitting)


#: The cheapest first.
Readings = tuple[Reading, ...]
#: Letters that are no chain. A suffix with a price below 0, as the last of a present form is, makes them a little
#: cheaper than NEVER: what stands behind келеді is taken off with it when nothing else explains the word.
_UNREAD = Reading(NEVER, -1, ANY, _EVERY)


class End(dict[str, 'End']):
    """What the last letters of a word may be; by the letter before them, the end that is longer by it."""

    __slots__ = ('_endings', 'begun', 'parts', 'whole')

    def __init__(self, endings: 'Endings', begun: Mapping[str, Readings]) -> None:
        super().__init__()
        self._endings = endings
        #: Readings by the letters of their first suffix that are still to come.
        self.begun = begun
        #: Those of which no letter is, by the place before them.
        self.whole: dict[int, Readings] = {}
        for reading in begun.get('', ()):
            self.whole[reading.place] = (*self.whole.get(reading.place, ()), reading)
        #: Whether a stem that nobody knows may stand before them.
        self.parts = _NOUN in self.whole or _VERB in self.whole

    def __missing__(self, letter: str) -> 'End':
        return self._endings.longer(self, letter)

    def price(self, place: int, end: int, series: int) -> float:
        """The lowest price of reading these letters behind a stem with this place, end and series."""
        for price, _place, after, fitting in self.whole.get(place, ()):
            if after & end and fitting >> series & 1:
                return price
        return NEVER

    def behind(self, suffix: Suffix) -> Readings:
        """What may stand behind a suffix before these letters."""
        found = self.whole.get(suffix.to, ())
        return (*found, _UNREAD) if suffix.price < 0 else found


class Endings:
    """Prices of chains of suffixes in one manner of writing."""

    def __init__(self, voice: Voice, folded: bool) -> None:
        self._leading = leading(voice, folded)
        self._known: dict[frozenset[tuple[str, Readings]], End] = {}
        self._steps = 0
        self._no_chain = End(self, {})
        self._nothing = End(self, {'': tuple(Reading(ENDS.get(name, 0.0), place, ANY, _EVERY)
                                             for place, name in enumerate(PLACES))})

    def price(self, place: int, end: int, series: int, rest: str) -> float:
        """The lowest price of reading `rest` behind a stem with this place, end and series."""
        return self.ends(rest)[0].price(place, end, series)

    def ends(self, word: str) -> list[End]:
        """What the letters from each place of the word to its end may be; the last are no letters."""
        found = list(accumulate(reversed(word[-LONGEST:]), getitem, initial=self._nothing))
        found += [self._no_chain] * (len(word) - LONGEST)
        found.reverse()
        return found

    def longer(self, end: End, letter: str) -> End:
        """The end with one letter more before it."""
        if self._steps >= _REMEMBERED:
            self._steps = 0
            for each in (self._known, self._nothing, self._no_chain):
                each.clear()
        self._steps += 1
        begun = self._begun(end, letter)
        found = self._known.setdefault(frozenset(begun.items()), End(self, begun)) if begun else self._no_chain
        end[letter] = found
        return found

    def _begun(self, end: End, letter: str) -> dict[str, Readings]:
        """What may be read with the letter: suffixes that are begun, and those that it is the last letter of."""
        found = {rest[:-1]: readings for rest, readings in end.begun.items() if rest.endswith(letter)}
        for text, suffixes in self._leading.get(letter, {}).items():
            readings = [reading for place, suffix in suffixes for behind in end.behind(suffix)
                        if (reading := behind.led_by(place, suffix)) and reading.price < NEVER]
            if readings:
                found[text[:-1]] = _telling([*found.get(text[:-1], ()), *readings])
        return found


def _telling(readings: Iterable[Reading]) -> Readings:
    """The cheapest first, without those that fit nowhere but where a cheaper one fits too."""
    kept: list[Reading] = []
    for reading in sorted(readings):
        if not any(cheaper.covers(reading) for cheaper in kept):
            kept.append(reading)
    return tuple(kept)


@cache
def endings(voice: Voice, folded: bool) -> Endings:
    """The one reader of chains for each manner of writing."""
    return Endings(voice, folded)
