"""The latest commit of a folder, opened; noticed anew with each question at the cost of reading a directory."""
import os
from collections.abc import Mapping
from pathlib import Path
from threading import Lock
from typing import NamedTuple

from muragat.adapters.whoosh_index.arrays import Damaged
from muragat.adapters.whoosh_index.codec import ArraySegment
from muragat.adapters.whoosh_index.commits import Commit, latest, read_commit
from muragat.adapters.whoosh_index.contents import Contents
from muragat.adapters.whoosh_index.evaluation import Corpus
from muragat.adapters.whoosh_index.leaf import Leaf
from muragat.ports.textindex import IndexUnavailable

#: How often a reader begins anew when a commit vanishes under its eyes, because a newer one took its place.
ATTEMPTS = 100


class Snapshot(NamedTuple):
    """A commit with its opened segments, of which nothing changes."""

    folder: Path
    commit: Commit
    contents: Mapping[str, Contents]
    corpus: Corpus

    @property
    def leaves(self) -> tuple[Leaf, ...]:
        """Its segments."""
        return self.corpus.leaves


class Snapshots:
    """Gives the latest state of a folder; keeps what is opened as long as it serves."""

    def __init__(self, weights: Mapping[str, float]) -> None:
        self._weights = weights
        self._lock = Lock()
        self._kept: Snapshot | None = None

    def latest(self, folder: Path) -> Snapshot:
        """The newest whole commit; IndexUnavailable when there is none or it is damaged.

        A directory is not read in one moment: what a writer renames and removes meanwhile may be missed. So nothing is
        believed missing until the directory looks the same twice.
        """
        before: dict[str, int] | None = None
        for _attempt in range(ATTEMPTS):
            sizes = _sizes(folder)
            try:
                return self._of(folder, sizes)
            except (FileNotFoundError, Damaged) as error:
                if sizes == before:
                    raise IndexUnavailable('index_damaged' if sizes else 'index_missing') from error
                before = sizes
        raise IndexUnavailable('index_damaged')

    def _of(self, folder: Path, sizes: Mapping[str, int]) -> Snapshot:
        number, kept = latest(sizes), self._kept
        if number < 0:
            raise Damaged('There is no table of contents')
        if kept and (kept.folder, kept.commit.number) == (folder, number) and _whole(kept.commit, sizes):
            return kept
        return self._opened(folder, number, sizes)

    def _opened(self, folder: Path, number: int, sizes: Mapping[str, int]) -> Snapshot:
        with self._lock:
            kept = self._kept
            commit = read_commit(folder, number)
            known = kept.contents if kept is not None and kept.folder == folder else {}
            contents = {each.file: known.get(each.file) or each.contents(folder)
                        for each in commit.segments}
            if not _whole(commit, sizes):
                raise Damaged(f'A segment of commit {number} is not what was written')
            leaves = tuple(Leaf(contents[each.file], each.deleted) for each in commit.segments)
            self._kept = Snapshot(folder, commit, contents, Corpus(leaves, self._weights))
            return self._kept

    def forget(self) -> None:
        """Let go of files."""
        self._kept = None


def _sizes(folder: Path) -> dict[str, int]:
    """Size of each file in a folder."""
    found = {}
    try:
        with os.scandir(folder) as entries:
            for entry in entries:
                try:
                    found[entry.name] = entry.stat().st_size
                except FileNotFoundError:
                    continue
    except (FileNotFoundError, NotADirectoryError):
        return {}
    return found


def _whole(commit: Commit, sizes: Mapping[str, int]) -> bool:
    """Whether all segments lie there in full length."""
    def there(segment: ArraySegment) -> bool:
        return sizes.get(segment.file) == segment.size

    return all(map(there, commit.segments))
