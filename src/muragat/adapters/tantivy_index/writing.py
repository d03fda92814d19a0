"""The writing side: one commit at a time, by one writer at a time."""

import time
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from threading import RLock, Timer, current_thread

import tantivy

from muragat.adapters.tantivy_index.building import Engine
from muragat.adapters.tantivy_index.layout import (
    LAYOUT,
    NOTE_ID,
    Note,
    engine_document,
    note_document,
    register_tokenizer,
    schema,
)
from muragat.adapters.tantivy_index.reading import Place, engine_at_work, folder_of, note_of, opened
from muragat.adapters.tantivy_index.soundness import META, PARTS, segment_files
from muragat.ports.textindex import IndexDocument, IndexUnavailable

#: Memory that documents fill before the engine writes them to a file; one thread, so that the order is that of ours.
HEAP, THREADS = 64 << 20, 1
#: Seconds that a commit waits for another writer, and between two tries.
PATIENCE, PAUSE = 60.0, 0.02
#: Seconds after which a writer that has nothing to do lets others write and gives its memory back.
REST = 1.0
#: Seconds for which a writer that is closed goes on merging; what is not merged by then will be with later commits.
MERGING = 3.0
#: The one thing that keeps a sound index from being written.
FULL = 'index_full'


def begin(folder: Path, version: str) -> None:
    """Make an empty index in a folder that has none; one that is begun stays."""
    folder.mkdir(parents=True, exist_ok=True)
    if (folder / META).exists():
        # The engine makes its list of files before the note can be written.
        if opened(folder).searcher().num_docs:
            return
        (folder / META).unlink()
    index = tantivy.Index(schema(), str(folder), reuse=False)
    register_tokenizer(index)
    writer = index.writer(HEAP, THREADS)
    writer.add_document(note_document(Note(LAYOUT, version, {}, {})))
    writer.commit()
    writer.wait_merging_threads()


class Writer:
    """Keeps the engine's writer while commits follow each other, so that files are merged beside them."""

    def __init__(self, place: Place, version: str, merging: float = MERGING) -> None:
        self._place = place
        self._version = version
        self._merging = merging
        self._folder: Path | None = None
        self._lock = RLock()
        self._index: tantivy.Index | None = None
        self._writer: tantivy.IndexWriter | None = None
        self._timer: Timer | None = None

    def commit(self, documents: Iterable[IndexDocument], deleted: Iterable[int],
               generations: Mapping[int, int]) -> None:
        """All or nothing, and on disk."""
        latest = {document.id: document for document in documents}
        gone = [*latest, *deleted, NOTE_ID]
        with self._lock:
            self._stir()
            self._follow()
            with engine_at_work():
                writer, note = self._opened(), self._note(latest.values(), generations)
            with self._all_or_nothing():
                with engine_at_work(FULL):
                    writer.delete_documents_by_query(Engine.term_set_query(schema(), 'id', gone))
                # One at a time: made of a long text, a document takes as much memory as all its terms.
                for document in latest.values():
                    made = engine_document(document, note.slots)
                    with engine_at_work(FULL):
                        writer.add_document(made)
                with engine_at_work(FULL):
                    writer.add_document(note_document(note))
                    writer.commit()
            self._rest_later()

    @contextmanager
    def _all_or_nothing(self) -> Iterator[None]:
        """What was not committed goes with the engine's writer; the next one begins at the last commit."""
        try:
            yield
        except BaseException:
            self._drop()
            raise

    def close(self) -> None:
        """Let the engine merge for a while, and let go of files."""
        with self._lock:
            self._stir()
            deadline = time.monotonic() + self._merging
            while self._writer is not None and self._merges() and time.monotonic() < deadline:
                time.sleep(PAUSE)
            self._drop()

    def _note(self, documents: Iterable[IndexDocument], generations: Mapping[int, int]) -> Note:
        index = self._engine()
        index.reload()
        searcher = index.searcher()
        note = note_of(searcher).knowing(name for document in documents for name in document.fields)
        # What is empty becomes an index of the analyser that fills it; otherwise it stays stale until it is rebuilt.
        version = note.version if searcher.num_docs > 1 else self._version
        return replace(note, version=version, generations=dict(generations))

    def _opened(self) -> tantivy.IndexWriter:
        if self._writer is None:
            self._writer = self._waited_for()
            self._writer.garbage_collect_files()
            self._remove_torn()
        return self._writer

    def _remove_torn(self) -> None:
        """Files of a writer that was killed while he wrote; the engine forgets them. The lock is ours now."""
        assert self._folder is not None
        for path in self._folder.glob('.tmp*'):
            path.unlink(missing_ok=True)

    def _waited_for(self) -> tantivy.IndexWriter:
        deadline = time.monotonic() + PATIENCE
        while True:
            try:
                return self._engine().writer(HEAP, THREADS)
            except ValueError as error:
                if 'LockBusy' not in str(error):
                    raise
                if time.monotonic() > deadline:
                    raise TimeoutError(f'Another program writes to the index in {self._folder}') from error
            time.sleep(PAUSE)

    def _follow(self) -> None:
        """Turn to the folder where the index lies now. IndexUnavailable when there is none.

        An engine that went on writing would make the index anew with a part of what was there.
        """
        try:
            folder = folder_of(self._place)
        except IndexUnavailable:
            self._drop()
            raise
        if folder != self._folder:
            self._drop()
            self._folder = folder

    def _engine(self) -> tantivy.Index:
        assert self._folder is not None
        if self._index is None:
            self._index = opened(self._folder)
        return self._index

    def _stir(self) -> None:
        if self._timer is not None:
            self._timer.cancel()
            self._timer = None

    def _rest_later(self) -> None:
        self._timer = Timer(REST, self._rest_now)
        self._timer.daemon = True
        self._timer.start()

    def _rest_now(self) -> None:
        with self._lock:
            # A commit that began meanwhile has a timer of its own.
            if self._timer is current_thread():
                if self._merges():
                    self._rest_later()
                else:
                    self._drop()

    def _merges(self) -> bool:
        """Whether the engine writes files that no commit knows yet, or has yet to remove those it merged."""
        assert self._folder is not None
        try:
            known = {path.name for path in segment_files(self._folder)}
            return any(path.suffix[1:] in PARTS and path.name not in known for path in self._folder.iterdir())
        except (OSError, ValueError):
            return False

    def _drop(self) -> None:
        self._writer = self._index = None
