"""Who may see a record: people by role and by permission, and the forms that give and take both."""

from typing import Any

from pyramid.httpexceptions import HTTPSeeOther
from pyramid.request import Request
from pyramid.response import Response
from pyramid.view import view_config
from zope.interface import Interface
from zope.schema import Choice, Date, TextLine
from zope.schema.vocabulary import SimpleTerm, SimpleVocabulary

from muragat.kernel.access import Permission, Role
from muragat.kernel.errors import Invalid, Refusal
from muragat.kernel.fields import group
from muragat.kernel.i18n import _
from muragat.kernel.ids import SITE_ID
from muragat.kernel.permits import Ground
from muragat.kernel.record import Record
from muragat.web.addresses import href
from muragat.web.asking import TEMPLATE, Question, ask
from muragat.web.pages.deeds import IReason
from muragat.web.values import closure_words

_ASKED = {'context': Record, 'request_method': ('GET', 'POST'), 'renderer': TEMPLATE}
_ROLES = SimpleVocabulary([SimpleTerm(role, role.value, role.title) for role in Role if role is not Role.ANONYMOUS])


class IGrantForm(Interface):
    """A role for a person or group."""

    who = TextLine(title=_('Person or group'), max_length=200,
                   description=_('Name or login; when several fit, they are named and you write more of it.'))
    role = Choice(title=_('Role'), vocabulary=_ROLES)
    until = Date(title=_('Last day'), required=False, description=_('Empty: until it is taken back'))
    group('grant', _('Role'), 'who', 'role', 'until')


class IPermitForm(Interface):
    """A written permission."""

    who = TextLine(title=_('Person'), max_length=200,
                   description=_('Name or login; when several fit, they are named and you write more of it.'))
    number = TextLine(title=_('Number of the paper'), max_length=100)
    dated = Date(title=_('Date of the paper'))
    given_by = TextLine(title=_('Given by'), max_length=300,
                        description=_('The person concerned, an heir, or the head of the archive'))
    since = Date(title=_('First day'), required=False, description=_('Empty: today'))
    until = Date(title=_('Last day'), required=False, description=_('Empty: until it is withdrawn'))
    group('permit', _('Written permission'), 'who', 'number', 'dated', 'given_by', 'since', 'until')


def principal_named(request: Request, text: str) -> str:
    """The id of the one principal that fits a typed name; Invalid with the names when several or none do."""
    text = text.strip()
    if text.startswith(('account:', 'group:')) and request.principals.find(text) is not None:
        return text
    found = request.principals.search(text)
    exact = [one for one in found if one.name == text]
    if len(exact or found) == 1:
        return (exact or found)[0].id
    if not found:
        raise Invalid(Refusal('no_principal', _('Nobody has this name or login.'), 'who'))
    names = ', '.join(one.name for one in found)
    words = _('Several people or groups fit: ${names}', mapping={'names': names})
    raise Invalid(Refusal('many_principals', words, 'who'))


@view_config(context=Record, name='access', permission=Permission.VIEW_ACCESS, request_method='GET',
             renderer='muragat:web/templates/access.jinja2')
def access(context: Any, request: Request) -> dict[str, Any]:
    """Everyone who sees the record today and why; roles given here; permissions and closures on the way up."""
    page, desk = request.page, request.desk
    zones = desk.site.zones
    here = zones.row(context.id).grants if context.id in zones and context.zone == context.id else ()
    names = {zone: _node(request, zone) for zone, _row in zones.chain(context.zone)}
    closures = [(names[zone], closure_words(one, page)) for zone, row in zones.chain(context.zone)
                for one in row.closures if zone != context.id]
    closures += [(_node(request, context.id), closure_words(one, page)) for one in _own_closures(request, context)]
    return {
        'record': context,
        'crumbs': page.trail(context),
        'seers': [(one, page.name_of(one.principal), names.get(one.node) or _node(request, one.node))
                  for one in desk.gate.who_sees(context)],
        'here': here,
        'closures': closures,
        'permits': [(one, page.name_of(one.principal)) for one in desk.site.permits.on(context.id)],
        'may_grant': bool(desk.may(Permission.GRANT, context)),
        'may_permit': bool(desk.may(Permission.PERMIT, context)),
        'may_close': bool(desk.may(Permission.CLOSE, context)),
        'today': desk.today,
    }


def _own_closures(request: Request, record: Any) -> tuple[Any, ...]:
    if record.zone == record.id and record.id in request.site.zones:
        return tuple(request.site.zones.row(record.id).closures)
    return tuple(record.closures)


def _node(request: Request, record_id: int) -> tuple[str, str]:
    """(address, label) of a node that the person may see; words for one that he may not."""
    if record_id == SITE_ID:
        return '/access', request.page.words(_('the whole archive'))
    record = request.desk.find(record_id)
    if record is None:
        return '', request.page.words(_('a place above'))
    return href(record), request.page.label(record)


@view_config(name='grant', permission=Permission.GRANT, **_ASKED)
def grant(context: Any, request: Request) -> Any:
    """Give a role on this record and everything below."""

    def act(values: dict[str, Any]) -> str:
        who = principal_named(request, values['who'])
        request.desk.grant(context, who, values['role'], values.get('until'))
        return href(context, 'access', done='granted')

    return ask(request, Question(schema=IGrantForm, title=_('Give a role'), submit=_('Give'), act=act, about=context,
                                 note=_('The role holds here and for everything below.')))


@view_config(context=Record, name='revoke', permission=Permission.GRANT, request_method='POST')
def revoke(context: Any, request: Request) -> Response:
    """Take a role back that was given here."""
    request.desk.revoke(context, request.POST.get('principal', ''), request.POST.get('role', ''))
    return HTTPSeeOther(location=href(context, 'access', done='revoked'))


@view_config(name='permit', permission=Permission.PERMIT, **_ASKED)
def permit(context: Any, request: Request) -> Any:
    """Record a written permission by which a person may see what is closed."""

    def act(values: dict[str, Any]) -> str:
        who = principal_named(request, values['who'])
        paper = Ground(values['number'], values['dated'], values['given_by'])
        request.desk.permit(context, who, paper, values.get('until'), values.get('since'))
        return href(context, done='permitted')

    return ask(request, Question(schema=IPermitForm, title=_('Record a written permission'), submit=_('Save'),
                                 act=act, about=context,
                                 note=_('The permission is written into the journal with its paper.')))


@view_config(name='withdraw', permission=Permission.PERMIT, **_ASKED)
def withdraw(context: Any, request: Request) -> Any:
    """Withdraw a written permission."""
    text = request.params.get('permit', '')
    permit_id = int(text) if text.isascii() and text.isdigit() and len(text) < 17 else 0

    def act(values: dict[str, Any]) -> str:
        request.desk.revoke_permit(permit_id, values['reason'])
        return href(context, 'access', done='revoked')

    return ask(request, Question(schema=IReason, title=_('Withdraw the permission'), submit=_('Withdraw'), act=act,
                                 about=context, danger=True, carried=[('permit', text)]))
