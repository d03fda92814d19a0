"""Several contents become one segment file, in bounded memory."""
import heapq
import zlib
from collections.abc import Iterator
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np

from muragat.adapters.whoosh_index.arrays import Array, ArrayWriter, Strings, gathered, narrow, offsets_of
from muragat.adapters.whoosh_index.batch import Entries
from muragat.adapters.whoosh_index.contents import (
    KEYS,
    NUMBERS,
    POSTINGS,
    Contents,
    Labels,
    pack_keys,
    pack_labels,
)

#: Positions of one source that are brought into order at once.
PORTION = 150_000


class Source(NamedTuple):
    """Contents, and which of its records still count."""

    contents: Contents
    live: Array


class Posted(NamedTuple):
    """Postings in no order yet: entry key, record, count; and their positions."""

    entries: Array
    docs: Array
    counts: Array
    positions: Array


def write_segment(path: Path, sources: list[Source]) -> int:
    """Write what lives in the sources as one file; its size in bytes. OSError leaves no file behind."""
    writer = ArrayWriter(path)
    try:
        return _Merge(sources).write(writer)
    except BaseException:
        writer.abandon()
        raise


class _Merge:
    def __init__(self, sources: list[Source]) -> None:
        self.sources = sources
        ids = np.concatenate([each.contents.ids[each.live] for each in sources])
        self.order = np.argsort(ids, kind='stable')
        self.count = len(ids)
        self.fields = sorted({name for each in sources for name in each.contents.fields})
        places = np.empty(self.count, np.int64)
        places[self.order] = np.arange(self.count)
        #: By source: the new number of each of its records, -1 for those that are gone.
        self.docs = []
        for each in sources:
            numbers = np.full(each.contents.count, -1, np.int64)
            taken = int(each.live.sum())
            numbers[each.live], places = places[:taken], places[taken:]
            self.docs.append(numbers)
        self.field_numbers = [np.array([self.fields.index(name) for name in each.contents.fields], np.int64)
                              for each in sources]

    def write(self, writer: ArrayWriter) -> int:
        arrays: dict[str, Array] = {}
        notes: dict[str, Any] = {'fields': self.fields, 'labels': {}}
        self._columns(arrays, notes)
        self._reserve(writer)
        arrays.update(self._postings(writer))
        for name, values in arrays.items():
            writer.add(name, values)
        return writer.finish(notes)

    def _columns(self, arrays: dict[str, Array], notes: dict[str, Any]) -> None:
        for name in NUMBERS:
            arrays[name] = np.concatenate([each.contents.arrays[name][each.live] for each in self.sources])[self.order]
        for name in sorted({name for each in self.sources for name in each.contents.notes['labels']}):
            pack_labels(arrays, notes, name, self._labels(name))
        for name in KEYS:
            keys = [key for each in self.sources
                    for key in each.contents.keys(name).picked(np.flatnonzero(each.live).tolist())]
            pack_keys(arrays, name, [keys[place] for place in self.order.tolist()])
        lengths = np.zeros((len(self.fields), self.count), np.uint32)
        for each, docs, fields in zip(self.sources, self.docs, self.field_numbers, strict=True):
            if len(fields):
                lengths[np.ix_(fields, docs[each.live])] = each.contents.lengths[:, each.live]
        arrays['lengths'] = narrow(lengths.ravel())

    def _labels(self, name: str) -> Labels:
        columns = [each.contents.labels(name) for each in self.sources]
        values = sorted({value for column in columns if column for value in column.values})
        places = {value: place for place, value in enumerate(values)}
        docs, codes = [np.zeros(0, np.int64)], [np.zeros(0, np.int64)]
        for column, numbers in zip(columns, self.docs, strict=True):
            if column is not None:
                docs.append(numbers[column.docs])
                codes.append(np.array([places[value] for value in column.values], np.int64)[column.codes])
        all_docs, all_codes = np.concatenate(docs), np.concatenate(codes)
        order = np.argsort(all_docs, kind='stable')
        order = order[all_docs[order] >= 0]
        return Labels(values, narrow(all_docs[order]), narrow(all_codes[order]))

    def _reserve(self, writer: ArrayWriter) -> None:
        postings = positions = 0
        for each in self.sources:
            alive = each.live[each.contents.docs]
            postings += int(alive.sum())
            positions += int(each.contents.counts[alive].sum(dtype=np.int64))
            each.contents.let_go()
        writer.reserve('docs', np.min_scalar_type(self.count), postings)
        for name, count in (('counts', postings), ('positions', positions)):
            kinds = [each.contents.arrays[name].dtype for each in self.sources]
            writer.reserve(name, max(kinds, key=lambda kind: kind.itemsize), count)

    def _postings(self, writer: ArrayWriter) -> dict[str, Array]:
        """Postings go to the file portion by portion; what says where they begin."""
        terms: list[bytes] = []
        entries: list[Entries] = []
        for ranges in self._ranges():
            words, posted = self._portion(ranges)
            for name, values in zip(POSTINGS, posted[1:], strict=True):
                writer.fill(name, values)
            entries.append(Entries.of(len(words), posted.entries, posted.counts))
            terms += words
            for each in self.sources:
                each.contents.let_go()
        return {**term_arrays(terms), **Entries(*map(np.concatenate, zip(*entries, strict=True))).arrays()}

    def _ranges(self) -> Iterator[list[tuple[int, int]]]:
        """For each portion, where its terms begin and end in each source."""
        last = [0] * len(self.sources)
        for split in sorted({split for each in self.sources for split in _splits(each.contents)}):
            here = [each.contents.span(split)[0] for each in self.sources]
            yield list(zip(last, here, strict=True))
            last = here
        yield list(zip(last, [len(each.contents.terms) for each in self.sources], strict=True))

    def _portion(self, ranges: list[tuple[int, int]]) -> tuple[list[bytes], Posted]:
        """The terms of a portion that still occur, and their postings in order."""
        parts = [each.contents.terms.part(*where) for each, where in zip(self.sources, ranges, strict=True)]
        words = list(dict.fromkeys(heapq.merge(*parts)))
        places = {word: place for place, word in enumerate(words)}
        found = [self._taken(source, ranges[source], np.array([places[word] for word in part], np.int64))
                 for source, part in enumerate(parts) if part]
        if not found:
            return [], Posted(*(np.zeros(0, np.int64),) * 4)
        posted = _sorted(Posted(*map(np.concatenate, zip(*found, strict=True))), self.count)
        return _only_used(words, posted)

    def _taken(self, source: int, where: tuple[int, int], places: Array) -> Posted:
        """Living postings of a range of terms of one source, by their new numbers."""
        contents, numbers = self.sources[source].contents, self.docs[source]
        bounds = contents.term_entries[where[0]:where[1] + 1].astype(np.int64)
        first, last = int(bounds[0]), int(bounds[-1])
        fields = self.field_numbers[source][contents.entry_fields[first:last]]
        keys = np.repeat(places, np.diff(bounds)) << 16 | fields
        cuts = contents.entry_postings[first:last + 1].astype(np.int64)
        entries = np.repeat(keys, np.diff(cuts))
        docs = numbers[contents.docs[cuts[0]:cuts[-1]]]
        counts = contents.counts[cuts[0]:cuts[-1]].astype(np.int64)
        positions = contents.positions[int(contents.entry_positions[first]):int(contents.entry_positions[last])]
        alive = docs >= 0
        if alive.all():
            return Posted(entries, docs, counts, positions)
        return Posted(entries[alive], docs[alive], counts[alive], positions[np.repeat(alive, counts)])


