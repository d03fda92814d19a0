"""Files of records: receiving, attaching, versions and reading, with rights and journal."""

import os
import re
import unicodedata
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Any, BinaryIO, NamedTuple

from ZODB.blob import Blob
from ZODB.POSException import POSKeyError

from muragat.kernel.access import Permission
from muragat.kernel.errors import Forbidden, Hindered, NotVisible, Refusal
from muragat.kernel.i18n import _
from muragat.kernel.interfaces import IFileArrival
from muragat.media.facts import ATTACHED
from muragat.media.originals import Original, originals_for_writing, originals_of
from muragat.media.sharing import against_whole
from muragat.media.staging import Staged, StagingArea
from muragat.ports.mediatype import IMediaTypes

LONGEST_NAME = 255
PIECE = 1 << 16


class FileOf(NamedTuple):
    """A file of a record: its number, the number of the version and the original itself."""

    number: int
    version: int
    original: Original


class Reading:
    """Bytes start..stop of an original as pieces; close it when done."""

    def __init__(self, file: BinaryIO, start: int, stop: int) -> None:
        self._file = file
        self.start = start
        self.stop = stop

    def __iter__(self) -> Iterator[bytes]:
        self._file.seek(self.start)
        left = self.stop - self.start
        while left and (piece := self._file.read(min(PIECE, left))):
            left -= len(piece)
            yield piece

    def read(self) -> bytes:
        """All of them at once."""
        return b''.join(self)

    def close(self) -> None:
        """Let go of the file."""
        self._file.close()

    def __enter__(self) -> 'Reading':
        return self

    def __exit__(self, *_exception: object) -> None:
        self.close()


@dataclass(frozen=True)
class Files:
    """The files as the person of a desk may meet them."""

    desk: Any
    area: StagingArea
    media_types: Any

    def receive(self, stream: BinaryIO, expected: int | None = None) -> Staged:
        """Take a stream to the disk and look what it is, before any transaction; `NoSpace` when it may not fit."""
        staged = self.area.receive(stream, expected)
        found = self.media_types.of(staged.path)
        return replace(staged, media_type=found.name, note=found.note)

    def attach(self, record: Any, staged: Staged, filename: str, number: int | None = None,
               wishes: Mapping[str, Any] | None = None) -> FileOf:
        """Keep a staged file as a new file of the record, or as a newer version of file `number`.

        `wishes`: how it is to be read (kernel.interfaces.IFileArrival). The staged file stays until its `discard`, so
        that a transaction that others disturbed can be tried again.
        """
        self.desk.require(Permission.UPLOAD, record)
        self._require_place(record, number)
        originals = originals_for_writing(self.desk.site)
        original = Original(self._blob(staged), staged.sha256, staged.size, staged.media_type, harmless(filename),
                            self.desk.principal.id, self.desk.clock.now(), staged.note)
        place = originals.keep(record.id, original, number)
        self.desk.fact(ATTACHED, record, number=place[0], version=place[1], filename=original.filename,
                       sha256=original.sha256, size=original.size, media_type=original.media_type)
        arrival = self.desk.registry.adapt(record, IFileArrival)
        if arrival is not None:
            arrival.arrived(self.desk, *place, dict(wishes or {}))
        return FileOf(*place, original)

    def of(self, record: Any) -> list[FileOf]:
        """The newest version of each file of a record."""
        self.desk.require(Permission.VIEW, record)
        sheaf = originals_of(self.desk.site).sheaf(record.id)
        return [FileOf(number, len(versions), versions[-1])
                for number, versions in sorted(sheaf.files.items())] if sheaf else []

    def versions(self, record: Any, number: int) -> list[FileOf]:
        """All versions of a file, oldest first; `NotVisible` when there is no such file."""
        self.desk.require(Permission.VIEW, record)
        sheaf = originals_of(self.desk.site).sheaf(record.id)
        if sheaf is None or number not in sheaf.files:
            raise NotVisible
        return [FileOf(number, version, each) for version, each in enumerate(sheaf.files[number], 1)]

    def find(self, record: Any, number: int, version: int | None = None) -> FileOf:
        """One version of a file, the newest when none is named; `NotVisible` when there is none."""
        versions = self.versions(record, number)
        if version is None:
            return versions[-1]
        if not 1 <= version <= len(versions):
            raise NotVisible
        return versions[version - 1]

    def open(self, record: Any, original: Original, start: int = 0, stop: int | None = None) -> Reading:
        """Bytes start..stop (not included) of an original; the journal knows of it before the first byte is read."""
        self.desk.require(Permission.DOWNLOAD, record)
        if refusals := against_whole(self.desk, record, original):
            raise Forbidden(*refusals)
        if original.quarantine:
            raise Hindered(Refusal('quarantined', _(
                '“${name}” is kept apart: ${malware} was found in it.',
                mapping={'name': original.filename, 'malware': original.quarantine})))
        stop = original.size if stop is None else min(stop, original.size)
        file = stored_bytes(original)
        try:
            self.desk.witness.downloaded(record, self.desk.principal, self.desk.origin, original.filename,
                                         original.sha256)
        except BaseException:
            file.close()
            raise
        return Reading(file, min(start, stop), stop)

    def _blob(self, staged: Staged) -> Blob:
        blob = Blob()
        # A blob that belongs to a connection takes the file by rename inside the blob directory; others copy to /tmp.
        self.desk.site._p_jar.add(blob)
        link = staged.path.with_suffix(f'.part{os.getpid()}.{blob._p_oid.hex()}')
        os.link(staged.path, link)
        blob.consumeFile(str(link))
        return blob

    def _require_place(self, record: Any, number: int | None) -> None:
        if not self.desk.registry.type_of(record).files:
            raise Hindered(Refusal('no_files', _('Records of this type carry no files.')))
        sheaf = originals_of(self.desk.site).sheaf(record.id)
        if number is not None and (sheaf is None or number not in sheaf.files):
            raise NotVisible


