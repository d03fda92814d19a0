"""Analysis: a text becomes parallel streams of terms, the same for index and query."""
from functools import lru_cache
from sys import intern
from typing import NamedTuple

from muragat.language.terms import ANALYSER_VERSION, terms
from muragat.language.tokens import CHUNK, parts
from muragat.ports.textindex import FILLER, STREAMS, Streams

#: Grows with every change of what a text becomes: an index of another version is stale.
VERSION = ANALYSER_VERSION
#: Chunks of text whose terms are remembered: 60 MB when full. An archive goes on bringing new words, and one that was
#: forgotten costs a hundred times one that is known.
REMEMBERED = 1 << 17
#: Chunks with more than letters whose places are remembered.
JOINED = 1 << 12

Row = tuple[str, ...]


class Analysed(NamedTuple):
    """A text as the index sees it: where each position stands in the text (start, end), and its terms by stream."""

    spans: tuple[tuple[int, int], ...]
    streams: Streams


def streams(text: str) -> Streams:
    """Terms by stream, one position per token; a stream without a term holds the filler."""
    rows = [row for chunk in CHUNK.findall(text) for row in _rows(chunk)]
    return _streams(rows)


def analysed(text: str) -> Analysed:
    """The streams of a text with the place of each position, in one pass."""
    rows: list[Row] = []
    spans: list[tuple[int, int]] = []
    for found in CHUNK.finditer(text):
        begin, chunk = found.start(), found[0]
        rows += _rows(chunk)
        if chunk.isalpha():
            spans.append(found.span())
        else:
            spans += [(begin + start, begin + end) for start, end in _places(chunk)]
    return Analysed(tuple(spans), _streams(rows))


def _streams(rows: list[Row]) -> Streams:
    return dict(zip(STREAMS, zip(*rows, strict=True) if rows else ((),) * len(STREAMS), strict=True))


@lru_cache(maxsize=REMEMBERED)
def _rows(chunk: str) -> tuple[Row, ...]:
    """The terms of each token of a chunk. Letters before a number carry in `ru` the key of the code they begin."""
    return tuple((intern(found.kk), intern(token.series or found.ru or FILLER), intern(found.folded), found.word)
                 for token in parts(chunk) for found in (terms(token.text),))


@lru_cache(maxsize=JOINED)
def _places(chunk: str) -> tuple[tuple[int, int], ...]:
    return tuple((token.start, token.end) for token in parts(chunk))
