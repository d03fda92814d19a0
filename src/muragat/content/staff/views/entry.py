"""Signing in and out."""

import math
from typing import Any

from pyramid.config import Configurator
from pyramid.httpexceptions import HTTPSeeOther
from pyramid.request import Request
from pyramid.response import Response
from pyramid.security import NO_PERMISSION_REQUIRED, forget, remember

from muragat.content.staff.entrance import Waiting
from muragat.kernel.errors import Forbidden, Refusal
from muragat.web.addresses import with_query
from muragat.web.cookies import SESSION_COOKIE, cookie_of
from muragat.web.ratelimit import RateLimit
from muragat.web.security import safe_next

_RATE = 'login_rate'
_MINUTE = 60.0
_LONGEST = 300


def show_login(request: Request) -> dict[str, Any] | Response:
    """The form; who is signed in goes on."""
    after = safe_next(request.GET.get('next'))
    if request.signed_in is not None:
        return HTTPSeeOther(location=after)
    return {'next': after, 'login': '', 'refusals': ()}


def sign_in(request: Request) -> dict[str, Any] | Response:
    """A new session, or the form again."""
    login = request.POST.get('login', '')[:_LONGEST]
    after = safe_next(request.POST.get('next'))
    seconds = request.registry[_RATE].wait(request.browser.address, request.house.clock.now())
    try:
        if seconds > 0:
            raise Waiting(seconds)
        entered = request.entrance.sign_in(login, request.POST.get('password', '')[:_LONGEST], request.browser,
                                           cookie_of(request, SESSION_COOKIE))
    except Forbidden as refused:
        return _again(request, login, after, refused)
    where = with_query('/account/password', {'next': after}) if entered.due else after
    return HTTPSeeOther(location=where, headers=remember(request, entered.cookie))


def _again(request: Request, login: str, after: str, refused: Forbidden) -> dict[str, Any]:
    request.keep()
    request.response.status_int = 422
    if isinstance(refused, Waiting):
        request.response.status_int = 429
        request.response.headers['Retry-After'] = str(math.ceil(refused.seconds))
    refusals: tuple[Refusal, ...] = refused.refusals
    return {'next': after, 'login': login, 'refusals': refusals}


def sign_out(request: Request) -> Response:
    """The session ends on the server and in the browser."""
    cookie = cookie_of(request, SESSION_COOKIE)
    if cookie and request.signed_in is not None:
        request.entrance.sign_out(cookie)
    return HTTPSeeOther(location='/login?done=signed-out', headers=forget(request))


def includeme(config: Configurator) -> None:
    """`/login` and `/logout`."""
    settings = config.registry['house'].settings
    config.registry[_RATE] = RateLimit(settings['login.per_minute'], _MINUTE)
    template = 'muragat:content/staff/templates/login.jinja2'
    config.add_route('login', '/login')
    config.add_route('logout', '/logout')
    config.add_view(show_login, route_name='login', request_method='GET', renderer=template,
                    permission=NO_PERMISSION_REQUIRED)
    config.add_view(sign_in, route_name='login', request_method='POST', renderer=template,
                    permission=NO_PERMISSION_REQUIRED)
    config.add_view(sign_out, route_name='logout', request_method='POST', permission=NO_PERMISSION_REQUIRED)
