"""Bringing files and names to the disk, and noticing that it is nearly full before a write fails halfway."""

import errno
import os
from contextlib import suppress
from pathlib import Path

#: Bytes that must be free before a transaction is written.
RESERVE = 4 << 20


def sync_file(path: str) -> None:
    """Bring the bytes of a file to the disk; costs little when they are there."""
    handle = os.open(path, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def sync_directory(path: str | os.PathLike[str]) -> None:
    """Bring the names in a directory to the disk."""
    handle = os.open(path, os.O_RDONLY | os.O_DIRECTORY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def put_file(path: Path, data: bytes) -> None:
    """Write a small file so that, whatever happens, either it or what stood there before is there, and stays."""
    temporary = path.with_name(f'{path.name}.new')
    try:
        with temporary.open('wb') as file:
            file.write(data)
            file.flush()
            os.fsync(file.fileno())
        temporary.replace(path)
    except OSError:
        with suppress(OSError):
            temporary.unlink()
        raise
    sync_directory(path.parent)


def sync_chain(directory: str, top: str, durable: set[str]) -> None:
    """Bring the names in a directory and in those above it to the disk, up to `top`.

    `durable` remembers which directories above have safe names already; the two lowest are always synced.
    """
    top = top.rstrip(os.sep)
    child = os.path.dirname(directory)
    sync_directory(directory)
    sync_directory(child)
    while child != top and child not in durable:
        durable.add(child)
        child = os.path.dirname(child)
        sync_directory(child)


def require_reserve(path: str) -> None:
    """OSError ENOSPC when the file system of a path has less than the reserve left."""
    state = os.statvfs(os.path.dirname(path))
    if state.f_bavail * state.f_frsize < RESERVE:
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))
