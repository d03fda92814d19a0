"""Originals: the bytes that were handed over, never changed, with what is known of them."""

from typing import Any

from BTrees.LOBTree import LOBTree
from BTrees.OOBTree import OOBTree
from persistent import Persistent
from ZODB.blob import Blob


class Original(Persistent):
    """One version of one file of a record."""

    #: Name of the malware that was found in it; then nobody gets it.
    quarantine = ''

    def __init__(self, blob: Blob, sha256: str, size: int, media_type: str, filename: str, who: str, when: float,
                 note: str = '') -> None:
        self.blob = blob
        #: 64 hexadecimal digits.
        self.sha256 = sha256
        #: Bytes.
        self.size = size
        #: MIME type told from the content.
        self.media_type = media_type
        #: As it was called by who handed it over, made harmless.
        self.filename = filename
        #: Principal id.
        self.who = who
        #: Seconds since the epoch, UTC.
        self.when = when
        #: Why the media type is not known, if it is not.
        self.note = note


class Sheaf(Persistent):
    """The files of one record: number of the file -> its versions, oldest first."""

    def __init__(self) -> None:
        self.files: dict[int, tuple[Original, ...]] = {}

    def add(self, original: Original, number: int | None = None) -> tuple[int, int]:
        """Keep as a new file, or as a newer version of file `number`; gives (number, version), both from 1."""
        if number is None:
            number = max(self.files, default=0) + 1
        versions = self.files.get(number, ())
        self.files = {**self.files, number: (*versions, original)}
        return number, len(versions) + 1


class Originals(Persistent):
    """All originals of a site: record id -> Sheaf, and checksum -> where the same bytes are held."""

    def __init__(self) -> None:
        self.sheaves = LOBTree()
        self.holders = OOBTree()

    def sheaf(self, record_id: int) -> Sheaf | None:
        """The files of a record, or None."""
        return self.sheaves.get(record_id)

    def keep(self, record_id: int, original: Original, number: int | None = None) -> tuple[int, int]:
        """Keep an original of a record; gives its file number and version."""
        sheaf = self.sheaves.get(record_id)
        if sheaf is None:
            sheaf = self.sheaves[record_id] = Sheaf()
        place = sheaf.add(original, number)
        digest = bytes.fromhex(original.sha256)
        self.holders[digest] = (*self.holders.get(digest, ()), (record_id, *place))
        return place

    def holding(self, sha256: str) -> tuple[tuple[int, int, int], ...]:
        """Where these bytes are held: (record id, file number, version)."""
        return self.holders.get(bytes.fromhex(sha256), ())

    def release(self, record_id: int) -> None:
        """Forget the files of a record that is purged for ever."""
        sheaf = self.sheaves.pop(record_id, None)
        for original in [each for versions in sheaf.files.values() for each in versions] if sheaf else ():
            digest = bytes.fromhex(original.sha256)
            left = tuple(each for each in self.holders.get(digest, ()) if each[0] != record_id)
            if left:
                self.holders[digest] = left
            else:
                self.holders.pop(digest, None)


def originals_of(site: Any) -> Originals:
    """The originals of a site for reading; an empty, unstored one when nothing was ever kept."""
    found = getattr(site, 'originals', None)
    return found if isinstance(found, Originals) else Originals()


def originals_for_writing(site: Any) -> Originals:
    """The originals of a site, made with the first file."""
    found = getattr(site, 'originals', None)
    if not isinstance(found, Originals):
        found = site.originals = Originals()
    return found
