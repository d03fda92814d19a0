"""From a query of the port to one of the engine."""

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from itertools import islice, product
from math import prod
from typing import Any

import tantivy
from tantivy import FieldType, Occur

from muragat.adapters.tantivy_index.layout import NOTE_ID, SLOTS, STRIDE, column_of, marked, schema
from muragat.ports.textindex import (
    EXPANSIONS,
    FILLER,
    STREAMS,
    During,
    Every,
    Ids,
    Near,
    OneOf,
    Phrase,
    Prefix,
    Some,
    Weighted,
    Without,
    Word,
)

#: Wordings of one phrase in one field that are asked for at once at most; a longer phrase is asked for in pieces.
WORDINGS = 81
Engine = tantivy.Query
Terms = tuple[tuple[str, str], ...]


def nothing_but(query: Engine) -> Engine:
    """The query as a filter, which adds nothing to a score."""
    return Engine.const_score_query(query, 0.0)


def every_record() -> Engine:
    """All but the note."""
    note = Engine.term_query(schema(), 'id', NOTE_ID)
    return nothing_but(Engine.boolean_query([(Occur.Must, Engine.all_query()), (Occur.MustNot, note)]))


def all_of(queries: Sequence[Engine]) -> Engine:
    """Documents that every query finds."""
    return queries[0] if len(queries) == 1 else Engine.boolean_query([(Occur.Must, query) for query in queries])


def any_of(queries: Sequence[Engine]) -> Engine:
    """Documents that some query finds; scores are added."""
    if not queries:
        return Engine.empty_query()
    return queries[0] if len(queries) == 1 else Engine.boolean_query([(Occur.Should, query) for query in queries])


def best_of(queries: Sequence[Engine]) -> Engine:
    """Documents that some query finds; the best score counts."""
    if not queries:
        return Engine.empty_query()
    return queries[0] if len(queries) == 1 else Engine.disjunction_max_query(queries)


def one_of(column: str, values: Iterable[Any]) -> Engine:
    """Documents that have one of the values in a column."""
    values = list(values)
    if not values:
        return Engine.empty_query()
    if len(values) == 1:
        return Engine.term_query(schema(), column, values[0], 'basic')
    return Engine.term_set_query(schema(), column, values)


def between(column: str, lowest: int | None, highest: int | None) -> Engine:
    """Documents whose number in a column lies between two, both included."""
    return Engine.range_query(schema(), column, FieldType.Integer, lowest, highest)


class Builder:
    """Builds against one state of the index, whose dictionary says what a prefix stands for."""

    def __init__(self, searcher: tantivy.Searcher, slots: Mapping[str, int], weights: Mapping[str, float]) -> None:
        self._searcher = searcher
        self._slots = slots
        self._weights = weights
        self._answers: dict[type, Callable[[Any], Engine]] = {
            Word: self._word, Phrase: self._phrase, Prefix: self._prefix, Near: self._near, Every: self._every,
            Some: self._some, Without: self._without, OneOf: self._one_of, During: self._during,
            Weighted: self._weighted, Ids: self._ids,
        }

    def build(self, query: Any) -> Engine:
        """The engine's query."""
        return self._answers[type(query)](query)

    def fields(self, names: Iterable[str] = ()) -> Iterator[tuple[str, float]]:
        """Engine fields and weights of the named fields; without names, of all."""
        for name in names or self._slots:
            if name in self._slots:
                yield SLOTS[self._slots[name]], self._weights.get(name, 1.0)

    def in_fields(self, names: Iterable[str], make: Callable[[str], Engine]) -> Engine:
        """What `make` asks of each field, by its weight."""
        return any_of([weighted(make(field), weight) for field, weight in self.fields(names)])

    def _word(self, query: Word) -> Engine:
        terms = tuple(dict.fromkeys(marked(*term) for term in query.terms if term[1] != FILLER))
        return self.in_fields(query.fields, lambda field: best_of([
            Engine.term_query(schema(), field, term, 'freq') for term in terms]))

    def _phrase(self, query: Phrase) -> Engine:
        if not query.words:
            return Engine.empty_query()
        if len(query.words) == 1:
            return self._word(query.words[0]._replace(fields=query.fields))
        return self.in_fields(query.fields, lambda field: self._phrase_in(field, query.words))

    def _phrase_in(self, field: str, words: Sequence[Word]) -> Engine:
        """Of the terms of each word only those that the field has."""
        known = [tuple(term for term in word.terms if term[1] != FILLER and self._searcher.doc_freq(
            field, marked(*term))) for word in words]
        if not all(known):
            return Engine.empty_query()
        return all_of([best_of([Engine.phrase_query(schema(), field, list(wording)) for wording in wordings(piece)])
                       for piece in pieces(known)])

    def _prefix(self, query: Prefix) -> Engine:
        counts: Counter[str] = Counter()
        for field, _weight in self.fields(query.fields):
            counts.update(dict(self._searcher.terms_with_prefix(field, marked(query.stream, query.start), None,
                                                                EXPANSIONS)))
        terms = sorted(counts, key=lambda term: (-counts[term], term))[:EXPANSIONS]
        return self.in_fields(query.fields, lambda field: best_of([
            Engine.term_query(schema(), field, term, 'freq') for term in terms]))

    def _near(self, query: Near) -> Engine:
        term = marked(query.stream, query.term)
        return self.in_fields(query.fields, lambda field: Engine.fuzzy_term_query(schema(), field, term, 1, False))

    def _every(self, query: Every) -> Engine:
        return all_of([self.build(part) for part in query.parts]) if query.parts else every_record()

    def _some(self, query: Some) -> Engine:
        return any_of([self.build(part) for part in query.parts])

    def _without(self, query: Without) -> Engine:
        return Engine.boolean_query([(Occur.Must, self.build(query.part)),
                                     (Occur.MustNot, self.build(query.unwanted))])

    def _weighted(self, query: Weighted) -> Engine:
        return weighted(self.build(query.part), query.weight)

    def _ids(self, query: Ids) -> Engine:
        return nothing_but(one_of('id', query.ids - {NOTE_ID}))

    def _one_of(self, query: OneOf) -> Engine:
        return nothing_but(one_of(column_of(query.name), map(str, query.values)))

    def _during(self, query: During) -> Engine:
        return nothing_but(all_of([between('earliest', None, query.latest), between('latest', query.earliest, None)]))


def weighted(query: Engine, weight: float) -> Engine:
    """The query, whose score counts so many times."""
    return query if weight == 1.0 else Engine.boost_query(query, weight)


def pieces(words: Sequence[Terms]) -> list[Sequence[Terms]]:
    """The phrase as a whole, or, when its wordings would be too many, every stretch of it of two or more words.

    Stretches find a record too that has all of them but not one after the other, which hardly occurs.
    """
    length = next(length for length in range(len(words), 0, -1) if length <= 2 or all(
        prod(map(len, words[place:place + length])) <= WORDINGS for place in range(len(words) - length + 1)))
    return [words[place:place + length] for place in range(len(words) - length + 1)]


def wordings(words: Sequence[Terms]) -> Iterator[list[tuple[int, str]]]:
    """Every choice of one term for each position, with the places at which the terms stand in the engine."""
    places = [[(STRIDE * position + STREAMS.index(stream), marked(stream, term)) for stream, term in terms]
              for position, terms in enumerate(words)]
    return (list(wording) for wording in islice(product(*places), WORDINGS))
