"""Who asks and what he may: the security policy of Pyramid over the access table of the kernel.

A request offers, each worked out once and only when asked for:

`request.house`      the opened house (settings, registry, database, ports)
`request.site`       the root of the records in this request's snapshot of the database
`request.principal`  who asks: a `kernel.principals.Principal`, `ANONYMOUS` for a stranger
`request.signed_in`  the live `kernel.sessions.ISession` of the browser, or None
`request.desk`       the kernel desk of that principal: the one way to read with rights and to write
`request.principals` who is who (`kernel.interfaces.IPrincipals`)
`request.origin`     where the request comes from, as the journal writes it
`request.csrf_token` the token that each POST form carries in a field `csrf_token` (htmx: header `X-CSRF-Token`)
`request.witness`    puts views of closed records and downloads on record before a byte is sent

A view declares `permission=Permission.X` for its context, `permission=SIGNED_IN` for a person's own matters, or
`permission=NO_PERMISSION_REQUIRED`; a view that declares none is an error at start. What a handler of an unsafe method
wrote is committed when it answers below 400, or when it called `request.keep()`; otherwise nothing of it remains:
a form that is shown again with its errors answers 422.
"""

from collections.abc import Callable, Sequence
from typing import Any

from pyramid.config import Configurator
from pyramid.exceptions import ConfigurationError
from pyramid.httpexceptions import HTTPUnauthorized
from pyramid.interfaces import IException, ISecurityPolicy
from pyramid.request import Request
from pyramid.response import Response
from pyramid.security import NO_PERMISSION_REQUIRED, Allowed, Denied
from zope.interface import implementer

from muragat.kernel.access import Permission
from muragat.kernel.errors import Refusal
from muragat.kernel.principals import ANONYMOUS, Principal
from muragat.kernel.record import Record
from muragat.kernel.sessions import ISession
from muragat.web import cookies, csrf
from muragat.web.addresses import local as safe_next

__all__ = ['OWN_PASSWORD', 'SIGNED_IN', 'Refusing', 'SecurityPolicy', 'safe_next']

#: Permission of pages about the person himself: any account that is signed in by a session.
SIGNED_IN = 'signed-in'
#: The same, while the password is due for a change as well.
OWN_PASSWORD = 'own-password'
_BEARER = 'bearer '


class Refusing(Denied):  # type: ignore[misc]
    """A denial that knows every reason; none when even the existence of the thing is not told."""

    def __new__(cls, refusals: Sequence[Refusal] = ()) -> 'Refusing':
        self = super().__new__(cls, 'refused')
        self.refusals = tuple(refusals)
        return self


@implementer(ISecurityPolicy)
class SecurityPolicy:
    """Identity from the session or token, decisions from the desk."""

    def identity(self, request: Request) -> Principal | None:
        """The principal, None for a stranger."""
        return None if request.principal.is_anonymous else request.principal

    def authenticated_userid(self, request: Request) -> str | None:
        """The id of the principal, None for a stranger."""
        return None if request.principal.is_anonymous else request.principal.id

    def permits(self, request: Request, context: Any, permission: Any) -> Allowed | Denied:
        """The desk's answer for the context, for the site when the context is no record.

        What the site itself shows to every person, it does not show to a stranger.
        """
        if permission in (SIGNED_IN, OWN_PASSWORD):
            session = request.signed_in
            fits = session is not None and (permission == OWN_PASSWORD or not session.due)
            return Allowed('signed in') if fits else Refusing()
        record = context if isinstance(context, Record) else request.site
        if record is request.site and request.principal.is_anonymous:
            return Refusing()
        decision = request.desk.may(permission, record)
        if decision:
            return Allowed('granted')
        return Refusing(decision.reasons if request.desk.may(Permission.VIEW, record) else ())

    def remember(self, request: Request, cookie_value: str, **_more: Any) -> list[tuple[str, str]]:
        """Headers that give the browser its session."""
        response = Response()
        cookies.set_cookie(request, response, cookies.SESSION_COOKIE, cookie_value)
        cookies.drop_cookie(request, response, cookies.FORM_COOKIE)
        return _cookie_headers(response)

    def forget(self, request: Request, **_more: Any) -> list[tuple[str, str]]:
        """Headers that take the session from the browser."""
        response = Response()
        cookies.drop_cookie(request, response, cookies.SESSION_COOKIE)
        return _cookie_headers(response)


