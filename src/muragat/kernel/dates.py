"""Imprecise dates: the earliest and the latest day that a wording allows, and the wording itself."""

import re
from calendar import monthrange
from collections.abc import Iterator
from datetime import date, timedelta
from typing import NamedTuple

from muragat.kernel.i18n import BadValue, _
from muragat.language import words
from muragat.language.folding import fold


class Span(NamedTuple):
    """A time as it was written, with its bounds; a missing bound is not known."""

    earliest: date | None
    latest: date | None
    text: str

    @property
    def year(self) -> int | None:
        """The year it begins in, or ends in when the beginning is not known."""
        day = self.earliest or self.latest
        return day.year if day else None

    def overlaps(self, first: date | None, last: date | None) -> bool:
        """Whether it can share a day with the time from first to last; None: without bound. Undated: never."""
        if self.earliest is None and self.latest is None:
            return False
        begins_in_time = last is None or self.earliest is None or self.earliest <= last
        return begins_in_time and (first is None or self.latest is None or self.latest >= first)


class BadSpan(BadValue):
    """A wording of a date that is not understood."""


class _Bounds(NamedTuple):
    first: date
    last: date


#: "about 1923" is taken as these years before and after.
ABOUT_YEARS = 5

_PARTS = {'early': (0, 3), 'middle': (1, 3), 'late': (2, 3), 'first': (0, 2), 'second': (1, 2)}
_PART_WORDS = (
    ('early', re.compile(r'(?:нач(?:ало|\.)|early|beginning of) (.+)|(.+) басы(?:нда)?')),
    ('middle', re.compile(r'(?:сер(?:едина|\.)|mid|middle of) (.+)|(.+) ортасы(?:нда)?')),
    ('late', re.compile(r'(?:кон(?:ец|\.)|late|end of) (.+)|(.+) (?:соңы(?:нда)?|аяғы(?:нда)?)')),
    ('first', re.compile(r'(?:(?:первая|1-я) (?:половина|пол\.)|first half of) (.+)|(.+) (?:бірінші|1-) ?жартысы')),
    ('second', re.compile(r'(?:(?:вторая|2-я) (?:половина|пол\.)|second half of) (.+)|(.+) (?:екінші|2-) ?жартысы')),
)
_UNDATED = re.compile(r'без даты|б ?[./]? ?д\.?|күні жоқ|күні көрсетілмеген|undated|no date|n\. ?d\.?')
_ABOUT = re.compile(r'(?:около|примерно|ок\.|шамамен|circa|about|ca?\.)\s*(.+)')
_LIMITS = (
    ('from', re.compile(r'(?:не ранее|не раньше|not before|not earlier than) (.+)')),
    ('from', re.compile(r'(?:since|с) (.+)')),
    ('from', re.compile(r'(.+) (?:ерте емес|бастап)')),
    ('until', re.compile(r'(?:не позднее|не позже|not after|not later than) (.+)')),
    ('until', re.compile(r'(.+) (?:кеш емес|кешіктірмей|кешікпей)')),
    ('after', re.compile(r'(?:после|after) (.+)')),
    ('after', re.compile(r'(.+) кейін')),
    ('until', re.compile(r'(?:по|until) (.+)')),
    ('before', re.compile(r'(?:до|ранее|before) (.+)')),
)
_BEFORE_KK = re.compile(r'(.+) дейін')
_RANGES = (
    re.compile(r'(?:с|со|from|between|между) (.+?) (?:по|до|to|and|и) (.+)'),
    re.compile(r'(.+?(?:дан|ден|тан|тен|нан|нен)) (.+) дейін'),
    re.compile(r'(.+?) (?:мен|пен|бен) (.+) аралығы\w*'),
)
_DECADE = re.compile(r"(\d{3}0)(?:s|-?е|-?х|'s| ?-?жылдар(?:ы|дың|ының)?)(?: (?:гг|годы|годов|г|жж)\.?)?")
_CENTURY = re.compile(
    r'(?:([ivx]+)|(\d{1,2})(?:-?(?:th|st|nd|rd|й|го))?) ?(?:в|вв|век|века|ғ|ғасыр(?:дың)?|century|c)\.?')
