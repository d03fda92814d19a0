"""Proof that a form was sent from a page of this site, checked in one place for all methods that may write."""

import base64
import binascii
import hmac
import secrets
from collections.abc import Callable
from typing import Any
from urllib.parse import urlsplit

from pyramid.exceptions import BadCSRFOrigin, BadCSRFToken

from muragat.web.cookies import FORM_COOKIE, cookie_of, set_cookie

SAFE_METHODS = frozenset(('GET', 'HEAD', 'OPTIONS', 'TRACE'))
FIELD = 'csrf_token'
HEADER = 'X-CSRF-Token'
_PURPOSE = 'csrf'
_BYTES = 32


def csrf_token(request: Any) -> str:
    """The token for the forms of this answer, masked anew each time so that compression does not betray it."""
    mask = secrets.token_bytes(_BYTES)
    return base64.urlsafe_b64encode(mask + _mixed(mask, _expected(request))).decode()


def check_csrf(request: Any) -> None:
    """Raises BadCSRFOrigin or BadCSRFToken unless the request was sent from a page of this site."""
    _check_origin(request)
    if request.signed_in is None and cookie_of(request, FORM_COOKIE) is None:
        raise BadCSRFToken('The browser was never given a form.')
    sent = request.headers.get(HEADER) or request.POST.get(FIELD) or ''
    if not isinstance(sent, str) or not hmac.compare_digest(_unmasked(sent), _expected(request)):
        raise BadCSRFToken('The token of the form is missing or belongs to another session.')


def needs_check(request: Any) -> bool:
    """Whether the browser alone could have sent it: a token of a program or no session at all in REST is no risk."""
    if request.method in SAFE_METHODS or 'Authorization' in request.headers:
        return False
    return not request.path_info.startswith('/api/') or request.signed_in is not None


def tween_factory(handler: Callable[[Any], Any], registry: Any) -> Callable[[Any], Any]:
    """Checks before anything else of the application sees the request."""

    def tween(request: Any) -> Any:
        if needs_check(request):
            check_csrf(request)
        return handler(request)

    return tween


def _expected(request: Any) -> bytes:
    session = request.signed_in
    if session is not None:
        return bytes.fromhex(session.sign(_PURPOSE))
    return hmac.digest(_form_secret(request).encode(), _PURPOSE.encode(), 'sha256')


def _form_secret(request: Any) -> str:
    """The secret of a browser that has not signed in; the first form of it brings the cookie."""
    known = request.environ.get('muragat.form') or cookie_of(request, FORM_COOKIE)
    if known:
        return known
    fresh = request.environ['muragat.form'] = secrets.token_urlsafe(_BYTES)
    request.add_response_callback(lambda _request, response: set_cookie(request, response, FORM_COOKIE, fresh))
    return fresh


def is_from_here(request: Any) -> bool:
    """Whether the browser says that a page of this site sent it; a browser that says nothing does not count."""
    site, origin = request.headers.get('Sec-Fetch-Site'), request.headers.get('Origin')
    if site is not None:
        return bool(site == 'same-origin')
    return origin is not None and urlsplit(origin).netloc.lower() == request.host.lower()


def _check_origin(request: Any) -> None:
    """By what the browser itself says of the sender; over plain HTTP it only tells the origin."""
    site, origin = request.headers.get('Sec-Fetch-Site'), request.headers.get('Origin')
    if site is not None:
        foreign = site not in ('same-origin', 'none')
    else:
        foreign = origin is not None and urlsplit(origin).netloc.lower() != request.host.lower()
    if foreign:
        raise BadCSRFOrigin('The form was sent from another site.')


def _mixed(mask: bytes, token: bytes) -> bytes:
    return bytes(one ^ other for one, other in zip(mask, token, strict=True))


def _unmasked(sent: str) -> bytes:
    try:
        raw = base64.urlsafe_b64decode(sent)
    except (binascii.Error, ValueError):
        return b''
    return _mixed(raw[:_BYTES], raw[_BYTES:]) if len(raw) == 2 * _BYTES else b''
