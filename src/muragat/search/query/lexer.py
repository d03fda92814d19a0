"""Lexer of queries: cuts typed text into words, phrases, joints, brackets and names of fields; knows no errors."""

import re
from collections.abc import Iterator
from enum import StrEnum
from typing import NamedTuple

from muragat.language.folding import dashes
from muragat.search.query.names import FIELDS, Field, Joint, field_named, joint_named, plain

_QUOTES = '"«»“”„‟‹›'
_SPACE = re.compile(r'\s+')
_QUOTED = re.compile(rf'[{_QUOTES}]([^{_QUOTES}]*)[{_QUOTES}]')
_FIELD = re.compile(r'([^\W\d_]+)(\s?):(?!//)')
_WORD = re.compile(rf'[^\s(){_QUOTES}|]+')
_YEARS = re.compile(
    r'\d{3,4}\s*(?:\.{2,}|…|[-–—])\s*\d{3,4}(?!\d)|\d{3,4}\s*(?:\.{2,}|…)|(?:\.{2,}|…)\s*\d{3,4}(?!\d)|'
    rf'[^\s(){_QUOTES}|]+')
_SPAN = re.compile(r'\d{4}(?:\.{2,}|…)\d{4}(?!\d)')
_MINUS = re.compile(rf'[-−–](?=[^\W_]|[{_QUOTES}(])')
_SOMETHING = re.compile(r'[^\W_]')
_END = re.compile(r'(?<=[^\W_])(\*|~[12]?)$')


class Sort(StrEnum):
    """What a piece of a query is."""

    WORD = 'word'
    PREFIX = 'prefix'
    FUZZY = 'fuzzy'
    PHRASE = 'phrase'
    FIELD = 'field'
    OPEN = 'open'
    CLOSE = 'close'
    JOINT = 'joint'
    #: Not understood.
    STRAY = 'stray'


class Piece(NamedTuple):
    """A piece of a query; `text` without the signs that make it what it is, `raw` as it was typed."""

    sort: Sort
    text: str
    raw: str
    field: Field | None = None
    joint: Joint | None = None


def pieces(text: str) -> Iterator[Piece]:
    """The pieces in their order."""
    place, dated = 0, False
    while place < len(text):
        if found := _SPACE.match(text, place):
            place = found.end()
            continue
        piece, place = _next(text, place, dated)
        dated = piece.field is Field.YEAR
        if piece.sort is not Sort.STRAY or piece.raw:
            yield piece


def _next(text: str, place: int, dated: bool) -> tuple[Piece, int]:
    sign = text[place]
    if sign in '()':
        return Piece(Sort.OPEN if sign == '(' else Sort.CLOSE, sign, sign), place + 1
    if sign in _QUOTES:
        return _phrase(text, place)
    if sign == '|':
        return Piece(Sort.JOINT, sign, sign, joint=Joint.OR), place + 1
    if dated and (found := _YEARS.match(text, place)):
        return Piece(Sort.WORD, found[0], found[0]), found.end()
    if found := _MINUS.match(text, place):
        return Piece(Sort.JOINT, sign, sign, joint=Joint.NOT), found.end()
    if found := _FIELD.match(text, place):
        if (piece := _field(found, text)) is not None:
            return piece, found.end()
        if text[found.end():found.end() + 1].isspace() or found.end() == len(text):
            return Piece(Sort.WORD, found[1], found[1]), found.end()
    return _word(text, place)


def _phrase(text: str, place: int) -> tuple[Piece, int]:
    found = _QUOTED.match(text, place)
    if found is None:
        return Piece(Sort.STRAY, '', text[place]), place + 1
    sort = Sort.PHRASE if _SOMETHING.search(found[1]) else Sort.STRAY
    return Piece(sort, found[1].strip(), found[0]), found.end()


def _field(found: re.Match[str], text: str) -> Piece | None:
    """The name of a field; an unknown name that a value follows at once is stray, every other one is a word."""
    known = field_named(found[1])
    if known is not None:
        return Piece(Sort.FIELD, found[1], found[0], field=known)
    follows = text[found.end():found.end() + 1]
    if found[2] or not follows:
        return None
    if not follows.isspace() or mistyped(found[1]):
        return Piece(Sort.STRAY, '', found[0])
    return None


def mistyped(name: str) -> bool:
    """Whether a name is that of a field but for two neighbouring letters or one letter."""
    typed = plain(name)
    return len(typed) > 3 and any(_alike(typed, known) for known in FIELDS if len(known) > 3)


def _alike(one: str, other: str) -> bool:
    if len(one) == len(other):
        different = [place for place, (left, right) in enumerate(zip(one, other, strict=True)) if left != right]
        swapped = len(different) == 2 and one[different[0]] == other[different[1]] \
            and one[different[1]] == other[different[0]]
        return len(different) == 1 or (swapped and different[1] == different[0] + 1)
    short, long = sorted((one, other), key=len)
    return len(long) - len(short) == 1 and any(long[:place] + long[place + 1:] == short for place in range(len(long)))


def _word(text: str, place: int) -> tuple[Piece, int]:
    found = _WORD.match(text, place)
    assert found is not None
    raw = found[0]
    joint = joint_named(raw)
    if joint is not None:
        return Piece(Sort.JOINT, raw, raw, joint=joint), found.end()
    if not _SOMETHING.search(raw):
        return _sign(raw), found.end()
    bare = dashes(raw).strip('+&,;')
    ending = _END.search(bare)
    if ending is None:
        return Piece(Sort.WORD, bare, raw), found.end()
    sort = Sort.PREFIX if ending[1] == '*' else Sort.FUZZY
    return Piece(sort, bare[:ending.start()], raw), found.end()


def _sign(raw: str) -> Piece:
    """Signs without a letter or digit: punctuation between words says nothing, an operator without a word is stray."""
    if raw == '&':
        return Piece(Sort.JOINT, raw, raw, joint=Joint.AND)
    return Piece(Sort.STRAY, '', raw if re.search('[*~:]', raw) else '')


def years_within(word: str) -> bool:
    """Whether a word is a span of years by itself: 1930..1941."""
    return _SPAN.fullmatch(word) is not None
