"""Counting: facets by columns, terms of the dictionary that a person may see."""

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping
from itertools import islice
from typing import Any

import tantivy

from muragat.adapters.tantivy_index.building import Builder, Engine, any_of
from muragat.adapters.tantivy_index.layout import MARKS, column_of, marked, schema
from muragat.adapters.tantivy_index.ranking import total_of

#: Values of a facet that one question counts at most; the engine's own bound for all together is 65,000.
VALUES = 20_000
#: Terms whose visible records are counted for one answer; beyond them those that are frequent in all records come.
CANDIDATES = 60
LETTERS = ('аәбвгғдеёжзийкқлмнңоөпрстуұүфхһцчшщъыіьэюя', 'abcdefghijklmnopqrstuvwxyz', '0123456789')
Filter = Callable[[tantivy.Query], tantivy.Query]


def facets(searcher: tantivy.Searcher, query: tantivy.Query, names: Iterable[str],
           limit: int) -> dict[str, dict[Any, int]]:
    """How often each value occurs, most frequent first; years in their order."""
    asked = {name: {'terms': {'field': column_of(name), 'size': VALUES, 'segment_size': VALUES}} for name in names}
    if not asked:
        return {}
    told = searcher.aggregate(query, asked)
    return {name: _sorted({each['key']: each['doc_count'] for each in told[name]['buckets']}, name, limit)
            for name in asked}


def _sorted(counts: Mapping[Any, int], name: str, limit: int) -> dict[Any, int]:
    whole = {int(value) if isinstance(value, float) else value: count for value, count in counts.items()}
    if name == 'year':
        return dict(sorted(whole.items()))
    return dict(sorted(whole.items(), key=lambda item: (-item[1], str(item[0])))[:limit])


def terms(searcher: tantivy.Searcher, builder: Builder, stream: str, start: str, seen: Filter,
          limit: int) -> list[str]:
    """Terms that begin like this, by the number of records in which they are seen."""
    mark = MARKS[stream]
    counts: Counter[str] = Counter()
    for field, _weight in builder.fields():
        counts.update(dict(searcher.terms_with_prefix(field, marked(stream, start), None, CANDIDATES + limit)))
    by_frequency = sorted(counts, key=lambda term: (-counts[term], term))
    return _seen(searcher, builder, [term.removeprefix(mark) for term in by_frequency], stream, seen, limit)


def similar(searcher: tantivy.Searcher, builder: Builder, stream: str, term: str, seen: Filter,
            limit: int) -> list[str]:
    """Other terms one edit away, by the number of records in which they are seen."""
    fields = [field for field, _weight in builder.fields()]
    counts = {other: count for other in edits(term)
              if (count := sum(searcher.doc_freq(field, marked(stream, other)) for field in fields))}
    return _seen(searcher, builder, sorted(counts, key=lambda other: (-counts[other], other)), stream, seen, limit)


def _seen(searcher: tantivy.Searcher, builder: Builder, candidates: list[str], stream: str, seen: Filter,
          limit: int) -> list[str]:
    """The dictionary counts what is hidden and what was deleted, so each term is asked for."""
    counts: dict[str, int] = {}
    waiting = iter(candidates)
    while len(counts) < limit and (some := list(islice(waiting, CANDIDATES))):
        for term in some:
            query = any_of([Engine.term_query(schema(), field, marked(stream, term), 'basic')
                            for field, _weight in builder.fields()])
            if total := total_of(searcher, seen(query)):
                counts[term] = total
    return sorted(counts, key=lambda term: (-counts[term], term))[:limit]


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

