"""Answering a query: per segment, which records match and how well, by whole arrays."""
from collections import Counter
from collections.abc import Callable, Mapping
from functools import reduce
from math import log
from typing import Any, NamedTuple

import numpy as np

from muragat.adapters.whoosh_index.arrays import Array
from muragat.adapters.whoosh_index.contents import MARKS
from muragat.adapters.whoosh_index.leaf import Leaf
from muragat.adapters.whoosh_index.line import Line
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

#: How much a long field counts against a short one, and how soon repetition stops counting (BM25F).
LENGTH, REPEAT = 0.6, 1.2
#: Candidates that a segment names for a beginning; among very many the most frequent are sought.
CANDIDATES = 400


class Matches(NamedTuple):
    """By record: whether it matches, and its score."""

    found: Array
    scores: Array


class Expansion(NamedTuple):
    """Words that a prefix or a distance stands for, and how often they occur at most."""

    words: tuple[str, ...]
    occurrences: int


class Corpus:
    """All segments of a commit: what scores depend on beyond a single segment."""

    def __init__(self, leaves: tuple[Leaf, ...], weights: Mapping[str, float]) -> None:
        self.leaves = leaves
        self.weights = weights
        self.count = sum(int(leaf.live.sum()) for leaf in leaves)
        totals: Counter[str] = Counter()
        holders: Counter[str] = Counter()
        for leaf in leaves:
            for name, total, count in leaf.contents.extent:
                totals[name] += total
                holders[name] += count
        #: The mean length of each field where it is not empty.
        self.usual = {name: total / max(1, holders[name]) for name, total in totals.items()}
        self._norms: dict[tuple[Leaf, int], Array] = {}

    def norms(self, leaf: Leaf, field: int) -> Array:
        """What an occurrence in a field counts in each record, by the length of the field."""
        if (leaf, field) not in self._norms:
            lengths = leaf.contents.lengths[field].astype(np.float32)
            usual = self.usual[leaf.contents.fields[field]] or 1.0
            self._norms[leaf, field] = 1 / (1 - LENGTH + np.float32(LENGTH / usual) * lengths)
        return self._norms[leaf, field]

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

    def expanded(self, query: Prefix | Near) -> 'Expansion':
        """The most frequent terms that fit and occur in the fields asked for."""
        counts = self.candidates(query)
        if query.fields:
            counts = Counter({word: self._frequency(query.stream, word, query.fields) for word in counts})
        ordered = sorted((word for word in counts if counts[word]), key=lambda word: (-counts[word], word))
        words = tuple(ordered[:EXPANSIONS])
        return Expansion(words, sum(counts[word] for word in words))

    def _frequency(self, stream: str, word: str, fields: tuple[str, ...]) -> int:
        found = 0
        for leaf in self.leaves:
            if (term := leaf.term(stream, word)) >= 0:
                for entry, _field in leaf.entries(term, fields):
                    where = leaf.contents.postings(entry)
                    found += where.stop - where.start
        return found


class Question:
    """One query over a corpus; remembers what it looked up."""

    def __init__(self, corpus: Corpus, query: Any) -> None:
        self.corpus = corpus
        self.query = query
        self._terms: dict[tuple[str, str], dict[Leaf, int]] = {}
        self._rarities: dict[tuple[str, str], float] = {}
        self._expansions: dict[Any, Expansion] = {}
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
            self._rarities[term] = self._rarity_of(holders)
        return self._rarities[term]

    def _rarity_of(self, occurrences: int) -> float:
        return log(1 + self.corpus.count / max(1, occurrences))

    def _word(self, query: Word, leaf: Leaf) -> Matches:
        return self._best(query.terms, query.fields, leaf)

    def _expanded(self, query: Any, leaf: Leaf) -> Matches:
        """All terms that a prefix or a distance stands for count as one."""
        if query not in self._expansions:
            self._expansions[query] = self.corpus.expanded(query)
        expansion = self._expansions[query]
        terms = leaf.find([MARKS[query.stream] + word.encode() for word in expansion.words])
        matches = nothing(leaf)
        weighed = self._weighed(leaf, terms.tolist(), query.fields, matches.found)
        return Matches(matches.found, saturated(weighed, self._rarity_of(expansion.occurrences)))

    def _best(self, terms: tuple[tuple[str, str], ...], fields: tuple[str, ...], leaf: Leaf) -> Matches:
        """The best of the terms decides."""
        matches = nothing(leaf)
        for term in terms:
            if (place := self._places(term).get(leaf, -1)) >= 0:
                weighed = self._weighed(leaf, [place], fields, matches.found)
                np.maximum(matches.scores, saturated(weighed, self._rarity(term)), out=matches.scores)
        return matches

    def _weighed(self, leaf: Leaf, terms: list[int], fields: tuple[str, ...], found: Array) -> Array:
        """Occurrences of terms by record, weighed by field and length; marks in `found` who has any."""
        weighed = np.zeros(leaf.contents.count, np.float32)
        for field, places in leaf.postings_by_field(terms, fields).items():
            docs = np.concatenate([leaf.contents.docs[where] for where in places])
            counts = np.concatenate([leaf.contents.counts[where] for where in places])
            found[docs] = True
            name = leaf.contents.fields[field]
            weights = self.corpus.norms(leaf, field)[docs] * np.float32(self.corpus.weights.get(name, 1.0)) * counts
            weighed += np.bincount(docs, weights, leaf.contents.count).astype(np.float32)
        return weighed

    # Phrases

    def _phrase(self, query: Phrase, leaf: Leaf) -> Matches:
        weighed, matches = np.zeros(leaf.contents.count, np.float32), nothing(leaf)
        rarity = sum(max((self._rarity(term) for term in word.terms), default=0.0) for word in query.words)
        for field, name in enumerate(leaf.contents.fields):
            if query.words and (not query.fields or name in query.fields):
                docs = np.bincount(self._starts(query, leaf, field), minlength=leaf.contents.count)
                weight = np.float32(self.corpus.weights.get(name, 1.0))
                weighed += weight * self.corpus.norms(leaf, field) * docs.astype(np.float32)
                matches.found[docs > 0] = True
        return Matches(matches.found, saturated(weighed, rarity))

    def _starts(self, query: Phrase, leaf: Leaf, field: int) -> Array:
        """The records in which the phrase begins in a field, as often as it does."""
        line = Line(leaf.contents, field)
        entries = [self._entries(word, leaf, field) for word in query.words]
        sizes = [sum(leaf.contents.occurrences(entry) for entry in each) for each in entries]
        rarest, *others = sorted(range(len(entries)), key=sizes.__getitem__)
        starts = line.places(entries[rarest]) - rarest
        for place in others:
            if not len(starts):
                break
            starts = starts[line.stands(entries[place], starts + place)]
        return line.docs(starts)

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
