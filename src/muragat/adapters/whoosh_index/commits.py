"""Commits: Whoosh's table of contents with its segments, and beside it what the commit was for; all fsynced."""
import json
import os
import re
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import NamedTuple

from whoosh.filedb.filestore import RamStorage
from whoosh.index import TOC
from whoosh.util.filelock import FileLock

from muragat.adapters.disk import put_file
from muragat.adapters.whoosh_index.arrays import Damaged
from muragat.adapters.whoosh_index.codec import NAME, ArraySegment, schema

_OURS = re.compile(rf'_?{NAME}_[0-9a-z_]+\.')


class Commit(NamedTuple):
    """A whole state of the index."""

    number: int
    segments: tuple[ArraySegment, ...]
    version: str
    generations: Mapping[int, int]


def latest(names: Iterable[str]) -> int:
    """Number of the newest commit among these file names; -1: none."""
    pattern = TOC._pattern(NAME)
    return max((int(found[1]) for name in names if (found := pattern.match(name))), default=-1)


def read_commit(folder: Path, number: int) -> Commit:
    """FileNotFoundError when it is gone, Damaged when it cannot be read."""
    storage = RamStorage()
    name = TOC._filename(NAME, number)
    try:
        storage.files[name] = (folder / name).read_bytes()
        notes = json.loads((folder / _notes_name(number)).read_bytes())
        toc = TOC.read(storage, NAME, gen=number)
        generations = {int(record): generation for record, generation in notes['generations'].items()}
        return Commit(number, tuple(toc.segments), notes['version'], generations)
    except FileNotFoundError:
        raise
    except Exception as error:
        raise Damaged(f'Commit {number} cannot be read: {error}') from error


def write_commit(folder: Path, commit: Commit) -> None:
    """From its return on the commit counts. Its segments must be on the disk."""
    storage = RamStorage()
    TOC(schema(), list(commit.segments), commit.number).write(storage, NAME)
    notes = {'version': commit.version, 'generations': commit.generations}
    put_file(folder / _notes_name(commit.number), json.dumps(notes).encode())
    name = TOC._filename(NAME, commit.number)
    put_file(folder / name, storage.files[name])


def sweep(folder: Path, kept: Commit) -> None:
    """Remove what this commit does not need: older commits, unused segments, torn files."""
    needed = {TOC._filename(NAME, kept.number), _notes_name(kept.number), *(each.file for each in kept.segments)}
    for name in os.listdir(folder):
        if name not in needed and _OURS.match(name):
            with suppress(FileNotFoundError):
                (folder / name).unlink()


@contextmanager
def written(folder: Path) -> Iterator[None]:
    """The one who writes into the folder; another waits. The system lets the lock go when he dies."""
    lock = FileLock(str(folder / f'{NAME}_WRITELOCK'))
    lock.acquire(blocking=True)
    try:
        yield
    finally:
        lock.release()


def _notes_name(number: int) -> str:
    return f'{NAME}_notes_{number}.json'
