"""The journal: append-only facts, written in the transaction of the change into lanes, then sealed into a chain."""
import heapq
import secrets
from collections.abc import Iterator, Mapping
from itertools import islice
from typing import Any

from BTrees.OOBTree import OOBTree
from persistent import Persistent

from muragat.kernel.chain import Chain
from muragat.kernel.entries import Entry, digest_of, entry_of, line_of
from muragat.kernel.lane import Lane, Written

LANES = 64


class Journal(Persistent):
    """Who did what, when, from where. It only grows; the sealer moves entries from the lanes into the chain."""

    def __init__(self) -> None:
        self.lanes = tuple(Lane() for _ in range(LANES))
        self.chain = Chain()
        self.drained = OOBTree()

    def append(self, entry: Mapping[str, Any]) -> int:
        """Write a fact in the caller's transaction and return its key.

        `entry`: at (seconds of the epoch), who, from, what, record, before, after, details; plain data only.
        """
        line = line_of(entry)
        key = secrets.randbits(63)
        record = entry.get('record')
        lane = self.lanes[(key if record is None else record) % LANES]
        lane.append(key, Written(entry['at'], digest_of(key, line), line))
        return key

    def entries_of(self, record: int) -> Iterator[Entry]:
        """Entries of a record, latest first: the unsealed ones of its lane, then those of the chain."""
        waiting = (entry_of(key, written.line) for key, written in self.lanes[record % LANES].backward())
        yield from (entry for entry in waiting if entry.record == record)
        yield from self.chain.of_record(record)

    def latest(self, limit: int = 50, offset: int = 0) -> list[Entry]:
        """The last entries of the whole journal, latest first."""
        return list(islice(self.backward(), offset, offset + limit))

    def backward(self, until: float | None = None) -> Iterator[Entry]:
        """Every entry, latest first, read as far as the caller goes; `until`: of this moment (seconds) or before."""
        waiting = [((written.at, key, written.line) for key, written in lane.backward()) for lane in self.lanes]
        for at, key, line in heapq.merge(*waiting, reverse=True):
            if until is None or at <= until:
                yield entry_of(key, line)
        yield from self.chain.latest(until)

    def walk(self) -> Iterator[Entry]:
        """Every entry, oldest first, in bounded memory: the chain, then what is unsealed."""
        yield from self.chain.walk()
        yield from self.unsealed()

    def unsealed(self) -> Iterator[Entry]:
        """Entries that wait for the sealer, by time."""
        waiting = [((written.at, key, written.line) for key, written in lane.walk()) for lane in self.lanes]
        for _, key, line in heapq.merge(*waiting):
            yield entry_of(key, line)

    @property
    def unsealed_count(self) -> int:
        """How many entries wait for the sealer."""
        return sum(lane.count for lane in self.lanes)

    @property
    def oldest_unsealed(self) -> float | None:
        """Time of the entry that has waited longest, in seconds of the epoch."""
        return min((lane.oldest for lane in self.lanes if lane.oldest is not None), default=None)

    @property
    def count(self) -> int:
        """Entries in all, sealed and not."""
        return self.chain.count + self.unsealed_count
