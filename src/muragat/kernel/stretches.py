"""Stretches: how many children stand between two numbers, so that a page far down is found without walking."""

from collections.abc import Iterator
from typing import Any

from BTrees.OOBTree import OOBTree
from persistent import Persistent
from ZODB.POSException import ConflictError

#: A stretch above this length is cut in two.
LONGEST = 1000


class Stretch(Persistent):
    """A counter that merges what several writers add, unless one of them moved its ends meanwhile."""

    def __init__(self, length: int = 0) -> None:
        self.length = length
        #: Grows when keys pass to another stretch.
        self.cuts = 0

    def change(self, delta: int) -> None:
        """Children came (positive) or went."""
        self.length += delta

    def cut(self, length: int) -> None:
        """The stretch ends earlier now and keeps only `length` children."""
        self.length = length
        self.cuts += 1

    def _p_resolveConflict(self, old: dict[str, int], saved: dict[str, int], mine: dict[str, int]) -> dict[str, int]:
        if not old['cuts'] == saved['cuts'] == mine['cuts']:
            raise ConflictError('a stretch was cut while another writer counted in it')
        return {**saved, 'length': saved['length'] + mine['length'] - old['length']}


class Stretches(Persistent):
    """Counted stretches over the ordered keys of one folder; each begins at its key, the first at ''."""

    def __init__(self, first: Stretch) -> None:
        self.starts = OOBTree({'': first})

    def holding(self, key: str) -> tuple[str, Stretch]:
        """The stretch in which a key stands."""
        start = self.starts.maxKey(key)
        return start, self.starts[start]

    def walk(self) -> Iterator[tuple[str, Stretch]]:
        """All stretches with their first keys, in order."""
        yield from self.starts.items()

    def before(self, key: str) -> tuple[str, int]:
        """First key of the stretch that holds the key, and how many children stand before that stretch."""
        holding, _stretch = self.holding(key)
        return holding, sum(each.length for each in self.starts.values(max=holding, excludemax=True))

    def at(self, offset: int) -> tuple[str, int]:
        """First key of the stretch that reaches beyond the offset, and what remains of the offset inside it."""
        for start, stretch in self.starts.items():
            if offset < stretch.length:
                return start, offset
            offset -= stretch.length
        return self.starts.maxKey(), offset + self.starts[self.starts.maxKey()].length

    def relieve(self, start: str, stretch: Stretch, children: Any, key: str) -> None:
        """Cut a stretch that grew too long: behind its end when children come in order, else in the middle."""
        if children.maxKey() == key:
            self.starts[key] = Stretch(1)
            stretch.cut(stretch.length - 1)
            return
        half = stretch.length // 2
        for place, middle in enumerate(children.keys(min=start)):
            if place == half:
                self.starts[middle] = Stretch(stretch.length - half)
                stretch.cut(half)
                return
