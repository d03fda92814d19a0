"""The text index in the memory of one process: for small archives and tests; bounded, gone when the process ends."""
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping
from math import log
from threading import RLock
from typing import Any

from zope.interface import implementer

from muragat.ports.textindex import (
    FILLER,
    Condition,
    During,
    Every,
    Hit,
    Hits,
    IndexDocument,
    ITextIndex,
    Near,
    OneOf,
    Order,
    Phrase,
    Prefix,
    Sight,
    Some,
    Without,
    Word,
)

LIMIT_BYTES = 24_000_000
DOCUMENT_BYTES = 900
TERM_BYTES = 160

Scores = dict[int, float]
Place = tuple[str, str, str]


@implementer(ITextIndex)
class MemoryIndex:
    """Postings as dictionaries. Documents beyond `limit_bytes` (estimated) are refused, and the condition says so."""

    def __init__(self, limit_bytes: int = LIMIT_BYTES, weights: Mapping[str, float] | None = None,
                 version: str = '1') -> None:
        self._limit = limit_bytes
        self._weights = weights or {}
        self._version = version
        self._lock = RLock()
        self._documents: dict[int, IndexDocument] = {}
        self._postings: dict[Place, dict[int, tuple[int, ...]]] = defaultdict(dict)
        self._generations: dict[int, int] = {}
        self._size = 0
        self._refused: set[int] = set()
        self.filled_to: int | None = 0

    def commit(self, documents: Iterable[IndexDocument], deleted: Iterable[int],
               generations: Mapping[int, int]) -> None:
        """Nothing changes when a document cannot be read."""
        documents = list(documents)
        with self._lock:
            for record in [*deleted, *(document.id for document in documents)]:
                self._take_out(record)
            for document in documents:
                self._put_in(document)
            self._generations = dict(generations)

    def _put_in(self, document: IndexDocument) -> None:
        size = cost(document)
        if self._size + size > self._limit:
            self._refused.add(document.id)
            return
        for place, positions in places(document).items():
            self._postings[place][document.id] = positions
        self._documents[document.id] = document
        self._size += size

    def _take_out(self, record: int) -> None:
        self._refused.discard(record)
        document = self._documents.pop(record, None)
        if document is None:
            return
        self._size -= cost(document)
        for place in places(document):
            postings = self._postings[place]
            del postings[record]
            if not postings:
                del self._postings[place]

    def generations(self) -> Mapping[int, int]:
        return dict(self._generations)

    def search(self, query: Any, sight: Sight, order: Order = Order.RELEVANCE, offset: int = 0,
               limit: int = 25) -> Hits:
        with self._lock:
            found = self._seen(query, sight)
            ids = sorted(found, key=self._sort_key(order, found))
            return Hits(len(ids), tuple(Hit(record, found[record]) for record in ids[offset:offset + limit]))

    def facets(self, query: Any, sight: Sight, name: str, limit: int = 20) -> Mapping[Any, int]:
        with self._lock:
            counts = Counter(value for record in self._seen(query, sight)
                             for value in values_of(self._documents[record], name))
            return dict(sorted(counts.items(), key=lambda item: (-item[1], str(item[0])))[:limit])

    def terms(self, stream: str, start: str, sight: Sight, limit: int = 10) -> list[str]:
        with self._lock:
            counts: Counter[str] = Counter()
            for (_field, place, term), postings in self._postings.items():
                if place == stream and term.startswith(start) and term != FILLER:
                    counts[term] += sum(self._visible(record, sight) for record in postings)
            found = sorted((-count, term) for term, count in counts.items() if count)
            return [term for _count, term in found[:limit]]

    def ids(self) -> Iterator[int]:
        return iter(sorted(self._documents))

    def version(self) -> str:
        return self._version if self._documents else ''

    def condition(self) -> Condition:
        details = {'records': len(self._documents), 'refused': len(self._refused), 'bytes': self._size,
                   'limit': self._limit}
        return Condition(not self._refused, 'index_full' if self._refused else 'index_well', details)

    def close(self) -> None:
        with self._lock:
            self._documents.clear()
            self._postings.clear()
            self._generations = {}
            self._size = 0

    def _visible(self, record: int, sight: Sight) -> bool:
        document = self._documents[record]
        return sight.sees(record, document.zone, document.opens)

    def _seen(self, query: Any, sight: Sight) -> Scores:
        return {record: score for record, score in self._matches(query).items() if self._visible(record, sight)}

    def _sort_key(self, order: Order, found: Scores) -> Callable[[int], Any]:
        documents = self._documents
        keys: dict[Order, Callable[[int], Any]] = {
            Order.RELEVANCE: lambda record: (-found[record], record),
            Order.DATE: lambda record: (documents[record].earliest or 10_000_000, record),
            Order.TITLE: lambda record: (documents[record].title_key, record),
            Order.NUMBER: lambda record: (documents[record].number_key, record),
        }
        return keys[order]

    def _matches(self, query: Any) -> Scores:
        answers: dict[type, Callable[[Any], Scores]] = {
            Word: self._word, Phrase: self._phrase, Prefix: self._prefix, Near: self._near, Every: self._every,
            Some: self._some, Without: self._without, OneOf: self._one_of, During: self._during,
        }
        return answers[type(query)](query)

    def _word(self, query: Word) -> Scores:
        return self._scored((query.fields, stream, term.__eq__) for stream, term in query.terms)

    def _prefix(self, query: Prefix) -> Scores:
        return self._scored([(query.fields, query.stream, lambda term: term.startswith(query.start))])

    def _near(self, query: Near) -> Scores:
        return self._scored([(query.fields, query.stream, lambda term: within_one(term, query.term))])

    def _scored(self, wanted: Iterable[tuple[tuple[str, ...], str, Callable[[str], bool]]]) -> Scores:
        """The best score of each record over the wanted terms."""
        scores: Scores = {}
        for fields, stream, fits in wanted:
            for place, postings in self._postings.items():
                if place[1] == stream and place[2] != FILLER and (not fields or place[0] in fields) and fits(place[2]):
                    rarity = log(1 + len(self._documents) / len(postings)) * self._weights.get(place[0], 1.0)
                    for record, positions in postings.items():
                        frequency = len(positions)
                        scores[record] = max(scores.get(record, 0.0), rarity * frequency / (frequency + 1.2))
        return scores

    def _phrase(self, query: Phrase) -> Scores:
        scores: Scores = {}
        for name in query.fields or sorted({place[0] for place in self._postings}):
            starts = [self._positions(word, name) for word in query.words]
            for record in set.intersection(*(set(each) for each in starts)) if starts else ():
                count = len(set.intersection(*({position - shift for position in each[record]}
                                               for shift, each in enumerate(starts))))
                if count:
                    scores[record] = scores.get(record, 0.0) + count * self._weights.get(name, 1.0)
        return scores

    def _positions(self, word: Word, name: str) -> dict[int, set[int]]:
        """Where a word stands in a field: the union over its streams."""
        found: dict[int, set[int]] = defaultdict(set)
        for stream, term in word.terms:
            for record, positions in self._postings.get((name, stream, term), {}).items():
                found[record].update(positions)
        return found

    def _every(self, query: Every) -> Scores:
        found = dict.fromkeys(self._documents, 0.0)
        for part in query.parts:
            matches = self._matches(part)
            found = {record: score + matches[record] for record, score in found.items() if record in matches}
        return found

    def _some(self, query: Some) -> Scores:
        found: Scores = {}
        for part in query.parts:
            for record, score in self._matches(part).items():
                found[record] = found.get(record, 0.0) + score
        return found

    def _without(self, query: Without) -> Scores:
        unwanted = self._matches(query.unwanted)
        return {record: score for record, score in self._matches(query.part).items() if record not in unwanted}

    def _one_of(self, query: OneOf) -> Scores:
        return {record: 0.0 for record, document in self._documents.items()
                if not query.values.isdisjoint(values_of(document, query.name))}

    def _during(self, query: During) -> Scores:
        return {record: 0.0 for record, document in self._documents.items()
                if (document.earliest or document.latest) and document.earliest <= query.latest
                and (document.latest or 10_000_000) >= query.earliest}


