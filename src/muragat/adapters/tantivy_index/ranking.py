"""Pages of hits: sorted by score or by a column, records of the same rank by id."""

from collections.abc import Callable
from typing import Any

import tantivy

from muragat.ports.textindex import Every, Hit, Hits, Near, Order, Phrase, Prefix, Some, Weighted, Without, Word

#: Of so many records of the same rank the order is that of ids; of more, that of the engine.
TIES = 2000
COLUMNS = {Order.DATE: 'day', Order.TITLE: 'title_key', Order.NUMBER: 'number_key'}
Ranked = list[tuple[Any, tantivy.DocAddress]]


def column_for(query: Any, order: Order) -> str | None:
    """The column by which hits of the port's query are sorted; None: by score. Without scores: by id."""
    return COLUMNS.get(order) or (None if scores(query) else 'id')


def scores(query: Any) -> bool:
    """Whether something in the query tells one hit from another."""
    if isinstance(query, Every | Some):
        return any(map(scores, query.parts))
    if isinstance(query, Without | Weighted):
        return scores(query.part)
    return isinstance(query, Word | Phrase | Prefix | Near)


def page(searcher: tantivy.Searcher, query: tantivy.Query, column: str | None, descending: bool, offset: int,
         limit: int) -> Hits:
    """Hits from `offset` on, with the number of all."""
    direction = tantivy.Order.Desc if descending or column is None else tantivy.Order.Asc
    first: Any = searcher.search(query, limit=max(1, offset + limit + 1), order_by_field=column, order=direction)

    def fetch(count: int) -> Ranked:
        if count <= offset + limit + 1:
            return list(first.hits)
        return list(searcher.search(query, limit=count, order_by_field=column, order=direction, count=False).hits)

    rows = by_id(enough(fetch, offset + limit), searcher)[offset:offset + limit]
    return Hits(first.count, tuple(Hit(record, float(rank) if column is None else 0.0) for rank, record in rows))


def enough(fetch: Callable[[int], Ranked], end: int) -> Ranked:
    """At least `end` hits, and all that have the same rank as the last of them unless they are too many."""
    found = fetch(end + 1)
    if not 0 < end < len(found) or found[end][0] != found[end - 1][0]:
        return found[:end]
    begin = next(place for place, (rank, _address) in enumerate(found) if rank == found[end][0])
    return fetch(begin + TIES + 1)


def by_id(ranked: Ranked, searcher: tantivy.Searcher) -> list[tuple[Any, int]]:
    """(rank, id), each group of the same rank by growing id; a group beyond TIES as it came."""
    ids = searcher.fast_field_values('id', [address for _rank, address in ranked])
    rows: list[tuple[Any, int]] = []
    group: list[int] = []
    for place, (rank, _address) in enumerate(ranked):
        group.append(int(ids[place] or 0))
        if place + 1 == len(ranked) or ranked[place + 1][0] != rank:
            rows += [(rank, record) for record in (sorted(group) if len(group) <= TIES else group)]
            group = []
    return rows


def total_of(searcher: tantivy.Searcher, query: tantivy.Query) -> int:
    """How many documents a query finds."""
    found: Any = searcher.search(query, limit=1)
    return int(found.count)
