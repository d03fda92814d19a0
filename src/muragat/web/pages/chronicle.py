"""What happened: the history of a record, two of its versions side by side, and the journal of the house."""

from collections.abc import Iterator
from contextlib import suppress
from datetime import date
from itertools import islice
from math import inf, isfinite
from typing import Any, NamedTuple

from pyramid.httpexceptions import HTTPNotFound
from pyramid.request import Request
from pyramid.view import view_config

from muragat.kernel import fields
from muragat.kernel.access import Permission
from muragat.kernel.history import compare, history, told, worded
from muragat.kernel.i18n import _
from muragat.kernel.record import Record
from muragat.kernel.site import Site
from muragat.language.collation import sort_key
from muragat.web.addresses import href, with_query
from muragat.web.formats import end_of_day
from muragat.web.paging import SIZE, page_number
from muragat.web.values import Reader, show
from muragat.web.witnessing import witness_view

#: Entries of the journal that one page looks through for a filter.
_LOOKED_AT = 20_000


class Told(NamedTuple):
    """An event in words: what changed, field by field."""

    event: Any
    words: str
    changes: list[tuple[str, str, str]]


@view_config(context=Record, name='history', permission=Permission.VIEW_JOURNAL, request_method='GET', below_site=True,
             renderer='muragat:web/templates/history.jinja2')
def history_page(context: Any, request: Request) -> dict[str, Any]:
    """Everything that happened to a record, the latest first."""
    witness_view(request, context)
    page = request.page
    number = page_number(request.GET.get('page'))
    found = history(request.desk, context, page.name_of, (number - 1) * SIZE, SIZE + 1)
    address = href(context, 'history')
    return {
        'record': context,
        'crumbs': page.trail(context),
        'told': [_told(page, context, event) for event in found[:SIZE]],
        'earlier': with_query(address, {}, page=number + 1) if len(found) > SIZE else '',
        'later': with_query(address, {}, page=number - 1) if number > 1 else '',
        'revisions': [event.revision for event in found[:SIZE] if event.revision],
    }


def _told(page: Any, record: Any, event: Any) -> Told:
    known = fields.fields_of(page.request.desk.registry.type_of(record).schema)
    return Told(event, page.words(event.message), _worded(known, event.changes, Reader(page, compares=True)))


def _worded(known: Any, changes: Any, reader: Reader) -> list[tuple[str, str, str]]:
    return [(reader.page.words(one.title), _shown(known[one.name], one.before, reader),
             _shown(known[one.name], one.after, reader)) for one in changes]


def _shown(field: Any, value: Any, reader: Reader) -> str:
    try:
        return show(field, value, reader)
    except (AttributeError, TypeError, ValueError):
        return str(value)


@view_config(context=Record, name='compare', permission=Permission.VIEW_JOURNAL, request_method='GET', below_site=True,
             renderer='muragat:web/templates/compare.jinja2')
def compare_page(context: Any, request: Request) -> Any:
    """Two versions of a record side by side."""
    witness_view(request, context)
    page = request.page
    ends = [request.GET.get(name, '') for name in ('from', 'to')]
    if not all(text.isascii() and text.isdigit() and len(text) < 10 for text in ends):
        raise HTTPNotFound()
    earlier, later = sorted(map(int, ends))
    known = fields.fields_of(request.desk.registry.type_of(context).schema)
    rows = _worded(known, compare(request.desk, context, earlier, later), Reader(page, compares=True))
    return {'record': context, 'rows': rows, 'earlier': earlier, 'later': later,
            'crumbs': [*page.trail(context), (href(context, 'history'), page.words(_('History')))]}


class Line(NamedTuple):
    """An entry of the journal as the page shows it."""

    entry: Any
    words: str
    address: str
    label: str


@view_config(context=Site, name='journal', permission=Permission.VIEW_JOURNAL, request_method='GET',
             renderer='muragat:web/templates/journal.jinja2')
def journal_page(context: Any, request: Request) -> dict[str, Any]:
    """The journal of the house, the latest first, by who, what, record and time."""
    page, desk = request.page, request.desk
    asked = {name: request.GET.get(name, '').strip()[:200] for name in ('who', 'what', 'record', 'until', 'before')}
    number = page_number(request.GET.get('page'))
    search = Search(request, asked)
    found = list(islice(search.entries(), (number - 1) * SIZE, number * SIZE + 1))
    query = {name: value for name, value in asked.items() if value}
    facts = [(name, page.words(wording)) for name, wording in desk.registry.facts.items()]
    return {
        'lines': [_line(request, entry) for entry in found[:SIZE]],
        'asked': asked, 'facts': sorted(facts, key=lambda pair: sort_key(pair[1], page.language)),
        'count': desk.site.journal.count, 'unsealed': desk.site.journal.unsealed_count,
        'earlier': with_query('/journal', query, page=number + 1) if len(found) > SIZE else '',
        'later': with_query('/journal', query, page=number - 1) if number > 1 else '',
        'looked_at': _LOOKED_AT,
        'further': '' if search.stopped is None else with_query('/journal', query, before=repr(search.stopped)),
    }


class Search:
    """Looks through the journal, not further than is possible within a request."""

    def __init__(self, request: Request, asked: dict[str, str]) -> None:
        self._request = request
        self._asked = asked
        #: The moment of the first entry that was not looked at; None when there is none or others were found first.
        self.stopped: float | None = None

    def entries(self) -> Iterator[Any]:
        """What fits, latest first."""
        asked, desk = self._asked, self._request.desk
        who = _principals(self._request, asked['who']) if asked['who'] else None
        for place, entry in enumerate(self._all()):
            if place == _LOOKED_AT:
                self.stopped = entry.at
                return
            if (who is None or entry.who in who) and asked['what'] in ('', entry.what) and told(desk, entry):
                yield entry

    def _all(self) -> Iterator[Any]:
        journal, until = self._request.desk.site.journal, _until(self._asked)
        text = self._asked['record'].removeprefix('/r/')
        if text.isascii() and text.isdigit() and len(text) < 17:
            return (entry for entry in journal.entries_of(int(text)) if entry.at <= until)
        return journal.backward(until if until < inf else None)


def _until(asked: dict[str, str]) -> float:
    """The last moment that is asked for: the end of a day, or one that a link of this page names."""
    found = inf
    with suppress(ValueError, OverflowError):
        found = end_of_day(date.fromisoformat(asked['until']))
    with suppress(ValueError):
        before = float(asked['before'])
        found = min(found, before) if isfinite(before) else found
    return found


def _principals(request: Request, text: str) -> set[str]:
    return {text, *(one.id for one in request.principals.search(text))}


def _line(request: Request, entry: Any) -> Line:
    desk, page = request.desk, request.page
    record = desk.find(entry.record) if entry.record is not None else None
    if record is None:
        gone = entry.record is not None and entry.record in desk.site.ids
        return Line(entry, _plain_words(request, entry), '', page.words(_('a record in the trash')) if gone else '')
    return Line(entry, page.words(worded(desk, record, entry, page.name_of)), href(record), page.label(record))


def _plain_words(request: Request, entry: Any) -> str:
    """The bare wording: what it would say of a record that is not there is left out."""
    wording = request.desk.registry.facts.get(entry.what, entry.what)
    return request.page.words(wording).partition(':')[0].partition('${')[0].strip()
