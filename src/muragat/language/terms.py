"""Terms: what a word is in each stream of the text index. No language is detected."""

import re
from functools import lru_cache
from typing import NamedTuple

from muragat.language import english, kazakh, russian
from muragat.language.codes import code_key, compact, roman_key
from muragat.language.normal import normal

#: Grows with every change of what a word becomes; an index of another version is stale.
ANALYSER_VERSION = f'2 {kazakh.STEMS_VERSION} {russian.DICTIONARY_VERSION}'
#: Words whose terms are remembered; the analysis of whole texts remembers more.
REMEMBERED = 1 << 14

_CYRILLIC = re.compile('[\u0400-\u052f]')
_KAZAKH = re.compile('[әғқңөұүһі]')


class Terms(NamedTuple):
    """The terms of one position.

    `kk`: the Kazakh stem, of a Latin word the English one, of a code its key. `ru`: the Russian lemma of a word that
    may be Russian, else ''. `folded`: for people without Kazakh letters. `word`: the word as it stands.
    """

    kk: str
    ru: str
    folded: str
    word: str


@lru_cache(maxsize=REMEMBERED)
def terms(word: str) -> Terms:
    """The terms of a token's text, or of a word as somebody typed it."""
    word = normal(word)
    if key := code_key(word) or roman_key(word):
        return Terms(key, '' if key.isalnum() and key.isascii() else key, compact(key), key)
    if not _CYRILLIC.search(word):
        return _latin(word)
    stem, folded = kazakh.stem(word), kazakh.folded_stem(word)
    return Terms(stem, '' if _KAZAKH.search(word) else russian.lemma(word), folded, word)


def _latin(word: str) -> Terms:
    stem = english.stem(word)
    return Terms(stem, '', stem, word)
