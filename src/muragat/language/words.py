"""Words of the calendar in Kazakh, Russian and English: months, days, years, centuries."""

from datetime import date

#: Names as they stand alone: "May 1941".
MONTHS = {
    'kk': ('қаңтар', 'ақпан', 'наурыз', 'сәуір', 'мамыр', 'маусым', 'шілде', 'тамыз', 'қыркүйек', 'қазан', 'қараша',
           'желтоқсан'),
    'ru': ('январь', 'февраль', 'март', 'апрель', 'май', 'июнь', 'июль', 'август', 'сентябрь', 'октябрь', 'ноябрь',
           'декабрь'),
    'en': ('January', 'February', 'March', 'April', 'May', 'June', 'July', 'August', 'September', 'October', 'November',
           'December'),
}
#: Names after a day: "12 мая".
MONTHS_OF = {
    'kk': MONTHS['kk'],
    'ru': ('января', 'февраля', 'марта', 'апреля', 'мая', 'июня', 'июля', 'августа', 'сентября', 'октября', 'ноября',
           'декабря'),
    'en': MONTHS['en'],
}
#: "from May" as Kazakh grammar has it.
MONTHS_FROM_KK = ('қаңтардан', 'ақпаннан', 'наурыздан', 'сәуірден', 'мамырдан', 'маусымнан', 'шілдеден', 'тамыздан',
                  'қыркүйектен', 'қазаннан', 'қарашадан', 'желтоқсаннан')

_ENDINGS = ('', 'дан', 'ден', 'тан', 'тен', 'нан', 'нен', 'ға', 'ге', 'қа', 'ке', 'да', 'де', 'та', 'те', 'ның', 'нің',
            'дың', 'дің', 'тың', 'тің', 'ы', 'і', 'дағы', 'дегі', 'тағы', 'тегі')
_RUSSIAN_ENDINGS = ('ь', 'я', 'е', 'ю', 'й', '', 'а', 'у')


def _month_table() -> dict[str, int]:
    table: dict[str, int] = {}
    for place, name in enumerate(MONTHS['kk'], 1):
        table |= {name + ending: place for ending in _ENDINGS}
    for place, name in enumerate(MONTHS['ru'], 1):
        table |= {name.rstrip('ьй') + ending: place for ending in _RUSSIAN_ENDINGS if len(name) > 3 or ending}
    for place, name in enumerate(MONTHS['en'], 1):
        table |= {name.lower(): place, name[:3].lower(): place}
    return table | {'sept': 9}


_MONTH_NUMBERS = _month_table()


def month_number(word: str) -> int | None:
    """1 to 12 for the name of a month in any of the languages and usual cases; None for another word."""
    return _MONTH_NUMBERS.get(word.lower())


def day_words(day: date, language: str) -> str:
    """"1941 ж. 12 мамыр", "12 мая 1941 г.", "12 May 1941"."""
    month = MONTHS_OF[language][day.month - 1]
    if language == 'kk':
        return f'{day.year} ж. {day.day} {month}'
    return f'{day.day} {month} {day.year} г.' if language == 'ru' else f'{day.day} {month} {day.year}'


def month_words(day: date, language: str) -> str:
    """"1941 ж. мамыр", "май 1941 г.", "May 1941"."""
    month = MONTHS[language][day.month - 1]
    if language == 'kk':
        return f'{day.year} ж. {month}'
    return f'{month} {day.year} г.' if language == 'ru' else f'{month} {day.year}'


def years_words(first: int, last: int, language: str) -> str:
    """"1923 г." or "1923–1930 гг." in the language."""
    if first == last:
        return f'{first}{ {"kk": " ж.", "ru": " г."}.get(language, "")}'
    return f'{first}–{last}{ {"kk": " жж.", "ru": " гг."}.get(language, "")}'


def decade_words(first: int, language: str) -> str:
    """"1920 жылдар", "1920-е гг.", "1920s"."""
    return {'kk': f'{first} жылдар', 'ru': f'{first}-е гг.'}.get(language, f'{first}s')


def century_words(number: int, language: str) -> str:
    """"XIX ғ.", "XIX в.", "19th century"."""
    if language == 'en':
        teens = 10 <= number % 100 <= 20
        ending = 'th' if teens else {1: 'st', 2: 'nd', 3: 'rd'}.get(number % 10, 'th')
        return f'{number}{ending} century'
    return f'{roman(number)} {"ғ." if language == "kk" else "в."}'


def roman(number: int) -> str:
    """A whole number of 1 to 39 in Roman numerals."""
    return 'X' * (number // 10) + ('', 'I', 'II', 'III', 'IV', 'V', 'VI', 'VII', 'VIII', 'IX')[number % 10]
