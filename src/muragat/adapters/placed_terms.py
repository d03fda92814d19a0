"""The bytes of page places: terms of a page with their positions, and terms of a record with its pages.

A page is lines of distinct rows of terms, searched as they are, without taking them apart; then what lies between the
tokens. `\\tkтерм\\tr…\\tf…\\tw…\\t:0,3,7` has the positions of a row, each told by its distance from the one before.
"""
import re
import zlib
from array import array
from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from functools import lru_cache
from itertools import accumulate, chain
from operator import sub

from muragat.ports.pageplaces import PREFIX, Term
from muragat.ports.textindex import FILLER, STREAMS, Streams

LEVEL = 1
#: Terms that a bucket of a record's summary holds, about.
BUCKET = 250
MOST_BUCKETS = 256

_LETTERS = dict(zip(STREAMS, 'krfw', strict=True))
_HEAD = 4


def pack_page(streams: Streams, tokens: Sequence[tuple[int, int]]) -> bytes:
    """The record of a page."""
    rows: dict[tuple[str, ...], list[int]] = defaultdict(list)
    for position, row in enumerate(_rows(streams)):
        rows[row].append(position)
    text = ''.join([_line(row) + _told(positions) for row, positions in rows.items()]).encode()
    return zlib.compress(len(text).to_bytes(_HEAD, 'big') + text + _between(tokens), LEVEL)


def _rows(streams: Streams) -> Iterable[tuple[str, ...]]:
    length = max((len(terms) for terms in streams.values()), default=0)
    return zip(*(streams.get(name) or (FILLER,) * length for name in STREAMS), strict=True)


def _line(row: tuple[str, ...]) -> str:
    """A row up to its positions; streams that have no term are left out."""
    kk, ru, folded, word = row
    fillers = row.count(FILLER)
    if not fillers:
        return f'\n\tk{kk}\tr{ru}\tf{folded}\tw{word}\t:'
    if fillers == 1 and ru == FILLER:
        return f'\n\tk{kk}\tf{folded}\tw{word}\t:'
    terms = ''.join([f'\t{letter}{term}' for letter, term in zip(_LETTERS.values(), row, strict=True)
                     if term != FILLER])
    return f'\n{terms}\t:'


@lru_cache(maxsize=20_000)
def _row(line: str) -> tuple[str, ...]:
    """The row that `_line` made a line of."""
    terms = {term[0]: term[1:] for term in line[1:].split('\t') if term}
    return tuple(terms.get(letter, FILLER) for letter in _LETTERS.values())


def _told(numbers: Sequence[int]) -> str:
    if len(numbers) == 1:
        return str(numbers[0])
    last, steps = 0, []
    for number in numbers:
        steps.append(str(number - last))
        last = number
    return ','.join(steps)


def _heard(text: bytes) -> Iterator[int]:
    return accumulate(map(int, text.split(b',')))


def _between(tokens: Sequence[tuple[int, int]]) -> bytes:
    """Gap before each token and its length, in two bytes each, or in four when a page is very long."""
    edges = list(chain.from_iterable(tokens))
    numbers = list(map(sub, edges, [0, *edges]))
    code = 'H' if max(numbers, default=0) < 1 << 16 else 'I'
    return code.encode() + array(code, numbers).tobytes()