def _splits(contents: Contents) -> Iterator[bytes]:
    """Terms between which a portion of positions lies."""
    begins = contents.entry_positions[contents.term_entries[:-1]]
    steps = np.arange(PORTION, int(begins[-1]) if len(begins) else 0, PORTION)
    yield from contents.terms.picked(np.unique(np.searchsorted(begins, steps)).tolist())


def _sorted(posted: Posted, count: int) -> Posted:
    """The postings by entry and record."""
    order = np.argsort(posted.entries * max(1, count) + posted.docs, kind='stable')
    starts = offsets_of(posted.counts)[:-1]
    counts = posted.counts[order]
    return Posted(posted.entries[order], posted.docs[order], counts,
                  posted.positions[gathered(starts[order], counts)])


def _only_used(words: list[bytes], posted: Posted) -> tuple[list[bytes], Posted]:
    """Without the terms whose last record is gone."""
    terms = posted.entries >> 16
    used = terms[np.flatnonzero(np.diff(terms, prepend=-1))]
    if len(used) == len(words):
        return words, posted
    entries = np.searchsorted(used, terms) << 16 | posted.entries & 0xFFFF
    return [words[place] for place in used.tolist()], posted._replace(entries=entries)


def term_arrays(terms: list[bytes]) -> dict[str, Array]:
    """Terms, with what finds one by its checksum, and the letters that occur in them."""
    packed = Strings.of(terms)
    sums = np.fromiter(map(zlib.crc32, terms), np.uint32, len(terms))
    order = np.argsort(sums, kind='stable')
    letters = ''.join(sorted(set(b''.join(terms).decode())))
    return {'terms': packed.blob, 'term_offsets': packed.offsets, 'sums': sums[order], 'sum_terms': narrow(order),
            'letters': np.frombuffer(letters.encode(), np.uint8)}
