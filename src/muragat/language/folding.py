"""Folding of what looks the same: Latin letters inside Cyrillic words, case, dashes, spaces."""

import re
import unicodedata

#: Latin capitals that a reader cannot tell from Cyrillic ones.
_CAPITALS = str.maketrans('ABCEHIKMOPTXY', 'АВСЕНІКМОРТХУ')
#: The same of either case, as far as the small letters look alike too.
_LETTERS = str.maketrans('ABCEHIKMOPTXYaceikopxyh', 'АВСЕНІКМОРТХУасеікорхуһ')
_BACK = {cyrillic: latin for latin, cyrillic in _LETTERS.items()}
_DASHES = str.maketrans(dict.fromkeys('‐‑‒–—―−﹘﹣-', '-'))
_WORD = re.compile(r'[^\W\d_]+')
_CYRILLIC = re.compile(r'[\u0400-\u04ff]')
_LATIN = re.compile('[A-Za-z]')
_LATIN_ALIKE = re.compile('[ABCEHIKMOPTXYaceikopxyh]+')
_SPACES = re.compile(r'\s+')


def capitals_alike(text: str) -> str:
    """Upper case with look-alike Latin capitals as Cyrillic: for comparing numbers, not for showing."""
    return text.upper().translate(_CAPITALS)


def dashes(text: str) -> str:
    """Every kind of dash and minus as a plain hyphen."""
    return text.translate(_DASHES)


def look_alikes(text: str) -> str:
    """Words of mixed script made Cyrillic where their Latin letters allow it; words of one script stay."""
    if not _LATIN.search(text):
        return text
    return _WORD.sub(_one_script, text)


def _one_script(match: re.Match[str]) -> str:
    word = match[0]
    if not _CYRILLIC.search(word):
        return word
    return word if _LATIN.search(cyrillic := word.translate(_LETTERS)) else cyrillic


def cyrillic_alike(text: str) -> str:
    """Cyrillic throughout when every Latin letter of the text looks Cyrillic; else the text as it is."""
    latin = ''.join(_LATIN.findall(text))
    return text.translate(_LETTERS) if latin and _LATIN_ALIKE.fullmatch(latin) else text


def spaces(text: str) -> str:
    """Single plain spaces, none at the ends."""
    return _SPACES.sub(' ', text).strip()


def fold(text: str) -> str:
    """The form in which texts are compared: one script per word, small letters, plain spaces and dashes, no "№"."""
    plain = unicodedata.normalize('NFKC', text.replace('№', ' '))
    return spaces(dashes(look_alikes(plain))).casefold()
