"""Segments as a codec of Whoosh, so that Whoosh's own readers, searchers and tools can read them.

A field of Whoosh is a stream over all fields of a record. Our own questions do not go this way: they take whole arrays
where Whoosh's matchers walk from posting to posting.
"""
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

import numpy as np
from whoosh.codec.base import Automata, Codec, FieldCursor, PerDocumentReader, Segment, TermsReader
from whoosh.fields import STORED, TEXT, Schema
from whoosh.matching import ListMatcher
from whoosh.reading import TermInfo, TermNotFound

from muragat.adapters.whoosh_index.arrays import Array, read_arrays
from muragat.adapters.whoosh_index.contents import MARKS, Contents
from muragat.adapters.whoosh_index.leaf import Leaf

NAME = 'muragat'
EXTENSION = '.arrays'
STREAM_OF = {mark: stream for stream, mark in MARKS.items()}


def schema() -> Schema:
    """Streams, and what is known of a record."""
    return Schema(id=STORED(), zone=STORED(), **{stream: TEXT(phrase=False) for stream in MARKS})


class ArraySegment(Segment):  # type: ignore[misc]
    """A segment in one file of arrays, with the records that are deleted from it."""

    def __init__(self, count: int = 0) -> None:
        super().__init__(NAME)
        self.count = count
        self.size = 0
        self.deleted: frozenset[int] = frozenset()

    def codec(self) -> Codec:
        """How Whoosh reads it."""
        return ArrayCodec()

    def doc_count_all(self) -> int:
        """Records in the file."""
        return self.count

    def deleted_count(self) -> int:
        """Records that no longer count."""
        return len(self.deleted)

    def deleted_docs(self) -> Iterable[int]:
        """Numbers of those."""
        return iter(self.deleted)

    def is_deleted(self, docnum: int) -> bool:
        """Whether a record no longer counts."""
        return docnum in self.deleted

    def without(self, docs: Iterable[int]) -> 'ArraySegment':
        """The same segment with more records deleted."""
        changed = ArraySegment(self.count)
        changed.segid, changed.size, changed.deleted = self.segid, self.size, self.deleted.union(docs)
        return changed

    @property
    def file(self) -> str:
        """Name of its file."""
        return str(self.make_filename(EXTENSION))

    def contents(self, folder: Path) -> Contents:
        """What it holds; FileNotFoundError, or Damaged."""
        return Contents.of(read_arrays(folder / self.file, self.size))


class ArrayCodec(Codec):  # type: ignore[misc]
    """Reads segments; they are written by `writing`."""

    def terms_reader(self, storage: Any, segment: ArraySegment) -> 'ArrayTerms':
        """Terms and postings of a segment."""
        return ArrayTerms(Leaf(segment.contents(Path(storage.folder)), segment.deleted))

    def per_document_reader(self, storage: Any, segment: ArraySegment) -> 'ArrayRecords':
        """Records of a segment."""
        return ArrayRecords(segment.contents(Path(storage.folder)), segment)

    def automata(self, storage: Any, segment: ArraySegment) -> Automata:
        """Walks over terms."""
        return Automata()


