"""The vault over a data file and its blobs: proof, backup by repozo and links, restore, packing."""

import contextlib
import fcntl
import os
import shutil
import time
from collections.abc import Iterator
from pathlib import Path
from types import SimpleNamespace
from typing import Any

from ZODB.blob import is_blob_record
from ZODB.broken import Broken
from ZODB.FileStorage import FileStorage
from ZODB.POSException import POSKeyError
from ZODB.scripts import repozo
from ZODB.serialize import referencesf
from ZODB.utils import get_pickle_metadata, oid_repr
from zope.interface import implementer

from muragat.adapters import tail
from muragat.adapters.datafile import BLOBS, DATA
from muragat.adapters.disk import sync_directory, sync_file
from muragat.adapters.naming import class_factory
from muragat.adapters.storage import Opened
from muragat.kernel.errors import Hindered, NoSpace, Refusal
from muragat.kernel.i18n import _
from muragat.ports.vault import IVault, Proof, Saved
from muragat.renames import RENAMES
from muragat.settings import Settings

#: Folder of a backup that holds the data file in pieces.
OBJECTS = 'objects'


@implementer(IVault)
class Vault:
    """Reads the data file beside whoever serves it; it only grows, except when it is packed, which locks others out."""

    def __init__(self, settings: Settings, opened: Opened) -> None:
        self._settings = settings
        self._db = opened.db
        self._data = settings.place('db', DATA)
        self._blobs = settings.place('db', BLOBS)

    @contextlib.contextmanager
    def _lock(self, kind: int) -> Iterator[None]:
        if self._settings['zodb.uri']:
            raise Hindered(Refusal('elsewhere', _('This archive keeps its objects on a database server; use the tools '
                                                  'of that server.')))
        path = self._settings.place('run', 'pack.lock')
        path.parent.mkdir(parents=True, exist_ok=True)
        with path.open('a') as lock:
            try:
                fcntl.flock(lock, kind | fcntl.LOCK_NB)
            except OSError:
                raise Hindered(Refusal('vault_locked', _('A backup, a verification or a pack is going on; try again '
                                                         'when it has ended.'))) from None
            yield

    @contextlib.contextmanager
    def _reading(self) -> Iterator[Any]:
        with self._lock(fcntl.LOCK_SH):
            storage = FileStorage(str(self._data), read_only=True, blob_dir=str(self._blobs))
            try:
                yield storage
            finally:
                storage.close()

    def prove(self) -> Proof:
        """Read every transaction and every current object."""
        with self._reading() as storage:
            transactions = sum(1 for each in storage.iterator() for _record in each)
            walk = _Walk(storage)
            walk.run()
            return Proof(transactions, walk.objects, walk.blobs, storage.getSize(), tuple(walk.faults),
                         tuple(path.name for path in tail.cuts(self._data)))

    def strays(self, older_than: float) -> Iterator[Path]:
        """Blob files without an object."""
        with self._reading() as storage:
            for _folder, path in _files(self._blobs):
                with contextlib.suppress(FileNotFoundError):
                    # The time of its last renaming: old bytes may have been handed over a moment ago.
                    if path.stat().st_ctime < older_than and not _named(storage, path):
                        yield path

    def save(self, target: Path) -> Saved:
        """Data file first, then blobs: each blob that it names exists by then, and no pack comes between."""
        with self._lock(fcntl.LOCK_SH):
            objects = target / OBJECTS
            objects.mkdir(parents=True, exist_ok=True)
            before = set(objects.glob('*fs'))
            with _without_spaces(objects) as repository:
                _repozo(repozo.do_backup, file=str(self._data), repository=repository, quick=True)
            pieces = set(objects.glob('*fs')) - before
            for path in objects.iterdir():
                sync_file(str(path))
            sync_directory(objects)
            copied, blobs = self._save_blobs(target / BLOBS)
            whole = any(path.suffix == '.fs' for path in pieces)
            return Saved(whole, sum(path.stat().st_size for path in pieces), copied, blobs)

    def _save_blobs(self, target: Path) -> tuple[int, int]:
        copied = total = 0
        target.mkdir(parents=True, exist_ok=True)
        folders = set()
        for name, path in _files(self._blobs):
            if path.suffix != '.blob':
                continue
            total += 1
            kept = target / name
            if not kept.exists():
                folders |= _new_folders(kept.parent, target)
                _link_or_copy(path, kept)
                copied += 1
        _link_or_copy(self._blobs / '.layout', target / '.layout')
        for folder in folders | {target}:
            sync_directory(folder)
        return copied, total

    def last(self, target: Path) -> tuple[bytes, int]:
        """Transaction id and size of the data file that a backup holds."""
        pieces = sorted((target / OBJECTS).glob('*.dat'))
        size = int(pieces[-1].read_text().split('\n')[-2].split()[2])
        with self._data.open('rb') as file:
            file.seek(size - 8)
            file.seek(size - 8 - int.from_bytes(file.read(8), 'big'))
            return file.read(8), size

    def pack(self, days: float) -> None:
        """Beside a server, the server packs; the packed file is written next to the present one."""
        with self._lock(fcntl.LOCK_EX):
            free = shutil.disk_usage(self._data.parent).free
            if free < self._data.stat().st_size + self._settings['upload.min_free']:
                raise NoSpace(Refusal('no_space', _('Packing needs as much free space as the data file has.')))
            self._db.pack(time.time(), days)

    def settle_pack(self, keep: bool) -> None:
        """Remove the files as they were before packing, unless they are to be kept."""
        if not keep:
            self._data.with_name(DATA + '.old').unlink(missing_ok=True)
            shutil.rmtree(self._blobs.with_name(BLOBS + '.old'), ignore_errors=True)


