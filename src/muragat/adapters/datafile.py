"""The file that keeps the objects: a FileStorage that is safe against power cuts, full disks and missing files."""

import contextlib
import logging
import os
import struct
import threading
from collections.abc import Callable
from pathlib import Path
from typing import Any

from zc.lockfile import LockError
from ZODB.FileStorage.FileStorage import (
    CorruptedFileStorageError,
    FileIterator,
    FileStorage,
    FileStorageFormatError,
    TempFormatter,
)
from ZODB.FileStorage.format import CorruptedError
from ZODB.utils import p64, u64

from muragat.adapters import tail
from muragat.adapters.disk import require_reserve, sync_chain, sync_directory, sync_file
from muragat.kernel.errors import Hindered, Refusal
from muragat.kernel.i18n import _

logger = logging.getLogger(__name__)

DATA = 'Data.fs'
#: Bytes at the end of the file that a start reads to know what clients may have missed.
REMEMBERED = 32 << 20
BLOBS = 'blobs'
#: Ending of the file that holds the highest promised object id, and how many are promised at once.
PROMISED, RESERVE = '.promised', 65_536


def _no_end() -> None:
    """A process that keeps the file for itself ends by the exception alone."""


class DataFile(FileStorage):
    """Adds to FileStorage: blobs and their names are on the disk before the vote, the vote is on the disk before the
    finish; what a failed write leaves in memory is thrown away; the index is saved as the file grows."""

    _file: Any
    _tfile: Any

    def __init__(self, path: Path, index_growth: int = 32 << 20, fatal: Callable[[], None] = _no_end,
                 **options: Any) -> None:
        self.cut: tail.Cut | None = None
        self._indexed = 0
        self._growth = index_growth
        self._fatal = fatal
        self._durable: set[str] = set()
        self._saving: threading.Thread | None = None
        try:
            super().__init__(str(path), packer=_durable_packer, **options)
        except BaseException:
            self._let_go()
            raise
        self._indexed = self._pos
        self._reserved = self._promised()
        self.set_max_oid(self._reserved)

    def _promised(self) -> bytes:
        """The highest object id that an earlier process may have promised to a client that still lives."""
        try:
            return bytes.fromhex(Path(self.__name__ + PROMISED).read_text().strip())[:8].rjust(8, b'\0')
        except (OSError, ValueError):
            return self._oid

    def new_oid(self) -> bytes:
        """An id that no process after this one gives again, even when this one is killed before it is used.

        FileStorage begins again behind the last id that was stored: two clients would make different objects of one id.
        """
        with self._lock:
            oid: bytes = super().new_oid()
            if oid > self._reserved:
                self._reserve(p64(u64(oid) + RESERVE))
            return oid

    def keep_promises(self) -> None:
        """Take back what was promised and not given; only when no client is left."""
        if self._reserved > self._oid:
            self._reserve(self._oid)

    def _reserve(self, mark: bytes) -> None:
        part = Path(self.__name__ + PROMISED + '.part')
        part.write_text(mark.hex() + '\n')
        sync_file(str(part))
        part.replace(self.__name__ + PROMISED)
        self._reserved = mark

    def _let_go(self) -> None:
        for name in ('_file', '_tfile', '_lock_file'):
            if getattr(self, name, None) is not None:
                getattr(self, name).close()

    def _restore_index(self) -> Any:
        # Called under the lock of the file, before any byte of it is read.
        if not self._is_read_only:
            self.cut = tail.settle(Path(self._file_name))
        return super()._restore_index()

    def tpc_vote(self, transaction: Any) -> Any:
        try:
            require_reserve(self._file_name)
            self._sync_blobs()
            resolved = super().tpc_vote(transaction)
            os.fdatasync(self._file.fileno())
        except OSError:
            self._forget_written()
            raise
        return resolved

    def _sync_blobs(self) -> None:
        for oid, tid in self.dirty_oids:
            path = self.fshelper.getBlobFilename(oid, tid)
            sync_file(path)
            sync_chain(os.path.dirname(path), self.fshelper.base_dir, self._durable)

    def _forget_written(self) -> None:
        """Drop what a failed write left in the buffer: it would reach the file later, at the wrong moment."""
        with self._lock:
            self._file.raw.close()
            os.truncate(self._file_name, self._pos)
            self._file = open(self._file_name, 'r+b')  # noqa: SIM115
            self._files.flush()
            self._nextpos = 0

    def _clear_temp(self) -> None:
        try:
            super()._clear_temp()
        except OSError:
            # The buffer still holds records of a transaction that failed; with it they would enter the next one.
            self._tfile.raw.close()
            self._tfile = open(self.__name__ + '.tmp', 'w+b')  # noqa: SIM115
            self._tfmt = TempFormatter(self._tfile)

    def _abort(self) -> None:
        super()._abort()
        # FileStorage leaves the blobs of a transaction that failed before its vote.
        self._blob_tpc_abort()

    def _blob_tpc_abort(self) -> None:
        self._durable.clear()
        super()._blob_tpc_abort()

    def _finish(self, *arguments: Any) -> None:
        try:
            super()._finish(*arguments)
        except BaseException:
            logger.critical('The data file could not be finished; this process ends', exc_info=True)
            self._fatal()
            raise

    def tpc_finish(self, transaction: Any, f: Any = None) -> bytes:
        tid: bytes = super().tpc_finish(transaction, f)
        if self._pos - self._indexed > self._growth and (self._saving is None or not self._saving.is_alive()):
            self._indexed = self._pos
            self._saving = threading.Thread(target=self._save_index_aside, name='index', daemon=True)
            self._saving.start()
        return tid

    def _save_index_aside(self) -> None:
        with self._lock:
            if not self._file.closed:
                self._save_index()

    def _save_index(self) -> None:
        """Replace the saved index in one step; without it the next start reads the whole file."""
        if self._is_read_only:
            return
        index = self.__name__ + '.index'
        try:
            self._index.save(self._pos, index + '.index_tmp')
            sync_file(index + '.index_tmp')
            os.replace(index + '.index_tmp', index)
        except OSError:
            logger.exception('The index of %s could not be saved', self.__name__)
            with contextlib.suppress(OSError):
                os.unlink(index + '.index_tmp')
        self._saved += 1

    def pack(self, t: float, referencesf: Any, gc: bool | None = None) -> None:
        # An index of the file before packing must never meet the packed one.
        self._clear_index()
        super().pack(t, referencesf, gc)
        sync_directory(os.path.dirname(self._file_name))
        self._indexed = self._pos
        self._durable.clear()

    def _remove_blob_files_tagged_for_removal_during_pack(self) -> None:
        sync_directory(os.path.dirname(self._file_name))
        super()._remove_blob_files_tagged_for_removal_during_pack()

    def lastInvalidations(self, count: int) -> list[tuple[bytes, list[bytes]]]:
        """The last `count` transactions with their object ids; fewer after large ones, which take seconds to read."""
        with self._lock:
            position, oldest = self._pos, max(tail.MAGIC, self._pos - REMEMBERED)
            while count > 0 and position > oldest:
                self._file.seek(position - 8)
                position -= 8 + int.from_bytes(self._file.read(8), 'big')
                count -= 1
            return [(each.tid, [record.oid for record in each]) for each in FileIterator(self._file_name, pos=position)]

    def close(self) -> None:
        if self._saving is not None:
            self._saving.join()
        super().close()


