"""Numbers of archival records: what makes two of them the same, and their natural order."""

import re
import unicodedata

from muragat.language.collation import digits_key, letter_weight
from muragat.language.folding import capitals_alike, cyrillic_alike, dashes, spaces

_SIGNS = re.compile(r'№|N[°º]|\s+')
_PART = re.compile(r'[0-9]+|.')
_IDLE_DASH = re.compile(r'(?<![0-9])-+|-+(?![0-9])')
_STRETCH = re.compile(r'(?<![0-9])([0-9]{1,6})(?:\s*-\s*([0-9]{1,6}))?(?![0-9])')
_LONGEST_STRETCH = 1000
_SPACE_BY_DASH = re.compile(r'\s*-\s*')


def number_key(text: str) -> str:
    """A sortable string, equal for numbers that a reader takes for the same one.

    "2" < "10", "12" < "12а" < "12б" < "13"; "Р-12", "р12" and "P-12" in Latin letters are one number, "2-1" and "21"
    are two.
    """
    if text.isascii() and text.isdigit():
        return digits_key(text)
    plain = capitals_alike(dashes(_SIGNS.sub('', unicodedata.normalize('NFC', text)))).lower()
    plain = _IDLE_DASH.sub('', plain)
    parts = _PART.findall(plain)
    return ''.join(digits_key(part) if part[0] in '0123456789' else letter_weight(part) for part in parts)


def tidy_number(text: str) -> str:
    """A number as it is kept: without "№" and needless spaces, plain hyphens, look-alike Latin letters as Cyrillic."""
    bare = unicodedata.normalize('NFC', text).replace('№', ' ')
    return cyrillic_alike(_SPACE_BY_DASH.sub('-', spaces(dashes(bare))))


def numbers_within(text: str) -> tuple[str, ...]:
    """The whole numbers that a text names, each of a stretch too: "5-7, 12 об." is 5, 6, 7 and 12."""
    found: dict[str, None] = {}
    for first, last in _STRETCH.findall(dashes(text)):
        start, end = int(first), int(last or first)
        found.update((str(number), None) for number in range(start, min(max(end, start), start + _LONGEST_STRETCH) + 1))
    return tuple(found)
