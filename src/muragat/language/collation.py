"""Alphabetical order: the 42 letters of Kazakh, which hold the Russian order too, beside the Latin ones."""

import re
import unicodedata

from muragat.language.folding import fold, look_alikes

KAZAKH_ALPHABET = 'аәбвгғдеёжзийкқлмнңоөпрстуұүфхһцчшщъыіьэюя'
_LATIN_ALPHABET = 'abcdefghijklmnopqrstuvwxyz'

_PART = re.compile(r'\d+|\D')


def _weights(first: str, second: str) -> dict[str, str]:
    return {letter: chr(0x400 + place) for place, letter in enumerate(first + second)}


_CYRILLIC_FIRST = _weights(KAZAKH_ALPHABET, _LATIN_ALPHABET)
_LATIN_FIRST = _weights(_LATIN_ALPHABET, KAZAKH_ALPHABET)


def letter_weight(letter: str) -> str:
    """A character that sorts where the small letter stands in the Kazakh alphabet, Latin letters behind it."""
    return _CYRILLIC_FIRST.get(letter, letter)


def digits_key(digits: str) -> str:
    """Digits in a form that sorts by value: "2" before "10"; leading zeros do not count."""
    plain = digits.lstrip('0')
    return chr(0x30 + min(len(plain), 70)) + plain


def sort_key(text: str, language: str = 'kk') -> str:
    """A string whose code point order is the alphabetical order; Latin letters come first in English, else last."""
    weights = _LATIN_FIRST if language == 'en' else _CYRILLIC_FIRST
    primary = ''.join(_part_key(part, weights) for part in _PART.findall(_letters_only(text)))
    return f'{primary}\0{look_alikes(text)}'


def _letters_only(text: str) -> str:
    shown = ''.join(sign if sign.isalnum() else ' ' for sign in fold(text) if not unicodedata.combining(sign))
    return ' '.join(shown.split())


def _part_key(part: str, weights: dict[str, str]) -> str:
    return digits_key(part) if part.isdecimal() and part.isascii() else weights.get(part, part)
