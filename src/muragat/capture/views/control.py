"""The control screen: the contact sheet of a batch, and the deeds of an operator on its pages."""

from collections.abc import Callable, Mapping
from types import MappingProxyType
from typing import Any

from pyramid.config import Configurator
from pyramid.httpexceptions import HTTPSeeOther
from pyramid.request import Request
from pyramid.response import Response

from muragat.capture.batch import Batch, operator_of, target_of
from muragat.capture.facts import DEEDS
from muragat.capture.findings import KINDS
from muragat.capture.views.sheets import contact_sheet, pick_of
from muragat.capture.workbench import Pick, Workbench
from muragat.kernel.access import Permission
from muragat.kernel.errors import Forbidden, Invalid, NoSpace, NotVisible, Refusal, Refused
from muragat.kernel.i18n import _
from muragat.kernel.interfaces import IScanTarget
from muragat.kernel.workflow import open_transitions
from muragat.media.plan import pages_of
from muragat.media.service import files_at
from muragat.web.addresses import href

_TEMPLATE = 'muragat:capture/templates/control.jinja2'
#: Lines of the list of deeds.
_DEEDS_SHOWN = 20


def control(batch: Any, request: Request) -> dict[str, Any]:
    """The pages of a batch and what is wrong with them."""
    return _shown(batch, request, [])


def _shown(batch: Any, request: Request, refusals: list[Refusal]) -> dict[str, Any]:
    desk, page = request.desk, request.page
    only_found = request.params.get('show') == 'found'
    target = target_of(desk, batch)
    scan_target = desk.registry.adapt(target, IScanTarget) if target is not None and desk.visible(target) else None
    bench = Workbench(desk, batch)
    return {
        'batch': batch,
        'sheet': contact_sheet(request, batch, _whole(request.params.get('part'), 1), only_found),
        'only_found': only_found,
        'kinds': KINDS,
        'target': scan_target.title(page.language) if scan_target is not None else '',
        'target_address': href(target) if scan_target is not None else '',
        'operator': page.name_of(operator_of(batch)),
        'state': desk.registry.workflows['batch'].state(batch.state).title,
        'transitions': open_transitions(desk, batch),
        'may_work': _may_work(bench),
        'last': batch.last_deed(),
        'deeds': list(batch.deeds.values())[::-1][:_DEEDS_SHOWN] if batch.deeds else [],
        'deed_words': _deed_words,
        'refusals': refusals,
        'crumbs': [*page.breadcrumb(batch), (href(batch), page.label(batch))],
    }


def _may_work(bench: Workbench) -> bool:
    try:
        bench.require_open()
    except Refused:
        return False
    return True


def _deed_words(deed: Any) -> Any:
    return _(DEEDS.get(deed.what, deed.what), mapping={'reason': '', 'pages': '', 'first': '', **deed.details})


def _whole(text: str | None, default: int = 0) -> int:
    return int(text) if text and text.isascii() and text.isdigit() and len(text) < 10 else default


def work(batch: Any, request: Request) -> dict[str, Any] | Response:
    """Do what a button of the contact sheet says with the pages that are chosen."""
    name, _colon, told = request.POST.get('deed', '').partition(':')
    try:
        if name not in _WORK:
            raise Invalid(Refusal('no_deed', _('Choose what is to be done.')))
        _WORK[name](Workbench(request.desk, batch), request, told)
    except (NotVisible, Forbidden, NoSpace):
        raise
    except Refused as refused:
        request.response.status_int = 422
        return _shown(batch, request, list(refused.refusals))
    query = {name: value for name in ('part', 'show') if (value := request.POST.get(name))}
    return HTTPSeeOther(location=href(batch, 'control', done='saved', **query))


def _picks(request: Request) -> list[Pick]:
    return [pick_of(token) for token in request.POST.getall('id')]


def _one(request: Request) -> Pick:
    picks = _picks(request)
    if len(picks) != 1:
        raise Invalid(Refusal('one_page', _('Choose exactly one page.')))
    return picks[0]


def _reason(request: Request) -> str:
    return str(request.POST.get('reason', ''))


def _rotate(bench: Workbench, request: Request, told: str) -> None:
    bench.rotate(_picks(request), _whole(told))


def _move(bench: Workbench, request: Request, _told: str) -> None:
    """Put the chosen page at a place among the pages that are shown."""
    pick, place = _one(request), _whole(request.POST.get('place'))
    if place < 1:
        raise Invalid(Refusal('place', _('Give the place as a number.'), 'place'))
    rest = [page for page in pages_of(bench.desk.site, pick.document) if page.spot != pick.spot]
    shown = [page.spot for page in rest if not page.dropped]
    bench.move(pick, shown[place - 1] if place <= len(shown) else None)


def _number(bench: Workbench, request: Request, told: str) -> None:
    bench.number(_whole(told), _whole(request.POST.get(f'first.{told}'), 1), f'both.{told}' in request.POST)


def _replace(bench: Workbench, request: Request, _told: str) -> None:
    """Put a picture that was sent in the place of the chosen page."""
    pick, sent = _one(request), request.POST.get('file')
    if not hasattr(sent, 'file'):
        raise Invalid(Refusal('no_file', _('Choose a file first.'), 'file'))
    bench.require_open()
    document = bench.document(pick.document)
    files = files_at(request.desk, request.house)
    staged = files.receive(sent.file, request.content_length)
    request.add_finished_callback(lambda _request: staged.discard())
    kept = files.attach(document, staged, sent.filename, wishes={'languages': list(bench.batch.languages)})
    bench.replace(pick, kept.number)


#: What a button says before its colon -> what is done.
_WORK: Mapping[str, Callable[[Workbench, Request, str], Any]] = MappingProxyType({
    'rotate': _rotate,
    'drop': lambda bench, request, _told: bench.drop(_picks(request), _reason(request)),
    'bring_back': lambda bench, request, _told: bench.bring_back(_picks(request)),
    'rescan': lambda bench, request, _told: bench.rescan(_picks(request), _reason(request)),
    'no_rescan': lambda bench, request, _told: bench.no_rescan(_picks(request)),
    'split': lambda bench, request, _told: bench.split(_one(request)),
    'merge': lambda bench, _request, told: bench.merge(_whole(told)),
    'move': _move,
    'name': lambda bench, request, _told: bench.name(_one(request), str(request.POST.get('label', ''))),
    'number': _number,
    'replace': _replace,
    'undo': lambda bench, _request, _told: bench.undo(),
})


def includeme(config: Configurator) -> None:
    """`/capture/12/control`."""
    config.add_view(control, context=Batch, name='control', request_method='GET', permission=Permission.VIEW,
                    renderer=_TEMPLATE)
    config.add_view(work, context=Batch, name='control', request_method='POST', permission=Permission.EDIT,
                    renderer=_TEMPLATE)
