"""The home page: what waits for the person, the holdings in figures, a chart by year, and the keys of the keyboard."""

import json
from collections.abc import Iterator
from itertools import islice
from typing import Any, NamedTuple

from markupsafe import Markup
from pyramid.request import Request
from pyramid.view import view_config

from muragat.kernel.catalog import OPENS, STATE, TYPE, ZONE, span_field
from muragat.kernel.i18n import _
from muragat.kernel.site import Site
from muragat.web.addresses import href
from muragat.web.pages.record import code_of
from muragat.web.panels import home_parts
from muragat.web.security import SIGNED_IN

#: Rows of records in a state that the page looks through, and how many records it shows.
_LOOKED_AT = 5000
_SHOWN = 10
#: More years than this are shown by decades.
_MOST_BARS = 60


class Waiting(NamedTuple):
    """Records of one type in one state whose turn is the person's; `beyond`: there may be more than was looked at."""

    kind: Any
    state: str
    records: list[tuple[Any, str]]
    more: bool
    beyond: bool


@view_config(context=Site, permission=SIGNED_IN, request_method='GET', renderer='muragat:web/templates/home.jinja2')
def home(context: Any, request: Request) -> dict[str, Any]:
    """Where a working day begins."""
    desk, page = request.desk, request.page
    counts = desk.figures_by_type()
    kinds = [kind for name, kind in desk.registry.types.items() if counts.get(name) and span_field(kind.schema)]
    waiting = list(_waiting(desk, page, counts))
    return {
        'waiting': [one for one in waiting if one.records],
        'beyond': any(one.beyond for one in waiting),
        'figures': [(kind, counts[kind.name]) for kind in kinds],
        'chart': _chart(request, kinds, counts),
        'panels': [(panel.title, panel.rows(desk)) for panel in desk.registry.panels.values()],
        'cards': home_parts(request),
        'roots': page.roots,
    }


def _waiting(desk: Any, page: Any, counts: dict[str, int]) -> Iterator[Waiting]:
    roles = desk.roles
    for kind in desk.registry.types.values():
        if not kind.workflow or not counts.get(kind.name):
            continue
        for state in desk.registry.workflows[kind.workflow].states:
            if state.waits_for in roles:
                found, beyond = _found(desk, kind, state)
                records = [desk.site.ids[each] for each in found[:_SHOWN]]
                named = [(record, code_of(page.request, record)) for record in records]
                yield Waiting(kind, page.words(state.title), named, len(found) > _SHOWN, beyond)


def _found(desk: Any, kind: Any, state: Any) -> tuple[list[int], bool]:
    """A few ids of the records whose turn is the person's, and whether there may be some that were not looked at.

    Looks at rows of the catalog alone, in two registers: a state may be rare in a large type, a type in a large state.
    """
    catalog, sight, gate = desk.site.catalog, desk.sight, desk.gate
    found: dict[int, None] = {}
    turns: dict[int, bool] = {}
    for ids in (catalog.in_state(state.name), catalog.query([kind.name])):
        for record_id in islice(ids, _LOOKED_AT):
            row = catalog.rows.get(record_id)
            if row is None or row[STATE] != state.name or row[TYPE] != kind.name:
                continue
            zone = row[ZONE]
            if not sight.sees(record_id, zone, row[OPENS]):
                continue
            if zone not in turns:
                turns[zone] = state.waits_for in gate.roles(desk.principal, zone)
            if turns[zone]:
                found[record_id] = None
                if len(found) > _SHOWN:
                    return list(found), False
        if next(ids, None) is None:
            return list(found), False
    return list(found), True


class Chart(NamedTuple):
    """Counts by year or decade of one type; `choices` are links to those of the others."""

    title: str
    bars: list[tuple[str, int]]
    undated: int
    data: Markup
    choices: list[tuple[str, str, bool]]


def _chart(request: Request, kinds: list[Any], counts: dict[str, int]) -> Chart | None:
    page = request.page
    if not kinds:
        return None
    asked = request.GET.get('chart')
    chosen = next((kind for kind in kinds if kind.name == asked), max(kinds, key=lambda kind: counts[kind.name]))
    years = request.desk.figures_by_year([chosen.name])
    undated = years.pop(0, 0)
    bars = _bars(years, page)
    title = page.words(_('${type} by year'), type=page.words(chosen.plural))
    choices = [(f'/?chart={kind.name}#by-year', page.words(kind.plural), kind is chosen) for kind in kinds]
    data = {'labels': [label for label, _count in bars], 'values': [count for _label, count in bars], 'title': title}
    return Chart(title, bars, undated, for_script(data), choices)


def _bars(years: dict[int, int], page: Any) -> list[tuple[str, int]]:
    if not years:
        return []
    first, last = min(years), max(years)
    if last - first < _MOST_BARS:
        return [(str(year), years.get(year, 0)) for year in range(first, last + 1)]
    decades: dict[int, int] = {}
    for year, count in years.items():
        decades[year // 10] = decades.get(year // 10, 0) + count
    return [(f'{decade}0–{decade}9', decades.get(decade, 0)) for decade in range(min(decades), max(decades) + 1)]


def for_script(data: Any) -> Markup:
    """JSON that may stand inside a script element."""
    text = json.dumps(data, ensure_ascii=False)
    return Markup(text.replace('&', '\\u0026').replace('<', '\\u003c').replace('>', '\\u003e'))


@view_config(context=Site, name='keys', permission=SIGNED_IN, request_method='GET',
             renderer='muragat:web/templates/keys.jinja2')
def keys(context: Any, request: Request) -> dict[str, Any]:
    """The help sheet of the keyboard."""
    page = request.page
    items = [*page.menu, *page.office, *page.search_box.own]
    return {'places': [(item.key, item.title, item.address) for item in items if item.key],
            'deeds': _DEEDS, 'rows': _ROWS, 'viewer': _VIEWER, 'control': _CONTROL, 'href': href}


_DEEDS = (
    ('?', _('This sheet')),
    ('/', _('Search, or go to a record by its code, address or number')),
    ('f', _('Narrow the list')),
    ('n', _('Add a record here, or give what the page gives')),
    ('e', _('Edit the record')),
    ('m', _('Move the record')),
    ('h', _('History of the record')),
    ('w', _('Who may see the record')),
    ('g p', _('Previous record')),
    ('g n', _('Next record')),
)
_ROWS = (
    ('j', _('Next row of a list')),
    ('k', _('Previous row of a list')),
    ('x', _('Select the row')),
    ('Enter', _('Open the row')),
    ('↑ ↓', _('Previous and next hit of a search')),
    ('← →', _('Move an end of the years of a search; Enter narrows')),
    ('[', _('Previous page')),
    (']', _('Next page')),
    ('Esc', _('Close a menu or what is suggested')),
)
#: On the contact sheet of a batch, for the pages that are chosen.
_CONTROL = (
    ('l r', _('Turn left, turn right')),
    ('s', _('Begin a document here')),
    ('d', _('Leave out')),
    ('z', _('Undo')),
    ('f', _('Show only pages to look at')),
)
_VIEWER = (
    ('[ ]', _('Previous and next page')),
    ('e', _('Correct the text')),
    ('c', _('Copy the text')),
    ('f', _('Search inside the file')),
    ('n', _('Next place that was found')),
    ('p', _('Previous place that was found')),
    ('+ -', _('Nearer and farther')),
    ('0', _('The whole page')),
    ('r', _('Turn the view')),
)