class Page:
    """A page record that is asked for terms."""

    __slots__ = ('_data', '_end')

    def __init__(self, packed: bytes) -> None:
        self._data = zlib.decompress(packed)
        self._end = _HEAD + int.from_bytes(self._data[:_HEAD], 'big')

    def has(self, term: Term) -> bool:
        """Whether the term stands here."""
        return self._data.find(_needle(term), _HEAD, self._end) >= 0

    def positions(self, terms: Collection[Term]) -> list[int]:
        """Where the terms stand, by growing position."""
        found: set[int] = set()
        for term in terms:
            needle, at = _needle(term), _HEAD
            while (at := self._data.find(needle, at, self._end)) >= 0:
                start = self._data.index(b'\t:', at) + 2
                at = self._data.find(b'\n', start, self._end)
                at = self._end if at < 0 else at
                found.update(_heard(self._data[start:at]))
        return sorted(found)

    def places(self, terms: Collection[Term]) -> tuple[tuple[int, int], ...]:
        """(start, end) of each token that is one of the terms."""
        positions = self.positions(terms)
        if not positions:
            return ()
        numbers = array(chr(self._data[self._end]))
        numbers.frombytes(self._data[self._end + 1:])
        edges = list(accumulate(numbers))
        return tuple((edges[2 * each], edges[2 * each + 1]) for each in positions)

    def streams(self) -> Streams:
        """The terms position by position."""
        rows: dict[int, tuple[str, ...]] = {}
        for line in self._data[_HEAD:self._end].decode().split('\n')[1:]:
            terms, _mark, told = line.partition('\t:')
            row = _row(terms)
            if ',' in told:
                rows.update(dict.fromkeys(accumulate(map(int, told.split(','))), row))
            else:
                rows[int(told)] = row
        columns = list(zip(*map(rows.__getitem__, range(len(rows))), strict=True))
        return dict(zip(STREAMS, columns, strict=True)) if columns else dict.fromkeys(STREAMS, ())


def _needle(term: Term) -> bytes:
    stream, text = term
    start = f'\t{_LETTERS[stream]}{text}'
    return start[:-1].encode() if text.endswith(PREFIX) else f'{start}\t'.encode()


class Summary:
    """Gathers on which pages the terms of a record stand."""

    def __init__(self) -> None:
        # Most terms stand on one page: its number alone, else an array of them.
        self._pages: dict[str, dict[str, int | array[int]]] = {name: {} for name in STREAMS}
        self._first: tuple[int, Streams] | None = None

    def add(self, page: int, streams: Streams) -> None:
        """The terms of a page, pages by growing number. One page alone costs nothing: it needs no summary."""
        if self._first is None:
            self._first = page, streams
            return
        if self._first[1]:
            self._gather(*self._first)
            self._first = page, {}
        self._gather(page, streams)

    def _gather(self, page: int, streams: Streams) -> None:
        for name, terms in streams.items():
            known = self._pages[name]
            for term in set(terms):
                before = known.get(term)
                if before is None:
                    known[term] = page
                elif isinstance(before, int):
                    known[term] = array('I', (before, page))
                else:
                    before.append(page)

    def packed(self) -> list[bytes]:
        """The buckets; how many there are depends on the number of terms."""
        terms, count = sum(map(len, self._pages.values())), 1
        while count < MOST_BUCKETS and count * BUCKET < terms:
            count *= 2
        buckets: list[dict[str, list[str]]] = [{name: [] for name in STREAMS} for _bucket in range(count)]
        for name, known in self._pages.items():
            for term in known:
                if term != FILLER:
                    buckets[bucket_of((name, term), count)][name].append(term)
        return [zlib.compress(''.join(self._lines(bucket)).encode(), LEVEL) for bucket in buckets]

    def _lines(self, bucket: Mapping[str, list[str]]) -> Iterator[str]:
        for name, terms in bucket.items():
            for term in terms:
                pages = self._pages[name][term]
                told = str(pages) if isinstance(pages, int) else _told(pages)
                yield f'\n\t{_LETTERS[name]}{term}\t:{told}'


def bucket_of(term: Term, count: int) -> int:
    """The bucket of a term among so many."""
    return zlib.crc32(f'{term[0]}{term[1]}'.encode()) & (count - 1)


def pages_in(bucket: bytes, term: Term) -> set[int]:
    """Pages on which a term stands, or any that begins like it, by an opened bucket."""
    if not term[1].endswith(PREFIX):
        at = bucket.find(_needle(term))
        return set(_heard(_numbers(bucket, at))) if at >= 0 else set()
    return {page for found in re.finditer(re.escape(_needle(term)), bucket)
            for page in _heard(_numbers(bucket, found.start()))}


def _numbers(bucket: bytes, at: int) -> bytes:
    start = bucket.index(b'\t:', at) + 2
    end = bucket.find(b'\n', start)
    return bucket[start:] if end < 0 else bucket[start:end]


def counted(found: Iterable[set[int]]) -> Mapping[int, int]:
    """Page -> how many of the sets have it."""
    counts: dict[int, int] = defaultdict(int)
    for pages in found:
        for page in pages:
            counts[page] += 1
    return counts
