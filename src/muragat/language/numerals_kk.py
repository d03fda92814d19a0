"""Kazakh numerals in words."""

from muragat.language.scales import groups

_ONES = ('', 'бір', 'екі', 'үш', 'төрт', 'бес', 'алты', 'жеті', 'сегіз', 'тоғыз')
_TENS = ('', 'он', 'жиырма', 'отыз', 'қырық', 'елу', 'алпыс', 'жетпіс', 'сексен', 'тоқсан')
_SCALES = ('', 'мың', 'миллион', 'миллиард')
#: Ordinals that are not made by the ending alone.
_OWN = {'жиырма': 'жиырмасыншы', 'қырық': 'қырқыншы', 'елу': 'елуінші', 'миллиард': 'миллиардыншы'}
_BACK = 'аоұы'
_VOWELS = 'аәеиоөуұүыіэюя'


def cardinal(number: int) -> str:
    """"екі мың жиырма алты"; ValueError outside 0 to 999 999 999 999."""
    found = groups(number, len(_SCALES))
    words = [word for scale, value in found for word in (*_below_thousand(value), _SCALES[scale])]
    return ' '.join(word for word in words if word) or 'нөл'


def _below_thousand(value: int) -> tuple[str, ...]:
    hundreds, rest = divmod(value, 100)
    hundred = ('' if hundreds == 1 else _ONES[hundreds], 'жүз') if hundreds else ()
    return (*hundred, _TENS[rest // 10], _ONES[rest % 10])


def ordinal(number: int) -> str:
    """"екі мың жиырма алтыншы"."""
    *before, last = cardinal(number).split()
    return ' '.join((*before, _OWN.get(last) or last + _ending(last)))


def _ending(word: str) -> str:
    """-ншы or -нші by the last vowel, with a vowel before it after a consonant."""
    back = next(letter for letter in reversed(word) if letter in _VOWELS) in _BACK
    bare = 'ншы' if back else 'нші'
    return bare if word[-1] in _VOWELS else ('ы' if back else 'і') + bare
