"""Analysis: a text becomes parallel streams of terms, the same for index and query."""
from collections.abc import Iterable
from functools import lru_cache
from itertools import chain
from sys import intern
from typing import NamedTuple

from muragat.language.normal import normal
from muragat.language.terms import ANALYSER_VERSION, terms
from muragat.language.tokens import CHUNK, parts
from muragat.ports.textindex import FILLER, STREAMS, Streams

#: Grows with every change of what a text becomes: an index of another version is stale.
VERSION = ANALYSER_VERSION
#: Words whose terms are remembered: an archive goes on bringing new ones, and one that was forgotten costs a hundred
#: times one that is known. Full, with the chunks, it takes 60 MB.
WORDS = 1 << 17
#: Chunks of text whose words are remembered: a word stands with a capital letter, with a hyphen, in a code.
CHUNKS = 1 << 16
#: Chunks with more than letters whose places are remembered.
JOINED = 1 << 12

Row = tuple[str, str, str, str]


class Analysed(NamedTuple):
    """A text as the index sees it: where each position stands in the text (start, end), and its terms by stream."""

    spans: tuple[tuple[int, int], ...]
    streams: Streams


def streams(text: str) -> Streams:
    """Terms by stream, one position per token; a stream without a term holds the filler."""
    return _streams(map(_rows, CHUNK.findall(text)))


def analysed(text: str) -> Analysed:
    """The streams of a text with the place of each position, in one pass."""
    found = list(CHUNK.finditer(text))
    whole = [each.span() for each in found]
    chunks = [each[0] for each in found]
    spans: list[tuple[int, int]] = []
    done = 0
    for place in [place for place, chunk in enumerate(chunks) if not chunk.isalpha()]:
        begin = whole[place][0]
        spans += whole[done:place]
        spans += [(begin + start, begin + end) for start, end in _places(chunks[place])]
        done = place + 1
    return Analysed((*spans, *whole[done:]), _streams(map(_rows, chunks)))


def _streams(rows: Iterable[tuple[Row, ...]]) -> Streams:
    columns = tuple(zip(*chain.from_iterable(rows), strict=True))
    return dict(zip(STREAMS, columns or ((),) * len(STREAMS), strict=True))


@lru_cache(maxsize=CHUNKS)
def _rows(chunk: str) -> tuple[Row, ...]:
    """The terms of each token of a chunk. Letters before a number carry in `ru` the key of the code they begin."""
    if chunk.isalpha():
        return (_row(normal(chunk)),)
    return tuple(_row(token.text) if not token.series else _series(_row(token.text), token.series)
                 for token in parts(chunk))


def _series(row: Row, key: str) -> Row:
    kk, _ru, folded, word = row
    return kk, intern(key), folded, word


@lru_cache(maxsize=WORDS)
def _row(word: str) -> Row:
    found = terms(word)
    return intern(found.kk), intern(found.ru or FILLER), intern(found.folded), found.word


@lru_cache(maxsize=JOINED)
def _places(chunk: str) -> tuple[tuple[int, int], ...]:
    return tuple((token.start, token.end) for token in parts(chunk))
