"""Putting a commit together: what is replaced, what is merged, and what is written."""
import os
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import NamedTuple

import numpy as np

from muragat.adapters.disk import sync_directory
from muragat.adapters.whoosh_index.batch import contents_of
from muragat.adapters.whoosh_index.codec import ArraySegment
from muragat.adapters.whoosh_index.commits import Commit, latest, sweep, write_commit
from muragat.adapters.whoosh_index.merging import Source, write_segment
from muragat.adapters.whoosh_index.snapshot import Snapshot
from muragat.ports.textindex import IndexDocument

#: Records of a segment that nobody merges further: a bound for what a single commit may cost.
LARGEST = 8_192
#: The same for an index that nobody waits for.
LARGEST_ASIDE = 32_768
#: A segment is written anew when a larger part of it is deleted.
DEAD = 0.34


class Change(NamedTuple):
    """What a commit is to do; `version` is that of its documents."""

    documents: list[IndexDocument]
    deleted: Iterable[int]
    generations: Mapping[int, int]
    version: str


def write_change(snapshot: Snapshot, change: Change, largest: int) -> Commit:
    """Write the next commit of a snapshot. OSError: nothing has changed."""
    folder, before = snapshot.folder, snapshot.commit
    kept = _without(snapshot, {*change.deleted, *(document.id for document in change.documents)})
    merged = to_merge(kept, len({document.id for document in change.documents}), largest)
    segments = [each for each in kept if each not in merged and each.doc_count()]
    try:
        segments += _written(snapshot, change, merged)
        commit = Commit(before.number + 1, tuple(segments), change.version or before.version, change.generations)
        write_commit(folder, commit)
    except OSError:
        sweep(folder, before)
        raise
    sweep(folder, commit)
    return commit


def create(folder: Path) -> None:
    """Begin an empty index; one that is begun stays."""
    folder.mkdir(parents=True, exist_ok=True)
    if latest(os.listdir(folder)) < 0:
        write_commit(folder, Commit(0, (), '', {}))


def to_merge(segments: Iterable[ArraySegment], count: int, largest: int) -> list[ArraySegment]:
    """Segments to merge with so many new records: small ones until each left is twice as large as all before it.

    So the number of segments grows like the logarithm of that of records, and a record is written anew as often. One
    segment of which much is deleted goes in besides.
    """
    merged: list[ArraySegment] = []
    for segment in sorted(segments, key=lambda each: each.doc_count()):
        size = segment.doc_count()
        if size and size <= 2 * count and size + count <= largest:
            merged.append(segment)
            count += size
    for segment in segments:
        if segment not in merged and segment.doc_count() and segment.deleted_count() > DEAD * segment.count:
            return [*merged, segment] if segment.doc_count() + count <= largest else merged or [segment]
    return merged


def _without(snapshot: Snapshot, records: set[int]) -> list[ArraySegment]:
    """The segments, with these records deleted."""
    wanted = np.fromiter(records, np.int64, len(records))
    found = []
    for segment in snapshot.commit.segments:
        docs = snapshot.contents[segment.file].docs_of(wanted).tolist()
        found.append(segment.without(docs) if docs else segment)
    return found


def _written(snapshot: Snapshot, change: Change, merged: list[ArraySegment]) -> list[ArraySegment]:
    """The new segment, if there is anything for it."""
    sources = []
    for segment in merged:
        contents = snapshot.contents[segment.file]
        live = np.ones(contents.count, bool)
        live[list(segment.deleted)] = False
        sources.append(Source(contents, live))
    if change.documents:
        fresh = contents_of(change.documents)
        sources.append(Source(fresh, np.ones(fresh.count, bool)))
    if not sources:
        return []
    segment = ArraySegment(sum(int(source.live.sum()) for source in sources))
    segment.size = write_segment(snapshot.folder / segment.file, sources)
    sync_directory(snapshot.folder)
    return [segment]
