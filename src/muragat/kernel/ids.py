"""Record ids: eternal whole numbers, and the way from a number to its record."""

import secrets
from collections.abc import Iterator
from typing import Any

from BTrees.LOBTree import LOBTree
from persistent import Persistent

#: Ids stay below it, so that every reader of JSON takes them exactly.
LIMIT = 2**53
#: The id of the site, which is also its zone.
SITE_ID = 1


class Ids(Persistent):
    """Every record that was not destroyed, trash included, by its id."""

    def __init__(self) -> None:
        self.records = LOBTree()

    def allocate(self) -> int:
        """A free id: each connection counts up from its own random start, so neighbours in time are neighbours here."""
        # A volatile attribute belongs to this connection's copy alone, and outlives its transactions.
        following: int = getattr(self, '_v_next', 0) or secrets.randbelow(LIMIT - 2**33) + 2**32
        while following in self.records:
            following += 1
        self._v_next = following + 1
        return following

    def put(self, record: Any) -> None:
        """Make a record known under its id, which must be free."""
        if not self.records.insert(record.id, record):
            raise ValueError(f'record id {record.id} is in use')

    def forget(self, record_id: int) -> None:
        """Destroyed for good."""
        del self.records[record_id]

    def get(self, record_id: int, default: Any = None) -> Any:
        """The record with this id, or the default."""
        return self.records.get(record_id, default)

    def __getitem__(self, record_id: int) -> Any:
        return self.records[record_id]

    def __contains__(self, record_id: object) -> bool:
        return record_id in self.records

    def __iter__(self) -> Iterator[int]:
        return iter(self.records.keys())

    def __len__(self) -> int:
        return len(self.records)
