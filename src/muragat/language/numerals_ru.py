"""Russian numerals in words."""

from enum import Enum

from muragat.language.scales import groups


class Gender(Enum):
    """Of the thing that is counted; the value is a place in the tables."""

    MASCULINE = 0
    FEMININE = 1
    NEUTER = 2


class Case(Enum):
    """The two cases that dates and sums need."""

    NOMINATIVE = 0
    GENITIVE = 1


_ONES = (
    ('', '', 'два', 'три', 'четыре', 'пять', 'шесть', 'семь', 'восемь', 'девять', 'десять', 'одиннадцать',
     'двенадцать', 'тринадцать', 'четырнадцать', 'пятнадцать', 'шестнадцать', 'семнадцать', 'восемнадцать',
     'девятнадцать'),
    ('', '', 'двух', 'трёх', 'четырёх', 'пяти', 'шести', 'семи', 'восьми', 'девяти', 'десяти', 'одиннадцати',
     'двенадцати', 'тринадцати', 'четырнадцати', 'пятнадцати', 'шестнадцати', 'семнадцати', 'восемнадцати',
     'девятнадцати'),
)
_ONE = (('один', 'одна', 'одно'), ('одного', 'одной', 'одного'))
_TENS = (
    ('', '', 'двадцать', 'тридцать', 'сорок', 'пятьдесят', 'шестьдесят', 'семьдесят', 'восемьдесят', 'девяносто'),
    ('', '', 'двадцати', 'тридцати', 'сорока', 'пятидесяти', 'шестидесяти', 'семидесяти', 'восьмидесяти',
     'девяноста'),
)
_HUNDREDS = (
    ('', 'сто', 'двести', 'триста', 'четыреста', 'пятьсот', 'шестьсот', 'семьсот', 'восемьсот', 'девятьсот'),
    ('', 'ста', 'двухсот', 'трёхсот', 'четырёхсот', 'пятисот', 'шестисот', 'семисот', 'восьмисот', 'девятисот'),
)
#: Of each scale: one, two to four, five and more.
_SCALES = (
    (('тысяча', 'тысячи', 'тысяч'), ('миллион', 'миллиона', 'миллионов'), ('миллиард', 'миллиарда', 'миллиардов')),
    (('тысячи', 'тысяч', 'тысяч'), ('миллиона', 'миллионов', 'миллионов'), ('миллиарда', 'миллиардов', 'миллиардов')),
)
_SCALE_STEMS = ('', 'тысячн', 'миллионн', 'миллиардн')

_ORDINAL_ONES = (
    '', 'перв', 'втор', 'трет', 'четвёрт', 'пят', 'шест', 'седьм', 'восьм', 'девят', 'десят', 'одиннадцат',
    'двенадцат', 'тринадцат', 'четырнадцат', 'пятнадцат', 'шестнадцат', 'семнадцат', 'восемнадцат', 'девятнадцат')
_ORDINAL_TENS = ('', '', 'двадцат', 'тридцат', 'сороков', 'пятидесят', 'шестидесят', 'семидесят', 'восьмидесят',
                 'девяност')
_STRESSED = ('втор', 'шест', 'седьм', 'восьм', 'сороков', 'нулев')
_ENDINGS = (('ый', 'ая', 'ое'), ('ого', 'ой', 'ого'))
_THIRD = (('ий', 'ья', 'ье'), ('ьего', 'ьей', 'ьего'))


def cardinal(number: int, gender: Gender = Gender.MASCULINE, case: Case = Case.NOMINATIVE) -> str:
    """"две тысячи двадцать шесть"; ValueError outside 0 to 999 999 999 999."""
    words: list[str] = []
    for scale, value in groups(number, len(_SCALE_STEMS)):
        counted = Gender.FEMININE if scale == 1 else gender if scale == 0 else Gender.MASCULINE
        words += _below_thousand(value, counted, case)
        if scale:
            words.append(_SCALES[case.value][scale - 1][_plural(value)])
    return ' '.join(words) or ('ноль', 'ноля')[case.value]


def _below_thousand(value: int, gender: Gender, case: Case) -> list[str]:
    hundreds, rest = divmod(value, 100)
    tens, ones = (0, rest) if rest < 20 else divmod(rest, 10)
    return [word for word in (_HUNDREDS[case.value][hundreds], _TENS[case.value][tens], _one(ones, gender, case))
            if word]


def _one(value: int, gender: Gender, case: Case) -> str:
    if value == 1:
        return _ONE[case.value][gender.value]
    if value == 2 and gender is Gender.FEMININE and case is Case.NOMINATIVE:
        return 'две'
    return _ONES[case.value][value]


def _plural(value: int) -> int:
    """0, 1 or 2: the form after a number that ends in 1, in 2 to 4, in another."""
    if value % 100 in range(11, 15):
        return 2
    return {1: 0, 2: 1, 3: 1, 4: 1}.get(value % 10, 2)


def ordinal(number: int, gender: Gender = Gender.MASCULINE, case: Case = Case.NOMINATIVE) -> str:
    """"две тысячи двадцать шестой", "двухтысячный"; only the last word changes by gender and case."""
    before, stem = _split(number)
    endings = _THIRD if stem == 'трет' else _ENDINGS
    ending = endings[case.value][gender.value]
    if ending == 'ый' and stem in _STRESSED:
        ending = 'ой'
    # Nobody says "одна тысяча девятьсот сорок первый".
    return f'{cardinal(before)} {stem}{ending}'.removeprefix('одна ') if before else f'{stem}{ending}'


def _split(number: int) -> tuple[int, str]:
    """What stays a cardinal, and the stem of the ordinal behind it."""
    found = groups(number, len(_SCALE_STEMS))
    if not found:
        return 0, 'нулев'
    scale, value = found[-1]
    if scale:
        return number - value * 1000 ** scale, (_joined(value) if value > 1 else '') + _SCALE_STEMS[scale]
    rest = value % 100
    if rest == 0:
        last, stem = value, _hundredth(value // 100)
    elif rest < 20 or rest % 10:
        last = rest if rest < 20 else rest % 10
        stem = _ORDINAL_ONES[last]
    else:
        last, stem = rest, _ORDINAL_TENS[rest // 10]
    return number - last, stem


def _hundredth(hundreds: int) -> str:
    return 'сот' if hundreds == 1 else _HUNDREDS[1][hundreds]


def _joined(value: int) -> str:
    """A number before -тысячный and the like, in one word: "двадцатиодно", "сто", "двух"."""
    hundreds, rest = divmod(value, 100)
    tens, ones = (0, rest) if rest < 20 else divmod(rest, 10)
    # Сто and девяносто keep their form; all others stand in the genitive.
    parts = ('сто' if hundreds == 1 else _HUNDREDS[1][hundreds], 'девяносто' if tens == 9 else _TENS[1][tens],
             'одно' if ones == 1 else _ONES[1][ones])
    return ''.join(parts)
