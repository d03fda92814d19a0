"""Search without an index: words of the question in numbers and titles, by the catalog."""

from collections.abc import Callable, Iterable
from datetime import date
from typing import Any

from muragat.kernel.catalog import ZONE
from muragat.kernel.localized import every
from muragat.kernel.paging import Page
from muragat.language.containment import pattern
from muragat.language.folding import fold
from muragat.ports.textindex import Order
from muragat.search.access import CLOSED, OPEN
from muragat.search.indexing import searched_of
from muragat.search.query.syntax import All, Any_, Leaf, Not, Tree
from muragat.search.query.values import KIND
from muragat.search.question import Question
from muragat.search.zonetree import zone_tree

_SORTS = {Order.RELEVANCE: 'modified', Order.DATE: 'dates', Order.TITLE: 'title', Order.NUMBER: 'number'}
#: Types with more records are left out: each record has to be read.
LARGEST_TYPE = 50_000
_ALL = 10_000_000


def found_in_catalog(desk: Any, question: Question, tree: Tree | None, limit: int) -> Page:
    """A page of records whose number or title holds the words of the question as they are written."""
    words = sorted(dict.fromkeys(_words(tree)), key=len, reverse=True)
    types = _types(desk, question.filters.get('type', ()))
    if not types or not (words or question.narrowed):
        return Page((), 0, question.offset, limit)
    newest = question.order is Order.RELEVANCE
    found = desk.listing(None, types, _filters(desk, question, words[:1]), _SORTS[question.order],
                         newest or question.descending, 0, _ALL).items
    tests = [pattern(word).search for word in words[1:]]
    fonds = _zones(desk, question)
    rows = desk.site.catalog.rows
    told = _told(desk, question)
    kept = [record for record in found if all(test(_named(record)) for test in tests)
            and (fonds is None or rows[record.id][ZONE] in fonds) and told(record)]
    return Page(tuple(kept[question.offset:question.offset + limit]), len(kept), question.offset, limit)


def not_asked(tree: Tree | None) -> Iterable[str]:
    """What of a question the catalog is not asked, as it was typed: fields, what is not wanted, other alternatives."""
    if isinstance(tree, All):
        for part in tree.parts:
            yield from not_asked(part)
    elif isinstance(tree, Any_):
        yield from not_asked(tree.parts[0])
        for part in tree.parts[1:]:
            yield from _typed(part)
    elif isinstance(tree, Not) or (isinstance(tree, Leaf) and tree.field is not None):
        yield from _typed(tree)


def _typed(tree: Tree) -> Iterable[str]:
    if isinstance(tree, Leaf):
        yield tree.raw
    else:
        for part in (tree.part,) if isinstance(tree, Not) else tree.parts:
            yield from _typed(part)


def _told(desk: Any, question: Question) -> Callable[[Any], bool]:
    """Whether the description of a record tells one of the languages and of the kinds that are chosen."""
    languages, kinds = (set(question.filters.get(name, ())) for name in ('language', KIND))

    def told(record: Any) -> bool:
        if not (languages or kinds):
            return True
        found = searched_of(record, desk.registry)
        return found is not None and (not languages or not languages.isdisjoint(found.languages)) and (
            not kinds or found.facets.get(KIND) in kinds)

    return told


def _types(desk: Any, chosen: Iterable[str]) -> list[str]:
    counts = desk.figures_by_type()
    chosen = set(chosen)
    return [name for name in desk.registry.types
            if 0 < counts.get(name, 0) <= LARGEST_TYPE and (not chosen or name in chosen)]


def _filters(desk: Any, question: Question, words: list[str]) -> dict[str, Any]:
    filters: dict[str, Any] = {'text': words[0]} if words else {}
    access = set(question.filters.get('access', ())) & {OPEN, CLOSED}
    if len(access) == 1:
        filters['closed'] = CLOSED in access
    if states := question.filters.get('state'):
        filters['state'] = states
    first, last = question.years or (None, None)
    filters |= {'since': date(min(max(first, 1), 9999), 1, 1)} if first else {}
    filters |= {'until': date(min(max(last, 1), 9999), 12, 31)} if last else {}
    return filters


def _zones(desk: Any, question: Question) -> frozenset[int] | None:
    chosen = question.filters.get('fonds')
    return zone_tree(desk.site.zones).below(map(int, filter(str.isdecimal, chosen))) if chosen else None


def _named(record: Any) -> str:
    return '\n'.join((record.__name__ or '', *every(getattr(record, 'title', None))))


def _words(tree: Tree | None) -> Iterable[str]:
    """The words that must be there."""
    if isinstance(tree, All):
        for part in tree.parts:
            yield from _words(part)
    elif isinstance(tree, Any_):
        yield from _words(tree.parts[0])
    elif isinstance(tree, Leaf) and tree.field is None and fold(tree.text):
        yield tree.text


