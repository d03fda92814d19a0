"""Printing: the form that asks which sheets or labels, and the PDF file."""

from collections.abc import Iterator
from itertools import islice
from typing import Any

from pyramid.config import Configurator
from pyramid.request import Request
from pyramid.response import Response

from muragat.capture.papers import LARGE, MOST, SMALL, box_label, labels, next_sheet, separator_sheets
from muragat.kernel.access import Permission
from muragat.kernel.errors import Hindered, Refusal, Refused
from muragat.kernel.folder import Folder
from muragat.kernel.i18n import _
from muragat.kernel.interfaces import IScanTarget
from muragat.kernel.record import Record
from muragat.language.numbers import number_key
from muragat.ports.paperforms import IPaperForms
from muragat.web.addresses import href

_TEMPLATE = 'muragat:capture/templates/papers.jinja2'

SHEETS, NEXT, LABELS, BOXES, BOX = 'sheets', 'next', 'labels', 'boxes', 'box'
KINDS = {
    SHEETS: _('Separator sheets'), NEXT: _('A separator sheet that only begins the next document'),
    LABELS: _('Labels of units, 24 on a sheet'), BOXES: _('Labels of units, 8 on a sheet'),
    BOX: _('Label of a box with these units, 8 on a sheet'),
}


def papers(record: Any, request: Request) -> dict[str, Any] | Response:
    """The form, or the PDF when it says what is wanted."""
    refusals: list[Refusal] = []
    if request.GET.get('kind') in KINDS:
        try:
            return _printed(record, request)
        except Refused as refused:
            request.response.status_int = 422
            refusals += refused.refusals
    page = request.page
    crumbs = [*page.breadcrumb(record), (href(record), page.label(record))]
    return {'record': record, 'kinds': KINDS, 'is_target': _is_target(request.desk, record), 'asked': request.GET,
            'refusals': refusals, 'most': MOST, 'crumbs': crumbs}


def _printed(record: Any, request: Request) -> Response:
    kind, language = request.GET['kind'], request.language
    request.step_aside()
    forms, words, desk = request.house.ports[IPaperForms], request.page.words, request.desk
    if kind == SHEETS:
        pdf = forms.sheets(separator_sheets(desk, _records(record, request), words, language), language)
    elif kind == NEXT:
        pdf = forms.sheets([next_sheet(words)], language)
    elif kind == BOX:
        first, last = request.GET.get('first', ''), request.GET.get('last', '')
        pdf = forms.labels([box_label(desk, record, first, last, words, language)], language, *LARGE, _skipped(request))
    else:
        found = labels(desk, _records(record, request), words, language)
        pdf = forms.labels(found, language, *(SMALL if kind == LABELS else LARGE), _skipped(request))
    response = Response(pdf, content_type='application/pdf')
    response.headers['Content-Disposition'] = f'attachment; filename="{kind}-{record.id}.pdf"'
    return response


def _records(record: Any, request: Request) -> Iterator[Any]:
    """The record itself when it takes scans, else what stands in it from a number to a number."""
    if _is_target(request.desk, record):
        yield record
        return
    if not isinstance(record, Folder) or record.children is None:
        return
    first, last = (number_key(request.GET.get(name, '').strip()) for name in ('first', 'last'))
    if first and last and first > last:
        raise Hindered(Refusal('order', _('The first number stands after the last.'), 'first'))
    ids = record.children.values(first or None, last or None)
    # One more than are printed, so that too many are told and not cut off.
    found = (each for record_id in ids if (each := request.desk.find(record_id)) is not None)
    yield from islice(found, MOST + 1)


def _skipped(request: Request) -> int:
    """Places of the first sheet of labels that were used up before."""
    text = request.GET.get('skip', '')
    return min(int(text), 23) if text.isascii() and text.isdigit() and len(text) < 4 else 0


def _is_target(desk: Any, record: Any) -> bool:
    return desk.registry.adapt(record, IScanTarget) is not None


def includeme(config: Configurator) -> None:
    """`/archive/Р-12/1/papers`."""
    config.add_view(papers, context=Record, name='papers', request_method='GET', permission=Permission.INGEST,
                    renderer=_TEMPLATE, below_site=True)
