"""One file of a spool: numbered, checksummed lines, made and written by one process alone."""
import fcntl
import os
import secrets
from hashlib import sha256
from pathlib import Path

SUFFIX = '.spool'


class SpoolFile:
    """One file, made by this process and locked as long as it lives."""

    def __init__(self, directory: Path) -> None:
        directory.mkdir(parents=True, exist_ok=True)
        self.pid = os.getpid()
        self.path = directory / f'{secrets.token_hex(12)}{SUFFIX}'
        self._descriptor = os.open(self.path, os.O_CREAT | os.O_EXCL | os.O_WRONLY | os.O_APPEND | os.O_CLOEXEC, 0o600)
        fcntl.flock(self._descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
        sync_directory(directory)
        self.size = 0
        self.spoilt = False
        self._number = 0
        self._synced = 0

    def put(self, line: bytes) -> int:
        """Append a line and return its number; a file with a torn line takes no further ones."""
        number = self._number + 1
        data = framed(number, line)
        try:
            written = os.write(self._descriptor, data)
        except OSError:
            self.spoilt = True
            raise
        if written != len(data):
            self.spoilt = True
            raise OSError(28, os.strerror(28))
        self._number = number
        self.size += len(data)
        return number

    def sync(self, number: int) -> None:
        """Bring line `number` to disk unless another thread's sync has done so."""
        if self._synced < number and self._descriptor >= 0:
            reached = self._number
            os.fsync(self._descriptor)
            self._synced = reached

    def release(self) -> None:
        """Bring everything to disk and give up the lock."""
        if self._descriptor >= 0:
            if self.pid == os.getpid() and self._synced < self._number:
                os.fsync(self._descriptor)
                self._synced = self._number
            os.close(self._descriptor)
            self._descriptor = -1


def framed(number: int, line: bytes) -> bytes:
    """A numbered line with a checksum, by which a torn or damaged one is known."""
    body = b'%d %s' % (number, line)
    return sha256(body).hexdigest()[:16].encode() + b' ' + body + b'\n'


def sync_directory(directory: Path) -> None:
    """Bring the names in a directory to disk."""
    descriptor = os.open(directory, os.O_RDONLY | os.O_DIRECTORY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
