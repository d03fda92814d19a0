"""What changed while an index is built aside: ids on disk, so that nothing is missed however the building ends."""

import os
from array import array
from itertools import islice
from pathlib import Path
from threading import Lock

from BTrees.LLBTree import LLTreeSet

_WIDTH = 8


class ChangeLog:
    """A file of ids, appended to by the indexer and read by who builds; each id is kept in memory once."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._lock = Lock()
        self._ids = LLTreeSet(self._stored())

    def _stored(self) -> list[int]:
        try:
            told = self._path.read_bytes()
        except FileNotFoundError:
            return []
        # A crash may have left a part of an id; its record is still in the dirty set.
        found = array('q')
        found.frombytes(told[:len(told) // _WIDTH * _WIDTH])
        return found.tolist()

    def add(self, ids: list[int]) -> None:
        """On disk when it returns."""
        with self._lock:
            new = [record for record in ids if record not in self._ids]
            if not new:
                return
            with self._path.open('ab') as file:
                file.write(bytes(-file.tell() % _WIDTH) + array('q', new).tobytes())
                file.flush()
                os.fsync(file.fileno())
            self._ids.update(new)

    def take(self, limit: int) -> list[int]:
        """At most `limit` ids that nobody took yet; after a crash all are there again."""
        with self._lock:
            taken = list(islice(self._ids.keys(), limit))
            for record in taken:
                self._ids.remove(record)
            return taken

    def __contains__(self, record: object) -> bool:
        return record in self._ids

    def __len__(self) -> int:
        return len(self._ids)
