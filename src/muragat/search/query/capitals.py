"""Questions typed in capitals: what is a joint among small letters is a word there, as in "РЕШЕНИЕ НЕ ПРИНЯТО"."""

from collections.abc import Iterable, Sequence
from itertools import zip_longest

from muragat.language.codes import roman_key
from muragat.search.query.lexer import Piece, Sort
from muragat.search.query.names import Joint, joint_named

#: Letters of a code that may stand apart from its number.
_LONGEST_SERIES = 4
_WORDS = (Sort.WORD, Sort.PREFIX, Sort.FUZZY, Sort.PHRASE, Sort.FIELD)


def without_shouting(found: Iterable[Piece]) -> list[Piece]:
    """The pieces. Where all words are in capitals a joint is a word, unless none of them is of its alphabet: who has
    typed NOT between Cyrillic words means it. One that asks for either word stays, for it hides nothing, and
    abbreviations are always in capitals: "НКВД ИЛИ ОГПУ"."""
    pieces = list(found)
    alphabets = _alphabets(pieces)
    return [piece._replace(sort=Sort.WORD, joint=None)
            if _hides(piece) and _is_latin(piece.text) in alphabets else piece
            for piece in pieces]


def _hides(piece: Piece) -> bool:
    return piece.sort is Sort.JOINT and joint_named(piece.text) in (Joint.AND, Joint.NOT)


def _alphabets(pieces: Sequence[Piece]) -> set[bool]:
    """Of words that are all in capitals: whether they are Latin; nothing when one is not, or there are only codes."""
    words = [word for piece, behind in zip_longest(pieces, pieces[1:]) if piece.sort in _WORDS
             for word in piece.text.split() if not _is_code(word, behind)]
    return set(map(_is_latin, words)) if all(map(str.isupper, words)) else set()


def _is_latin(word: str) -> bool:
    return max(word) < '\u0400'


def _is_code(text: str, behind: Piece | None) -> bool:
    """Whether it is a number or a code, or letters that the piece behind makes one: "АС 12/3"."""
    if any(map(str.isdigit, text)) or roman_key(text.lower()):
        return True
    return (len(text) <= _LONGEST_SERIES and text.isalpha() and behind is not None
            and behind.sort is Sort.WORD and behind.text[:1].isdigit())
