"""What a person asks of the search, as the address of a page says it, and the addresses of what he may ask next."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any, NamedTuple

from webob.multidict import MultiDict

from muragat.kernel.i18n import _
from muragat.ports.textindex import Order
from muragat.search.labels import Labels
from muragat.search.question import FILTERS, Question, Years
from muragat.web.addresses import with_query
from muragat.web.paging import page_number

PAGE = '/search'
SIZE = 25
#: Hits that can be paged through; who wants what is beyond must narrow.
REACH = 10_000
SORTS: tuple[tuple[Order, str], ...] = (
    (Order.RELEVANCE, _('the best first')), (Order.DATE, _('date')), (Order.NUMBER, _('reference code')),
    (Order.TITLE, _('title')))
#: Most values of one filter that an address may have.
_MOST = 50


class Chip(NamedTuple):
    """A restriction that is in force, in words, and the address without it."""

    words: str
    address: str


@dataclass(frozen=True)
class Asked:
    """A question with the page of its hits that is wanted."""

    text: str = ''
    filters: tuple[tuple[str, tuple[str, ...]], ...] = ()
    since: int | None = None
    until: int | None = None
    order: Order = Order.RELEVANCE
    descending: bool = False
    number: int = 1

    @classmethod
    def of(cls, query: Any) -> 'Asked':
        """What the query of an address asks; what it says badly is as if it were not said."""
        filters = ((name, tuple(dict.fromkeys(value[:200] for value in query.getall(name)[:_MOST] if value)))
                   for name in FILTERS)
        order = query.get('sort', '')
        return cls(' '.join(query.get('q', '').split()), tuple((name, found) for name, found in filters if found),
                   _year(query.get('from')), _year(query.get('to')),
                   Order(order) if order in set(Order) else Order.RELEVANCE, query.get('order') == 'desc',
                   min(page_number(query.get('page')), REACH // SIZE))

    @classmethod
    def from_pairs(cls, pairs: Iterable[tuple[str, str]]) -> 'Asked':
        """What was kept as `pairs`."""
        return cls.of(MultiDict(pairs))

    @property
    def years(self) -> Years | None:
        """The span of years; one that is written backwards is turned round."""
        if self.since is None and self.until is None:
            return None
        if self.since is not None and self.until is not None and self.since > self.until:
            return self.until, self.since
        return self.since, self.until

    @property
    def question(self) -> Question:
        """What the search is asked for this page."""
        return Question(self.text, dict(self.filters), self.years, self.order, self.descending,
                        (self.number - 1) * SIZE, SIZE)

    @property
    def empty(self) -> bool:
        return not (self.text or self.filters or self.years)

    @property
    def query(self) -> dict[str, Any]:
        """The address's query, without the page."""
        since, until = self.years or (None, None)
        return {'q': self.text, **{name: list(values) for name, values in self.filters}, 'from': since, 'to': until,
                'sort': None if self.order is Order.RELEVANCE else self.order.value,
                'order': 'desc' if self.descending else None}

    @property
    def pairs(self) -> tuple[tuple[str, str], ...]:
        """The query as names and values, as forms carry it and saved searches keep it."""
        found = ((name, value if isinstance(value, list) else [value]) for name, value in self.query.items())
        return tuple((name, str(value)) for name, values in found for value in values if value not in (None, ''))

    def address(self, page: str = PAGE, **changes: Any) -> str:
        """The address of a page for this question."""
        return with_query(page, self.query | changes)

    def toggled(self, name: str, value: str) -> str:
        """The address with one value of a filter more, or without it."""
        values = dict(self.filters).get(name, ())
        chosen = [*(one for one in values if one != value), *([value] * (value not in values))]
        return with_query(PAGE, self.query | {name: chosen})

    def chips(self, page: Any) -> list[Chip]:
        """Every restriction in words."""
        labels = Labels(page.request.desk, page.language)
        found = [Chip(labels.of(name, value) or value, self.toggled(name, value)) for name, values in self.filters
                 for value in values]
        if self.years:
            whole = self.query | {'from': None, 'to': None}
            found.append(Chip(_years_words(page, self.years), with_query(PAGE, whole)))
        return found


def _year(text: str | None) -> int | None:
    text = (text or '').strip()
    return int(text) if text.isascii() and text.isdigit() and 0 < len(text) < 5 and int(text) else None


def _years_words(page: Any, years: Years) -> str:
    since, until = years
    if since is None or until is None:
        return page.words(_('until ${year}') if since is None else _('from ${year}'), year=str(until or since))
    return f'{since}–{until}' if since != until else str(since)
