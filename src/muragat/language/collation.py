"""Alphabetical order: the 42 letters of Kazakh, which hold the Russian order too, beside the Latin ones."""

import re
import unicodedata

from muragat.language.folding import fold, look_alikes

KAZAKH_ALPHABET = 'аәбвгғдеёжзийкқлмнңоөпрстуұүфхһцчшщъыіьэюя'
_LATIN_ALPHABET = 'abcdefghijklmnopqrstuvwxyz'

_DIGITS = re.compile(r'\d+')
_GAP = re.compile(r'[\W_]+')
#: Text that has no combining marks, as nearly all has none.
_UNMARKED = re.compile('[\0-\u02ff\u0400-\u0482\u048a-\u052f\u2010-\u203a]*')


def _weights(first: str, second: str) -> dict[int, str]:
    return {ord(letter): chr(0x400 + place) for place, letter in enumerate(first + second)}


_CYRILLIC_FIRST = _weights(KAZAKH_ALPHABET, _LATIN_ALPHABET)
_LATIN_FIRST = _weights(_LATIN_ALPHABET, KAZAKH_ALPHABET)


def letter_weight(letter: str) -> str:
    """A character that sorts where the small letter stands in the Kazakh alphabet, Latin letters behind it."""
    return letter.translate(_CYRILLIC_FIRST)


def digits_key(digits: str) -> str:
    """Digits in a form that sorts by value: "2" before "10"; leading zeros do not count."""
    plain = digits.lstrip('0')
    return chr(0x30 + min(len(plain), 70)) + plain


def sort_key(text: str, language: str = 'kk') -> str:
    """A string whose code point order is the alphabetical order; Latin letters come first in English, else last."""
    weights = _LATIN_FIRST if language == 'en' else _CYRILLIC_FIRST
    # Digits last: their key may begin with a letter.
    primary = _DIGITS.sub(_part_key, _letters_only(text).translate(weights))
    return f'{primary}\0{look_alikes(text)}'


def _letters_only(text: str) -> str:
    folded = fold(text)
    if not _UNMARKED.fullmatch(folded):
        folded = ''.join(sign for sign in folded if not unicodedata.combining(sign))
    return _GAP.sub(' ', folded).strip()


def _part_key(part: re.Match[str]) -> str:
    return digits_key(part[0]) if part[0].isascii() else part[0]
