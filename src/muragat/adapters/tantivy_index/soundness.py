"""Whether the files of an index are what the engine wrote: all there, whole, and with their checksums."""

import json
import struct
import zlib
from pathlib import Path
from typing import Any, NamedTuple

META = 'meta.json'
#: What each segment has.
PARTS = ('fast', 'fieldnorm', 'idx', 'pos', 'store', 'term')
#: The engine ends each file with its checksum as JSON, the length of that, and this number.
MAGIC = 1337
_TAIL = struct.Struct('<II')
#: Bytes whose checksums one look computes, so that a page about the health of the archive is not held up.
AT_ONCE = 64 << 20
#: How often a list of files is read again that changed while they were looked at.
ATTEMPTS = 5
_BLOCK = 1 << 20


class Kept(NamedTuple):
    """By what a file is known that was read before: nothing of it is ever written anew."""

    inode: int
    size: int
    changed: int


def segment_files(folder: Path) -> list[Path]:
    """The files that the last commit consists of; `OSError` or `ValueError` when it cannot be read."""
    meta = json.loads((folder / META).read_bytes())
    return [folder / name for segment in meta['segments'] for name in _names(segment)]


def _names(segment: dict[str, Any]) -> list[str]:
    name = segment['segment_id'].replace('-', '')
    deletes = segment.get('deletes')
    return [f'{name}.{part}' for part in PARTS] + ([f'{name}.{deletes["opstamp"]}.del'] if deletes else [])


class Soundness:
    """Remembers which files were found whole, so that each is read once."""

    def __init__(self) -> None:
        self._whole: dict[Path, Kept] = {}
        #: Bytes of all files when they were looked at last.
        self.size = 0

    def flawed(self, folder: Path, at_once: int = AT_ONCE) -> list[Path]:
        """Files that are missing, cut off or changed; checksums of so many bytes that were not read yet are computed.

        `OSError` or `ValueError` when the list of files itself cannot be read.
        """
        for _attempt in range(ATTEMPTS):
            files = segment_files(folder)
            flawed = self._looked_at(files, at_once)
            # A merge removes files between the reading of the list and the look at them.
            if not flawed or segment_files(folder) == files:
                break
        return flawed

    def _looked_at(self, files: list[Path], at_once: int) -> list[Path]:
        flawed, whole, self.size = [], {}, 0
        for path in files:
            try:
                kept = _kept(path)
                self.size += kept.size
                if self._whole.get(path) != kept:
                    if kept.size > at_once:
                        _checksum(path, kept.size)
                        continue
                    at_once -= kept.size
                    _require_whole(path, kept.size)
                whole[path] = kept
            except (OSError, ValueError):
                flawed.append(path)
        self._whole = whole
        return flawed


def _kept(path: Path) -> Kept:
    status = path.stat()
    return Kept(status.st_ino, status.st_size, status.st_mtime_ns)


def _require_whole(path: Path, size: int) -> None:
    """`ValueError` when the bytes are not those of the checksum."""
    expected, body = _checksum(path, size)
    found = 0
    with path.open('rb') as file:
        while body:
            block = file.read(min(_BLOCK, body))
            if not block:
                break
            found, body = zlib.crc32(block, found), body - len(block)
    if body or found != expected:
        raise ValueError(path.name)


def _checksum(path: Path, size: int) -> tuple[int, int]:
    """The checksum that the engine wrote and the length of what it counts; `ValueError` when the end is cut off."""
    with path.open('rb') as file:
        file.seek(max(0, size - _TAIL.size))
        length, magic = _TAIL.unpack(file.read(_TAIL.size).rjust(_TAIL.size, b'\0'))
        if magic != MAGIC or length > size - _TAIL.size:
            raise ValueError(path.name)
        file.seek(size - _TAIL.size - length)
        return int(json.loads(file.read(length))['crc']), size - _TAIL.size - length
