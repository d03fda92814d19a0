"""Tokens: the words, numbers and codes of a text, each with its place in it."""

import re
from collections.abc import Iterator
from typing import NamedTuple

from muragat.language.codes import code_key, series_key
from muragat.language.normal import normal

# Combining marks and signs that nobody sees belong to the word they stand in.
_WORD = '[^\\W_]+(?:[\u0300-\u036f\u00ad\u200b-\u200d\u2060\ufeff]+[^\\W_]*)*'
_SMALL = 'a-zа-яёәғқңөұүһіəɵ'
_CAPITAL = 'A-ZА-ЯЁӘҒҚҢӨҰҮҺІ'
#: A hyphen, or a soft one, at the end of a line, before a part in small letters.
_BREAK = f'(?:(?<=[^\\W\\d_])[-‐‑]|(?<=\u00ad))[ \t]*\r?\n[ \t]*(?=[{_SMALL}])'
#: What is looked at together: a word or a code with all that is joined to it; a series of letters before a number.
CHUNK = re.compile(f"(?:[{_CAPITAL}]{{1,4}}[ \u00a0](?:№[ \u00a0]?)?(?=[0-9]))?"
                   f"{_WORD}(?:(?:[-‐‑/'’ʼ]|{_BREAK}){_WORD})*")
_SERIES = re.compile(f'([{_CAPITAL}]{{1,4}})[ \u00a0](?:№[ \u00a0]?)?')
_PIECE = re.compile(f"{_WORD}(?:(?:['’ʼ]|{_BREAK}){_WORD})*")


class Token(NamedTuple):
    """A word at text[start:end]. `text` is its normal form, of a code its key.

    `series`: key of the code that begins here when its letters stand apart from its number ("АС 12/3"); '' elsewhere.
    """

    start: int
    end: int
    text: str
    series: str = ''


def tokens(text: str) -> list[Token]:
    """The tokens of a text in their order. Parts of a word joined by hyphens are tokens of their own, a code is one."""
    return [Token(begin + token.start, begin + token.end, token.text, token.series)
            for found in CHUNK.finditer(text) for begin in (found.start(),) for token in parts(found[0])]


def parts(chunk: str) -> tuple[Token, ...]:
    """The tokens of a chunk, placed from its beginning."""
    if chunk.isalpha():
        return (Token(0, len(chunk), normal(chunk)),)
    series = _SERIES.match(chunk)
    if series is None:
        return tuple(_parts(chunk, 0))
    rest = list(_parts(chunk[series.end():], series.end()))
    letters = normal(series[1])
    return (Token(0, series.end(1), letters, series_key(letters, rest[0].text)), *rest)


def _parts(chunk: str, begin: int) -> Iterator[Token]:
    word = normal(chunk)
    if code := code_key(word):
        yield Token(begin, begin + len(chunk), code)
        return
    for found in _PIECE.finditer(chunk):
        piece = normal(found[0])
        if piece:
            yield Token(begin + found.start(), begin + found.end(), code_key(piece) or piece)


def token_text(surface: str) -> str:
    """What the text of a token becomes that is one: its normal form, of a code its key."""
    word = normal(surface)
    return code_key(word) or word