def _cookie_headers(response: Response) -> list[tuple[str, str]]:
    return [(name, value) for name, value in response.headerlist if name == 'Set-Cookie']


def _signed_in(request: Request) -> ISession | None:
    """The session of the cookie; a request that brings a token has none."""
    value = cookies.cookie_of(request, cookies.SESSION_COOKIE)
    if not value or 'Authorization' in request.headers:
        return None
    session = request.principals.session(value)
    if session is not None and (renewed := session.renewed()):
        request.add_response_callback(lambda request, response: _renew(request, response, renewed))
    return session


def _renew(request: Request, response: Response, value: str) -> None:
    if not cookies.is_set(request, response, cookies.SESSION_COOKIE):
        cookies.set_cookie(request, response, cookies.SESSION_COOKIE, value)


def _principal(request: Request) -> Principal:
    """The account of the token or of the session; a token that is not valid is told so."""
    header = request.headers.get('Authorization')
    if header is not None:
        kind, secret = header[: len(_BEARER)].lower(), header[len(_BEARER) :].strip()
        found = request.principals.by_token(secret) if kind == _BEARER and secret else None
        if found is None:
            raise HTTPUnauthorized(headers=[('WWW-Authenticate', 'Bearer error="invalid_token"')])
        return found
    session = request.signed_in
    return session.principal if session is not None else ANONYMOUS


def _desk(request: Request) -> Any:
    return request.house.desk(request.snapshot.connection, request.principal, request.origin)


def _origin(request: Request) -> str:
    way = 'api' if request.path_info.startswith('/api/') else 'web'
    return f'{way} {request.remote_addr or "-"}'


def root(request: Request) -> Any:
    """Where traversal begins; built files need no database."""
    return None if request.path_info.startswith('/static/') else request.site


def declared(view: Callable[..., Any], info: Any) -> Callable[..., Any]:
    """View deriver: a view that says nothing of its permission does not start."""
    permission = info.options.get('permission')
    context = info.options.get('context')
    exceptional = info.exception_only or (isinstance(context, type) and issubclass(context, Exception))
    if not exceptional and not getattr(context, 'isOrExtends', lambda _other: False)(IException):
        known = isinstance(permission, Permission) or permission in (SIGNED_IN, OWN_PASSWORD, NO_PERMISSION_REQUIRED)
        if not known:
            raise ConfigurationError(f'{info.original_view!r} declares no permission')
    return view


declared.options = ('permission', 'context')  # type: ignore[attr-defined]


def includeme(config: Configurator) -> None:
    """The policy, what a request offers, and the checks around every handler; `registry['house']` is set before."""
    for name, made in (
        ('house', lambda request: request.registry['house']),
        ('site', lambda request: request.house.site(request.snapshot.connection)),
        ('principals', lambda request: request.house.principals(request.site)),
        ('witness', lambda request: request.house.witness),
        ('signed_in', _signed_in),
        ('principal', _principal),
        ('origin', _origin),
        ('desk', _desk),
        ('csrf_token', csrf.csrf_token),
    ):
        config.add_request_method(made, name, reify=True)
    config.set_security_policy(SecurityPolicy())
    config.set_root_factory(root)
    config.add_view_deriver(declared, 'declared')
    config.include('muragat.web.transactions')
    config.add_tween('muragat.web.csrf.tween_factory', under='muragat.web.transactions.tween_factory')
    config.include('muragat.web.headers')
    config.include('muragat.web.refusals')
