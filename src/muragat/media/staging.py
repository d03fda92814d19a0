"""Staging: where received bytes lie on the file system of the blobs, safe on disk, before a record holds them."""

import errno
import hashlib
import os
import secrets
import shutil
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO

from muragat.kernel.errors import Invalid, NoSpace, Refusal
from muragat.kernel.i18n import _
from muragat.ports.mediatype import UNKNOWN

PIECE = 1 << 18
#: Bytes after which free space is looked at again while receiving.
LOOK = 64 << 20
#: Errors of the operating system that mean that nothing more fits.
FULL = frozenset({errno.ENOSPC, errno.EDQUOT, errno.EFBIG})


@dataclass(frozen=True)
class Staged:
    """A received file, on disk with its directory entry; size in bytes, SHA-256 as 64 hexadecimal digits."""

    path: Path
    size: int
    sha256: str
    media_type: str = UNKNOWN
    note: str = ''

    def discard(self) -> None:
        """Remove it; no harm when it is gone already."""
        self.path.unlink(missing_ok=True)


@dataclass(frozen=True)
class StagingArea:
    """A directory beside the blobs; refuses before it accepts when less than `min_free` bytes would be left."""

    directory: Path
    min_free: int = 0
    largest: int = 1 << 50

    def require_space(self, expected: int = 0) -> None:
        """`NoSpace` when the expected bytes would not leave the free space that must stay."""
        self.directory.mkdir(parents=True, exist_ok=True)
        free = shutil.disk_usage(self.directory).free
        if free - expected < self.min_free:
            raise NoSpace(Refusal('no_space', _(
                'There is not enough free space to keep this file; nothing was taken. Free: ${free} MB.',
                mapping={'free': free >> 20})))

    def receive(self, stream: BinaryIO, expected: int | None = None) -> Staged:
        """All bytes of a stream as a staged file; when it returns they are on the disk."""
        if (expected or 0) > self.largest:
            raise _too_large(self.largest)
        self.require_space(expected or 0)
        path = self.directory / f'{secrets.token_hex(16)}.part'
        try:
            with path.open('xb', buffering=0) as target:
                size, digest = self._copy(stream.read, target)
                os.fsync(target.fileno())
            sync_directory(self.directory)
        except BaseException as error:
            path.unlink(missing_ok=True)
            if isinstance(error, OSError) and error.errno in FULL:
                raise no_space() from error
            raise
        return Staged(path, size, digest)

    def _copy(self, read: Callable[[int], bytes], target: BinaryIO) -> tuple[int, str]:
        digest, size, looked = hashlib.sha256(), 0, 0
        while piece := read(PIECE):
            size += len(piece)
            if size > self.largest:
                raise _too_large(self.largest)
            if size - looked >= LOOK:
                looked = size
                self.require_space()
            write_all(target, piece)
            digest.update(piece)
        return size, digest.hexdigest()

    def orphans(self, older_than: float) -> list[Path]:
        """Staged files untouched since a moment (seconds since the epoch)."""
        found = self.directory.glob('*.part*') if self.directory.is_dir() else ()
        return sorted(path for path in found if _touched(path) < older_than)

    def sweep(self, older_than: float) -> int:
        """Remove orphans; how many there were."""
        orphans = self.orphans(older_than)
        for path in orphans:
            path.unlink(missing_ok=True)
        return len(orphans)


def write_all(target: BinaryIO, piece: bytes) -> None:
    """Write every byte to an unbuffered file."""
    view = memoryview(piece)
    while view:
        view = view[target.write(view):]


def sync_directory(path: Path | str) -> None:
    """Bring the names in a directory to the disk."""
    handle = os.open(path, os.O_RDONLY | os.O_DIRECTORY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def no_space() -> NoSpace:
    """The disk filled up while something was written."""
    return NoSpace(Refusal('no_space', _('The disk is full; nothing was kept.')))


def _too_large(largest: int) -> Invalid:
    return Invalid(Refusal('too_large', _('The file is larger than ${largest} MB; nothing was taken.',
                                          mapping={'largest': largest >> 20})))


def _touched(path: Path) -> float:
    try:
        return path.stat().st_mtime
    except FileNotFoundError:
        return float('inf')
