"""Receipts: what became of each upload, kept in the transaction that took it, so that finishing twice takes it once."""

from collections.abc import Iterator, Mapping
from typing import Any

from BTrees.OOBTree import OOBTree
from persistent import Persistent


class Receipts(Persistent):
    """Id of an upload -> plain data of its outcome, kept for some days."""

    def __init__(self) -> None:
        self.rows = OOBTree()

    def find(self, upload_id: str) -> Mapping[str, Any] | None:
        """What became of an upload; None when it was not taken."""
        found: Mapping[str, Any] | None = self.rows.get(upload_id)
        return found

    def keep(self, upload_id: str, row: Mapping[str, Any]) -> None:
        """Keep what became of an upload; `row` has 'at' in seconds since the epoch."""
        self.rows[upload_id] = dict(row)

    def expired(self, before: float) -> Iterator[str]:
        """Uploads that were taken before a moment."""
        return (upload_id for upload_id, row in self.rows.items() if row['at'] < before)

    def sweep(self, before: float) -> int:
        """Forget the expired; how many there were."""
        old = list(self.expired(before))
        for upload_id in old:
            del self.rows[upload_id]
        return len(old)


def receipts_of(site: Any) -> Receipts:
    """The receipts of a site for reading; empty, unstored ones when no upload was ever taken."""
    found = getattr(site, 'receipts', None)
    return found if isinstance(found, Receipts) else Receipts()


def receipts_for_writing(site: Any) -> Receipts:
    """The receipts of a site, made with the first upload."""
    found = getattr(site, 'receipts', None)
    if not isinstance(found, Receipts):
        found = site.receipts = Receipts()
    return found
