"""The grammar made ready for reading: each place with the suffixes that may follow, as they are written."""

from collections.abc import Iterator
from functools import cache
from typing import NamedTuple

from muragat.language.kazakh.fold import plain
from muragat.language.kazakh.grammar import ENDS, Row, Voice, table
from muragat.language.kazakh.harmony import (
    ANY,
    BACK,
    CONSONANT,
    EITHER,
    FRONT,
    GLIDE,
    LATERAL,
    NASAL,
    SIBILANT,
    VOICELESS,
    VOWEL,
    ending,
    series,
)

_VOICED = ANY & ~VOICELESS
#: First sounds that vary: letters for the back and the front series with what must stand before.
_INITIALS: dict[str, tuple[tuple[str, int], ...]] = {
    'L': (('лл', VOWEL | GLIDE), ('дд', LATERAL | NASAL | SIBILANT), ('тт', VOICELESS)),
    'D': (('дд', _VOICED), ('тт', VOICELESS)),
    'G': (('ғг', _VOICED), ('қк', VOICELESS)),
    'M': (('мм', VOWEL | GLIDE | LATERAL | NASAL), ('бб', NASAL | SIBILANT | GLIDE | LATERAL), ('пп', VOICELESS)),
}
#: Genitive and accusative differ after nasals, the ablative too: the first letter by the whole pattern.
_SPECIAL: dict[str, tuple[tuple[str, int], ...]] = {
    'NIң': (('нн', VOWEL | NASAL), ('дд', GLIDE | LATERAL | SIBILANT), ('тт', VOICELESS)),
    'Nікі': (('нн', VOWEL | NASAL), ('дд', GLIDE | LATERAL | SIBILANT), ('тт', VOICELESS)),
    'NI': (('нн', VOWEL), ('дд', _VOICED & ~VOWEL), ('тт', VOICELESS)),
    'DAн': (('нн', NASAL), ('дд', _VOICED & ~NASAL), ('тт', VOICELESS)),
    'Mен': (('мм', VOWEL | GLIDE | LATERAL | NASAL), ('бб', SIBILANT), ('пп', VOICELESS)),
    'Mенен': (('мм', VOWEL | GLIDE | LATERAL | NASAL), ('бб', SIBILANT), ('пп', VOICELESS)),
    'MA': (('мм', VOWEL | GLIDE | LATERAL), ('бб', NASAL | SIBILANT), ('пп', VOICELESS)),
    'MAK': (('мм', VOWEL | GLIDE | LATERAL), ('бб', NASAL | SIBILANT), ('пп', VOICELESS)),
}
_VARYING = {'A': 'ае', 'I': 'ыі', 'K': 'қк', 'ғ': 'ғг'}


class Suffix(NamedTuple):
    """A suffix as written: the series and the end it needs before, what it leaves behind."""

    text: str
    series: int
    after: int
    price: float
    to: int
    leaves: int
    ends: int


#: By its last letter and as written, the suffixes with the place that each stands behind.
Leading = dict[str, dict[str, tuple[tuple[int, Suffix], ...]]]

PLACES = tuple(sorted({*ENDS, 'quality', *(place for row in table(Voice.ALL) for place in row.after.split())}))
NUMBERS = {name: number for number, name in enumerate(PLACES)}


@cache
def leading(voice: Voice, folded: bool) -> Leading:
    """The whole grammar, with Kazakh letters or folded."""
    gathered: dict[str, dict[str, dict[tuple[int, Suffix], None]]] = {}
    for row in table(voice):
        for suffix in written(row, folded):
            alike = gathered.setdefault(suffix.text[-1], {}).setdefault(suffix.text, {})
            alike.update(((NUMBERS[place], suffix), None) for place in _places(row.after))
    return {last: {text: tuple(found) for text, found in texts.items()} for last, texts in gathered.items()}


def _places(after: str) -> Iterator[str]:
    """A quality takes all that a noun takes, and what is similar all but a further likeness."""
    for place in after.split():
        yield place
        if place == 'noun':
            yield 'quality'


def written(row: Row, folded: bool) -> Iterator[Suffix]:
    """Each way in which a suffix is written."""
    parts = row.pattern.split(':')
    for number, pattern in enumerate(parts):
        needed = ANY if len(parts) == 1 else (CONSONANT, VOWEL)[number]
        for place, needs in enumerate((BACK, FRONT)):
            for letters, after in _beginnings(pattern):
                if not after & needed:
                    continue
                rest = ''.join(_VARYING.get(letter, letter * 2)[place] for letter in pattern[1:])
                text = letters[place] + rest
                yield _suffix(text, needs, after & needed, row, folded)


def _beginnings(pattern: str) -> tuple[tuple[str, int], ...]:
    first = pattern[0]
    found = _SPECIAL.get(pattern) or _INITIALS.get(first)
    return found or ((_VARYING.get(first, first * 2), ANY),)


def _suffix(text: str, needs: int, after: int, row: Row, folded: bool) -> Suffix:
    told = series(text)
    if not told or text in ('мен', 'бен', 'пен', 'менен', 'бенен', 'пенен', 'нікі', 'дікі', 'тікі', 'у'):
        needs = EITHER
    if folded:
        text = plain(text)
        needs = BACK if 'а' in text else FRONT if 'е' in text and needs == FRONT else EITHER
        told = BACK if 'а' in text else FRONT if 'е' in text else 0
    return Suffix(text, needs, after, row.price, NUMBERS[row.to], told, ending(text, folded))
