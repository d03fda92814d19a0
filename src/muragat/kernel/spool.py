"""The spool: a file of one process that takes down what is about to be shown, on disk before a byte of it is sent."""

import json
import math
import os
from collections.abc import Callable, Hashable, Mapping
from pathlib import Path
from threading import Lock
from typing import Any, Self

from zope.interface import implementer

from muragat.kernel.draining import drain, sweep
from muragat.kernel.errors import Hindered, Refusal
from muragat.kernel.facts import DOWNLOADED, VIEWED
from muragat.kernel.i18n import _
from muragat.kernel.interfaces import IWitness
from muragat.kernel.spoolfile import SpoolFile

__all__ = ['Spool', 'SpoolWitness', 'drain', 'sweep']

ROTATE_BYTES = 8_388_608
#: Seconds in which one page that is shown again to one person is not written again, and how many pages are remembered.
WHILE, REMEMBERED = 60.0, 20_000


class Spool:
    """Numbered lines in a file that no other process writes. Threads share it; their syncs to disk are grouped.

    A fact that could not be brought to disk raises Hindered: then nothing may be sent.
    """

    def __init__(self, directory: Path, rotate_bytes: int = ROTATE_BYTES) -> None:
        self._directory = directory
        self._rotate_bytes = rotate_bytes
        self._writing = Lock()
        self._syncing = Lock()
        self._file = SpoolFile(directory)

    def write(self, fact: Mapping[str, Any]) -> None:
        """Bring a fact (as `Journal.append` takes it) to disk; returns when it is safe there."""
        line = json.dumps(dict(fact), ensure_ascii=False, separators=(',', ':'), allow_nan=False)
        try:
            with self._writing:
                file = self._current()
                number = file.put(line.encode())
            with self._syncing:
                file.sync(number)
        except OSError as error:
            raise Hindered(Refusal('spool', _('The view could not be recorded, so nothing is shown: ${reason}',
                                              mapping={'reason': error.strerror or str(error)}))) from error

    def _current(self) -> 'SpoolFile':
        """The file to write to: a new one after a fork, a failed write, or when it has grown large."""
        if self._file.pid != os.getpid() or self._file.spoilt or self._file.size >= self._rotate_bytes:
            with self._syncing:
                self._file.release()
                self._file = SpoolFile(self._directory)
        return self._file

    @property
    def path(self) -> Path:
        """The file that is written now."""
        return self._file.path

    def close(self) -> None:
        """Let go of the file; the drain removes it when everything in it is in the journal."""
        self._file.release()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_exc: object) -> None:
        self.close()


class Lately:
    """What was written down within the last while, so that it need not be written again. Safe for threads."""

    def __init__(self, seconds: float = WHILE, most: int = REMEMBERED) -> None:
        self._seconds, self._most = seconds, most
        self._lock = Lock()
        self._known: dict[Hashable, float] = {}

    def knows(self, key: Hashable, now: float) -> bool:
        """Whether this was written less than a while ago."""
        with self._lock:
            return 0 <= now - self._known.get(key, -math.inf) < self._seconds

    def written(self, key: Hashable, now: float) -> None:
        """This is on disk since now."""
        with self._lock:
            if len(self._known) >= self._most:
                self._known = {key: at for key, at in self._known.items() if 0 <= now - at < self._seconds}
            if len(self._known) < self._most:
                self._known[key] = now


@implementer(IWitness)
class SpoolWitness:
    """Takes down views and downloads in the spool of this process. `now` gives seconds of the epoch."""

    def __init__(self, spool: Spool, now: Callable[[], float]) -> None:
        self._spool = spool
        self._now = now
        self._lately = Lately()

    def viewed(self, record: Any, principal: Any, origin: str, page: str = '') -> None:
        """A closed record is about to be shown, or a page of it: a thumbnail, a picture and hundred tiles are one view
        of a page."""
        now, key = self._now(), (principal.id, origin, record.id, page)
        if page and self._lately.knows(key, now):
            return
        self._spool.write(self._fact(VIEWED, record, principal, origin, {'page': page} if page else {}))
        if page:
            self._lately.written(key, now)

    def downloaded(self, record: Any, principal: Any, origin: str, filename: str, sha256: str) -> None:
        """A file is about to be sent."""
        self._spool.write(self._fact(DOWNLOADED, record, principal, origin, {'filename': filename, 'sha256': sha256}))

    def _fact(self, what: str, record: Any, principal: Any, origin: str, details: dict[str, Any]) -> dict[str, Any]:
        return {'at': self._now(), 'who': principal.id, 'from': origin, 'what': what, 'record': record.id,
                'details': details}
