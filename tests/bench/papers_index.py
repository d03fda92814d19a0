"""Indexes of papers, loaded straight into an engine and kept; a loading that was killed is taken up again."""

import json
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from shutil import rmtree

from muragat.adapters.index_store import FolderStore
from muragat.adapters.tantivy_index.engine import engine as tantivy
from muragat.adapters.whoosh_index.engine import engine as whoosh
from muragat.search.indexing import VERSION as INDEXED
from muragat.search.indexing import WEIGHTS
from tests.bench import papers

ENGINES = {'tantivy': tantivy, 'whoosh': whoosh}
#: Papers of one commit, as a rebuild has them, and between two notes of the progress.
BATCH, STRETCH = 2000, 50_000


@dataclass
class Loaded:
    """What is known of an index: papers in it, seconds in which papers were made and in which the engine took them."""

    definition: str
    papers: int = 0
    making: float = 0.0
    engine: float = 0.0

    @property
    def per_second(self) -> float:
        """Papers that the engine took in a second, analysis not counted."""
        return self.papers / max(self.engine, 0.001)


class PapersIndex:
    """The index of the first `count` papers by an engine, below a data folder."""

    def __init__(self, data: Path, engine: str, count: int) -> None:
        self._folder = data / 'search' / f'{engine}-{count}'
        self._note = self._folder / 'note.json'
        self._engine, self._count = engine, count
        # Not that of the analyser: it takes an hour to load a million papers, and their terms differ in a few words.
        self._definition = f'papers {papers.VERSION}'

    def loaded(self, say) -> Loaded:
        """Load what is missing."""
        told = self._told()
        if told.papers >= self._count:
            return told
        store = FolderStore(self._folder, ENGINES[self._engine](INDEXED, WEIGHTS))
        index = store.aside()
        # What was committed counts, not what was noted down last.
        begin = told.papers = sum(1 for _id in index.ids())
        for first in range(begin, self._count, BATCH):
            began = time.perf_counter()
            documents = [papers.document_of(number) for number in range(first, min(first + BATCH, self._count))]
            made = time.perf_counter()
            index.commit(documents, (), {})
            told.making += made - began
            told.engine += time.perf_counter() - made
            told.papers += len(documents)
            self._note.write_text(json.dumps(vars(told)))
            if told.papers // STRETCH != (told.papers - len(documents)) // STRETCH:
                say(f'{self._engine}: {told.papers} papers, made in {told.making:.0f} s, taken in {told.engine:.0f} s')
        index.close()
        store.swap()
        return told

    def _told(self) -> Loaded:
        try:
            told = Loaded(**json.loads(self._note.read_text()))
        except (OSError, ValueError, TypeError):
            told = Loaded('')
        if told.definition != self._definition:
            rmtree(self._folder, ignore_errors=True)
            self._folder.mkdir(parents=True)
            told = Loaded(self._definition)
        return told

    @contextmanager
    def opened(self) -> Iterator:
        """The index as it serves."""
        index = FolderStore(self._folder, ENGINES[self._engine](INDEXED, WEIGHTS)).open()
        try:
            yield index
        finally:
            index.close()

    @property
    def size(self) -> int:
        """Bytes on disk."""
        return sum(path.stat().st_size for path in self._folder.rglob('*') if path.is_file())