class ArrayTerms(TermsReader):  # type: ignore[misc]
    """Terms as Whoosh names them: field and bytes."""

    def __init__(self, leaf: Leaf) -> None:
        self._leaf = leaf
        self._contents = leaf.contents

    def __contains__(self, term: tuple[str, bytes]) -> bool:
        return self._place(*term) is not None

    def terms(self) -> Iterator[tuple[str, bytes]]:
        return self._from(0)

    def terms_from(self, fieldname: str, prefix: bytes) -> Iterator[tuple[str, bytes]]:
        return self._from(self._contents.span(MARKS[fieldname] + prefix)[0])

    def items(self) -> Iterator[tuple[tuple[str, bytes], TermInfo]]:
        return ((term, self.term_info(*term)) for term in self.terms())

    def items_from(self, fieldname: str, prefix: bytes) -> Iterator[tuple[tuple[str, bytes], TermInfo]]:
        return ((term, self.term_info(*term)) for term in self.terms_from(fieldname, prefix))

    def cursor(self, fieldname: str, fieldobj: Any) -> 'ArrayCursor':
        return ArrayCursor(self._contents, MARKS[fieldname])

    def term_info(self, fieldname: str, text: bytes) -> TermInfo:
        docs, weights = self._required(fieldname, text)
        return TermInfo(float(weights.sum()), len(docs), 1, 1, float(weights.max()), int(docs[0]), int(docs[-1]))

    def frequency(self, fieldname: str, text: bytes) -> float:
        return float(self._postings(fieldname, text)[1].sum())

    def doc_frequency(self, fieldname: str, text: bytes) -> int:
        return len(self._postings(fieldname, text)[0])

    def matcher(self, fieldname: str, text: bytes, format_: Any, scorer: Any = None) -> ListMatcher:
        docs, weights = self._required(fieldname, text)
        return ListMatcher(docs.tolist(), weights.tolist(), format=format_, scorer=scorer, term=(fieldname, text),
                           terminfo=self.term_info(fieldname, text))

    def indexed_field_names(self) -> list[str]:
        return sorted(MARKS)

    def _from(self, place: int) -> Iterator[tuple[str, bytes]]:
        for each in range(place, len(self._contents.terms)):
            term = self._contents.terms[each]
            yield STREAM_OF[term[:1]], term[1:]

    def _place(self, fieldname: str, text: bytes) -> int | None:
        found = self._leaf.find([MARKS[fieldname] + text]).tolist() if fieldname in MARKS else []
        return found[0] if found else None

    def _required(self, fieldname: str, text: bytes) -> tuple[Array, Array]:
        if (fieldname, text) not in self:
            raise TermNotFound(f'No term {fieldname}:{text!r}')
        return self._postings(fieldname, text)

    def _postings(self, fieldname: str, text: bytes) -> tuple[Array, Array]:
        """Records with a term, and how often it occurs in each."""
        weights = np.zeros(self._contents.count)
        if (place := self._place(fieldname, text)) is not None:
            for entry, _field in self._leaf.entries(place, ()):
                where = self._contents.postings(entry)
                weights[self._contents.docs[where]] += self._contents.counts[where]
        docs = np.flatnonzero(weights)
        return docs, weights[docs]


class ArrayCursor(FieldCursor):  # type: ignore[misc]
    """A place among the terms of a field."""

    def __init__(self, contents: Contents, mark: bytes) -> None:
        self._mark = mark
        self._contents = contents
        self._first, self._end = contents.span(mark)
        self._place = self._first

    def first(self) -> str | None:
        self._place = self._first
        return self.text()

    def find(self, term: str | bytes) -> str | None:
        wanted = term.encode() if isinstance(term, str) else term
        self._place = min(self._contents.span(self._mark + wanted)[0], self._end)
        return self.text()

    def next(self) -> str | None:
        self._place += 1
        return self.text()

    def text(self) -> str | None:
        return self._contents.terms[self._place][1:].decode() if self.is_valid() else None

    def is_valid(self) -> bool:
        return self._place < self._end


class ArrayRecords(PerDocumentReader):  # type: ignore[misc]
    """Records as Whoosh numbers them."""

    def __init__(self, contents: Contents, segment: ArraySegment) -> None:
        self._contents = contents
        self._segment = segment
        self._lengths = contents.lengths.sum(axis=0, dtype=np.int64)

    def doc_count(self) -> int:
        return self._segment.doc_count()

    def doc_count_all(self) -> int:
        return self._contents.count

    def has_deletions(self) -> bool:
        return bool(self._segment.deleted)

    def is_deleted(self, docnum: int) -> bool:
        return self._segment.is_deleted(docnum)

    def deleted_docs(self) -> Iterable[int]:
        return self._segment.deleted

    def doc_field_length(self, docnum: int, fieldname: str, default: int = 0) -> int:
        return int(self._lengths[docnum])

    def field_length(self, fieldname: str) -> int:
        return int(self._lengths.sum())

    def min_field_length(self, fieldname: str) -> int:
        return int(self._lengths.min(initial=0))

    def max_field_length(self, fieldname: str) -> int:
        return int(self._lengths.max(initial=0))

    def stored_fields(self, docnum: int) -> dict[str, Any]:
        stored: dict[str, Any] = {'id': int(self._contents.ids[docnum])}
        if (zones := self._contents.labels('zone')) is not None:
            stored.update(('zone', zones.values[code]) for code in zones.codes[zones.docs == docnum].tolist())
        return stored