def bring_back(source: Path, target: Path) -> None:
    """The data file in one piece, checked by the checksums of its pieces, and the blobs as copies."""
    folder = target / 'db'
    folder.mkdir(parents=True)
    try:
        with _without_spaces(source / OBJECTS) as repository:
            _repozo(repozo.do_recover, repository=repository, output=str(folder / DATA), withverify=True)
    except (repozo.RepozoError, OSError, ValueError, IndexError, KeyError) as error:
        raise Hindered(Refusal('backup_damaged', _('The backup in ${path} is damaged: ${reason}', mapping={
            'path': str(source), 'reason': str(error)}))) from error
    sync_file(str(folder / DATA))
    for name, path in _files(source / BLOBS):
        copy = folder / BLOBS / name
        copy.parent.mkdir(parents=True, exist_ok=True)
        shutil.copy2(path, copy)
        sync_file(str(copy))
    (folder / BLOBS / 'tmp').mkdir(parents=True, exist_ok=True)
    sync_directory(folder)


class _Walk:
    """One pass over all current objects."""

    def __init__(self, storage: Any) -> None:
        self._storage = storage
        self.objects = self.blobs = 0
        self.faults: list[tuple[str, str]] = []
        self._known: dict[tuple[str, str], bool] = {}
        self._find = class_factory(RENAMES)

    def run(self) -> None:
        """Look at every object that the index names."""
        for oid in self._storage._index:
            self.objects += 1
            try:
                data, tid = self._storage.load(oid)
                self._look(oid, tid, data)
            except POSKeyError:
                continue
            except Exception as error:
                self.faults.append(('unreadable', f'{oid_repr(oid)} {type(error).__name__}'))

    def _look(self, oid: bytes, tid: bytes, data: bytes) -> None:
        name = get_pickle_metadata(data)
        if name not in self._known:
            found = self._find(None, *name)
            self._known[name] = not (isinstance(found, type) and issubclass(found, Broken))
        if not self._known[name]:
            self.faults.append(('broken_class', f'{oid_repr(oid)} {".".join(name)}'))
        for reference in referencesf(data):
            if reference not in self._storage._index:
                self.faults.append(('dangling', f'{oid_repr(oid)} {oid_repr(reference)}'))
        if is_blob_record(data):
            self.blobs += 1
            if not os.path.exists(self._storage.fshelper.getBlobFilename(oid, tid)):
                self.faults.append(('blob_missing', oid_repr(oid)))


def _named(storage: Any, path: Path) -> bool:
    if path.name.startswith('.') or path.suffix != '.blob':
        return path.name.startswith('.')
    try:
        oid, serial = storage.fshelper.splitBlobFilename(str(path))
        storage.loadSerial(oid, serial)
    except (POSKeyError, ValueError):
        return False
    return True


def _files(folder: Path) -> Iterator[tuple[Path, Path]]:
    for parent, _folders, names in os.walk(folder):
        for name in names:
            path = Path(parent, name)
            yield path.relative_to(folder), path


def _new_folders(folder: Path, top: Path) -> set[Path]:
    """Make a folder below `top`; every folder that must be synced so that its name is safe."""
    folder.mkdir(parents=True, exist_ok=True)
    return {folder, *(each for each in folder.parents if each.is_relative_to(top))}


def _link_or_copy(path: Path, target: Path) -> None:
    if target.exists():
        return
    try:
        os.link(path, target)
    except OSError:
        part = target.with_name(target.name + '.part')
        shutil.copy2(path, part)
        sync_file(str(part))
        part.rename(target)


@contextlib.contextmanager
def _without_spaces(folder: Path) -> Iterator[str]:
    """Another path of a folder: repozo notes paths in a table whose columns are parted by spaces."""
    handle = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
    try:
        yield f'/proc/self/fd/{handle}'
    finally:
        os.close(handle)


def _repozo(action: Any, **options: Any) -> None:
    action(SimpleNamespace(**({'mode': None, 'gzip': False, 'date': None, 'verbose': False, 'killold': False,
                               'full': False, 'quick': False, 'file': None, 'output': None, 'withverify': False}
                              | options)))
