"""Headers of every answer: what a browser may do with it."""

from collections.abc import Callable
from typing import Any

from transaction.interfaces import TransientError

from muragat.web.refusals import broken, plain
from muragat.web.transactions import is_last

POLICY = '; '.join((
    "default-src 'self'",
    "script-src 'self'",
    "style-src 'self'",
    "img-src 'self'",
    "font-src 'self'",
    "connect-src 'self'",
    "object-src 'none'",
    "base-uri 'none'",
    "form-action 'self'",
    "frame-ancestors 'none'",
))
HEADERS = (
    ('Content-Security-Policy', POLICY),
    ('X-Content-Type-Options', 'nosniff'),
    ('X-Frame-Options', 'DENY'),
    ('Referrer-Policy', 'same-origin'),
    ('Cross-Origin-Opener-Policy', 'same-origin'),
    ('Cross-Origin-Resource-Policy', 'same-origin'),
    ('Permissions-Policy', 'camera=(), geolocation=(), microphone=()'),
    ('Cache-Control', 'no-store'),
)


def tween_factory(handler: Callable[[Any], Any], registry: Any) -> Callable[[Any], Any]:
    """Adds the headers that an answer does not set itself; a file may set a stricter policy of its own."""
    seconds = registry['house'].settings['web.hsts_days'] * 86_400
    headers = (*HEADERS, ('Strict-Transport-Security', f'max-age={seconds}')) if seconds else HEADERS

    def tween(request: Any) -> Any:
        response = _answer(handler, request)
        for name, value in headers:
            if name not in response.headers:
                response.headers[name] = value
        return response

    return tween


def _answer(handler: Callable[[Any], Any], request: Any) -> Any:
    """The answer, in the last resort one that needs neither database nor templates."""
    try:
        return handler(request)
    except TransientError:
        if not is_last(request):
            raise
        return plain(request, 503)
    except Exception as problem:
        return broken(problem, request)


def includeme(config: Any) -> None:
    """Puts the tween outside all others, so that answers to errors have the headers too."""
    config.add_tween('muragat.web.headers.tween_factory')
