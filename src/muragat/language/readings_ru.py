"""Readings of a Russian word in the order of pymorphy3, each made when it is asked for: mostly the first is enough."""

from collections.abc import Iterator
from functools import lru_cache
from itertools import chain
from typing import Any

import pymorphy3
from pymorphy3.lang.ru import KNOWN_PREFIXES
from pymorphy3.units import KnownSuffixAnalyzer

_PREFIXES = frozenset(KNOWN_PREFIXES)
_LONGEST_PREFIX = max(map(len, _PREFIXES))
#: Letters that a prefix leaves of a word, at least, and those of a prefix that is not known, at most.
_REST, _UNKNOWN_PREFIX = 3, 5
#: Letters by which an unknown word is judged, the beginnings that some paradigms have, and one that none has.
_ENDING, _BEGINNINGS, _NO_BEGINNING = 5, ('по', 'наи'), 'ъ'
#: Letters of a word; what is longer is read by the analyser itself, which goes less deep from prefix to prefix.
_LONGEST = 60
#: The mark of a surname in a tag.
SURNAME = 'Surn'
#: Endings of which the readings are remembered: 3 MB when full.
_REMEMBERED = 1 << 13

#: A tag of pymorphy3, and the dictionary form.
Reading = tuple[Any, str]


@lru_cache(maxsize=1)
def morphology() -> Any:
    """The analyser, loaded at its first use (25 MB, 0.1 s)."""
    return pymorphy3.MorphAnalyzer(lang='ru')


def readings(word: str) -> Iterator[Reading]:
    """The readings of a normalised word, the likeliest first.

    Of an unknown word only the first, and the first as a surname: no other one is ever asked for.
    """
    known = list(_listed(word))
    if known:
        yield from _weighed(word, known)
    elif '-' in word or not _ENDING < len(word) <= _LONGEST:
        yield from _asked(word)
    else:
        yield from _unknown(word)


def _asked(word: str) -> Iterator[Reading]:
    return ((parse.tag, parse.normal_form) for parse in morphology().parse(word))


def _listed(word: str) -> Iterator[Reading]:
    """The readings that the dictionary has, in its order."""
    dictionary = morphology().dictionary
    for written, places in dictionary.words.similar_items(word, morphology().char_substitutes):
        for paradigm, place in places:
            yield dictionary.build_tag_info(paradigm, place), dictionary.build_normal_form(paradigm, place, written)


def _weighed(word: str, known: list[Reading]) -> list[Reading]:
    """The readings by how often the word is meant so."""
    if len(known) == 1:
        return known
    weight = morphology().prob_estimator.p_t_given_w.prob
    return sorted(known, key=lambda reading: weight(word, reading[0]), reverse=True)


def _unknown(word: str) -> Iterator[Reading]:
    """A word by what follows a prefix that is known, or else one of up to five letters, or else by its last letters.

    Words that are unknown have no weights.
    """
    nothing = True
    for reading in _behind_known_prefix(word):
        yield reading
        nothing = False
    if nothing:
        for reading in chain(_behind_any_prefix(word), _like_others(word)):
            yield reading
            nothing = False
    if nothing:
        yield from _asked(word)


def _behind_known_prefix(word: str) -> Iterator[Reading]:
    for length in range(min(_LONGEST_PREFIX, len(word) - _REST), 0, -1):
        prefix = word[:length]
        if prefix in _PREFIXES:
            yield from ((tag, prefix + form) for tag, form in readings(word[length:]) if tag.is_productive())


def _behind_any_prefix(word: str) -> Iterator[Reading]:
    for length in range(1, min(_UNKNOWN_PREFIX, len(word) - _REST) + 1):
        for tag, form in _listed(word[length:]):
            if tag.is_productive():
                yield tag, word[:length] + form


def _like_others(word: str) -> Iterator[Reading]:
    """As the known words are read that end alike."""
    beginning = next((each for each in _BEGINNINGS if word.startswith(each)), '')
    for tag, written, paradigm, place in _ending(beginning, word[-_ENDING:]):
        yield tag, morphology().dictionary.build_normal_form(paradigm, place, word[:-len(written)] + written)


@lru_cache(maxsize=_REMEMBERED)
def _ending(beginning: str, ending: str) -> tuple[tuple[Any, str, int, int], ...]:
    """Tag, written ending, paradigm and place in it: of the first reading and of the first as a surname."""
    word = (beginning or _NO_BEGINNING) + ending
    found = [(tag, judged[1], paradigm, place) for _word, tag, _form, _score, ((_unit, _whole, paradigm, place), judged)
             in _predictor().parse(word, word, set())]
    return tuple(found[:1] + [each for each in found[1:] if SURNAME in each[0].grammemes][:1])


@lru_cache(maxsize=1)
def _predictor() -> Any:
    """The part of the analyser that judges by endings; it makes all readings of a word and says how."""
    unit = KnownSuffixAnalyzer()
    unit.init(morphology())
    return unit
