"""Figures of scanning: what each operator did on each day, as a table and a chart."""

from datetime import date, timedelta
from typing import Any, NamedTuple

from markupsafe import Markup
from pyramid.config import Configurator
from pyramid.request import Request

from muragat.capture.batch import Capture
from muragat.capture.tally import ACCEPTED, DOCUMENTS, DROPPED, FILES, PAGES, RESCANS, RETURNED, WHAT, Row, rows
from muragat.kernel.access import Permission
from muragat.kernel.i18n import _
from muragat.web.addresses import href
from muragat.web.pages.home import for_script

_TEMPLATE = 'muragat:capture/templates/figures.jinja2'
#: Days that are shown when none are named, and the most that are.
_DAYS, _MOST = 30, 366

TITLES = {
    FILES: _('Files'), PAGES: _('Pages scanned'), DOCUMENTS: _('Documents accepted'), ACCEPTED: _('Pages accepted'),
    RETURNED: _('Pages returned'), DROPPED: _('Pages left out'), RESCANS: _('Pages scanned again'),
}


class Chosen(NamedTuple):
    """Which days and whose."""

    since: date
    until: date
    operator: str
    what: str


def figures(root: Any, request: Request) -> dict[str, Any]:
    """Rows of operators by day, sums by operator, and one sort of figure by day as a chart."""
    chosen = _chosen(request)
    found = list(rows(root, chosen.since, chosen.until))
    operators = sorted({row.operator for row in found}, key=request.page.name_of)
    shown = [row for row in found if chosen.operator in ('', row.operator)]
    bars = _bars(shown, chosen)
    page = request.page
    return {
        'root': root, 'chosen': chosen, 'rows': shown[::-1], 'what': WHAT, 'titles': TITLES,
        'operators': [(each, page.name_of(each)) for each in operators],
        'sums': _sums(shown), 'bars': bars, 'chart': _chart(page, bars, chosen),
        'crumbs': [*page.breadcrumb(root), (href(root), page.label(root))],
    }


def _chosen(request: Request) -> Chosen:
    today = request.desk.today
    until = _day(request.GET.get('until'), today)
    since = _day(request.GET.get('since'), until - timedelta(_DAYS - 1))
    if since > until:
        since, until = until, since
    what = request.GET.get('what', PAGES)
    return Chosen(max(since, until - timedelta(_MOST - 1)), until, request.GET.get('operator', '')[:100],
                  what if what in WHAT else PAGES)


def _day(text: str | None, default: date) -> date:
    try:
        day = date.fromisoformat(text or '')
    except ValueError:
        return default
    return day if 1900 < day.year < 2200 else default


def _bars(found: list[Row], chosen: Chosen) -> list[tuple[date, int]]:
    by_day: dict[date, int] = {}
    for row in found:
        by_day[row.day] = by_day.get(row.day, 0) + row.counts.get(chosen.what, 0)
    days = (chosen.until - chosen.since).days + 1
    return [(day, by_day.get(day, 0)) for day in (chosen.since + timedelta(each) for each in range(days))]


def _sums(found: list[Row]) -> dict[str, dict[str, int]]:
    sums: dict[str, dict[str, int]] = {}
    for row in found:
        own = sums.setdefault(row.operator, {})
        for what, count in row.counts.items():
            own[what] = own.get(what, 0) + count
    return sums


def _chart(page: Any, bars: list[tuple[date, int]], chosen: Chosen) -> Markup:
    data = {'labels': [page.date(day) for day, _count in bars], 'values': [count for _day, count in bars],
            'title': page.words(TITLES[chosen.what])}
    return for_script(data)


def includeme(config: Configurator) -> None:
    """`/capture/figures`."""
    config.add_view(figures, context=Capture, name='figures', request_method='GET', permission=Permission.VIEW,
                    renderer=_TEMPLATE)
