"""Trash: what was deleted stays whole for a while, keeps its number, and can come back."""

from collections.abc import Iterator
from typing import Any

from BTrees.LOBTree import LOBTree
from BTrees.OOBTree import OOBTree
from persistent import Persistent

from muragat.language.numbers import number_key

_DAY = 86_400


class TrashItem(Persistent):
    """A deleted record with all below it, and how it came here."""

    def __init__(self, record: Any, parent_id: int, deleted: float, deleted_by: str, reason: str, count: int) -> None:
        self.record = record
        self.parent_id = parent_id
        #: The name it had there.
        self.name: str = record.__name__
        #: Seconds since the epoch.
        self.deleted = deleted
        #: Principal id.
        self.deleted_by = deleted_by
        self.reason = reason
        #: Records in all, itself included.
        self.count = count

    @property
    def id(self) -> int:
        """The id of the record."""
        return int(self.record.id)


class Trash(Persistent):
    """Items by record id, and the numbers they keep from being used again."""

    def __init__(self) -> None:
        self.items = LOBTree()
        self.reserved = OOBTree()
        self.by_time = OOBTree()

    def put(self, item: TrashItem) -> None:
        """Keep a deleted record."""
        self.items[item.id] = item
        self.reserved[item.parent_id, number_key(item.name), item.id] = None
        self.by_time[item.deleted, item.id] = None

    def take(self, record_id: int) -> TrashItem:
        """Take an item out, to restore or to destroy it; KeyError when it is not here."""
        item: TrashItem = self.items.pop(record_id)
        del self.reserved[item.parent_id, number_key(item.name), item.id]
        del self.by_time[item.deleted, item.id]
        return item

    def get(self, record_id: int) -> TrashItem | None:
        """The item of a record that was deleted itself, not with its folder."""
        item: TrashItem | None = self.items.get(record_id)
        return item

    def holds_name(self, parent_id: int, name: str) -> bool:
        """Whether a deleted record of this folder keeps the name."""
        return next(self.holders(parent_id, name), None) is not None

    def holders(self, parent_id: int, name: str) -> Iterator[TrashItem]:
        """The items of a folder's deleted records that keep the name."""
        if not self.items:
            return
        key = number_key(name)
        for _parent, _key, record_id in self.reserved.keys((parent_id, key), (parent_id, key, 2**63)):
            yield self.items[record_id]

    def latest(self) -> Iterator[TrashItem]:
        """All items, the last deleted first."""
        for _time, record_id in reversed(self.by_time.keys()):
            yield self.items[record_id]

    def expired(self, now: float, days: int) -> Iterator[TrashItem]:
        """Items that have been here longer than so many days, the oldest first."""
        for _time, record_id in list(self.by_time.keys(max=(now - days * _DAY,))):
            yield self.items[record_id]

    def __len__(self) -> int:
        return len(self.items)