def stored_bytes(original: Original) -> BinaryIO:
    """The stored file of an original; `Hindered` in words when it is missing or not as long as it was."""
    try:
        file = original.blob.open('r')
    except (POSKeyError, FileNotFoundError):
        raise Hindered(Refusal('bytes_missing', _(
            'The stored bytes of "${name}" are missing; the administrator can restore them from a backup.',
            mapping={'name': original.filename}))) from None
    if os.fstat(file.fileno()).st_size != original.size:
        file.close()
        raise Hindered(Refusal('bytes_damaged', _(
            'The stored bytes of "${name}" are damaged; the administrator can restore them from a backup.',
            mapping={'name': original.filename})))
    return file


def harmless(filename: str) -> str:
    """A file name without folders, control and direction characters, at most 255 bytes, the ending kept."""
    name = re.split(r'[/\\]', filename.encode('utf8', 'replace').decode('utf8'))[-1]
    name = ''.join(char for char in name if unicodedata.category(char) not in ('Cc', 'Cf', 'Cs', 'Co', 'Zl', 'Zp'))
    name = unicodedata.normalize('NFC', name).strip().strip('.') if name.strip('. ') else ''
    stem, dot, ending = name.rpartition('.')
    if not dot or len(ending.encode()) > 16:
        stem, ending = name, ''
    room = LONGEST_NAME - len(f'{dot and ending and "."}{ending}'.encode())
    stem = stem.encode()[:room].decode('utf8', 'ignore')
    return (f'{stem}.{ending}' if ending else stem) or 'file'


def files_at(desk: Any, house: Any) -> Files:
    """The files for a desk, with the staging area and the media types of the opened house."""
    return Files(desk, area_of(house.settings), house.ports[IMediaTypes])


def area_of(settings: Any) -> StagingArea:
    """The staging area beside the blobs, as the settings want it."""
    return StagingArea(settings.place('db', 'staging'), settings['upload.min_free'], settings['upload.largest'])
