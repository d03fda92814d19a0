"""Administration of one account: a panel of its page, and what the buttons there do."""

from typing import Any

from pyramid.config import Configurator
from pyramid.httpexceptions import HTTPSeeOther
from pyramid.request import Request
from pyramid.response import Response

from muragat.content.staff.model import Account, principal_id
from muragat.content.staff.views.own import number_of
from muragat.kernel.access import Permission
from muragat.web.addresses import href

_TEMPLATES = 'muragat:content/staff/templates'


def panel(request: Request, record: Any) -> dict[str, Any] | None:
    """Signing in, sessions, tokens and roles of an account, for who may manage it."""
    if not isinstance(record, Account) or not request.desk.may(Permission.MANAGE_ACCOUNTS, record):
        return None
    accounts = request.accounts
    return {
        'account': record,
        'signed_in': accounts.signed_in(record),
        'has_password': accounts.has_password(record),
        'must_change': accounts.must_change(record),
        'locked_until': accounts.locked_until(record),
        'sessions': accounts.sessions(record),
        'tokens': accounts.tokens(record),
        'roles': roles(request, principal_id(record)),
        'now': request.house.clock.now(),
    }


def roles(request: Request, principal: str) -> list[tuple[Any, Any]]:
    """(record, grant) of every role given to an account or a group itself."""
    found = ((request.site.ids.get(zone), grant) for zone, grant in request.site.zones.held_by(principal))
    return [(record, grant) for record, grant in found if record is not None and request.desk.visible(record)]


def give_password(account: Account, request: Request) -> dict[str, Any]:
    """A new first password, shown in this answer and never again."""
    return {'account': account, 'password': request.accounts.give_password(account)}


def unlock(account: Account, request: Request) -> Response:
    """Lift the waiting after failed attempts."""
    request.accounts.unlock(account)
    return _back(account)


def end_sessions(account: Account, request: Request) -> Response:
    """End one session or all of them."""
    number = request.POST.get('session', '')
    if number == 'all':
        request.accounts.end_sessions(account)
    else:
        request.accounts.end_session(account, number_of(number))
    return _back(account)


def end_token(account: Account, request: Request) -> Response:
    """Revoke a token."""
    request.accounts.end_token(account, number_of(request.POST.get('token', '')))
    return _back(account)


def _back(account: Account) -> Response:
    return HTTPSeeOther(location=href(account, done='saved'))


def includeme(config: Configurator) -> None:
    """The panel, and the addresses below an account that its buttons post to."""
    config.add_record_panel('staff-account', f'{_TEMPLATES}/account_panel.jinja2', panel)
    config.add_view(give_password, context=Account, name='give-password', request_method='POST',
                    renderer=f'{_TEMPLATES}/given.jinja2', permission=Permission.MANAGE_ACCOUNTS)
    for view, name in ((unlock, 'unlock'), (end_sessions, 'end-sessions'), (end_token, 'end-token')):
        config.add_view(view, context=Account, name=name, request_method='POST',
                        permission=Permission.MANAGE_ACCOUNTS)
