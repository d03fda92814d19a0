"""Uploads that are not finished: bytes beside the blobs, an offset that tells what is on the disk, and who sends."""

import contextlib
import fcntl
import hashlib
import json
import os
import re
import secrets
import threading
import time
from collections import OrderedDict
from collections.abc import Iterator, Mapping
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any, BinaryIO

from zope.i18nmessageid import Message

from muragat.kernel.errors import Hindered, Invalid, NotVisible, Refusal, Refused
from muragat.kernel.i18n import _
from muragat.media.staging import FULL, Staged, StagingArea, no_space, sync_directory, write_all

#: Largest piece that is taken in one request: a server holds a whole request before the application sees it.
LARGEST_PIECE = 8 << 20
DAY = 86_400.0
_READ = 1 << 18
_NUMBER = 20
#: Seconds between two looks whether another has let go of an upload.
_PAUSE = 0.02
_ID = re.compile(r'[0-9a-f]{32}')
#: Unfinished uploads whose checksum goes on from the last piece; of others the bytes are read again.
_REMEMBERED = 512


class OffsetDiffers(Exception):
    """The piece does not begin where the bytes on the disk end; the argument is where they end."""


class ChecksumDiffers(Exception):
    """The piece that arrived is not the one that was sent; nothing of it was kept."""


class InUse(Exception):
    """Another request is writing to this upload."""


@dataclass(frozen=True)
class Order:
    """What was said when an upload began: the file, where it goes, who sends it and for whom."""

    filename: str
    #: Bytes.
    size: int
    #: Record id of the batch or target.
    target: int
    #: Principal id of the account that sends.
    sender: str
    #: Principal id of the person who scans; empty: the sender.
    operator: str = ''
    languages: tuple[str, ...] = ()
    #: SHA-256 that the sender computed; empty: not told.
    sha256: str = ''
    #: Take it although the same bytes are held elsewhere.
    again: bool = False
    #: Values of the permissions to which the sender's token is limited; None: no token.
    scopes: tuple[str, ...] | None = None
    #: From where he sends, for the journal.
    origin: str = ''
    #: Seconds since the epoch.
    begun: float = 0.0


@dataclass(frozen=True)
class Upload:
    """An upload on the disk."""

    id: str
    folder: Path
    order: Order

    @property
    def bytes(self) -> Path:
        """The file that grows."""
        return self.folder / f'{self.id}.bytes'

    @property
    def offsets(self) -> Path:
        """Fixed-width numbers: how many bytes were on the disk after each piece; the last whole one counts."""
        return self.folder / f'{self.id}.offset'

    @property
    def note(self) -> Path:
        """Why the file was not taken."""
        return self.folder / f'{self.id}.refused'

    @property
    def offset(self) -> int:
        """Bytes that are on the disk whatever happens now."""
        numbers = self.offsets.read_bytes()
        whole = len(numbers) // _NUMBER
        return int(numbers[(whole - 1) * _NUMBER:whole * _NUMBER]) if whole else 0

    @property
    def whole(self) -> bool:
        """Whether every byte is there."""
        return self.offset == self.order.size

    @property
    def touched(self) -> float:
        """When the last piece came, in seconds since the epoch."""
        return self.offsets.stat().st_mtime


