"""Containment: whether a text holds some words, however they are written; fast enough for ten thousand texts."""

import re
from functools import lru_cache

from muragat.language.folding import cyrillic_alike, dashes, fold

_LATIN = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz'
_DASHES = '[-‐‑‒–—―−﹘﹣-]'
#: Small letters that are taken for one another in either case.
_ALIKE = str.maketrans('abcehikmoptxyһ', 'авсенікмортхун')


def comparable(text: str) -> str:
    """A form of a text that holds the form of each part whose `pattern` finds it there; rarely of another."""
    return ' '.join(dashes(text).casefold().translate(_ALIKE).split())


def pattern(text: str) -> re.Pattern[str]:
    """Finds the words in unfolded texts: of either case, in look-alike letters, with any spaces and dashes."""
    return re.compile(r'\s+'.join(''.join(map(_class, word)) for word in fold(text).split()))


@lru_cache(maxsize=512)
def _class(sign: str) -> str:
    """A regular expression for a sign and all that are taken for it."""
    if sign == '-':
        return _DASHES
    alike = {sign, sign.lower(), sign.upper()}
    for latin in _LATIN:
        cyrillic = cyrillic_alike(latin)
        if not alike.isdisjoint((latin, cyrillic)):
            alike |= {latin, cyrillic}
    single = ''.join(sorted(each for each in alike if len(each) == 1))
    return f'[{re.escape(single)}]' if len(single) > 1 else re.escape(single)