def _durable_packer(storage: Any, referencesf: Any, stop: bytes, gc: bool) -> Any:
    result = FileStorage.packer(storage, referencesf, stop, gc)
    if result is not None:
        sync_file(storage._file_name + '.pack')
    return result


def open_data(folder: Path, *, create: bool = False, index_growth: int = 32 << 20,
              fatal: Callable[[], None] = _no_end, factory: type[DataFile] = DataFile) -> DataFile:
    """The data file of a folder with its blobs; `Hindered` in words when it is missing, in use or damaged.

    FileStorage answers a missing file with an empty one and empties the blob directory; here only `create` makes one,
    and only in a folder without blobs.
    """
    path, blobs = folder / DATA, folder / BLOBS
    if create:
        _require_empty(path, blobs)
        folder.mkdir(parents=True, exist_ok=True)
    elif not path.exists():
        raise Hindered(Refusal('no_storage', _(
            'There is no data file ${path}. "muragat init" founds a new archive; "muragat restore" brings back a '
            'saved one.', mapping={'path': str(path)})))
    try:
        storage = factory(path, index_growth, fatal, blob_dir=str(blobs))
    except LockError:
        raise Hindered(Refusal('storage_locked', _(
            'Another process (${pid}) holds ${path} and does not answer on its socket.',
            mapping={'path': str(path), 'pid': _holder(path)}))) from None
    except (CorruptedError, CorruptedFileStorageError, FileStorageFormatError, ValueError, struct.error) as error:
        logger.critical('%s cannot be read: %s', path, error)
        raise tail.damaged(path) from error
    if create:
        sync_directory(folder)
    return storage


def _require_empty(path: Path, blobs: Path) -> None:
    if path.exists() or (blobs.exists() and any(each.is_dir() and each.name != 'tmp' for each in blobs.iterdir())):
        raise Hindered(Refusal('not_empty', _('${path} holds an archive already.',
                                              mapping={'path': str(path.parent)})))


def _holder(path: Path) -> str:
    try:
        return path.with_name(path.name + '.lock').read_text().strip() or '?'
    except OSError:
        return '?'
