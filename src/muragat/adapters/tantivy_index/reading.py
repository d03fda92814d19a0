"""The reading side: follows the newest commit, searches, sorts, counts."""

import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from threading import Lock

import tantivy

from muragat.adapters.tantivy_index.building import Engine
from muragat.adapters.tantivy_index.filtering import seen_only
from muragat.adapters.tantivy_index.layout import LAYOUT, NOTE_ID, Note, register_tokenizer, schema
from muragat.adapters.tantivy_index.soundness import ATTEMPTS, META, segment_files
from muragat.ports.textindex import IndexUnavailable, Sight

MISSING, DAMAGED, STALE = 'index_missing', 'index_damaged', 'index_stale'
#: What the engine throws from its depths when it meets what it never wrote.
PANIC = 'PanicException'
Place = Callable[[], Path | None]


@dataclass(frozen=True)
class State:
    """One commit, as long as a question needs it."""

    searcher: tantivy.Searcher
    note: Note

    @cached_property
    def zones(self) -> frozenset[int]:
        """Every zone that a record is in."""
        return frozenset(int(zone) for zone, _count in self.searcher.terms_with_prefix('zone', ''))

    def seen_only(self, query: tantivy.Query, sight: Sight) -> tantivy.Query:
        """The query within what a person sees."""
        return seen_only(query, sight, lambda: self.zones)


@contextmanager
def engine_at_work(code: str = DAMAGED) -> Iterator[None]:
    """What the engine cannot read is said as IndexUnavailable."""
    try:
        yield
    except (OSError, ValueError) as error:
        raise IndexUnavailable(code) from error
    except BaseException as error:
        if type(error).__name__ != PANIC:
            raise
        raise IndexUnavailable(code) from error


class Reader:
    """Opens the newest commit of the folder that `place` names, and a newer one with the next question."""

    def __init__(self, place: Place) -> None:
        self._place = place
        self._lock = Lock()
        self._folder: Path | None = None
        self._index: tantivy.Index | None = None
        self._state: State | None = None
        self._seen: tuple[int, ...] = ()

    def state(self) -> State:
        """The newest commit; IndexUnavailable when there is none or its files are not there."""
        with self._lock:
            folder = folder_of(self._place)
            if folder != self._folder:
                self._forget()
                self._folder = folder
            seen = _signs(folder)
            if self._state is None or seen != self._seen:
                self._state = None
                with engine_at_work():
                    self._state = self._opened(folder)
                self._seen = seen
            return self._state

    def close(self) -> None:
        """Let go of the files."""
        with self._lock:
            self._forget()

    def _forget(self) -> None:
        self._folder = self._index = self._state = None

    def _opened(self, folder: Path) -> State:
        # A commit may remove files between the reading of their list and the look at them: look again.
        for _attempt in range(ATTEMPTS):
            if not (lost := [path for path in segment_files(folder) if not path.exists()]):
                break
        else:
            raise IndexUnavailable(DAMAGED) from FileNotFoundError(lost[0])
        if self._index is None:
            self._index = opened(folder)
        self._index.reload()
        searcher = self._index.searcher()
        return State(searcher, note_of(searcher))


def folder_of(place: Place) -> Path:
    """The folder with an index; IndexUnavailable when there is none."""
    folder = place()
    if folder is None or not folder.is_dir():
        raise IndexUnavailable(MISSING)
    if not (folder / META).exists():
        raise IndexUnavailable(DAMAGED if any(folder.iterdir()) else MISSING)
    return folder


def opened(folder: Path) -> tantivy.Index:
    """The engine at a folder; it looks for a newer commit only when told to."""
    index = tantivy.Index.open(str(folder))
    register_tokenizer(index)
    index.config_reader('manual')
    return index


def _signs(folder: Path) -> tuple[int, ...]:
    """What changes with each commit and each file that comes or goes, at the cost of two looks."""
    try:
        meta, whole = os.stat(folder / META), os.stat(folder)
    except OSError as error:
        raise IndexUnavailable(DAMAGED) from error
    return meta.st_ino, meta.st_mtime_ns, meta.st_size, whole.st_mtime_ns


def note_of(searcher: tantivy.Searcher) -> Note:
    """The note of a commit; `ValueError` when it has none."""
    found = searcher.search(Engine.term_query(schema(), 'id', NOTE_ID), limit=1).hits
    if not found:
        raise ValueError('an index without its note')
    note = Note.read(str(searcher.doc(found[0][1]).get_first('note')))
    if note.layout != LAYOUT:
        raise IndexUnavailable(STALE)
    return note
