"""Refusals as pages in words: what was not done, every reason, and what the person can do now."""

import logging
import secrets
from collections.abc import Iterable
from typing import Any

from pyramid.config import Configurator
from pyramid.exceptions import BadCSRFOrigin, BadCSRFToken
from pyramid.httpexceptions import HTTPException, HTTPForbidden, HTTPNotFound, HTTPSeeOther
from pyramid.renderers import render_to_response
from pyramid.request import Request
from pyramid.response import Response
from transaction.interfaces import TransientError

from muragat.kernel.errors import Busy, Forbidden, NoSpace, NotVisible, Refusal, Refused, Stale
from muragat.kernel.i18n import _
from muragat.web.addresses import with_query
from muragat.web.csrf import FIELD, SAFE_METHODS, is_from_here

_TEMPLATE = 'muragat:web/templates/refusal.jinja2'
_OLD_FORM = Refusal('form', _('The form was opened in another session. Open the page again and repeat.'))
_OTHER_SESSION = Refusal('form', _('You signed in anew after this form was opened. What you wrote is kept: send it '
                                   'again.'))
_SIGNED_OUT = Refusal('form', _('You are not signed in any more. What you wrote is kept on this page: sign in in '
                                'another window, come back here and send it again.'))
_TITLES = (
    (NotVisible, 404, _('Nothing here')),
    (Forbidden, 403, _('You may not do this')),
    (Stale, 409, _('Another person changed this meanwhile')),
    (Busy, 503, _('Nothing was saved')),
    (NoSpace, 507, _('There is no space left')),
    (Refused, 422, _('This was not done')),
)
_PLAIN = {
    500: 'Қате · Ошибка · Error',
    503: 'Мұрағат қазір жауап бермейді · Архив сейчас не отвечает · The archive does not answer now',
}
_log = logging.getLogger(__name__)


def refused(refusal: Refused, request: Request) -> Response:
    """The page of a kernel refusal; a stranger is asked to sign in instead of being told what is hidden."""
    if isinstance(refusal, (NotVisible, Forbidden)) and _is_stranger(request):
        return _ask_to_sign_in(request)
    status, title = next((status, title) for kind, status, title in _TITLES if isinstance(refusal, kind))
    kept = kept_fields(request) if isinstance(refusal, Busy) else ()
    return _page(request, status, title, refusal.refusals, kept)


def not_found(_absence: Exception, request: Request) -> Response:
    """The same for an address that does not exist and for a record that is hidden."""
    if request.path_info.startswith('/static/'):
        return Response(status=404, content_type='text/plain', text='')
    return refused(NotVisible(), request)


def forbidden(denial: HTTPForbidden, request: Request) -> Response:
    """What the security policy denied: hidden, forbidden with reasons, or a person who must change the password."""
    session = request.signed_in
    if session is not None and session.due:
        return HTTPSeeOther(location='/account/password')
    reasons = getattr(denial.result, 'refusals', ())
    return refused(Forbidden(*reasons) if reasons else NotVisible(), request)


def bad_form(_problem: Exception, request: Request) -> Response:
    """A form that was not sent from a page of this site, or from one of another session."""
    title = _('The form is not valid any more')
    kept = kept_fields(request) if is_from_here(request) and not _has_secrets(request) else []
    if not kept:
        return _page(request, 400, title, (_OLD_FORM,))
    return _page(request, 400, title, (_SIGNED_OUT if _is_stranger(request) else _OTHER_SESSION,), kept)


def http_error(problem: HTTPException, request: Request) -> Response:
    """Redirects as they are, other answers of Pyramid as a page."""
    if problem.status_int < 400:
        return problem
    title = _('The request cannot be answered')
    words = _('The address or the form is not as this program wrote it (${status}). Open the page again and repeat.',
              mapping={'status': str(problem.status_int)})
    answer = _page(request, problem.status_int, title, (Refusal('http', words),))
    for name in ('WWW-Authenticate', 'Allow', 'Retry-After'):
        if name in problem.headers:
            answer.headers[name] = problem.headers[name]
    return answer


def broken(problem: Exception, request: Request) -> Response:
    """A fault of the program: the log has the details under the number that the page shows."""
    number = secrets.token_hex(4)
    if not isinstance(problem, TransientError):
        _log.error('fault %s at %s %s', number, request.method, request.path, exc_info=problem)
    return plain(request, 500, number)


def plain(request: Request, status: int, number: str = '') -> Response:
    """An answer that needs neither the database nor a template, in three languages."""
    name = request.registry['house'].settings['archive.name']
    text = f'{name}\n\n{_PLAIN[status]} {number}'.rstrip()
    return Response(status=status, content_type='text/plain', charset='utf-8', text=f'{text}\n')


def kept_fields(request: Request) -> list[tuple[str, str]]:
    """What the person wrote, to be sent again with one press; secrets and files are not repeated."""
    return [(name, value) for name, value in request.POST.items()
            if isinstance(value, str) and name != FIELD and 'password' not in name]


def _has_secrets(request: Request) -> bool:
    return any('password' in name for name in request.POST)


def _page(request: Request, status: int, title: str, refusals: Iterable[Refusal],
          kept: Iterable[tuple[str, str]] = ()) -> Response:
    if _is_program(request):
        return Response(status=status, json_body={'status': status, 'title': str(title)},
                        content_type='application/problem+json')
    values: dict[str, Any] = {'title': title, 'refusals': tuple(refusals), 'kept': list(kept),
                              'stranger': _is_stranger(request)}
    answer = render_to_response(_TEMPLATE, values, request)
    answer.status_int = status
    return answer


def _is_program(request: Request) -> bool:
    return request.path_info.startswith('/api/') or 'Authorization' in request.headers


def _is_stranger(request: Request) -> bool:
    return not _is_program(request) and request.principal.is_anonymous


def _ask_to_sign_in(request: Request) -> Response:
    back = request.path_qs if request.method in SAFE_METHODS and request.path != '/' else None
    return HTTPSeeOther(location=with_query('/login', {'next': back}))


def includeme(config: Configurator) -> None:
    """Exception views; REST adds its own, more particular ones."""
    for context, view in ((Refused, refused), (HTTPNotFound, not_found), (HTTPForbidden, forbidden),
                          (BadCSRFToken, bad_form), (BadCSRFOrigin, bad_form), (HTTPException, http_error),
                          (Exception, broken)):
        config.add_exception_view(view, context=context)
