"""The reading side: follows the newest commit, searches, sorts, counts."""

import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from threading import Lock
from typing import NamedTuple

import tantivy

from muragat.adapters.tantivy_index.building import Engine
from muragat.adapters.tantivy_index.layout import LAYOUT, NOTE_ID, Note, register_tokenizer, schema
from muragat.adapters.tantivy_index.soundness import META, segment_files
from muragat.ports.textindex import IndexUnavailable

MISSING, DAMAGED, STALE = 'index_missing', 'index_damaged', 'index_stale'
#: What the engine throws from its depths when it meets what it never wrote.
PANIC = 'PanicException'


class State(NamedTuple):
    """One commit, as long as a question needs it."""

    searcher: tantivy.Searcher
    note: Note


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
    """Opens the newest commit of a folder, and a newer one with the next question."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._lock = Lock()
        self._index: tantivy.Index | None = None
        self._state: State | None = None
        self._seen: tuple[int, ...] = ()

    def state(self) -> State:
        """The newest commit; IndexUnavailable when there is none or its files are not there."""
        with self._lock:
            seen = self._signs()
            if self._state is None or seen != self._seen:
                # A file that was deleted or added shows in the folder, and costs no more than asking for it.
                self._state = None
                with engine_at_work():
                    self._state = self._opened()
                self._seen = seen
            return self._state

    def close(self) -> None:
        """Let go of the files."""
        with self._lock:
            self._index = self._state = None

    def _signs(self) -> tuple[int, ...]:
        """What changes with each commit and each file that comes or goes."""
        try:
            meta, folder = os.stat(self._folder / META), os.stat(self._folder)
        except OSError as error:
            self._index = self._state = None
            raise IndexUnavailable(MISSING) from error
        return meta.st_ino, meta.st_mtime_ns, meta.st_size, folder.st_mtime_ns

    def _opened(self) -> State:
        # A commit may remove files between the reading of their list and the look at them: look again.
        for _attempt in range(5):
            if not (lost := [path for path in segment_files(self._folder) if not path.exists()]):
                break
        else:
            raise IndexUnavailable(DAMAGED) from FileNotFoundError(lost[0])
        if self._index is None:
            index = tantivy.Index.open(str(self._folder))
            register_tokenizer(index)
            index.config_reader('manual')
            self._index = index
        self._index.reload()
        searcher = self._index.searcher()
        return State(searcher, note_of(searcher))


def note_of(searcher: tantivy.Searcher) -> Note:
    """The note of a commit; `ValueError` when it has none."""
    found = searcher.search(Engine.term_query(schema(), 'id', NOTE_ID), limit=1).hits
    if not found:
        raise ValueError('an index without its note')
    note = Note.read(searcher.doc(found[0][1])['note'][0])
    if note.layout != LAYOUT:
        raise IndexUnavailable(STALE)
    return note
