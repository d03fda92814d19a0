"""The dirty set: which records changed since they were last indexed, written in the transaction of the change."""
import secrets
from collections.abc import Iterable, Iterator, Mapping

from BTrees.LLBTree import LLBTree
from persistent import Persistent

from muragat.kernel.tray import Tray

SHARDS = 64


class Dirty(Persistent):
    """64 shards of {record id: generation}: a set, not a log; a generation is new with every touch."""

    #: Ids among them that are taken before the others; an older archive makes it with the first one.
    first: Tray | None = None

    def __init__(self) -> None:
        self.shards = tuple(Tray(LLBTree()) for _ in range(SHARDS))
        self.first = Tray(LLBTree())

    def touch(self, record: int) -> None:
        """Mark a record as changed."""
        self.shards[record % SHARDS].put(record, secrets.randbits(62))

    def touch_all(self, records: Iterable[int]) -> None:
        """Mark many records as changed; the caller commits in portions."""
        for record in records:
            self.touch(record)

    def hurry(self, record: int) -> None:
        """Let a record that was touched go before the others: until it is indexed somebody is refused what he may see,
        or counts what he may not."""
        if self.first is None:
            self.first = Tray(LLBTree())
        self.first.put(record, 0)

    def batch(self, limit: int = 500) -> dict[int, int]:
        """At most `limit` changed records with their generations, those in a hurry before the others."""
        batch: dict[int, int] = {}
        for record, generation in self._ordered():
            if len(batch) >= limit:
                break
            batch[record] = generation
        return batch

    def _all(self) -> Iterator[tuple[int, int]]:
        for shard in self.shards:
            yield from shard.items()

    def _ordered(self) -> Iterator[tuple[int, int]]:
        hurried: set[int] = set()
        for record, _nothing in self.first.items() if self.first is not None else ():
            generation = self.shards[record % SHARDS].get(record)
            if generation is not None:
                hurried.add(record)
                yield record, generation
        yield from (each for each in self._all() if each[0] not in hurried)

    def records(self) -> Iterator[int]:
        """Ids that wait, read as far as the caller goes, those in a hurry before the others."""
        return (record for record, _generation in self._ordered())

    def settle(self, generations: Mapping[int, int]) -> int:
        """Remove the records whose generation is still the given one; how many were removed."""
        settled = 0
        for record, generation in generations.items():
            shard = self.shards[record % SHARDS]
            if shard.get(record) == generation:
                shard.take(record)
                if self.first is not None:
                    self.first.take(record)
                settled += 1
        return settled

    @property
    def count(self) -> int:
        """How many records wait, counted by walking the set."""
        return sum(1 for _ in self._all())

    def __contains__(self, record: int) -> bool:
        return self.shards[record % SHARDS].get(record) is not None

    def __bool__(self) -> bool:
        return any(self.shards)
