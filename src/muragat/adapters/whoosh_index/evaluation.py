"""Answering a query: per segment, which records match and how well, by whole arrays."""
from collections import Counter
from collections.abc import Callable, Mapping
from functools import reduce
from math import log
from typing import Any, NamedTuple

import numpy as np

from muragat.adapters.whoosh_index.arrays import Array
from muragat.adapters.whoosh_index.leaf import REPEAT, Leaf
from muragat.ports.textindex import (
    EXPANSIONS,
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

#: Candidates that a segment names for a beginning; among very many the most frequent are sought.
CANDIDATES = 400


class Matches(NamedTuple):
    """By record: whether it matches, and its score."""

    found: Array
    scores: Array


class Corpus:
    """All segments of a commit: what scores depend on beyond a single segment."""

    def __init__(self, leaves: tuple[Leaf, ...], weights: Mapping[str, float]) -> None:
        self.leaves = leaves
        self.weights = weights
        self.count = sum(int(leaf.live.sum()) for leaf in leaves)
        totals: Counter[str] = Counter()
        holders: Counter[str] = Counter()
        for leaf in leaves:
            for name, lengths in zip(leaf.contents.fields, leaf.contents.lengths, strict=True):
                totals[name] += int(lengths.sum(dtype=np.int64))
                holders[name] += int(np.count_nonzero(lengths))
        #: The mean length of each field where it is not empty.
        self.usual = {name: total / max(1, holders[name]) for name, total in totals.items()}

    def candidates(self, query: Prefix | Near) -> Counter[str]:
        """Terms that fit, by how often they occur at most."""
        found: Counter[str] = Counter()
        for leaf in self.leaves:
            terms = leaf.beginning(query.stream, query.start) if isinstance(query, Prefix) else leaf.near(
                query.stream, query.term)
            counts = leaf.frequencies(terms)
            if len(terms) > CANDIDATES:
                best = np.argpartition(-counts, CANDIDATES)[:CANDIDATES]
                terms, counts = terms[best], counts[best]
            found.update(dict(zip(leaf.words(terms), counts.tolist(), strict=True)))
        return found

    def expanded(self, query: Prefix | Near) -> tuple[tuple[str, str], ...]:
        """The most frequent terms that fit and occur in the fields asked for."""
        counts = self.candidates(query)
        if query.fields:
            counts = Counter({word: self._frequency(query.stream, word, query.fields) for word in counts})
        ordered = sorted((word for word in counts if counts[word]), key=lambda word: (-counts[word], word))
        return tuple((query.stream, word) for word in ordered[:EXPANSIONS])

    def _frequency(self, stream: str, word: str, fields: tuple[str, ...]) -> int:
        found = 0
        for leaf in self.leaves:
            if (term := leaf.term(stream, word)) >= 0:
                for entry, _field in leaf.entries(term, fields):
                    where = leaf.postings(entry)
                    found += where.stop - where.start
        return found


class Question:
    """One query over a corpus; remembers what it looked up."""

    def __init__(self, corpus: Corpus, query: Any) -> None:
        self.corpus = corpus
        self.query = query
        self._terms: dict[tuple[str, str], dict[Leaf, int]] = {}
        self._rarities: dict[tuple[str, str], float] = {}
        self._expansions: dict[Any, tuple[tuple[str, str], ...]] = {}
        self._answers: dict[type, Callable[[Any, Leaf], Matches]] = {
            Word: self._word, Phrase: self._phrase, Prefix: self._expanded, Near: self._expanded, Every: self._every,
            Some: self._some, Without: self._without, Weighted: self._weighted, Ids: self._ids, OneOf: self._one_of,
            During: self._during,
        }

    def answer(self, leaf: Leaf) -> Matches:
        """Matches in one segment, without regard to rights and deletions."""
        return self._answer(self.query, leaf)

    def _answer(self, query: Any, leaf: Leaf) -> Matches:
        return self._answers[type(query)](query, leaf)

    # Terms

    def _places(self, term: tuple[str, str]) -> dict[Leaf, int]:
        """Number of the term in each segment that has it."""
        if term not in self._terms:
            found = {leaf: leaf.term(*term) for leaf in self.corpus.leaves}
            self._terms[term] = {leaf: place for leaf, place in found.items() if place >= 0}
        return self._terms[term]

    def _rarity(self, term: tuple[str, str]) -> float:
        if term not in self._rarities:
            holders = sum(int(leaf.frequencies(np.array([place]))[0]) for leaf, place in self._places(term).items())
            self._rarities[term] = log(1 + self.corpus.count / max(1, holders))
        return self._rarities[term]

    def _word(self, query: Word, leaf: Leaf) -> Matches:
        return self._best(query.terms, query.fields, leaf)

    def _expanded(self, query: Any, leaf: Leaf) -> Matches:
        if query not in self._expansions:
            self._expansions[query] = self.corpus.expanded(query)
        return self._best(self._expansions[query], query.fields, leaf)

    def _best(self, terms: tuple[tuple[str, str], ...], fields: tuple[str, ...], leaf: Leaf) -> Matches:
        """The best of the terms decides."""
        matches = nothing(leaf)
        for term in terms:
            if (place := self._places(term).get(leaf, -1)) >= 0:
                weighed = self._weighed(leaf, place, fields, matches.found)
                np.maximum(matches.scores, saturated(weighed, self._rarity(term)), out=matches.scores)
        return matches

    def _weighed(self, leaf: Leaf, place: int, fields: tuple[str, ...], found: Array) -> Array:
        """Occurrences of a term by record, weighed by field and length; marks in `found` who has any."""
        weighed = np.zeros(leaf.contents.count, np.float32)
        for entry, field in leaf.entries(place, fields):
            name, where = leaf.contents.fields[field], leaf.postings(entry)
            docs = leaf.contents.docs[where]
            norms = leaf.norms(field, self.corpus.usual[name])
            weighed[docs] += np.float32(self.corpus.weights.get(name, 1.0)) * norms[docs] * leaf.contents.counts[where]
            found[docs] = True
        return weighed

    # Phrases

    def _phrase(self, query: Phrase, leaf: Leaf) -> Matches:
        weighed, matches = np.zeros(leaf.contents.count, np.float32), nothing(leaf)
        rarity = sum(max((self._rarity(term) for term in word.terms), default=0.0) for word in query.words)
        for field, name in enumerate(leaf.contents.fields):
            if query.words and (not query.fields or name in query.fields):
                starts = self._starts(query, leaf, field)
                docs = np.bincount(starts >> 32, minlength=leaf.contents.count)
                norms = leaf.norms(field, self.corpus.usual[name])
                weighed += np.float32(self.corpus.weights.get(name, 1.0)) * norms * docs
                matches.found[docs > 0] = True
        return Matches(matches.found, saturated(weighed, rarity))

    def _starts(self, query: Phrase, leaf: Leaf, field: int) -> Array:
        """Where the phrase begins in a field: record and position in one number."""
        entries = [self._entries(word, leaf, field) for word in query.words]
        sizes = [sum(leaf.postings(entry).stop - leaf.postings(entry).start for entry in each) for each in entries]
        starts: Array | None = None
        for place in sorted(range(len(entries)), key=sizes.__getitem__):
            among = None if starts is None else np.bincount(starts >> 32, minlength=leaf.contents.count) > 0
            here = [np.zeros(0, np.int64), *(_positions(leaf, entry, among) for entry in entries[place])]
            shifted = np.unique(np.concatenate(here)) + (len(entries) - place)
            starts = shifted if starts is None else np.intersect1d(starts, shifted, assume_unique=True)
            if not len(starts):
                break
        return np.zeros(0, np.int64) if starts is None else starts

    def _entries(self, word: Word, leaf: Leaf, field: int) -> list[int]:
        places = [self._places(term).get(leaf, -1) for term in word.terms]
        return [entry for place in places if place >= 0
                for entry, number in leaf.entries(place, ()) if number == field]

    # Combinations

    def _every(self, query: Every, leaf: Leaf) -> Matches:
        everything = Matches(np.ones(leaf.contents.count, bool), np.zeros(leaf.contents.count, np.float32))
        return reduce(lambda one, part: _both(one, self._answer(part, leaf)) if one.found.any() else one,
                      query.parts, everything)

    def _some(self, query: Some, leaf: Leaf) -> Matches:
        return reduce(_either, (self._answer(part, leaf) for part in query.parts), nothing(leaf))

    def _without(self, query: Without, leaf: Leaf) -> Matches:
        wanted = self._answer(query.part, leaf)
        found = wanted.found & ~self._answer(query.unwanted, leaf).found
        return Matches(found, wanted.scores * found)

    def _weighted(self, query: Weighted, leaf: Leaf) -> Matches:
        matches = self._answer(query.part, leaf)
        return Matches(matches.found, matches.scores * np.float32(query.weight))

    # Columns

    def _ids(self, query: Ids, leaf: Leaf) -> Matches:
        matches = nothing(leaf)
        matches.found[leaf.contents.docs_of(np.fromiter(query.ids, np.int64, len(query.ids)))] = True
        return matches

    def _one_of(self, query: OneOf, leaf: Leaf) -> Matches:
        return Matches(leaf.labelled(query.name, query.values), nothing(leaf).scores)

    def _during(self, query: During, leaf: Leaf) -> Matches:
        return Matches(leaf.during(query.earliest, query.latest), nothing(leaf).scores)


def nothing(leaf: Leaf) -> Matches:
    """No record matches."""
    return Matches(np.zeros(leaf.contents.count, bool), np.zeros(leaf.contents.count, np.float32))


def saturated(weighed: Array, rarity: float) -> Array:
    """Scores of weighed occurrences of a term that is so rare."""
    scores: Array = np.float32(rarity) * weighed / (weighed + np.float32(REPEAT))
    return scores


def _both(one: Matches, other: Matches) -> Matches:
    found = one.found & other.found
    return Matches(found, (one.scores + other.scores) * found)


def _either(one: Matches, other: Matches) -> Matches:
    return Matches(one.found | other.found, one.scores + other.scores)


def _positions(leaf: Leaf, entry: int, among: Array | None) -> Array:
    """Record and position, in one number, of every occurrence of an entry in records of `among`."""
    contents, where = leaf.contents, leaf.postings(entry)
    docs, counts = contents.docs[where].astype(np.int64), contents.counts[where].astype(np.int64)
    positions = contents.positions[int(contents.entry_positions[entry]):int(contents.entry_positions[entry + 1])]
    if among is not None and not (kept := among[docs]).all():
        positions = positions[np.repeat(kept, counts)]
        docs, counts = docs[kept], counts[kept]
    return (np.repeat(docs, counts) << 32) + positions
