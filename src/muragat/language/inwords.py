"""Numbers and dates in words, as forms and certificates have them, in Kazakh and Russian."""

from datetime import date

from muragat.language import numerals_kk, numerals_ru
from muragat.language.numerals_ru import Case, Gender
from muragat.language.words import MONTHS, MONTHS_OF


def number_words(number: int, language: str) -> str:
    """"екі мың жиырма алты", "две тысячи двадцать шесть"; ValueError outside 0 to 999 999 999 999."""
    return numerals_kk.cardinal(number) if language == 'kk' else numerals_ru.cardinal(number)


def ordinal_words(number: int, language: str, gender: Gender = Gender.MASCULINE,
                  case: Case = Case.NOMINATIVE) -> str:
    """"он екінші", "двенадцатый"; gender and case are Russian."""
    return numerals_kk.ordinal(number) if language == 'kk' else numerals_ru.ordinal(number, gender, case)


def date_in_words(day: date, language: str, case: Case = Case.NOMINATIVE) -> str:
    """"екі мың жиырма алтыншы жылғы он екінші қараша", "двенадцатое ноября две тысячи двадцать шестого года"."""
    if language == 'kk':
        year, number = numerals_kk.ordinal(day.year), numerals_kk.ordinal(day.day)
        return f'{year} жылғы {number} {MONTHS["kk"][day.month - 1]}'
    number = numerals_ru.ordinal(day.day, Gender.NEUTER, case)
    year = numerals_ru.ordinal(day.year, Gender.MASCULINE, Case.GENITIVE)
    return f'{number} {MONTHS_OF["ru"][day.month - 1]} {year} года'


def year_in_words(year: int, language: str) -> str:
    """"бір мың тоғыз жүз қырық бірінші жыл", "тысяча девятьсот сорок первый год"."""
    return f'{numerals_kk.ordinal(year)} жыл' if language == 'kk' else f'{numerals_ru.ordinal(year)} год'
