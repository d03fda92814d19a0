"""Snippets: the densest part of a text with the words of the question marked, escaped whatever the text holds."""

from collections.abc import Iterable, Sequence
from typing import NamedTuple

from markupsafe import Markup, escape

from muragat.language.tokens import CHUNK
from muragat.search.analysis import analysed
from muragat.search.query.wanted import Wanted

#: Letters of a snippet, about.
LENGTH = 240
_BEFORE = 60
_EDGE = 24

Marks = list[tuple[int, int]]


class Part(NamedTuple):
    """The part of a text that is shown, and what of it is marked."""

    start: int
    end: int
    marks: Marks
    #: How many different words of the question are marked, and how many in all.
    words: int
    count: int


class Marker:
    """Finds the wanted words of texts; remembers each word that it met, so that a text costs little."""

    def __init__(self, wanted: Wanted) -> None:
        self.wanted = wanted
        self._known: dict[str, Marks] = {}

    def marks(self, text: str) -> Marks:
        """(start, end) of every wanted word of a text, in their order."""
        known, found = self._known, []
        for chunk in CHUNK.finditer(text):
            places = known.get(chunk[0])
            if places is None:
                places = known[chunk[0]] = self._look(chunk[0])
            if places:
                begin = chunk.start()
                found += [(begin + start, begin + end) for start, end in places]
        return found

    def _look(self, chunk: str) -> Marks:
        found = analysed(chunk)
        holds = self.wanted.holds
        return [span for place, span in enumerate(found.spans)
                if any(holds(stream, terms[place]) for stream, terms in found.streams.items())]


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
            pieces += [_plain(text[place:start]), Markup('<mark>'), _plain(text[start:end]), Markup('</mark>')]
            place = end
    pieces.append(_plain(text[place:part.end]))
    inside = Markup('').join(pieces).strip()
    before, after = '… ' if part.start else '', ' …' if part.end < len(text) else ''
    return Markup(before) + inside + Markup(after)


def _plain(text: str) -> Markup:
    """Escaped, with single spaces for the ends of lines."""
    return escape(' '.join(text.split('\n')).replace('\r', ''))


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
