"""Documents become the arrays of a segment."""
from collections import defaultdict
from collections.abc import Callable, Iterable
from itertools import count
from typing import Any, NamedTuple

import numpy as np

from muragat.adapters.whoosh_index.arrays import Array, Strings, narrow, offsets_of
from muragat.adapters.whoosh_index.contents import MARKS, Contents, Labels, pack_keys, pack_labels
from muragat.ports.textindex import FILLER, STREAMS, IndexDocument

_LABELS: dict[str, Callable[[IndexDocument], tuple[Any, ...]]] = {
    'type': lambda document: (document.type,),
    'family': lambda document: (document.family,),
    'zone': lambda document: (document.zone,),
    'state': lambda document: (document.state,),
    'language': lambda document: document.languages,
    'year': lambda document: document.years,
}


def contents_of(documents: Iterable[IndexDocument]) -> Contents:
    """Contents of documents, one per record; of several the last."""
    found = {document.id: document for document in documents}
    ordered = [found[record] for record in sorted(found)]
    arrays: dict[str, Array] = {
        'ids': np.array([document.id for document in ordered], np.int64),
        'opens': np.array([document.opens for document in ordered], np.int32),
        'earliest': np.array([document.earliest for document in ordered], np.int32),
        'latest': np.array([document.latest for document in ordered], np.int32),
    }
    fields = sorted({name for document in ordered for name in document.fields})
    notes: dict[str, Any] = {'fields': fields, 'labels': {}}
    for name, values in _LABELS.items():
        pack_labels(arrays, notes, name, _labels([values(document) for document in ordered]))
    for name in sorted({name for document in ordered for name in document.facets} - set(_LABELS)):
        column = [(document.facets[name],) if name in document.facets else () for document in ordered]
        pack_labels(arrays, notes, name, _labels(column))
    pack_keys(arrays, 'title', [document.title_key.encode() for document in ordered])
    pack_keys(arrays, 'number', [document.number_key.encode() for document in ordered])
    arrays.update(_Postings(fields, ordered).arrays())
    return Contents(arrays, notes)


def _labels(rows: list[tuple[Any, ...]]) -> Labels:
    values = sorted({value for row in rows for value in row})
    places = {value: place for place, value in enumerate(values)}
    sizes = np.fromiter(map(len, rows), np.int64, len(rows))
    codes = np.array([places[value] for row in rows for value in row], np.int64)
    return Labels(values, narrow(np.repeat(np.arange(len(rows)), sizes)), narrow(codes))


class _Postings:
    """Every occurrence of a term as (term, field, record, position), brought into order."""

    def __init__(self, fields: list[str], documents: list[IndexDocument]) -> None:
        self.fields = fields
        self.documents = documents
        self.vocabularies: dict[str, dict[str, int]] = {}
        self.number = count()
        for stream in STREAMS:
            self.vocabularies[stream] = defaultdict(self.number.__next__)
        self.lengths = np.zeros((len(fields), len(documents)), np.uint32)
        self.pieces: list[tuple[Array, Array]] = []
        self.homes: list[tuple[int, int]] = []

    def arrays(self) -> dict[str, Array]:
        for doc, document in enumerate(self.documents):
            for name, streams in document.fields.items():
                self._take(doc, self.fields.index(name), streams)
        terms, ranks = self._ranks()
        documents = max(1, len(self.documents))
        return {'lengths': narrow(self.lengths.ravel()),
                **_ordered(terms, documents, *self._occurrences(ranks, documents))}

    def _take(self, doc: int, field: int, streams: Any) -> None:
        for stream, words in streams.items():
            vocabulary = self.vocabularies[stream]
            codes = np.fromiter(map(vocabulary.__getitem__, words), np.int32, len(words))
            places = np.flatnonzero(codes != vocabulary[FILLER]).astype(np.int32)
            self.pieces.append((codes[places], places))
            self.homes.append((doc, field))
            self.lengths[field, doc] = max(self.lengths[field, doc], len(words))

    def _ranks(self) -> tuple[list[bytes], Array]:
        """Terms in order, and the rank of each by its number."""
        keys = {MARKS[stream] + word.encode(): code for stream, vocabulary in self.vocabularies.items()
                for word, code in vocabulary.items() if word != FILLER}
        terms = sorted(keys)
        ranks = np.zeros(next(self.number), np.int64)
        ranks[[keys[term] for term in terms]] = np.arange(len(terms))
        return terms, ranks

    def _occurrences(self, ranks: Array, documents: int) -> tuple[Array, Array]:
        """Of every occurrence one number for term, field and record, by which they are sorted, and the position.

        A document of thousands of pages has millions: nothing is held twice.
        """
        pieces, self.pieces = self.pieces, []
        if not pieces:
            return np.zeros(0, np.int64), np.zeros(0, np.int32)
        keys = np.concatenate([(ranks[codes] << 16 | field) * documents + doc
                               for (codes, _places), (doc, field) in zip(pieces, self.homes, strict=True)])
        positions = np.concatenate([places for _codes, places in pieces])
        del pieces
        order = np.argsort(keys, kind='stable')
        return keys[order], positions[order]


def _ordered(terms: list[bytes], documents: int, keys: Array, positions: Array) -> dict[str, Array]:
    """Arrays of sorted occurrences."""
    new_posting = np.flatnonzero(np.diff(keys, prepend=-1))
    counts = np.diff(new_posting, append=len(keys))
    entries, docs = np.divmod(keys[new_posting], documents)
    packed = Strings.of(terms)
    return {
        'terms': packed.blob, 'term_offsets': packed.offsets,
        **Entries.of(len(terms), entries, counts).arrays(),
        'docs': narrow(docs), 'counts': narrow(counts), 'positions': narrow(positions),
    }


class Entries(NamedTuple):
    """Entries of some terms: how many each term has, and the field, postings and positions of each."""

    of_terms: Array
    fields: Array
    postings: Array
    positions: Array

    @classmethod
    def of(cls, terms: int, keys: Array, counts: Array) -> 'Entries':
        """From the entry key and the count of each posting, in order."""
        first = np.flatnonzero(np.diff(keys, prepend=-1))
        found = keys[first]
        return cls(np.bincount(found >> 16, minlength=terms), found & 0xFFFF, np.diff(first, append=len(keys)),
                   np.diff(np.append(offsets_of(counts)[first], counts.sum(dtype=np.int64))))

    def arrays(self) -> dict[str, Array]:
        """Where the entries of each term begin, and postings and positions of each entry."""
        return {'entry_fields': narrow(self.fields), 'term_entries': narrow(offsets_of(self.of_terms)),
                'entry_postings': narrow(offsets_of(self.postings)),
                'entry_positions': narrow(offsets_of(self.positions))}
