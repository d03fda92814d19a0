"""Deeds on one record: move, change the number, delete, change the state, link, close."""

from typing import Any

from pyramid.httpexceptions import HTTPNotFound, HTTPSeeOther
from pyramid.request import Request
from pyramid.response import Response
from pyramid.view import view_config
from zope.interface import Interface
from zope.schema import Choice, Text, TextLine
from zope.schema.vocabulary import SimpleTerm, SimpleVocabulary

from muragat.kernel.access import Permission
from muragat.kernel.errors import Invalid, NotVisible, Refusal
from muragat.kernel.fields import ClosureField, Reference, group
from muragat.kernel.i18n import _
from muragat.kernel.record import Record
from muragat.kernel.workflow import workflow_of
from muragat.web.addresses import href
from muragat.web.asking import TEMPLATE, Question, ask
from muragat.web.pages.record import NAMED_IN

_ASKED = {'request_method': ('GET', 'POST'), 'renderer': TEMPLATE, 'below_site': True}


class IMove(Interface):
    """Where a record goes."""

    target = TextLine(
        title=_('New place'), max_length=300,
        description=_('The address of the folder, for example /archive/Р-12/1, or the number of its short address'))
    name = TextLine(title=_('Number there'), required=False, max_length=100,
                    description=_('Empty: it keeps its number'))
    group('move', _('Move'), 'target', 'name')


class IRename(Interface):
    """The other number of a record."""

    name = TextLine(title=_('New number'), max_length=100)
    group('rename', _('Change the number'), 'name')


class IReason(Interface):
    """Why something is done."""

    reason = Text(title=_('Reason'), max_length=2000, description=_('It is written into the journal.'))
    group('reason', _('Reason'), 'reason')


class INote(Interface):
    """What goes with a change of state."""

    note = Text(title=_('Note'), required=False, max_length=2000, description=_('It is written into the journal.'))
    group('note', _('Note'), 'note')


class IClosing(Interface):
    """Why a record is closed to readers."""

    closures = ClosureField(title=_('Closed to readers'))
    group('closures', _('Closures'), 'closures')


@view_config(context=Record, name='move', permission=Permission.MOVE, **_ASKED)
def move(context: Any, request: Request) -> Any:
    """Put the record, with all below it, into another folder; nothing below is rewritten."""

    def act(values: dict[str, Any]) -> str:
        target = resolved(request, values['target'], 'target')
        request.desk.move(context, target, values.get('name') or None)
        return href(context, done='moved')

    return ask(request, Question(
        schema=IMove, title=_('Move'), submit=_('Move'), act=act, about=context,
        hindrances=request.desk.hindrances('move', context),
        values={'target': request.GET.get('to', '')},
        note=_('Everything below moves with it. The short address stays the same.')))


def resolved(request: Request, text: str, field: str) -> Any:
    """The record that a person named by address or number; Invalid at the field when there is none."""
    try:
        return request.desk.resolve(text.strip().removeprefix('/r/') if text.startswith('/r/') else text.strip())
    except NotVisible:
        raise Invalid(Refusal('no_record', _('There is no such record, or it is not open to you.'), field)) from None


@view_config(context=Record, name='rename', permission=Permission.MOVE, **_ASKED)
def rename(context: Any, request: Request) -> Any:
    """Give the record another number in its folder."""

    def act(values: dict[str, Any]) -> str:
        request.desk.rename(context, values['name'])
        return href(context, done='renamed')

    return ask(request, Question(schema=IRename, title=_('Change the number'), submit=_('Change'), act=act,
                                 about=context, values={'name': context.__name__}))


@view_config(context=Record, name='delete', permission=Permission.DELETE, **_ASKED)
def delete(context: Any, request: Request) -> Any:
    """Put the record, with all below it, into the trash."""
    parent = context.__parent__
    days = request.house.settings['trash.days']

    def act(values: dict[str, Any]) -> str:
        request.desk.delete(context, values['reason'])
        return href(parent, done='deleted')

    words = _('The record goes into the trash with everything below it. For ${days} days it can be brought back.')
    return ask(request, Question(schema=IReason, title=_('Delete'), submit=_('Put into the trash'), act=act,
                                 about=context, danger=True, note=request.page.words(words, days=days),
                                 hindrances=request.desk.hindrances('delete', context)))


