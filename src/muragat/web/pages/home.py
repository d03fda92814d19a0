"""The home page: what waits for the person, the holdings in figures, a chart by year, and the keys of the keyboard."""

import json
from collections.abc import Iterator
from itertools import islice
from typing import Any, NamedTuple

from markupsafe import Markup
from pyramid.request import Request
from pyramid.view import view_config

from muragat.kernel.catalog import span_field
from muragat.kernel.i18n import _
from muragat.kernel.site import Site
from muragat.web.addresses import href
from muragat.web.pages.record import code_of
from muragat.web.security import SIGNED_IN

#: Records in a state that the page looks through, and how many it shows.
_LOOKED_AT = 500
_SHOWN = 10
#: More years than this are shown by decades.
_MOST_BARS = 60


class Waiting(NamedTuple):
    """Records of one type in one state whose turn is the person's."""

    kind: Any
    state: str
    records: list[tuple[Any, str]]
    more: bool


@view_config(context=Site, permission=SIGNED_IN, request_method='GET', renderer='muragat:web/templates/home.jinja2')
def home(context: Any, request: Request) -> dict[str, Any]:
    """Where a working day begins."""
    desk, page = request.desk, request.page
    counts = desk.figures_by_type()
    kinds = [kind for name, kind in desk.registry.types.items() if counts.get(name) and span_field(kind.schema)]
    return {
        'waiting': list(_waiting(desk, page)),
        'figures': [(kind, counts[kind.name]) for kind in kinds],
        'chart': _chart(request, kinds, counts),
        'panels': [(panel.title, panel.rows(desk)) for panel in desk.registry.panels.values()],
        'roots': page.roots,
    }


def _waiting(desk: Any, page: Any) -> Iterator[Waiting]:
    by_workflow: dict[str, list[Any]] = {}
    for kind in desk.registry.types.values():
        if kind.workflow:
            by_workflow.setdefault(kind.workflow, []).append(kind)
    for name, kinds in by_workflow.items():
        for state in desk.registry.workflows[name].states:
            if state.waits_for is not None:
                yield from _in_state(desk, page, kinds, state)


def _in_state(desk: Any, page: Any, kinds: list[Any], state: Any) -> Iterator[Waiting]:
    found: dict[str, list[Any]] = {kind.name: [] for kind in kinds}
    turns: dict[int, bool] = {}
    for record_id in islice(desk.site.catalog.in_state(state.name), _LOOKED_AT):
        row = desk.site.catalog.row(record_id)
        if row is None or row.type_name not in found or len(found[row.type_name]) > _SHOWN:
            continue
        if row.zone not in turns:
            turns[row.zone] = state.waits_for in desk.gate.roles(desk.principal, row.zone)
        if turns[row.zone] and desk.sight.sees(record_id, row.zone, row.opens):
            found[row.type_name].append(desk.site.ids[record_id])
    for kind in kinds:
        if records := found[kind.name]:
            named = [(record, code_of(page.request, record)) for record in records[:_SHOWN]]
            yield Waiting(kind, page.words(state.title), named, len(records) > _SHOWN)


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
    items = [*request.page.menu, *request.page.office]
    return {'places': [(item.key, item.title, item.address) for item in items if item.key],
            'deeds': _DEEDS, 'rows': _ROWS, 'href': href}


_DEEDS = (
    ('?', _('This sheet')),
    ('/', _('Go to a record by its code, address or number')),
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
    ('[', _('Previous page')),
    (']', _('Next page')),
    ('Esc', _('Close a menu')),
)