class Uploads:
    """All of them, in one folder; any number of processes may share it."""

    def __init__(self, folder: Path, area: StagingArea, days: float = 7) -> None:
        self.folder = folder
        self.area = area
        self.days = days
        self._digests: OrderedDict[str, tuple[int, Any]] = OrderedDict()
        self._lock = threading.Lock()

    def begin(self, order: Order) -> Upload:
        """A new upload; refused before the first byte when the file is too large or may not fit."""
        if order.size > self.area.largest:
            raise Invalid(Refusal('too_large', _('The file is larger than ${largest} MB; nothing was taken.',
                                                 mapping={'largest': self.area.largest >> 20})))
        self.area.require_space(order.size)
        self.folder.mkdir(parents=True, exist_ok=True)
        upload = Upload(secrets.token_hex(16), self.folder, order)
        try:
            for path, content in ((upload.bytes, b''), (upload.offsets, b''.zfill(_NUMBER)),
                                  (self._order(upload.id), json.dumps(asdict(order)).encode())):
                _written(path, content)
            sync_directory(self.folder)
        except OSError as error:
            self.remove(upload.id)
            raise (no_space() if error.errno in FULL else error) from error
        return upload

    def find(self, upload_id: str) -> Upload:
        """An upload by its id; `NotVisible` when there is none (any more)."""
        try:
            data = json.loads(self._order(upload_id).read_bytes()) if _ID.fullmatch(upload_id) else None
        except (FileNotFoundError, ValueError):
            data = None
        if data is None:
            raise NotVisible
        said: dict[str, Any] = {name: tuple(value) if isinstance(value, list) else value
                                for name, value in data.items()}
        return Upload(upload_id, self.folder, Order(**said))

    def append(self, upload: Upload, offset: int, stream: BinaryIO, checksum: tuple[str, bytes] | None = None) -> int:
        """Take a piece; what is returned is the new offset, and that many bytes are on the disk by then.

        `checksum`: name of an algorithm of hashlib and the digest of the piece.
        """
        with self.held(upload) as file:
            at = upload.offset
            if offset != at:
                raise OffsetDiffers(at)
            self.area.require_space()
            # Bytes after the offset were never promised to anybody.
            file.truncate(at)
            file.seek(at)
            digest = self._digest(upload, at)
            try:
                length = _copied(stream, file, min(LARGEST_PIECE, upload.order.size - at), digest, checksum)
                os.fsync(file.fileno())
            except BaseException as error:
                file.truncate(at)
                if isinstance(error, OSError) and error.errno in FULL:
                    raise no_space() from error
                raise
            _appended(upload.offsets, b'%0*d' % (_NUMBER, at + length))
            self._remember(upload.id, at + length, digest)
            return at + length

    @contextlib.contextmanager
    def held(self, upload: Upload, patience: float = 0.0) -> Iterator[BinaryIO]:
        """The growing file, for one at a time in all processes; `InUse` when another has it for so many seconds."""
        try:
            file = upload.bytes.open('r+b', buffering=0)
        except FileNotFoundError:
            raise NotVisible from None
        with file:
            deadline = time.monotonic() + patience
            while not _locked(file):
                if time.monotonic() >= deadline:
                    raise InUse
                time.sleep(_PAUSE)
            yield file

    def staged(self, upload: Upload) -> Staged:
        """The whole file as one that a record may take; `Refused` when it is not what the sender meant to send.

        Its checksum is that of the bytes as they lie on the disk, read again unless this process wrote them all.
        """
        try:
            digest = self._digest(upload, upload.order.size).hexdigest()
        except FileNotFoundError:
            raise NotVisible from None
        if upload.order.sha256 and upload.order.sha256 != digest:
            raise Invalid(Refusal('sha256', _('The bytes that arrived are not those that were sent; nothing was '
                                              'kept.'), 'sha256'))
        return Staged(upload.bytes, upload.order.size, digest)

    def _digest(self, upload: Upload, offset: int) -> Any:
        with self._lock:
            known, digest = self._digests.get(upload.id, (-1, None))
        if known == offset and upload.bytes.exists():
            return digest.copy()
        digest = hashlib.sha256()
        with upload.bytes.open('rb') as file:
            left = offset
            while left and (piece := file.read(min(_READ, left))):
                digest.update(piece)
                left -= len(piece)
        if left:
            raise Hindered(Refusal('bytes_missing', _('Received bytes are missing on the disk; send the file again.')))
        return digest

    def _remember(self, upload_id: str, offset: int, digest: Any) -> None:
        with self._lock:
            self._digests[upload_id] = offset, digest
            self._digests.move_to_end(upload_id)
            while len(self._digests) > _REMEMBERED:
                self._digests.popitem(last=False)

    def refuse(self, upload: Upload, refused: Refused) -> None:
        """Keep the words of a refusal for the sender and remove the bytes."""
        reasons = [plain(each) for each in refused.refusals]
        _written(upload.note, json.dumps(reasons, ensure_ascii=False).encode())
        upload.bytes.unlink(missing_ok=True)
        sync_directory(self.folder)

    def refusals(self, upload: Upload) -> tuple[Refusal, ...]:
        """Why the whole file was not taken; empty when it was not refused."""
        try:
            return tuple(worded(each) for each in json.loads(upload.note.read_bytes()))
        except (FileNotFoundError, ValueError):
            return ()

    def remove(self, upload_id: str) -> None:
        """Forget an upload with its bytes; no harm when it is gone already. The order goes last."""
        last = self._order(upload_id)
        for path in self.folder.glob(f'{upload_id}.*'):
            if path != last:
                path.unlink(missing_ok=True)
        last.unlink(missing_ok=True)
        with self._lock:
            self._digests.pop(upload_id, None)

    def all(self) -> Iterator[Upload]:
        """Every upload that is on the disk."""
        for path in sorted(self.folder.glob('*.json')) if self.folder.is_dir() else ():
            with contextlib.suppress(NotVisible):
                yield self.find(path.stem)

    def waiting(self) -> list[Upload]:
        """Those that were neither taken nor refused yet."""
        return [each for each in self.all() if each.offsets.exists() and not each.note.exists()]

    def expires(self, upload: Upload) -> float:
        """When it is removed unless another piece comes, in seconds since the epoch."""
        return upload.touched + self.days * DAY

    def sweep(self, now: float) -> int:
        """Remove what expired and what a crash left of others; how many uploads there were."""
        gone = 0
        names = {path.name.partition('.')[0] for path in self.folder.iterdir()} if self.folder.is_dir() else set()
        for name in sorted(names):
            with contextlib.suppress(FileNotFoundError, ValueError):
                newest = max(path.stat().st_mtime for path in self.folder.glob(f'{name}.*'))
                if newest + self.days * DAY < now:
                    self.remove(name)
                    gone += 1
        return gone

    def _order(self, upload_id: str) -> Path:
        return self.folder / f'{upload_id}.json'


