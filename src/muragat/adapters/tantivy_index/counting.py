"""Counting: facets by columns, terms of the dictionary that a person may see."""

from bisect import insort
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import Any

import tantivy

from muragat.adapters.tantivy_index.building import Builder, Engine, any_of
from muragat.adapters.tantivy_index.layout import MARKS, column_of, marked, schema
from muragat.adapters.tantivy_index.ranking import total_of

#: Zones, and values of another facet, that one question counts at most; the bound of the engine is 65,000 for all.
ZONES, VALUES = 50_000, 2_000
#: Terms of a field, the most frequent of all records, among which those are that a person is told.
CANDIDATES = 300
LETTERS = ('аәбвгғдеёжзийкқлмнңоөпрстуұүфхһцчшщъыіьэюя', 'abcdefghijklmnopqrstuvwxyz', '0123456789')
Filter = Callable[[tantivy.Query], tantivy.Query]


def facets(searcher: tantivy.Searcher, query: tantivy.Query, names: Iterable[str],
           limit: int) -> dict[str, dict[Any, int]]:
    """How often each value occurs, most frequent first; years in their order."""
    sizes = {name: ZONES if name == 'zone' else VALUES for name in names}
    if not sizes:
        return {}
    asked = {name: {'terms': {'field': column_of(name), 'size': size, 'segment_size': size}}
             for name, size in sizes.items()}
    told = searcher.aggregate(query, asked)
    return {name: _sorted({_value(each['key'], name): each['doc_count'] for each in told[name]['buckets']}, name, limit)
            for name in asked}


def _value(key: Any, name: str) -> Any:
    return int(key) if name in ('year', 'zone') else key


def _sorted(counts: Mapping[Any, int], name: str, limit: int) -> dict[Any, int]:
    if name == 'year':
        return dict(sorted(counts.items()))
    return dict(sorted(counts.items(), key=lambda item: (-item[1], str(item[0])))[:limit])


def terms(searcher: tantivy.Searcher, builder: Builder, stream: str, start: str, seen: Filter,
          limit: int) -> list[str]:
    """Terms that begin like this, by the number of records in which they are seen."""
    counts: Counter[str] = Counter()
    for field, _weight in builder.fields():
        counts.update(dict(searcher.terms_with_prefix(field, marked(stream, start), None, CANDIDATES)))
    return [term.removeprefix(MARKS[stream]) for term in _most_seen(searcher, builder, counts, seen, limit)]


def similar(searcher: tantivy.Searcher, builder: Builder, stream: str, term: str, seen: Filter,
            limit: int) -> list[str]:
    """Other terms one edit away, by the number of records in which they are seen."""
    counts: Counter[str] = Counter()
    fields = [field for field, _weight in builder.fields()]
    for other in (marked(stream, edit) for edit in edits(term)):
        counts[other] += sum(searcher.doc_freq(field, other) for field in fields)
    return [term.removeprefix(MARKS[stream]) for term in _most_seen(searcher, builder, +counts, seen, limit)]


def _most_seen(searcher: tantivy.Searcher, builder: Builder, counts: Mapping[str, int], seen: Filter,
               limit: int) -> list[str]:
    """The dictionary counts what is hidden and what was deleted, so terms are asked for, as long as one may be more
    frequent than those that were."""
    best: list[tuple[int, str]] = []
    for term, most in sorted(counts.items(), key=lambda item: (-item[1], item[0])):
        if len(best) >= limit and (limit == 0 or -best[limit - 1][0] > most):
            break
        query = any_of([Engine.term_query(schema(), field, term, 'basic') for field, _weight in builder.fields()])
        if total := total_of(searcher, seen(query)):
            insort(best, (-total, term))
    return [term for _total, term in best[:limit]]


def edits(term: str) -> set[str]:
    """What a letter put in, left out or replaced makes of a term; letters of the scripts that it is written in."""
    letters = ''.join(script for script in LETTERS if set(script) & set(term)) + '-'
    halves = [(term[:place], term[place:]) for place in range(len(term) + 1)]
    return {made for begin, end in halves for made in _made(begin, end, letters)} - {term, ''}


def _made(begin: str, end: str, letters: str) -> Iterator[str]:
    if end:
        yield begin + end[1:]
    for letter in letters:
        yield begin + letter + end
        if end:
            yield begin + letter + end[1:]

