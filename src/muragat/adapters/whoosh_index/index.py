"""The text index by Whoosh's segments and commits, with postings as arrays."""
import errno
import shutil
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping
from pathlib import Path
from typing import Any

import numpy as np
from zope.interface import implementer

from muragat.adapters.memory_index import most_frequent
from muragat.adapters.whoosh_index.arrays import Array
from muragat.adapters.whoosh_index.commits import written
from muragat.adapters.whoosh_index.evaluation import Corpus, Question
from muragat.adapters.whoosh_index.leaf import Leaf
from muragat.adapters.whoosh_index.snapshot import Snapshot, Snapshots
from muragat.adapters.whoosh_index.sorting import sorted_hits
from muragat.adapters.whoosh_index.writing import LARGEST, Change, write_change
from muragat.ports.textindex import (
    Condition,
    Hits,
    IndexDocument,
    IndexUnavailable,
    ITextIndex,
    Near,
    Order,
    Prefix,
    Sight,
)

#: Grows with every change of what lies in the files.
LAYOUT = '2'
#: Bytes of segments that are read anew, to see whether they are whole, each time somebody asks how the index is.
CHECKED = 64 << 20
#: Free bytes below which a person is told that the disk is full.
RESERVE = 16 << 20
#: What the system says when there is no room for a file.
_FULL = (errno.ENOSPC, errno.EDQUOT, errno.EFBIG)


@implementer(ITextIndex)
class WhooshIndex:
    """An index in a folder, which `place` names anew for every question; None: there is none.

    `version`: of the analyser. `weights`: what an occurrence in a field counts, 1 if not said. `largest`: records up to
    which segments are merged.
    """

    filled_to = None
    bulk = 150_000

    def __init__(self, place: Callable[[], Path | None], version: str = '1',
                 weights: Mapping[str, float] | None = None, largest: int = LARGEST) -> None:
        self._place = place
        self._version = f'{LAYOUT}/{version}'
        self._largest = largest
        self._snapshots = Snapshots(weights or {})

    def commit(self, documents: Iterable[IndexDocument], deleted: Iterable[int],
               generations: Mapping[int, int]) -> None:
        change = Change(list(documents), deleted, generations, '')
        with written(self._folder()):
            snapshot = self._snapshot()
            version = snapshot.commit.version if snapshot.commit.segments else ''
            try:
                write_change(snapshot, change._replace(version=version or self._version), self._largest)
            except OSError as error:
                if error.errno in _FULL:
                    raise IndexUnavailable('index_full') from error
                raise

    def generations(self) -> Mapping[int, int]:
        return self._snapshot().commit.generations

    def search(self, query: Any, sight: Sight, order: Order = Order.RELEVANCE, descending: bool = False,
               offset: int = 0, limit: int = 25) -> Hits:
        snapshot = self._snapshot()
        question = Question(snapshot.corpus, query)
        total, found = 0, []
        for leaf in snapshot.leaves:
            matches = question.answer(leaf)
            docs = np.flatnonzero(matches.found & leaf.visible(sight))
            total += len(docs)
            found.append((leaf, docs, matches.scores[docs]))
        return Hits(total, sorted_hits(found, order, descending, offset, limit))

    def facets(self, query: Any, sight: Sight, names: tuple[str, ...],
               limit: int = 20) -> Mapping[str, Mapping[Any, int]]:
        snapshot = self._snapshot()
        question = Question(snapshot.corpus, query)
        counts: dict[str, Counter[Any]] = {name: Counter() for name in names}
        for leaf in snapshot.leaves:
            among = question.answer(leaf).found & leaf.visible(sight)
            for name in names:
                counts[name].update(dict(leaf.counted(name, among)))
        return {name: most_frequent(counts[name], name, limit) for name in names}

    def terms(self, stream: str, start: str, sight: Sight, limit: int = 10) -> list[str]:
        corpus = self._snapshot().corpus
        return _most_seen(corpus, stream, corpus.candidates(Prefix(stream, start)), sight, limit)

    def similar(self, stream: str, term: str, sight: Sight, limit: int = 10) -> list[str]:
        corpus = self._snapshot().corpus
        candidates = corpus.candidates(Near(stream, term))
        candidates.pop(term, None)
        return _most_seen(corpus, stream, candidates, sight, limit)

    def ids(self) -> Iterator[int]:
        leaves = self._snapshot().leaves
        ids = np.concatenate([np.zeros(0, np.int64), *(leaf.contents.ids[leaf.live] for leaf in leaves)])
        return (int(record) for record in np.sort(ids))

    def version(self) -> str:
        commit = self._snapshot().commit
        return commit.version if commit.segments else ''

    def condition(self) -> Condition:
        try:
            snapshot = self._snapshot()
        except IndexUnavailable as error:
            return Condition(False, error.code, {})
        details = {'records': snapshot.corpus.count, 'segments': len(snapshot.leaves),
                   'bytes': sum(each.size for each in snapshot.commit.segments)}
        if not _sound(snapshot):
            return Condition(False, 'index_damaged', details)
        if self.version() not in ('', self._version):
            return Condition(False, 'index_stale', details)
        full = shutil.disk_usage(snapshot.folder).free < RESERVE
        return Condition(not full, 'index_full' if full else 'index_well', details)

    def close(self) -> None:
        self._snapshots.forget()

    def _folder(self) -> Path:
        folder = self._place()
        if folder is None or not folder.is_dir():
            raise IndexUnavailable('index_missing')
        return folder

    def _snapshot(self) -> Snapshot:
        """The latest state; begun anew when another index took the place of this one meanwhile."""
        folder = self._folder()
        try:
            return self._snapshots.latest(folder)
        except IndexUnavailable:
            if self._place() == folder:
                raise
            return self._snapshot()


def _sound(snapshot: Snapshot) -> bool:
    """Whether no segment is known to be damaged; looks at some that nobody has looked at yet."""
    room = CHECKED
    for segment in snapshot.commit.segments:
        contents = snapshot.contents[segment.file]
        if room > 0 and not contents.looked_at:
            room -= segment.size
            contents.look()
        if contents.damaged:
            return False
    return True


def _most_seen(corpus: Corpus, stream: str, candidates: Counter[str], sight: Sight, limit: int) -> list[str]:
    """The terms that occur in most visible records. `candidates` says how often each occurs at most."""
    visible = [(leaf, leaf.visible(sight)) for leaf in corpus.leaves]
    best: list[tuple[int, str]] = []
    for term, most in sorted(candidates.items(), key=lambda item: (-item[1], item[0])):
        if len(best) >= limit and -best[limit - 1][0] > most:
            break
        if seen := sum(_seen(leaf, among, stream, term) for leaf, among in visible):
            best = sorted([*best, (-seen, term)])
    return [term for _count, term in best[:limit]]


def _seen(leaf: Leaf, among: Array, stream: str, term: str) -> int:
    place = leaf.term(stream, term)
    return int((leaf.docs(place) & among).sum()) if place >= 0 else 0
