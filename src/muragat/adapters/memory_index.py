"""The text index in the memory of one process: for small archives and tests; bounded, gone when the process ends."""
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping
from math import log
from threading import RLock
from typing import Any

from zope.interface import implementer

from muragat.language.distance import within_one
from muragat.ports.textindex import (
    EXPANSIONS,
    FILLER,
    Condition,
    During,
    Every,
    Hit,
    Hits,
    Ids,
    IndexDocument,
    ITextIndex,
    Near,
    OneOf,
    Order,
    Phrase,
    Prefix,
    Sight,
    Some,
    Weighted,
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

    bulk = 150_000

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
        last = {document.id: document for document in documents}
        with self._lock:
            for record in [*deleted, *last]:
                self._take_out(record)
            for document in last.values():
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

    def search(self, query: Any, sight: Sight, order: Order = Order.RELEVANCE, descending: bool = False,
               offset: int = 0, limit: int = 25) -> Hits:
        with self._lock:
            found = self._seen(query, sight)
            ids = self._sorted(found, order, descending)
            return Hits(len(ids), tuple(Hit(record, found[record]) for record in ids[offset:offset + limit]))

    def facets(self, query: Any, sight: Sight, names: tuple[str, ...],
               limit: int = 20) -> Mapping[str, Mapping[Any, int]]:
        with self._lock:
            seen = [self._documents[record] for record in self._seen(query, sight)]
            return {name: most_frequent(Counter(value for document in seen for value in values_of(document, name)),
                                        name, limit) for name in names}

    def terms(self, stream: str, start: str, sight: Sight, limit: int = 10) -> list[str]:
        return self._seen_terms(stream, lambda term: term.startswith(start), sight, limit)

    def similar(self, stream: str, term: str, sight: Sight, limit: int = 10) -> list[str]:
        return self._seen_terms(stream, lambda other: other != term and within_one(term, other), sight, limit)

    def _seen_terms(self, stream: str, fits: Callable[[str], bool], sight: Sight, limit: int) -> list[str]:
        with self._lock:
            records: dict[str, set[int]] = defaultdict(set)
            for (_field, place, term), postings in self._postings.items():
                if place == stream and fits(term):
                    records[term].update(record for record in postings if self._visible(record, sight))
            found = sorted((-len(seen), term) for term, seen in records.items() if seen)
            return [term for _count, term in found[:limit]]

    def ids(self) -> Iterator[int]:
        return iter(sorted(self._documents))

    def version(self) -> str:
        return self._version if self._documents else ''

    def condition(self) -> Condition:
        details = {'records': len(self._documents), 'refused': len(self._refused), 'bytes': self._size,
                   'limit': self._limit}
        return Condition(not self._refused, 'index_full' if self._refused else 'index_well', details)

    def become(self, other: 'MemoryIndex') -> None:
        """Hold from now on what the other one holds, which is used no more."""
        with self._lock, other._lock:
            self._documents, self._postings, self._generations = other._documents, other._postings, other._generations
            self._size, self._refused, self.filled_to = other._size, other._refused, other.filled_to

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

    def _sorted(self, found: Scores, order: Order, descending: bool) -> list[int]:
        documents, ids = self._documents, sorted(found)
        if order is Order.RELEVANCE:
            return sorted(ids, key=lambda record: -found[record])
        if order is Order.DATE:
            undated = [record for record in ids if not day_of(documents[record])]
            dated = [record for record in ids if day_of(documents[record])]
            return sorted(dated, key=lambda record: day_of(documents[record]), reverse=descending) + undated
        key = 'title_key' if order is Order.TITLE else 'number_key'
        return sorted(ids, key=lambda record: str(getattr(documents[record], key)), reverse=descending)

    def _matches(self, query: Any) -> Scores:
        answers: dict[type, Callable[[Any], Scores]] = {
            Word: self._word, Phrase: self._phrase, Prefix: self._prefix, Near: self._near, Every: self._every,
            Some: self._some, Without: self._without, OneOf: self._one_of, During: self._during,
            Weighted: self._weighted, Ids: self._ids,
        }
        return answers[type(query)](query)

    def _word(self, query: Word) -> Scores:
        return self._scored(query.terms, query.fields)

    def _prefix(self, query: Prefix) -> Scores:
        return self._expanded(query, lambda term: term.startswith(query.start))

    def _near(self, query: Near) -> Scores:
        return self._expanded(query, lambda term: within_one(term, query.term))

    def _expanded(self, query: Prefix | Near, fits: Callable[[str], bool]) -> Scores:
        """Scores of the most frequent terms that fit."""
        counts: Counter[str] = Counter()
        for (name, stream, term), postings in self._postings.items():
            if stream == query.stream and (not query.fields or name in query.fields) and fits(term):
                counts[term] += len(postings)
        terms = sorted(counts, key=lambda term: (-counts[term], term))[:EXPANSIONS]
        return self._scored([(query.stream, term) for term in terms], query.fields)

    def _scored(self, terms: Iterable[tuple[str, str]], fields: tuple[str, ...]) -> Scores:
        """The best score of each record over the wanted terms."""
        scores: Scores = {}
        wanted = set(terms)
        for place, postings in self._postings.items():
            if place[1:] in wanted and (not fields or place[0] in fields):
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

    def _weighted(self, query: Weighted) -> Scores:
        return {record: score * query.weight for record, score in self._matches(query.part).items()}

    def _ids(self, query: Ids) -> Scores:
        return {record: 0.0 for record in query.ids if record in self._documents}

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


def day_of(document: IndexDocument) -> int:
    """The day by which a document is sorted; 0: undated."""
    return document.earliest or document.latest


def most_frequent(counts: Counter[Any], name: str, limit: int) -> dict[Any, int]:
    """Counted values in the order of a facet."""
    if name == 'year':
        return dict(sorted(counts.items()))
    return dict(sorted(counts.items(), key=lambda item: (-item[1], str(item[0])))[:limit])


def values_of(document: IndexDocument, name: str) -> tuple[Any, ...]:
    """The stored values of a document under a name."""
    if name == 'year':
        return document.years
    if name == 'language':
        return document.languages
    if name in ('type', 'family', 'zone', 'state'):
        return (getattr(document, name),)
    return (document.facets[name],) if name in document.facets else ()
