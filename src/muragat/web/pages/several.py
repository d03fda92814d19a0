"""What is done with several records of a list at once, and lists as files."""

from collections.abc import Callable, Sequence
from typing import Any

from pyramid.httpexceptions import HTTPBadRequest, HTTPNotFound, HTTPSeeOther
from pyramid.request import Request
from pyramid.response import Response
from pyramid.view import view_config

from muragat.kernel.access import Permission
from muragat.kernel.codecs import validate
from muragat.kernel.errors import Invalid, Refusal, Refused
from muragat.kernel.folder import Folder
from muragat.kernel.i18n import _
from muragat.kernel.listing import Listing
from muragat.kernel.record import Record
from muragat.kernel.workflow import open_transitions
from muragat.web.addresses import href
from muragat.web.asking import Question, shown
from muragat.web.exports import export
from muragat.web.forms import Form
from muragat.web.lists import ListQuery
from muragat.web.pages.deeds import IMove, INote, IReason, resolved

_MOST = 500
_EVERYTHING = 10**9
_PAGE = 'muragat:web/templates/several.jinja2'


@view_config(context=Record, name='bulk', permission=Permission.VIEW, request_method='POST', below_site=True,
             renderer=_PAGE)
def bulk(context: Any, request: Request) -> Any:
    """First what is asked for the deed, then the deed itself: on all selected records or on none."""
    records = _selected(request, context)
    deed = request.POST.get('deed', '')
    if deed in ('csv', 'xlsx'):
        return _exported(request, context, [record.id for record in records], deed)
    question = _DEEDS.get(deed) or (request.bulk_deeds[deed].question if deed in request.bulk_deeds else None)
    if question is None:
        raise HTTPBadRequest()
    if not records:
        return {'nothing': True, 'crumbs': _crumbs(request, context), 'give_up': href(context)}
    asked = question(request, context, records)
    sure = request.POST.get('sure') == 'yes'
    page = request.page
    form = Form.posted(page, asked.schema, request.POST) if sure else Form.filled(page, asked.schema, {})
    failures: list[tuple[Any, Sequence[Refusal]]] = []
    if sure:
        failures = _do(request, asked, form, records)
        if not failures and not form.refusals:
            return HTTPSeeOther(location=href(context, done='bulk'))
        request.response.status_int = 422
    return _question(request, context, deed, asked, form, records, failures)


def _selected(request: Request, folder: Any) -> list[Any]:
    """The selected records that the person sees and that stand here."""
    texts = [text for text in request.POST.getall('id') if text.isascii() and text.isdigit() and len(text) < 17][:_MOST]
    found = (request.desk.find(int(text)) for text in dict.fromkeys(texts))
    return [record for record in found if record is not None and record.__parent__ is folder]


def _crumbs(request: Request, folder: Any) -> list[tuple[str, str]]:
    return [*request.page.breadcrumb(folder), (href(folder), request.page.label(folder))]


def _do(request: Request, asked: Question, form: Form, records: list[Any]) -> list[tuple[Any, Sequence[Refusal]]]:
    """Do the deed on each record; the reasons for each on which it cannot be done."""
    values = form.values()
    if not form.refusals:
        form.refuse(validate(asked.schema, values))
    if form.refusals:
        return []
    failures: list[tuple[Any, Sequence[Refusal]]] = []
    for record in records:
        try:
            asked.act({**values, 'record': record})
        except Refused as refused:
            failures.append((record, refused.refusals))
    return failures


def _question(request: Request, folder: Any, deed: str, asked: Question, form: Form, records: list[Any],
              failures: list[tuple[Any, Sequence[Refusal]]]) -> dict[str, Any]:
    page = request.page
    failed = {record.id for record, _refusals in failures}
    return {
        **shown(page, asked, form), 'nothing': False, 'deed': deed, 'records': records,
        'crumbs': _crumbs(request, folder), 'give_up': href(folder), 'failures': failures,
        'possible': [record for record in records if record.id not in failed] if failures else [],
        'choice': request.POST.get('transition', ''),
        'transitions': _transitions(request, records) if deed == 'transition' else [],
    }


def _transitions(request: Request, records: list[Any]) -> list[tuple[str, str]]:
    """Transitions that start in the state of at least one of the records."""
    found = {offer.transition.name: request.page.words(offer.transition.title)
             for record in _one_of_each(records) for offer in open_transitions(request.desk, record)}
    return list(found.items())


def _one_of_each(records: list[Any]) -> list[Any]:
    return list({(record.type_name, record.state): record for record in records}.values())


def _move(request: Request, folder: Any, records: list[Any]) -> Question:
    def act(values: dict[str, Any]) -> str:
        request.desk.move(values['record'], resolved(request, values['target'], 'target'))
        return ''

    return Question(schema=IMove, names=('target',), title=_('Move'), submit=_('Move all'), act=act)


def _delete(request: Request, folder: Any, records: list[Any]) -> Question:
    def act(values: dict[str, Any]) -> str:
        request.desk.delete(values['record'], values['reason'])
        return ''

    return Question(schema=IReason, title=_('Delete'), submit=_('Put all into the trash'), act=act, danger=True)


def _transition(request: Request, folder: Any, records: list[Any]) -> Question:
    def act(values: dict[str, Any]) -> str:
        name = request.POST.get('transition', '')
        if not name:
            raise Invalid(Refusal('no_choice', _('Choose what shall be done.')))
        request.desk.transition(values['record'], name, values.get('note') or '')
        return ''

    return Question(schema=INote, title=_('Change the state'), submit=_('Change all'), act=act)


_DEEDS: dict[str, Callable[[Request, Any, list[Any]], Question]] = {
    'move': _move, 'delete': _delete, 'transition': _transition,
}


@view_config(context=Record, name='export.csv', permission=Permission.EXPORT, request_method='GET', below_site=True)
@view_config(context=Record, name='export.xlsx', permission=Permission.EXPORT, request_method='GET', below_site=True)
def export_list(context: Any, request: Request) -> Response:
    """The whole list that the query of the address asks for, in its order."""
    desk = request.desk
    if not isinstance(context, Folder):
        raise HTTPNotFound()
    kinds = [desk.registry.types[name] for name in desk.registry.type_of(context).holds]
    query = ListQuery(request.page, request.GET, tuple(kinds))
    request.step_aside()
    types = [kind.name for kind in query.shown_kinds]
    listing = Listing(desk.site, desk.registry, desk.sight, context, types, query.filters)
    _total, ids = listing.ids(query.sort, query.descending, 0, _EVERYTHING)
    return _exported(request, context, ids, request.view_name.rpartition('.')[2], query.shown_kinds)


def _exported(request: Request, folder: Any, ids: list[int], ending: str, kinds: Sequence[Any] = ()) -> Response:
    desk = request.desk
    desk.require(Permission.EXPORT, folder)
    held = desk.registry.type_of(folder).holds
    kinds = kinds or [desk.registry.types[name] for name in held]
    name = f'list-{folder.id}-{desk.today.isoformat()}'
    request.witness.downloaded(folder, request.principal, request.origin, f'{name}.{ending}', '')
    return export(request, ids, kinds, ending, name)
