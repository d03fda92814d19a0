"""Files of arrays: written once from front to back, then mapped and read without a copy."""
import json
import mmap
import os
import struct
import zlib
from collections.abc import Iterable, Mapping
from itertools import pairwise
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

Array = NDArray[Any]

_MAGIC = b'muragat\x01'
_TAIL = struct.Struct('<QII')
_ALIGN = 8


class Damaged(Exception):
    """A file is not what was written."""


class ArrayWriter:
    """Writes named arrays into a new file; `reserve` and `fill` for those that come in pieces."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._file = os.open(path, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o666)
        self._places: dict[str, tuple[int, str, int]] = {}
        self._cursors: dict[str, int] = {}
        self._sums: dict[str, int] = {}
        self._end = 0
        self._put(0, _MAGIC)
        self._end = len(_MAGIC)

    def reserve(self, name: str, dtype: Any, count: int) -> None:
        """Make room for an array of a known length."""
        kind = np.dtype(dtype)
        self._places[name] = (self._end, kind.str, count)
        self._cursors[name] = self._end
        self._sums[name] = 0
        self._end += -(-kind.itemsize * count // _ALIGN) * _ALIGN

    def fill(self, name: str, values: Array) -> None:
        """Put the next values of a reserved array."""
        data = np.ascontiguousarray(values, self._places[name][1])
        content = data.view(np.uint8).data if data.size else b''
        self._put(self._cursors[name], content)
        self._cursors[name] += data.nbytes
        self._sums[name] = zlib.crc32(content, self._sums[name])

    def add(self, name: str, values: Array) -> None:
        """Put a whole array."""
        self.reserve(name, values.dtype, len(values))
        self.fill(name, values)

    def finish(self, notes: Mapping[str, Any]) -> int:
        """Bring the file to the disk with its directory and notes; its size in bytes."""
        directory = json.dumps({'arrays': self._places, 'sums': self._sums, 'notes': notes},
                               ensure_ascii=False).encode()
        tail = _TAIL.pack(self._end, len(directory), zlib.crc32(directory))
        self._put(self._end, directory + tail)
        os.fsync(self._file)
        os.close(self._file)
        return self._end + len(directory) + len(tail)

    def abandon(self) -> None:
        """Remove the unfinished file."""
        os.close(self._file)
        self._path.unlink(missing_ok=True)

    def _put(self, place: int, data: Any) -> None:
        view = memoryview(data)
        while view:
            written = os.pwrite(self._file, view, place)
            view, place = view[written:], place + written


class ArrayFile(NamedTuple):
    """What was read from a file of arrays."""

    data: mmap.mmap
    arrays: dict[str, Array]
    sums: dict[str, int]
    notes: dict[str, Any]

    def let_go(self) -> None:
        """Give back the memory of what was read so far; it is read again when it is needed."""
        self.data.madvise(mmap.MADV_DONTNEED)

    def whole(self) -> bool:
        """Whether every byte is as it was written; reads them all."""
        return all(zlib.crc32(values.view(np.uint8).data if values.size else b'') == self.sums[name]
                   for name, values in self.arrays.items())


def read_arrays(path: Path, size: int) -> ArrayFile:
    """The content of a file that must have this size; FileNotFoundError, or Damaged. Bytes are read when needed."""
    with path.open('rb') as file:
        if os.fstat(file.fileno()).st_size != size or size < len(_MAGIC) + _TAIL.size:
            raise Damaged(f'{path.name} has not the size that was written')
        data = mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ)
    start, length, checksum = _TAIL.unpack_from(data, size - _TAIL.size)
    directory = data[start:start + length]
    if data[:len(_MAGIC)] != _MAGIC or len(directory) != length or zlib.crc32(directory) != checksum:
        raise Damaged(f'{path.name} is not what was written')
    content = json.loads(directory)
    arrays = {name: np.frombuffer(data, kind, count, place) if count else np.zeros(0, kind)
              for name, (place, kind, count) in content['arrays'].items()}
    return ArrayFile(data, arrays, content['sums'], content['notes'])


def narrow(values: Array) -> Array:
    """The same whole numbers in the smallest unsigned type."""
    return values.astype(np.min_scalar_type(int(values.max()) if len(values) else 0))


def offsets_of(sizes: Array) -> Array:
    """Where each of the pieces of these sizes begins, and where the last ends."""
    found = np.zeros(len(sizes) + 1, np.int64)
    np.cumsum(sizes, out=found[1:])
    return found


def gathered(starts: Array, sizes: Array) -> Array:
    """Indices of pieces that begin at `starts` and have these sizes, one after the other."""
    ends = np.cumsum(sizes, dtype=np.int64)
    total = int(ends[-1]) if len(ends) else 0
    return np.repeat(starts - (ends - sizes), sizes) + np.arange(total)


class Strings:
    """Byte strings in one blob; a sequence that can be bisected."""

    def __init__(self, blob: Array, offsets: Array) -> None:
        self.blob = blob
        self.offsets = offsets

    @classmethod
    def of(cls, strings: list[bytes]) -> 'Strings':
        """Pack strings."""
        sizes = np.fromiter(map(len, strings), np.int64, len(strings))
        return cls(np.frombuffer(b''.join(strings), np.uint8), narrow(offsets_of(sizes)))

    def __len__(self) -> int:
        return len(self.offsets) - 1

    def __getitem__(self, place: int) -> bytes:
        return self.blob[self.offsets[place]:self.offsets[place + 1]].tobytes()

    def part(self, start: int, end: int) -> list[bytes]:
        """Those from `start` to before `end`."""
        cuts = self.offsets[start:end + 1].astype(np.int64)
        if len(cuts) < 2:
            return []
        whole = self.blob[cuts[0]:cuts[-1]].tobytes()
        return [whole[one:other] for one, other in pairwise((cuts - cuts[0]).tolist())]

    def picked(self, places: Iterable[int]) -> list[bytes]:
        """Those at these places."""
        return [self[place] for place in places]
