"""Refusals as RFC 9457 problems, in the language of the caller, with every reason."""
import json
import logging
import secrets
from collections.abc import Iterable
from typing import Any

from pyramid.config import Configurator
from pyramid.httpexceptions import HTTPException, HTTPForbidden, HTTPNotFound
from pyramid.request import Request
from pyramid.response import Response
from transaction.interfaces import TransientError

from muragat.api.languages import preferred
from muragat.kernel.errors import Busy, Forbidden, Invalid, NoSpace, NotVisible, Refusal, Refused, Stale
from muragat.kernel.i18n import _, translator

MEDIA_TYPE = 'application/problem+json'
_STATUSES = ((NotVisible, 404), (Forbidden, 403), (Stale, 409), (Busy, 503), (NoSpace, 507), (Invalid, 422),
             (Refused, 409))
_TITLES = {
    400: _('The request is not understood'),
    401: _('Sign in with a token'),
    403: _('You may not do this'),
    404: _('Nothing here'),
    405: _('This cannot be done here'),
    409: _('This was not done'),
    412: _('Another person changed this meanwhile'),
    413: _('The request is too large'),
    415: _('Data of this kind are not taken'),
    416: _('The file has no such part'),
    422: _('These values cannot be taken'),
    428: _('Say which version you mean to change'),
    500: _('A fault of the program'),
    503: _('Nothing was saved'),
    507: _('There is no space left'),
}
_log = logging.getLogger(__name__)


class Problem(Exception):
    """An answer that is no success, with its status and reasons."""

    def __init__(self, status: int, *refusals: Refusal, headers: Iterable[tuple[str, str]] = ()) -> None:
        super().__init__(status, *refusals)
        self.status = status
        self.refusals = refusals
        self.headers = tuple(headers)


def bad_request(message: str, name: str | None = None) -> Problem:
    """A request that cannot be understood."""
    return Problem(400, Refusal('bad_request', message, name))


def answer(request: Request, status: int, refusals: Iterable[Refusal], headers: Iterable[tuple[str, str]] = (),
           more: dict[str, Any] | None = None) -> Response:
    """The problem as a response."""
    language = language_of(request)
    words = translator(language).translate
    reasons = [{'code': each.code, 'message': words(each.message), **({'field': each.field} if each.field else {})}
               for each in refusals]
    title = words(_TITLES.get(status, _('The request cannot be answered')))
    body = {
        'type': f'urn:muragat:problem:{reasons[0]["code"] if reasons else status}',
        'title': title,
        'status': status,
        'detail': ' '.join(each['message'] for each in reasons) or title,
        'refusals': reasons,
        **(more or {}),
    }
    response = Response(status=status, body=json.dumps(body, ensure_ascii=False).encode(), content_type=MEDIA_TYPE)
    response.headers['Content-Language'] = language
    response.headers['Vary'] = 'Accept-Language'
    for name, value in headers:
        response.headers[name] = value
    return response


def language_of(request: Request) -> str:
    """What Accept-Language wants, else the archive's own language."""
    return preferred(request.headers.get('Accept-Language'), request.registry['house'].settings['language.default'])


def problem(found: Problem, request: Request) -> Response:
    """What the toolkit itself refuses."""
    return answer(request, found.status, found.refusals, found.headers)


def refused(refusal: Refused, request: Request) -> Response:
    """What the kernel refuses. A caller without a token is asked for one and told nothing else."""
    if isinstance(refusal, (NotVisible, Forbidden)) and 'Authorization' not in request.headers:
        return answer(request, 401, [_NO_TOKEN], [('WWW-Authenticate', 'Bearer')])
    status = next(status for kind, status in _STATUSES if isinstance(refusal, kind))
    headers = [('Retry-After', '1')] if status == 503 else []
    return answer(request, status, refusal.refusals, headers)


def http_error(error: HTTPException, request: Request) -> Response:
    """What Pyramid refuses."""
    kept = [(name, error.headers[name]) for name in ('WWW-Authenticate', 'Allow', 'Retry-After')
            if name in error.headers]
    refusal = _BAD_TOKEN if error.status_int == 401 else Refusal(
        f'http_{error.status_int}', _TITLES.get(error.status_int, _('The request cannot be answered')))
    return answer(request, error.status_int, [refusal], kept)


def broken(error: Exception, request: Request) -> Response:
    """A fault: the log has the details under the number that the caller gets."""
    number = secrets.token_hex(4)
    if not isinstance(error, TransientError):
        _log.error('fault %s at %s %s', number, request.method, request.path, exc_info=error)
    return answer(request, 500, [Refusal('fault', _('The log has the details under number ${number}.',
                                                    mapping={'number': number}))])


_NO_TOKEN = Refusal('no_token', _('Send the header "Authorization: Bearer" with a token that may do this.'))
_BAD_TOKEN = Refusal('bad_token', _('The token is unknown, has ended or was revoked.'))


def includeme(config: Configurator) -> None:
    """Exception views for addresses of REST; those of pages stay as they are."""
    for context, view in ((Problem, problem), (Refused, refused), (HTTPNotFound, http_error),
                          (HTTPForbidden, http_error), (HTTPException, http_error), (Exception, broken)):
        config.add_exception_view(view, context=context, path_info=r'^/api/')
