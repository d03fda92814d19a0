"""My account: language, password, sessions."""

from collections.abc import Sequence
from typing import Any

from pyramid.config import Configurator
from pyramid.httpexceptions import HTTPSeeOther
from pyramid.request import Request
from pyramid.response import Response
from pyramid.security import remember

from muragat.content.staff.entrance import WrongPassword
from muragat.kernel.errors import Invalid, NotVisible, Refusal, Refused
from muragat.kernel.i18n import LANGUAGE_NAMES
from muragat.web.i18n import COOKIE as LANGUAGE_COOKIE
from muragat.web.security import OWN_PASSWORD, SIGNED_IN, safe_next

_LONGEST = 300


def show(request: Request) -> dict[str, Any]:
    """Everything of the person in one place."""
    account = request.own_account
    return {
        'account': account,
        'languages': LANGUAGE_NAMES.items(),
        'sessions': request.accounts.sessions(account),
        'this': request.signed_in.number,
        'tokens': request.accounts.tokens(account),
        'now': request.house.clock.now(),
        'groups': [request.principals.name(each) for each in sorted(request.principal.groups)],
    }


def choose_language(request: Request) -> Response:
    """The language of the pages from now on, on every computer."""
    request.accounts.choose_language(request.own_account, request.POST.get('language', ''))
    response = HTTPSeeOther(location='/account?done=saved')
    response.delete_cookie(LANGUAGE_COOKIE)
    return response


def end_session(request: Request) -> Response:
    """End one session, or all others."""
    number = request.POST.get('session', '')
    if number == 'others':
        request.accounts.end_sessions(request.own_account, but=request.signed_in.key)
    else:
        request.accounts.end_session(request.own_account, number_of(number))
    return HTTPSeeOther(location='/account?done=saved')


def number_of(text: str) -> int:
    """The number in a form that only this program writes; NotVisible for anything else."""
    if not text.isascii() or not text.isdigit() or len(text) > 20:
        raise NotVisible
    return int(text)


def show_password(request: Request) -> dict[str, Any]:
    """The form for a new password."""
    return _form(request, safe_next(request.GET.get('next')), ())


def change_password(request: Request) -> dict[str, Any] | Response:
    """A new password, and a new session in place of all old ones."""
    typed = [request.POST.get(name, '')[:_LONGEST] for name in ('old_password', 'password', 'repeated_password')]
    after = safe_next(request.POST.get('next'))
    try:
        cookie = request.accounts.change_password(request.own_account, *typed, request.browser)
    except (WrongPassword, Invalid) as refused:
        return _again(request, after, refused)
    return HTTPSeeOther(location=after, headers=remember(request, cookie))


def _again(request: Request, after: str, refused: Refused) -> dict[str, Any]:
    if isinstance(refused, WrongPassword):
        request.keep()
    request.response.status_int = 422
    return _form(request, after, refused.refusals)


def _form(request: Request, after: str, refusals: Sequence[Refusal]) -> dict[str, Any]:
    return {'next': after, 'due': request.signed_in.due, 'login': request.own_account.login, 'refusals': refusals}


def includeme(config: Configurator) -> None:
    """`/account` and what belongs to it."""
    templates = 'muragat:content/staff/templates'
    for name, path in (('account', '/account'), ('own_language', '/account/language'),
                       ('own_sessions', '/account/sessions'), ('own_password', '/account/password')):
        config.add_route(name, path)
    config.add_view(show, route_name='account', request_method='GET', renderer=f'{templates}/own.jinja2',
                    permission=SIGNED_IN)
    config.add_view(choose_language, route_name='own_language', request_method='POST', permission=SIGNED_IN)
    config.add_view(end_session, route_name='own_sessions', request_method='POST', permission=SIGNED_IN)
    config.add_view(show_password, route_name='own_password', request_method='GET',
                    renderer=f'{templates}/password.jinja2', permission=OWN_PASSWORD)
    config.add_view(change_password, route_name='own_password', request_method='POST',
                    renderer=f'{templates}/password.jinja2', permission=OWN_PASSWORD)