def places(document: IndexDocument) -> dict[Place, tuple[int, ...]]:
    """Every (field, stream, term) of a document with its positions."""
    found: dict[Place, list[int]] = defaultdict(list)
    for name, streams in document.fields.items():
        for stream, terms in streams.items():
            for position, term in enumerate(terms):
                if term != FILLER:
                    found[name, stream, term].append(position)
    return {place: tuple(positions) for place, positions in found.items()}


def cost(document: IndexDocument) -> int:
    """Bytes that a document takes in memory, estimated."""
    return DOCUMENT_BYTES + TERM_BYTES * sum(len(terms) for streams in document.fields.values()
                                             for terms in streams.values())


def values_of(document: IndexDocument, name: str) -> tuple[Any, ...]:
    """The stored values of a document under a name."""
    if name == 'language':
        return document.languages
    if name in ('type', 'family', 'zone', 'state'):
        return (getattr(document, name),)
    return (document.facets[name],) if name in document.facets else ()


def within_one(one: str, other: str) -> bool:
    """Whether an edit distance of at most one lies between two terms: a letter put in, left out or replaced."""
    if abs(len(one) - len(other)) > 1:
        return False
    start = 0
    while start < min(len(one), len(other)) and one[start] == other[start]:
        start += 1
    return one[start + (len(one) >= len(other)):] == other[start + (len(other) >= len(one)):]
