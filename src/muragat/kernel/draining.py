"""Draining: what the spools of all processes hold goes into the journal, exactly once, by sequence number."""
import fcntl
import os
from collections.abc import Iterator
from hashlib import sha256
from json import loads
from pathlib import Path
from typing import Any, BinaryIO, NamedTuple

from muragat.kernel.facts import SPOOL_DAMAGED
from muragat.kernel.journal import Journal
from muragat.kernel.spoolfile import SUFFIX, sync_directory

DAMAGED_SUFFIX = '.damaged'
STEP = 500


class Drained(NamedTuple):
    """What a step brought into the journal: facts, and reports of damaged lines."""

    facts: int
    damaged: int


class Place(NamedTuple):
    """How far a spool is drained: number of the last good line, byte offset behind what was read, damage seen."""

    number: int = 0
    offset: int = 0
    damaged: int = 0


class _Line(NamedTuple):
    end: int
    number: int | None
    fact: dict[str, Any] | None
    raw: bytes


def drain(journal: Journal, directory: Path, limit: int = STEP) -> Drained:
    """Append at most `limit` facts of all spools in the caller's transaction, which also keeps how far it came.

    A line that is torn or damaged is reported in the journal as a fact of its own, with its bytes. The unfinished last
    line of a process that still lives is left for the next time. After the commit call `sweep`.
    """
    facts = damaged = 0
    for path in sorted(directory.glob(f'*{SUFFIX}')):
        if facts + damaged >= limit:
            break
        step = _drain_file(journal, path, limit - facts - damaged)
        facts, damaged = facts + step.facts, damaged + step.damaged
    return Drained(facts, damaged)


def _drain_file(journal: Journal, path: Path, limit: int) -> Drained:
    before = Place(*journal.drained.get(path.stem, ()))
    place = before
    facts = 0
    for line in _lines(path, before.offset):
        if facts + place.damaged - before.damaged >= limit:
            break
        if line.number is None or line.fact is None:
            journal.append(_report(path, line))
            place = Place(place.number, line.end, place.damaged + 1)
        else:
            if line.number > place.number:
                journal.append(line.fact)
                facts += 1
            place = Place(max(place.number, line.number), line.end, place.damaged)
    if place != before:
        journal.drained[path.stem] = tuple(place)
    return Drained(facts, place.damaged - before.damaged)


def _lines(path: Path, offset: int) -> Iterator[_Line]:
    """Lines from `offset` on; the last one without an end only when its writer is gone."""
    try:
        stream = path.open('rb')
    except FileNotFoundError:
        return
    with stream:
        writer_gone = _writer_is_gone(stream)
        stream.seek(offset)
        for raw in stream:
            if not raw.endswith(b'\n') and not writer_gone:
                return
            offset += len(raw)
            yield _parsed(raw, offset)


def _parsed(raw: bytes, end: int) -> _Line:
    checksum, _, body = raw.rstrip(b'\n').partition(b' ')
    if not raw.endswith(b'\n') or sha256(body).hexdigest()[:16].encode() != checksum:
        return _Line(end, None, None, raw)
    number, _, text = body.partition(b' ')
    return _Line(end, int(number), loads(text), raw)


def _report(path: Path, line: _Line) -> dict[str, Any]:
    torn = not line.raw.endswith(b'\n')
    return {'at': path.stat().st_mtime, 'what': SPOOL_DAMAGED, 'from': 'drain',
            'details': {'spool': path.stem, 'offset': line.end - len(line.raw), 'torn': torn,
                        'bytes': line.raw[:4000].decode('utf-8', 'backslashreplace')}}


def _writer_is_gone(stream: BinaryIO) -> bool:
    try:
        fcntl.flock(stream, fcntl.LOCK_SH | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    fcntl.flock(stream, fcntl.LOCK_UN)
    return True


def sweep(journal: Journal, directory: Path) -> int:
    """Remove spools whose process is gone and whose every byte is drained by a committed step; how many.

    A spool with damage is kept under another suffix, for people to look at.
    """
    swept = 0
    for path in sorted(directory.glob(f'*{SUFFIX}')):
        place = Place(*journal.drained.get(path.stem, ()))
        with path.open('rb') as stream:
            finished = _writer_is_gone(stream) and os.fstat(stream.fileno()).st_size == place.offset
        if finished:
            if place.damaged:
                path.rename(path.with_suffix(DAMAGED_SUFFIX))
            else:
                path.unlink()
            swept += 1
    if swept:
        sync_directory(directory)
    return swept