@view_config(context=Record, name='transition', permission=Permission.VIEW, **_ASKED)
def transition(context: Any, request: Request) -> Any:
    """Lead the record into another state."""
    workflow = workflow_of(request.desk.registry, context)
    name = request.params.get('name', '')
    if workflow is None or name not in {one.name for one in workflow.transitions}:
        raise HTTPNotFound()
    chosen = workflow.transition(name)

    def act(values: dict[str, Any]) -> str:
        request.desk.transition(context, name, values.get('note') or '')
        return href(context, done='transition')

    page = request.page
    words = page.words(_('From “${from}” to “${to}”.'), **{
        'from': page.words(workflow.state(context.state).title), 'to': page.words(workflow.state(chosen.target).title)})
    return ask(request, Question(schema=INote, title=chosen.title, submit=chosen.title, act=act, about=context,
                                 note=words, carried=[('name', name)]))


@view_config(context=Record, name='close', permission=Permission.CLOSE, **_ASKED)
def close(context: Any, request: Request) -> Any:
    """Close the record to readers for a time, or open it."""

    def act(values: dict[str, Any]) -> str:
        request.desk.close(context, values['closures'])
        return href(context, done='closed')

    closures = context.closures
    if context.zone == context.id and context.id in request.site.zones:
        closures = request.site.zones.row(context.id).closures
    return ask(request, Question(
        schema=IClosing, title=_('Close or open to readers'), submit=_('Save'), act=act, about=context,
        values={'closures': closures},
        note=_('What is closed is seen only by those who work with it and by holders of a written permission.')))


def _kinds(request: Request) -> SimpleVocabulary:
    kinds = request.desk.registry.relation_kinds
    return SimpleVocabulary([SimpleTerm(name, name, title) for name, title in kinds.items()])


def link_schema(request: Request) -> Any:
    """The form of a link, with the kinds that this house knows."""
    kinds = _kinds(request)

    class ILink(Interface):
        """Which record, and how it is linked."""

        kind = Choice(title=_('How they are linked'), vocabulary=kinds)
        other = Reference(title=_('Record'))
        group('link', _('Link'), 'kind', 'other')

    return ILink


@view_config(context=Record, name='relate', permission=Permission.RELATE, **_ASKED)
def relate(context: Any, request: Request) -> Any:
    """Link the record to another one."""

    def act(values: dict[str, Any]) -> str:
        request.desk.relate(context, values['kind'], resolved(request, str(values['other']), 'other'))
        return href(context, 'relations', done='related')

    return ask(request, Question(schema=link_schema(request), title=_('Link to another record'), submit=_('Link'),
                                 act=act, about=context))


@view_config(context=Record, name='unrelate', permission=Permission.RELATE, request_method='POST', below_site=True)
def unrelate(context: Any, request: Request) -> Response:
    """Take a link away."""
    other = request.desk.resolve(request.POST.get('other', '0'))
    subject, target = (context, other) if request.POST.get('outgoing') == 'yes' else (other, context)
    request.desk.unrelate(subject, request.POST.get('kind', ''), target)
    return HTTPSeeOther(location=href(context, 'relations', done='unrelated'))


@view_config(context=Record, name='relations', permission=Permission.VIEW, request_method='GET', below_site=True,
             renderer='muragat:web/templates/relations.jinja2')
def relations(context: Any, request: Request) -> dict[str, Any]:
    """Every link from and to the record whose other end the person may see."""
    page, desk = request.page, request.desk
    kinds = desk.registry.relation_kinds
    rows = [(one, page.words(kinds.get(one.kind, NAMED_IN))) for one in desk.relations(context)]
    return {'record': context, 'rows': rows, 'may_relate': bool(desk.may(Permission.RELATE, context)) and bool(kinds),
            'crumbs': page.trail(context), 'kinds': kinds}
