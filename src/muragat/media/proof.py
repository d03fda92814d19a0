"""Proof of originals: every stored byte is read again and its checksum compared."""

import hashlib
from collections.abc import Iterator
from typing import Any, NamedTuple

from muragat.kernel.errors import Hindered
from muragat.kernel.i18n import _
from muragat.media.originals import Original, originals_of
from muragat.media.service import stored_bytes

PIECE = 1 << 20


class Fault(NamedTuple):
    """An original that is not as it was: where it is, and what is wrong, for people."""

    record: int
    number: int
    version: int
    words: str


def walk(site: Any) -> Iterator[tuple[int, int, int, Original]]:
    """Every original: (record id, file number, version, original)."""
    for record_id, sheaf in originals_of(site).sheaves.items():
        for number, versions in sheaf.files.items():
            for version, original in enumerate(versions, 1):
                yield record_id, number, version, original


def prove(site: Any) -> Iterator[Fault | None]:
    """For every original None when it is as it was, else what is wrong."""
    for record_id, number, version, original in walk(site):
        words = wrong(original)
        yield Fault(record_id, number, version, words) if words else None
        # What was read is let go again: an archive is larger than memory.
        if original.blob._p_changed is not None:
            original.blob._p_deactivate()
        original._p_deactivate()


def wrong(original: Original) -> str:
    """What is wrong with an original, for people; nothing when every byte is as it was."""
    try:
        with stored_bytes(original) as file:
            digest = hashlib.sha256()
            while piece := file.read(PIECE):
                digest.update(piece)
    except Hindered as hindered:
        return hindered.refusals[0].message
    if digest.hexdigest() == original.sha256:
        return ''
    return _('The bytes of "${name}" are not those that were handed over (SHA-256 ${found} instead of ${kept}).',
             mapping={'name': original.filename, 'found': digest.hexdigest(), 'kept': original.sha256})


def count(site: Any) -> tuple[int, int]:
    """How many originals there are, and their bytes."""
    number = size = 0
    for *_place, original in walk(site):
        number, size = number + 1, size + original.size
        original._p_deactivate()
    return number, size