_ISO = re.compile(r'(\d{4})-(\d{2})(?:-(\d{2}))?')
_NUMERIC = re.compile(r'(?:(\d{1,2})[./])?(\d{1,2})[./](\d{4})')
_ROMAN_MONTH = re.compile(r'(\d{1,2})\.([ivx]+)\.(\d{4})')
_ROMAN_NUMBERS = {words.roman(count).lower(): count for count in range(1, 22)}
_FILLER = frozenset({
    'г', 'гг', 'год', 'года', 'году', 'годы', 'годов', 'в',
    'месяц', 'айы', 'айының', 'айында',
    'ж', 'жж', 'жыл', 'жылы', 'жылғы', 'жылдың', 'жылдан', 'жылға', 'жылдары',
    'of', 'the', 'in',
})
_YEARS = re.compile(r'\b(?:гг|годы|жж|жылдары?)\b')
_SHORT_YEARS = re.compile(r'(\d{2})(\d{2}) ?- ?(\d{2})(?!\d)')
_YEAR = re.compile(r'(\d{4})(?:-?(?:й|го|м|ден|дан|нан|нен|тан|тен|ға|ге|қа|ке))?')
_DAY = re.compile(r'(\d{1,2})(?:st|nd|rd|th|-?(?:е|го))?')
_CLOSING_YEARS = re.compile(r' ?(?:гг|г|годы|года|жж|жылдары?)\.?$')


def parse_span(text: str) -> Span:
    """The span that a Kazakh, Russian or English wording means; BadSpan when it is not understood."""
    written = ' '.join(text.split())
    plain = fold(written).strip('[]() ').removesuffix('?').strip()
    if not plain:
        raise BadSpan(_('A date is needed, for example 1923, 12.05.1941, 1920s or "undated"'))
    if _UNDATED.fullmatch(plain):
        return Span(None, None, written)
    try:
        first, last = _wording(plain)
    except (ValueError, OverflowError) as error:
        raise _not_understood(written) from error
    if first and last and first > last:
        raise BadSpan(_('The first date is later than the last one'))
    return Span(first, last, written)


def _not_understood(text: str) -> BadSpan:
    shown = {'text': text[:60]}
    return BadSpan(_('The date "${text}" is not understood; write it like 1923, 12.05.1941 or 1920s', mapping=shown))


def _wording(text: str) -> tuple[date | None, date | None]:
    if found := _ABOUT.fullmatch(text):
        near = _period(found[1])
        return _years_off(near.first, -ABOUT_YEARS), _years_off(near.last, ABOUT_YEARS)
    for pattern in _RANGES:
        if found := pattern.fullmatch(text):
            return _period(found[1]).first, _period(found[2]).last
    for kind, pattern in (*_LIMITS, ('before', _BEFORE_KK)):
        if found := pattern.fullmatch(text):
            return _limit(kind, _period(found[1]))
    return _period(text)


def _limit(kind: str, period: _Bounds) -> tuple[date | None, date | None]:
    return {
        'from': (period.first, None),
        'until': (None, period.last),
        'after': (period.last + timedelta(1), None),
        'before': (None, period.first - timedelta(1)),
    }[kind]


def _years_off(day: date, years: int) -> date:
    return date(day.year + years, day.month, min(day.day, monthrange(day.year + years, day.month)[1]))


