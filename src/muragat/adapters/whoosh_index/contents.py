"""What a segment holds, as arrays: columns of its records, and postings of its terms with their positions.

Records are numbered by growing id. A term is a letter for its stream and the word; its entries are the fields in which
it occurs; an entry has postings (record, count), and each posting its positions.
"""
from bisect import bisect_left
from functools import cached_property
from typing import Any, NamedTuple

import numpy as np

from muragat.adapters.whoosh_index.arrays import Array, ArrayFile, Strings
from muragat.ports.textindex import STREAMS

#: The first byte of a term tells its stream.
MARKS = {stream: bytes([97 + place]) for place, stream in enumerate(sorted(STREAMS))}

NUMBERS = ('ids', 'opens', 'earliest', 'latest')
KEYS = ('title', 'number')
POSTINGS = ('docs', 'counts', 'positions')


class Labels(NamedTuple):
    """A column of any number of values per record: pairs of a record and the place of its value in `values`."""

    values: list[Any]
    docs: Array
    codes: Array


class Contents:
    """Arrays and notes of a segment, in memory or mapped."""

    def __init__(self, arrays: dict[str, Array], notes: dict[str, Any], file: ArrayFile | None = None) -> None:
        self._file = file
        #: Whether the file was read through once, and was not as it was written.
        self.looked_at = self.damaged = False
        self.arrays = arrays
        self.notes = notes
        self.ids = arrays['ids']
        self.count = len(self.ids)
        self.fields: list[str] = notes['fields']
        self.lengths = arrays['lengths'].reshape(len(self.fields), self.count)
        self.terms = Strings(arrays['terms'], arrays['term_offsets'])
        self.term_entries = arrays['term_entries']
        self.entry_fields = arrays['entry_fields']
        self.entry_postings = arrays['entry_postings']
        self.entry_positions = arrays['entry_positions']
        self.docs = arrays['docs']
        self.counts = arrays['counts']
        self.positions = arrays['positions']

    @classmethod
    def of(cls, file: ArrayFile) -> 'Contents':
        """Those of a file."""
        return cls(file.arrays, file.notes, file)

    def look(self) -> None:
        """Read every byte of the file to see whether it is as it was written."""
        self.damaged = self._file is not None and not self._file.whole()
        self.looked_at = True
        self.let_go()

    def let_go(self) -> None:
        """Give back the memory of what was read from the file so far."""
        if self._file is not None:
            self._file.let_go()

    @cached_property
    def extent(self) -> list[tuple[str, int, int]]:
        """By field, how long it is in all records together, and in how many it is not empty."""
        return [(name, int(lengths.sum(dtype=np.int64)), int(np.count_nonzero(lengths)))
                for name, lengths in zip(self.fields, self.lengths, strict=True)]

    def postings(self, entry: int) -> slice:
        """Where the postings of an entry stand."""
        return slice(int(self.entry_postings[entry]), int(self.entry_postings[entry + 1]))

    def occurrences(self, entry: int) -> int:
        """How often a term occurs in a field."""
        return int(self.entry_positions[entry + 1]) - int(self.entry_positions[entry])

    def labels(self, name: str) -> Labels | None:
        """The column of this name."""
        values = self.notes['labels'].get(name)
        return None if values is None else Labels(values, self.arrays[f'{name}_docs'], self.arrays[f'{name}_codes'])

    def keys(self, name: str) -> Strings:
        """Sort keys by record."""
        return Strings(self.arrays[f'{name}_keys'], self.arrays[f'{name}_key_offsets'])

    def docs_of(self, ids: Array) -> Array:
        """Numbers of the records that are here."""
        places = np.searchsorted(self.ids, ids)
        places[places == self.count] = 0
        return places[self.ids[places] == ids] if self.count else places[:0]

    def span(self, start: bytes) -> tuple[int, int]:
        """From where to where terms begin like this."""
        return bisect_left(self.terms, start), bisect_left(self.terms, start + b'\xff')


def pack_labels(arrays: dict[str, Array], notes: dict[str, Any], name: str, labels: Labels) -> None:
    """Put a column among arrays and notes."""
    notes['labels'][name] = labels.values
    arrays[f'{name}_docs'], arrays[f'{name}_codes'] = labels.docs, labels.codes


def pack_keys(arrays: dict[str, Array], name: str, keys: list[bytes]) -> None:
    """Put sort keys among arrays, and the rank of each among the others of its segment."""
    packed = Strings.of(keys)
    arrays[f'{name}_keys'], arrays[f'{name}_key_offsets'] = packed.blob, packed.offsets
    ranks = {key: rank for rank, key in enumerate(sorted(set(keys)))}
    arrays[f'{name}_ranks'] = np.fromiter((ranks[key] for key in keys), np.uint32, len(keys))