def _locked(file: BinaryIO) -> bool:
    try:
        fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    return True


def _copied(stream: BinaryIO, file: BinaryIO, most: int, digest: Any, checksum: tuple[str, bytes] | None) -> int:
    """Bytes written; what the sender cut short is kept as far as it came, unless a checksum speaks against it."""
    length, piece_digest = 0, hashlib.new(checksum[0]) if checksum else None
    while piece := _received(stream, min(_READ, most + 1 - length), checksum is None):
        length += len(piece)
        if length > most:
            raise Invalid(Refusal('too_long', _('The piece is larger than what is missing of the file, or than '
                                                '${most} MB.', mapping={'most': LARGEST_PIECE >> 20})))
        write_all(file, piece)
        digest.update(piece)
        if piece_digest is not None:
            piece_digest.update(piece)
    if checksum and piece_digest is not None and piece_digest.digest() != checksum[1]:
        raise ChecksumDiffers
    return length


def _received(stream: BinaryIO, most: int, lenient: bool) -> bytes:
    try:
        return stream.read(most)
    except OSError as error:
        # The line broke: what came so far is worth keeping.
        if lenient and error.errno is None:
            return b''
        raise


def _written(path: Path, content: bytes) -> None:
    with path.open('wb', buffering=0) as file:
        write_all(file, content)
        os.fsync(file.fileno())


def _appended(path: Path, content: bytes) -> None:
    with path.open('r+b', buffering=0) as file:
        # What a crash left of a number is overwritten.
        file.seek(path.stat().st_size // _NUMBER * _NUMBER)
        write_all(file, content)
        os.fsync(file.fileno())


def plain(refusal: Refusal) -> dict[str, Any]:
    """A refusal as plain data, worded when it is read."""
    return {'code': refusal.code, 'field': refusal.field, 'message': _plain(refusal.message)}


def _plain(message: Any) -> Any:
    if not hasattr(message, 'mapping'):
        return message
    return {'id': str(message), 'mapping': {name: _plain(value) for name, value in (message.mapping or {}).items()}}


def worded(data: Mapping[str, Any]) -> Refusal:
    """A refusal from plain data."""
    return Refusal(data['code'], _worded(data['message']), data['field'])


def _worded(data: Any) -> Any:
    if not isinstance(data, dict):
        return data
    mapping = {name: _worded(value) for name, value in data['mapping'].items()}
    return Message(data['id'], domain='muragat', mapping=mapping or None)