def _period(text: str) -> _Bounds:
    """A point, a part of a period, a range of two points, or several points of which the outermost count."""
    if part := _part_of(text):
        return part
    short = _YEARS.search(text) and _SHORT_YEARS.search(text)
    if short:
        return _Bounds(_year(short[1] + short[2]).first, _year(short[1] + short[3]).last)
    point = _point(text)
    if point:
        return point
    for left, right in _splits(text):
        end = _point(right) or _short_year(left, right)
        start = end and (_point(left) or _point(_completed(left, right)))
        if start and end:
            return _Bounds(start.first, end.last)
    parts = [_period(part.strip()) for part in re.split('[,;]', text)] if re.search('[,;]', text) else []
    if not parts:
        raise ValueError(text)
    return _Bounds(min(part.first for part in parts), max(part.last for part in parts))


def _part_of(text: str) -> _Bounds | None:
    """A third or a half of a year, decade or century, in whole months: "начало XX в.", "1920 жылдардың соңы"."""
    found = next(((name, match) for name, pattern in _PART_WORDS if (match := pattern.fullmatch(text))), None)
    if found is None:
        return None
    whole = _period(found[1][1] or found[1][2])
    place, pieces = _PARTS[found[0]]
    months = (whole.last.year - whole.first.year + 1) * 12
    first, last = months * place // pieces, months * (place + 1) // pieces - 1
    return _Bounds(_month_after(whole.first, first), _month_end(_month_after(whole.first, last)))


