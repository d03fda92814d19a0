"""Reference codes, file indexes and drawing numbers: "Р-12", "АС-12/3", "04-123" under one key however typed."""

import re

from muragat.language.folding import capitals_alike, dashes

#: Letters before a number, as in "АС-12"; longer ones are words: "форма-2".
_LONGEST_SERIES = 3
_IDLE_DASH = re.compile(r'(?<![0-9])-+|-+(?![0-9])')
_PART = re.compile(r'[0-9]+|[^\W\d_]+')
_NUMBER = re.compile(r'[0-9]+')
_YEAR = re.compile(r'(?:1[5-9]|2[01])[0-9]{2}')
_DAY = re.compile(r'(?:1[5-9]|2[01])[0-9]{2}-[01][0-9]-[0-3][0-9]|[0-3]?[0-9]/[01]?[0-9]/(?:1[5-9]|2[01])[0-9]{2}')
_ROMAN = re.compile(r'[ivxіх]{2,}')
_VOWEL = re.compile('[аәеёиоөуұүыіэюяaeiou]')

#: What is written behind a number to show how it is spoken, or what it counts: "12-ші", "20-ға", "1920-е", "1941ж".
_ENDING = re.compile(
    '(?:ы?н?шы|і?н?ші|ғ[аы]|г[еі]|қа|ке|[дт][ае]|[днт][аыеі]н|[днт][ыі]|[ыі]н|[днт][ыі]ң|[дт][ае]ғы|[дт][ае]гі|[бмп]ен|'
    'н[дт][ае]|[дт][ае]й|с?[ыі]н?|с[ыі]нд[ае]|'
    'й|г?о|му|[ыи]?м|[ыио]?[хй]|е|ая|о[ейм]|ые|ю|ми|ти|я|ого|ому|st|nd|rd|th|s)')
#: The mark of a fonds in a Kazakh citation: "Р-12-қ.".
_FONDS = 'қ'
_YEAR_WITH_MARK = re.compile(f'({_YEAR.pattern})-?(?:гг?|жж?)')


def code_key(word: str) -> str:
    """The key of a normalised word that is a code or a number; '' when it is neither, or several.

    Hyphens count between digits only ("2-1" is not "21"), leading zeros not at all; letters of both scripts that look
    alike are one, in any case. "20-ға" and "1941ж" are numbers with an ending.
    """
    if not _NUMBER.search(word):
        return ''
    plain = _without_ending(dashes(word).strip('-/'))
    if plain.isdigit():
        return _number(plain)
    if "'" in plain or _DAY.fullmatch(plain) or all(map(_YEAR.fullmatch, re.split('[-/]', plain))):
        return ''
    key = _NUMBER.sub(lambda found: _number(found[0]), _IDLE_DASH.sub('', capitals_alike(plain).lower()))
    return key if all(_may_stand(part[0], key[part.end():]) for part in _PART.finditer(key)) else ''


def _number(digits: str) -> str:
    return digits.lstrip('0') or '0'


def _without_ending(word: str) -> str:
    if year := _YEAR_WITH_MARK.fullmatch(word):
        return year[1]
    head, dash, tail = word.rpartition('-')
    spoken = dash and head[-1:].isdigit() and (tail == _FONDS or _ENDING.fullmatch(tail))
    return head if spoken else word


def _may_stand(part: str, following: str) -> bool:
    """Whether letters or digits before others may be a part of a code; else the word is several."""
    if part[0].isdigit():
        return True
    return len(part) <= _LONGEST_SERIES and (following != '' or len(part) == 1 or not _VOWEL.search(part))


def compact(key: str) -> str:
    """The key of a code without its hyphens and slashes, for people who type it without: "нс317" for "нс3-17"."""
    return key.replace('-', '').replace('/', '')


def series_key(letters: str, number: str) -> str:
    """The key of a code whose letters stand apart from its number: "P 12"; '' when it is none."""
    return code_key(f'{letters}-{number}') if letters.isalpha() else ''


def roman_key(word: str) -> str:
    """A Roman numeral of a normalised word in Latin letters, whichever it was typed in; '' for another word."""
    return word.translate(_LATIN) if _ROMAN.fullmatch(word) else ''


_LATIN = str.maketrans('іх', 'ix')
