"""Numbers and dates in words."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from muragat.language.inwords import date_in_words, number_words, ordinal_words, year_in_words
from muragat.language.numerals_ru import Case, Gender, cardinal


@pytest.mark.parametrize(('number', 'kazakh', 'russian'), [
    (0, 'нөл', 'ноль'),
    (11, 'он бір', 'одиннадцать'),
    (40, 'қырық', 'сорок'),
    (100, 'жүз', 'сто'),
    (215, 'екі жүз он бес', 'двести пятнадцать'),
    (1000, 'бір мың', 'одна тысяча'),
    (2001, 'екі мың бір', 'две тысячи один'),
    (12_000, 'он екі мың', 'двенадцать тысяч'),
    (21_304, 'жиырма бір мың үш жүз төрт', 'двадцать одна тысяча триста четыре'),
    (1_000_002, 'бір миллион екі', 'один миллион два'),
    (114_000_000, 'жүз он төрт миллион', 'сто четырнадцать миллионов'),
    (3_000_000_000, 'үш миллиард', 'три миллиарда'),
])
def test_numbers(number, kazakh, russian):
    assert number_words(number, 'kk') == kazakh
    assert number_words(number, 'ru') == russian


@pytest.mark.parametrize(('number', 'kazakh', 'russian'), [
    (0, 'нөлінші', 'нулевой'),
    (1, 'бірінші', 'первый'),
    (2, 'екінші', 'второй'),
    (3, 'үшінші', 'третий'),
    (9, 'тоғызыншы', 'девятый'),
    (20, 'жиырмасыншы', 'двадцатый'),
    (40, 'қырқыншы', 'сороковой'),
    (50, 'елуінші', 'пятидесятый'),
    (100, 'жүзінші', 'сотый'),
    (1000, 'бір мыңыншы', 'тысячный'),
    (2000, 'екі мыңыншы', 'двухтысячный'),
    (1941, 'бір мың тоғыз жүз қырық бірінші', 'тысяча девятьсот сорок первый'),
    (2026, 'екі мың жиырма алтыншы', 'две тысячи двадцать шестой'),
    (21_000, 'жиырма бір мыңыншы', 'двадцатиоднотысячный'),
    (300, 'үш жүзінші', 'трёхсотый'),
    (1_000_000, 'бір миллионыншы', 'миллионный'),
    (1_000_013, 'бір миллион он үшінші', 'один миллион тринадцатый'),
])
def test_ordinals(number, kazakh, russian):
    assert ordinal_words(number, 'kk') == kazakh
    assert ordinal_words(number, 'ru') == russian


def test_russian_ordinals_by_gender_and_case():
    assert ordinal_words(3, 'ru', Gender.FEMININE) == 'третья'
    assert ordinal_words(3, 'ru', Gender.NEUTER, Case.GENITIVE) == 'третьего'
    assert ordinal_words(22, 'ru', Gender.FEMININE, Case.GENITIVE) == 'двадцать второй'
    assert cardinal(2000, case=Case.GENITIVE) == 'двух тысяч'
    assert cardinal(1, Gender.NEUTER) == 'одно'


def test_dates_as_they_stand_in_forms():
    day = date(2026, 11, 12)
    assert date_in_words(day, 'kk') == 'екі мың жиырма алтыншы жылғы он екінші қараша'
    assert date_in_words(day, 'ru') == 'двенадцатое ноября две тысячи двадцать шестого года'
    assert date_in_words(date(1941, 5, 3), 'ru', Case.GENITIVE) == (
        'третьего мая тысяча девятьсот сорок первого года')
    assert date_in_words(date(2000, 1, 1), 'ru') == 'первое января двухтысячного года'
    assert year_in_words(1941, 'ru') == 'тысяча девятьсот сорок первый год'
    assert year_in_words(2020, 'kk') == 'екі мың жиырмасыншы жыл'


@given(st.integers(0, 10**12 - 1))
def test_every_number_has_words_and_different_ones(number):
    for language in ('kk', 'ru'):
        assert number_words(number, language) != number_words(number + 1 if number < 10**12 - 1 else 0, language)
        assert '  ' not in ordinal_words(number, language)


@pytest.mark.parametrize('number', [-1, 10**12])
def test_other_numbers_are_refused(number):
    with pytest.raises(ValueError, match='not spoken'):
        number_words(number, 'kk')
