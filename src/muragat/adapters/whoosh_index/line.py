"""All texts of a field of a segment as one line of positions, on which phrases are found."""
import numpy as np

from muragat.adapters.whoosh_index.arrays import Array
from muragat.adapters.whoosh_index.contents import Contents

#: From so many places on it is faster to mark them on the line than to look them up.
MANY = 4_096


class Line:
    """Between two records an empty place, so that no phrase runs from one into the next."""

    def __init__(self, contents: Contents, field: int) -> None:
        self._contents = contents
        lengths = contents.lengths[field].astype(np.int64) + 1
        self._ends = np.cumsum(lengths)
        self._begins = self._ends - lengths

    def places(self, entries: list[int]) -> Array:
        """Where on the line entries stand; each place once, in order."""
        found = self._places(entries, None)
        if len(entries) < 2:
            return found
        if len(found) < MANY:
            return np.unique(found)
        return np.flatnonzero(self._marks(found))

    def stands(self, entries: list[int], places: Array) -> Array:
        """At which of these places one of the entries stands."""
        among = np.zeros(self._contents.count + 1, bool)
        among[np.searchsorted(self._ends, places, 'right')] = True
        found = self._places(entries, among)
        if len(found) < MANY:
            return np.isin(places, found)
        marks = self._marks(found)
        inside = (places >= 0) & (places < len(marks))
        return inside & marks[np.where(inside, places, 0)]

    def docs(self, places: Array) -> Array:
        """The records in which places lie."""
        return np.searchsorted(self._ends, places[places >= 0], 'right')

    def _marks(self, places: Array) -> Array:
        marks = np.zeros(int(self._ends[-1]), bool)
        marks[places] = True
        return marks

    def _places(self, entries: list[int], among: Array | None) -> Array:
        """Where entries stand, in records of `among`."""
        return np.concatenate([np.zeros(0, np.int64), *(self._of(entry, among) for entry in entries)])

    def _of(self, entry: int, among: Array | None) -> Array:
        contents, where = self._contents, self._contents.postings(entry)
        docs, counts = contents.docs[where].astype(np.int64), contents.counts[where].astype(np.int64)
        positions = contents.positions[int(contents.entry_positions[entry]):int(contents.entry_positions[entry + 1])]
        if among is not None and not (kept := among[docs]).all():
            positions = positions[np.repeat(kept, counts)]
            docs, counts = docs[kept], counts[kept]
        return np.repeat(self._begins[docs], counts) + positions
