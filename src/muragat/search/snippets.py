"""Snippets: the densest part of a text with the words of the question marked, escaped whatever the text holds."""

from collections.abc import Iterable, Iterator, Sequence
from functools import lru_cache
from typing import NamedTuple

from markupsafe import Markup, escape

from muragat.language.tokens import CHUNK
from muragat.search.analysis import analysed, streams
from muragat.search.query.wanted import Wanted

#: Letters of a snippet, about.
LENGTH = 240
_BEFORE = 60
_EDGE = 24
#: Pieces of texts between spaces whose terms are remembered.
_PIECES = 1 << 17
#: Stand for the marks until the text is escaped; no text keeps them.
_OPEN, _CLOSE = '\x02', '\x03'

Marks = list[tuple[int, int]]


class Part(NamedTuple):
    """The part of a text that is shown, and what of it is marked."""

    start: int
    end: int
    marks: Marks
    #: How many different words of the question are marked, and how many in all.
    words: int
    marked: int


class Marker:
    """Finds the wanted words of texts; remembers each word that it met, so that a text costs little."""

    def __init__(self, wanted: Wanted) -> None:
        self.wanted = wanted
        self._keys = frozenset(stream + term for stream, term in wanted.terms)
        #: Codes may have a space in them, so that words are not what stands between spaces.
        self._codes = any(map(str.isdigit, ''.join(term for _stream, term in wanted.terms)))
        self._met: set[str] = set()
        self._places: dict[str, Marks] = {}

    def marks(self, text: str) -> Marks:
        """(start, end) of every wanted word of a text, in their order."""
        if self._codes or '-\n' in text:
            return [(chunk.start() + start, chunk.start() + end) for chunk in CHUNK.finditer(text)
                    for start, end in self._look(chunk[0])]
        pieces = set(text.split())
        self._meet(pieces - self._met)
        wanted = pieces & self._places.keys()
        return sorted((begin + start, begin + end) for piece in wanted for begin in _standing(text, piece)
                      for start, end in self._places[piece])

    def _meet(self, pieces: set[str]) -> None:
        """Look at what was not met before."""
        self._met |= pieces
        keys = self._keys
        likely = [piece for piece in pieces if not keys.isdisjoint(_keys_of(piece))] if self.wanted.plain else pieces
        for piece in likely:
            if places := self._look(piece):
                self._places[piece] = places

    def _look(self, piece: str) -> Marks:
        if self.wanted.plain and self._keys.isdisjoint(_keys_of(piece)):
            return []
        found = analysed(piece)
        holds = self.wanted.holds
        return [span for place, span in enumerate(found.spans)
                if any(holds(stream, terms[place]) for stream, terms in found.streams.items())]


def _standing(text: str, piece: str) -> Iterator[int]:
    """Where a piece stands between spaces."""
    place, length, last = text.find(piece), len(piece), len(text)
    while place >= 0:
        end = place + length
        if (not place or text[place - 1].isspace()) and (end == last or text[end].isspace()):
            yield place
        place = text.find(piece, end)


@lru_cache(maxsize=_PIECES)
def _keys_of(piece: str) -> frozenset[str]:
    """All terms of a piece of text, each behind the name of its stream."""
    return frozenset(stream + term for stream, terms in streams(piece).items() for term in terms)


def densest(text: str, marks: Sequence[tuple[int, int]], length: int = LENGTH) -> Part:
    """The part of a text of about this length with the most different marked words, then with the most of them."""
    if not marks:
        return Part(0, _cut(text, length), [], 0, 0)
    best, score, first = 0, (0, 0), 0
    words = [text[start:end].lower() for start, end in marks]
    for last, (_start, end) in enumerate(marks):
        while end - marks[first][0] > length and first < last:
            first += 1
        found = len(set(words[first:last + 1])), last + 1 - first
        if found > score:
            best, score = first, found
    start = _left(text, max(marks[best][0] - _BEFORE, 0))
    last_mark = marks[best + score[1] - 1][1]
    end = max(_cut(text, start + length), last_mark)
    return Part(start, end, [mark for mark in marks if start <= mark[0] and mark[1] <= end], *score)


def _left(text: str, place: int) -> int:
    """The beginning of the word at a place, or of the next one when that is nearer."""
    if place == 0:
        return 0
    space = text.find(' ', place, place + _EDGE)
    return space + 1 if space >= 0 else place


def _cut(text: str, place: int) -> int:
    """The end of the last whole word before a place."""
    if place >= len(text):
        return len(text)
    space = text.rfind(' ', max(place - _EDGE, 0), place)
    return space if space > 0 else place


def drawn(text: str, part: Part) -> Markup:
    """The part as HTML: escaped, with `<mark>` around what is marked and dots where text was left out."""
    pieces, place = [], part.start
    for start, end in part.marks:
        if start >= place:
            pieces += [_tidy(text[place:start]), _OPEN, _tidy(text[start:end]), _CLOSE]
            place = end
    pieces.append(_tidy(text[place:part.end]))
    inside = str(escape(''.join(pieces).strip())).replace(_OPEN, '<mark>').replace(_CLOSE, '</mark>')
    return Markup(f'{"… " if part.start else ""}{inside}{" …" if part.end < len(text) else ""}')


def _tidy(text: str) -> str:
    # Many times as fast as a table of letters.
    return text.replace('\n', ' ').replace('\r', '').replace(_OPEN, '').replace(_CLOSE, '')


def best_of(texts: Iterable[str], marker: Marker) -> tuple[str, Part] | None:
    """The text with the densest part; None when nothing is marked in any."""
    best: tuple[str, Part] | None = None
    for text in texts:
        marks = marker.marks(text)
        if marks:
            part = densest(text, marks)
            if best is None or part[3:] > best[1][3:]:
                best = text, part
    return best
