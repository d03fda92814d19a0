"""Sounds of Kazakh: which vowels a suffix takes after a stem, and which consonant it begins with."""

#: Harmony as bits: suffixes with back vowels, with front ones, or either.
BACK, FRONT, EITHER = 1, 2, 3

#: What a stem ends in, as bits, for the first letter of the suffix depends on it.
VOWEL, GLIDE, LATERAL, NASAL, SIBILANT, VOICELESS = 1, 2, 4, 8, 16, 32
CONSONANT = GLIDE | LATERAL | NASAL | SIBILANT | VOICELESS
ANY = VOWEL | CONSONANT

VOWELS = frozenset('аәеёоөуұүыіиюяэ')
#: Vowels before which a stem keeps its own final vowel.
FULL_VOWELS = 'аәеёоөұүыіяэ'

_BACK = frozenset('аоұыя')
_FRONT = frozenset('әөүіеэ')
_ENDS = (
    dict.fromkeys(FULL_VOWELS, VOWEL) | dict.fromkeys('йруию', GLIDE) | {'л': LATERAL} | dict.fromkeys('мнң', NASAL)
    | dict.fromkeys('зж', SIBILANT) | dict.fromkeys('пфкқтсшщчцхһбвгғд', VOICELESS)
)
#: The same where Kazakh letters are folded away: "у" stands for "ұ" and "ү" too, "ы" for "й" and "и".
_PLAIN_ENDS = _ENDS | {'у': VOWEL | GLIDE, 'ы': VOWEL | GLIDE}
#: Stems of other languages whose suffixes follow either series: архивтер, банкі, рольдер.
_FOREIGN = frozenset('вфцчщьъёэ')
_LOAN_ENDS = ('кт', 'нк', 'рк', 'ск', 'нт', 'мп', 'рт', 'фт', 'б', 'г', 'д')


def ending(stem: str, plain: bool = False) -> int:
    """What the stem ends in."""
    last = stem[-2] if stem[-1] in 'ьъ' and len(stem) > 1 else stem[-1]
    return (_PLAIN_ENDS if plain else _ENDS).get(last, ANY)


def harmony(stem: str) -> int:
    """The series of suffixes that a stem takes, as bits; loan words often take either."""
    if stem[-1] in 'ьъюё' or stem.endswith(_LOAN_ENDS):
        return EITHER
    closed = stem[-1] not in VOWELS
    for letter in reversed(stem):
        if letter in _BACK:
            return EITHER if _FOREIGN.intersection(stem) else BACK
        if letter in _FRONT:
            return FRONT
        if letter in 'уиюё' and closed:
            return EITHER
    return EITHER


def plain_harmony(stem: str) -> int:
    """The same for a stem whose Kazakh letters are folded away, as far as а and е still tell."""
    for letter in reversed(stem):
        if letter == 'е':
            return FRONT
        if letter == 'а':
            return BACK if VOWELS.intersection(stem[:stem.rindex('а')]) else EITHER
    return EITHER


def series(suffix: str) -> int:
    """The series that goes on behind a suffix; 0 when the suffix has no vowel that tells."""
    for letter in reversed(suffix):
        if letter in _BACK:
            return BACK
        if letter in _FRONT:
            return FRONT
    return 0
