"""The hits of a page, in order: each segment names its best, and they are merged."""
from typing import Any

import numpy as np

from muragat.adapters.whoosh_index.arrays import Array
from muragat.adapters.whoosh_index.leaf import Leaf
from muragat.ports.textindex import Hit, Order

UNDATED = 1 << 40

Found = tuple[Leaf, Array, Array]


def sorted_hits(found: list[Found], order: Order, descending: bool, offset: int, limit: int) -> tuple[Hit, ...]:
    """`found`: by segment, the records and their scores."""
    rows: list[tuple[Any, int, float]] = []
    for leaf, docs, scores in found:
        ranks = _ranks(leaf, docs, scores, order, descending)
        best = lowest(ranks, offset + limit)
        rows += zip(_values(leaf, docs[best], ranks[best], order), leaf.contents.ids[docs[best]].tolist(),
                    scores[best].tolist(), strict=True)
    rows.sort(key=lambda row: row[1])
    turned = descending and order in (Order.TITLE, Order.NUMBER)
    rows.sort(key=lambda row: row[0], reverse=turned)
    return tuple(Hit(record, score) for _value, record, score in rows[offset:offset + limit])


def lowest(ranks: Array, count: int) -> Array:
    """Places of the lowest ranks, in order; of equal ones the first."""
    if len(ranks) > count > 0:
        bound = np.partition(ranks, count - 1)[count - 1]
        places = np.flatnonzero(ranks <= bound)
        return places[np.argsort(ranks[places], kind='stable')[:count]]
    return np.argsort(ranks, kind='stable')[:count]


def _ranks(leaf: Leaf, docs: Array, scores: Array, order: Order, descending: bool) -> Array:
    """By which the records of one segment are sorted, lowest first."""
    if order is Order.RELEVANCE:
        return -scores
    if order is Order.DATE:
        days = leaf.days()[docs].astype(np.int64)
        return np.where(days == 0, UNDATED, -days if descending else days)
    ranks = leaf.contents.arrays[f'{order.value}_ranks'][docs].astype(np.int64)
    return -ranks if descending else ranks


def _values(leaf: Leaf, docs: Array, ranks: Array, order: Order) -> list[Any]:
    """By which records of several segments are compared."""
    if order in (Order.TITLE, Order.NUMBER):
        return leaf.contents.keys(order.value).picked(docs.tolist())
    return ranks.tolist()
