"""The end of a data file after a crash: what is whole, what was left unfinished, what must not be cut."""

import logging
import os
import pickle
import time
from collections.abc import Iterator
from pathlib import Path
from struct import unpack
from typing import BinaryIO, NamedTuple

from ZODB.FileStorage.format import TRANS_HDR, TRANS_HDR_LEN

from muragat.kernel.errors import Hindered, Refusal
from muragat.kernel.i18n import _

logger = logging.getLogger(__name__)

MAGIC = 4
WHOLE = (b' ', b'u', b'p')


class Cut(NamedTuple):
    """What was cut off at start: where (bytes), how many bytes, and the file that keeps them."""

    position: int
    size: int
    kept: Path


class Header(NamedTuple):
    """The head of a transaction as it stands in the file."""

    position: int
    length: int
    status: bytes
    head: int

    @property
    def end(self) -> int:
        """Where the next transaction starts."""
        return self.position + self.length + 8


def settle(path: Path) -> Cut | None:
    """Cut an unfinished transaction off a data file, keeping it beside; `Hindered` when work that was finished
    stands behind a damaged place, for then nothing may be cut."""
    with path.open('rb') as file:
        size = file.seek(0, os.SEEK_END)
        if size <= MAGIC:
            return None
        start = _indexed(path, file, size)
        end = whole_until(file, start, size)
        if end == size:
            return None
        if finished_after(file, end, size):
            raise damaged(path, end)
        return _cut(path, file, end, size)


def damaged(path: Path, position: int | None = None) -> Hindered:
    """The refusal to open a damaged data file."""
    return Hindered(Refusal('storage_damaged', _(
        'The data file ${path} is damaged at byte ${position}. Nothing was changed in it. Restore it from a backup.',
        mapping={'path': str(path), 'position': '?' if position is None else position})))


def whole_until(file: BinaryIO, start: int, size: int) -> int:
    """Position behind the last transaction that is whole."""
    end = start
    for header in headers(file, start, size):
        end = header.end
    return end


def headers(file: BinaryIO, start: int, size: int) -> Iterator[Header]:
    """Heads of whole transactions in order, until one is not."""
    position = start
    while (header := _header(file, position, size)) is not None:
        yield header
        position = header.end


def finished_after(file: BinaryIO, end: int, size: int) -> bool:
    """Whether a whole transaction ends the file although the one at `end` is not whole."""
    if size - end < 8:
        return False
    file.seek(size - 8)
    position = size - 8 - unpack('>Q', file.read(8))[0]
    return position > end and _header(file, position, size) is not None


def _header(file: BinaryIO, position: int, size: int) -> Header | None:
    file.seek(position)
    head = file.read(TRANS_HDR_LEN)
    if len(head) < TRANS_HDR_LEN:
        return None
    _tid, length, status, user, description, extension = unpack(TRANS_HDR, head)
    header = Header(position, length, status, TRANS_HDR_LEN + user + description + extension)
    if status not in WHOLE or length < header.head or header.end > size:
        return None
    file.seek(header.end - 8)
    return header if unpack('>Q', file.read(8))[0] == length else None


def _indexed(path: Path, file: BinaryIO, size: int) -> int:
    """Where the saved index ends if a whole transaction ends there, else the start of the file."""
    try:
        with path.with_name(path.name + '.index').open('rb') as index:
            position = pickle.Unpickler(index).load()
    except (OSError, EOFError, pickle.UnpicklingError, ValueError, AttributeError, ImportError, IndexError):
        return MAGIC
    if not isinstance(position, int) or position <= MAGIC:
        return MAGIC
    if position > size:
        logger.critical('%s has %d bytes, but its index knows of %d: finished work is missing at its end',
                        path, size, position)
        _note_loss(path, size, position)
        return MAGIC
    file.seek(position - 8)
    begin = position - 8 - unpack('>Q', file.read(8))[0]
    header = _header(file, begin, size) if begin >= MAGIC else None
    return position if header is not None and header.end == position else MAGIC


def _cut(path: Path, file: BinaryIO, end: int, size: int) -> Cut:
    kept = _free(path, 'cut')
    file.seek(end)
    with kept.open('xb') as target:
        while piece := file.read(1 << 20):
            target.write(piece)
        target.flush()
        os.fsync(target.fileno())
    with path.open('r+b') as shortened:
        shortened.truncate(end)
        os.fsync(shortened.fileno())
    logger.warning('%s ended with an unfinished transaction of %d bytes at %d; they were cut off and are kept in %s',
                   path, size - end, end, kept)
    return Cut(end, size - end, kept)


def _note_loss(path: Path, size: int, expected: int) -> None:
    note = _free(path, 'short')
    note.write_text(f'{size} of {expected}\n')


def _free(path: Path, what: str) -> Path:
    stamp = time.strftime('%Y%m%dT%H%M%S', time.gmtime())
    names = (path.with_name(f'{path.name}.{what}-{stamp}{number or ""}') for number in range(1000))
    return next(name for name in names if not name.exists())


def cuts(path: Path) -> list[Path]:
    """Files that keep what was cut off a data file."""
    return sorted(path.parent.glob(path.name + '.cut-*'))


def losses(path: Path) -> list[Path]:
    """Notes that finished work is missing at the end of a data file; the administrator removes them."""
    return sorted(path.parent.glob(path.name + '.short-*'))
