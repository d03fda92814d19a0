"""One segment as queries see it: terms by name, by beginning and by distance, columns, and who may see what."""
import zlib
from collections.abc import Iterable, Iterator
from typing import Any

import numpy as np

from muragat.adapters.whoosh_index.arrays import Array
from muragat.adapters.whoosh_index.contents import MARKS, Contents
from muragat.ports.textindex import Sight


class Leaf:
    """A mapped segment, and which of its records count. `terms` are numbers of terms in this segment."""

    def __init__(self, contents: Contents, deleted: Iterable[int]) -> None:
        self.contents = contents
        self.live = np.ones(contents.count, bool)
        self.live[list(deleted)] = False
        self.letters = contents.arrays['letters'].tobytes().decode()

    # Terms

    def find(self, keys: list[bytes]) -> Array:
        """Numbers of the terms that are here, in no order."""
        sums, terms = self.contents.arrays['sums'], self.contents.arrays['sum_terms']
        wanted = np.fromiter(map(zlib.crc32, keys), np.uint32, len(keys))
        lows, highs = np.searchsorted(sums, wanted), np.searchsorted(sums, wanted, 'right')
        found = [int(terms[place]) for which in np.flatnonzero(highs > lows)
                 for place in range(int(lows[which]), int(highs[which]))
                 if self.contents.terms[int(terms[place])] == keys[which]]
        return np.array(found, np.int64)

    def term(self, stream: str, word: str) -> int:
        """Number of a term, -1: not here."""
        found = self.find([MARKS[stream] + word.encode()])
        return int(found[0]) if len(found) else -1

    def beginning(self, stream: str, start: str) -> Array:
        """Terms that begin like this."""
        return np.arange(*self.contents.span(MARKS[stream] + start.encode()))

    def near(self, stream: str, word: str) -> Array:
        """Terms at an edit distance of at most one."""
        mark = MARKS[stream]
        return self.find([mark + other.encode() for other in sorted(neighbours(word, self.letters))])

    def words(self, terms: Array) -> list[str]:
        """The terms without the letter of their stream."""
        return [self.contents.terms[term][1:].decode() for term in terms.tolist()]

    def frequencies(self, terms: Array) -> Array:
        """In how many fields of records each term occurs."""
        begins, entries = self.contents.entry_postings, self.contents.term_entries
        return begins[entries[terms + 1]].astype(np.int64) - begins[entries[terms]]

    def entries(self, term: int, fields: tuple[str, ...]) -> Iterator[tuple[int, int]]:
        """Entries of a term in these fields (none named: in all), each with the number of its field."""
        first, last = int(self.contents.term_entries[term]), int(self.contents.term_entries[term + 1])
        for entry in range(first, last):
            field = int(self.contents.entry_fields[entry])
            if not fields or self.contents.fields[field] in fields:
                yield entry, field

    def postings_by_field(self, terms: Iterable[int], fields: tuple[str, ...]) -> dict[int, list[slice]]:
        """Where the postings of terms stand, by the number of their field."""
        found: dict[int, list[slice]] = {}
        for term in terms:
            for entry, field in self.entries(term, fields):
                found.setdefault(field, []).append(self.contents.postings(entry))
        return found

    def docs(self, term: int, fields: tuple[str, ...] = ()) -> Array:
        """Which records hold a term."""
        found = np.zeros(self.contents.count, bool)
        for entry, _field in self.entries(term, fields):
            found[self.contents.docs[self.contents.postings(entry)]] = True
        return found

    # Columns

    def visible(self, sight: Sight) -> Array:
        """Which records count and are seen."""
        if sight.zones is None and sight.closed_zones is None:
            return self.live
        closed = self.contents.arrays['opens'] > sight.today
        seen = np.where(closed, self._within('zone', sight.closed_zones), self._within('zone', sight.zones))
        if sight.permitted:
            seen[self.contents.docs_of(np.fromiter(sight.permitted, np.int64, len(sight.permitted)))] = True
        return seen & self.live

    def _within(self, name: str, values: Any) -> Array:
        return np.ones(self.contents.count, bool) if values is None else self.labelled(name, values)

    def labelled(self, name: str, values: Any) -> Array:
        """Which records have one of the values in a column."""
        found = np.zeros(self.contents.count, bool)
        if (column := self.contents.labels(name)) is not None:
            wanted = np.fromiter((value in values for value in column.values), bool, len(column.values))
            found[column.docs[wanted[column.codes]]] = True
        return found

    def counted(self, name: str, among: Array) -> Iterator[tuple[Any, int]]:
        """How often each value of a column occurs among records."""
        if (column := self.contents.labels(name)) is not None:
            counts = np.bincount(column.codes[among[column.docs]], minlength=len(column.values))
            yield from ((column.values[code], int(counts[code])) for code in np.flatnonzero(counts))

    def during(self, earliest: int, latest: int) -> Array:
        """Which records' dates overlap these days."""
        first, last = self.contents.arrays['earliest'], self.contents.arrays['latest']
        dated = (first > 0) | (last > 0)
        return dated & (first <= latest) & ((last >= earliest) | (last == 0))

    def days(self) -> Array:
        """The day by which each record is sorted; 0: undated."""
        first = self.contents.arrays['earliest']
        return np.where(first > 0, first, self.contents.arrays['latest'])


def neighbours(word: str, letters: str) -> set[str]:
    """Everything at an edit distance of at most one, by these letters."""
    cuts = [(word[:place], word[place:]) for place in range(len(word) + 1)]
    found = {word} | {start + rest[1:] for start, rest in cuts if rest}
    for letter in letters:
        found.update(start + letter + rest for start, rest in cuts)
        found.update(start + letter + rest[1:] for start, rest in cuts if rest)
    return found