def _month_after(day: date, months: int) -> date:
    return date(day.year + months // 12, months % 12 + 1, 1)


def _splits(text: str) -> Iterator[tuple[str, str]]:
    for found in re.finditer(' ?- ?', text):
        yield text[: found.start()], text[found.end() :]


def _short_year(left: str, right: str) -> _Bounds | None:
    years = re.fullmatch(r'(\d{2})\d{2}', left)
    return _year(years[1] + right) if years and re.fullmatch(r'\d{2}', right) else None


def _completed(left: str, right: str) -> str:
    """A beginning such as "12" or "12 мая" with what the end says of month and year."""
    tokens = _tokens(right)
    month = next((token for token in tokens if words.month_number(token)), '')
    year = next((token for token in tokens if _YEAR.fullmatch(token)), '')
    if numeric := _NUMERIC.fullmatch(right):
        return f'{left}.{numeric[3]}' if '.' in left else f'{left}.{numeric[2]}.{numeric[3]}'
    return f'{left} {year}' if any(words.month_number(token) for token in _tokens(left)) else f'{left} {month} {year}'


def _tokens(text: str) -> list[str]:
    return [token for token in re.split(r'[\s,.]+', text) if token and token not in _FILLER]


def _point(text: str) -> _Bounds | None:
    text = text.strip()
    if found := _DECADE.fullmatch(text):
        return _Bounds(date(int(found[1]), 1, 1), date(int(found[1]) + 9, 12, 31))
    if found := _CENTURY.fullmatch(text):
        return _century(found[1], found[2])
    if found := _ISO.fullmatch(text):
        return _day(found[3], int(found[2]), int(found[1]))
    if found := _NUMERIC.fullmatch(_CLOSING_YEARS.sub('', text)):
        return _day(found[1], int(found[2]), int(found[3]))
    if found := _ROMAN_MONTH.fullmatch(_CLOSING_YEARS.sub('', text)):
        return _day(found[1], _ROMAN_NUMBERS.get(found[2], 0), int(found[3]))
    return _worded(_tokens(text))


def _century(roman: str | None, number: str | None) -> _Bounds | None:
    count = _ROMAN_NUMBERS.get(roman) if roman else int(number or 0)
    return _Bounds(date(count * 100 - 99, 1, 1), date(count * 100, 12, 31)) if count and count >= 10 else None


def _worded(tokens: list[str]) -> _Bounds | None:
    years, months, days = [], [], []
    for token in tokens:
        if found := _YEAR.fullmatch(token):
            years.append(found[1])
        elif month := words.month_number(token):
            months.append(month)
        elif found := _DAY.fullmatch(token):
            days.append(found[1])
        else:
            return None
    if len(years) != 1 or len(months) > 1 or len(days) > len(months):
        return None
    return _day(days[0] if days else None, months[0], int(years[0])) if months else _year(years[0])


def _year(text: str) -> _Bounds:
    return _Bounds(date(int(text), 1, 1), date(int(text), 12, 31))


def _day(day: str | None, month: int, year: int) -> _Bounds | None:
    if not 1 <= month <= 12:
        return None
    last = monthrange(year, month)[1]
    if day is None:
        return _Bounds(date(year, month, 1), date(year, month, last))
    if not 1 <= int(day) <= last:
        return None
    return _Bounds(date(year, month, int(day)), date(year, month, int(day)))


_ABOUT_WORDS = {'kk': 'шамамен ${x}', 'ru': 'около ${x}', 'en': 'about ${x}'}
_UNDATED_WORDS = {'kk': 'күні жоқ', 'ru': 'без даты', 'en': 'undated'}


def word_span(span: Span | None, language: str) -> str:
    """The span in the words of a language; what was written stays when it says more than its bounds."""
    if span is None:
        return ''
    if any(pattern.fullmatch(fold(span.text)) for _name, pattern in _PART_WORDS):
        return span.text
    about = _ABOUT.fullmatch(fold(span.text))
    if about:
        near = parse_span(about[1])
        return _ABOUT_WORDS[language].replace('${x}', word_span(near, language))
    if span.earliest and span.latest:
        return _both_words(span.earliest, span.latest, language)
    if span.earliest:
        return _not_before_words(span.earliest, language)
    if span.latest:
        return _not_after_words(span.latest, language)
    return _UNDATED_WORDS[language]


def _both_words(first: date, last: date, language: str) -> str:
    if first == last:
        return words.day_words(first, language)
    if (first.month, first.day, last.month, last.day) == (1, 1, 12, 31):
        return _whole_years(first.year, last.year, language)
    if first.day == 1 and last == _month_end(first):
        return words.month_words(first, language)
    return f'{_edge_words(first, language, start=True)} – {_edge_words(last, language, start=False)}'


def _whole_years(first: int, last: int, language: str) -> str:
    if first % 10 == 0 and last == first + 9:
        return words.decade_words(first, language)
    if first % 100 == 1 and last == first + 99 and first > 900:
        return words.century_words(last // 100, language)
    return words.years_words(first, last, language)


def _month_end(day: date) -> date:
    return day.replace(day=monthrange(day.year, day.month)[1])


def _edge_words(day: date, language: str, *, start: bool) -> str:
    """A bound as year, month or day: the coarsest of which it is the edge."""
    if (day.month, day.day) == ((1, 1) if start else (12, 31)):
        return words.years_words(day.year, day.year, language)
    if day.day == 1 if start else day == _month_end(day):
        return words.month_words(day, language)
    return words.day_words(day, language)


def _not_before_words(day: date, language: str) -> str:
    if language == 'kk':
        return f'{_from_kk(day, start=True)} ерте емес'
    return f'{"не ранее" if language == "ru" else "not before"} {_genitive(day, language, start=True)}'


def _not_after_words(day: date, language: str) -> str:
    if language == 'kk':
        return f'{_from_kk(day, start=False)} кеш емес'
    return f'{"не позднее" if language == "ru" else "not after"} {_genitive(day, language, start=False)}'


def _from_kk(day: date, *, start: bool) -> str:
    text = _edge_words(day, 'kk', start=start)
    month = words.MONTHS['kk'][day.month - 1]
    if month in text:
        return text.replace(month, words.MONTHS_FROM_KK[day.month - 1])
    return f'{day.year} жылдан'


def _genitive(day: date, language: str, *, start: bool) -> str:
    text = _edge_words(day, language, start=start)
    return text.replace(words.MONTHS[language][day.month - 1], words.MONTHS_OF[language][day.month - 1])
