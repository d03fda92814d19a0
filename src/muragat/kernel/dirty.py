"""The dirty set: which records changed since they were last indexed, written in the transaction of the change."""
import secrets
from collections.abc import Iterable, Iterator, Mapping

from BTrees.LLBTree import LLBTree
from persistent import Persistent

from muragat.kernel.tray import Tray

SHARDS = 64


class Dirty(Persistent):
    """64 shards of {record id: generation}: a set, not a log; a generation is new with every touch."""

    def __init__(self) -> None:
        self.shards = tuple(Tray(LLBTree()) for _ in range(SHARDS))

    def touch(self, record: int) -> None:
        """Mark a record as changed."""
        self.shards[record % SHARDS].put(record, secrets.randbits(62))

    def touch_all(self, records: Iterable[int]) -> None:
        """Mark many records as changed; the caller commits in portions."""
        for record in records:
            self.touch(record)

    def batch(self, limit: int = 500) -> dict[int, int]:
        """At most `limit` changed records with their generations; no order is promised."""
        batch: dict[int, int] = {}
        for record, generation in self._all():
            if len(batch) >= limit:
                break
            batch[record] = generation
        return batch

    def _all(self) -> Iterator[tuple[int, int]]:
        for shard in self.shards:
            yield from shard.items()

    def records(self) -> Iterator[int]:
        """Ids that wait, read as far as the caller goes."""
        return (record for record, _generation in self._all())

    def settle(self, generations: Mapping[int, int]) -> int:
        """Remove the records whose generation is still the given one; how many were removed."""
        settled = 0
        for record, generation in generations.items():
            shard = self.shards[record % SHARDS]
            if shard.get(record) == generation:
                shard.take(record)
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
