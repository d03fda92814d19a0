"""Addresses whose bytes are no text are answered before anything reads them."""

from collections.abc import Callable
from typing import Any
from urllib.parse import unquote_to_bytes

from pyramid.config import Configurator
from pyramid.request import Request
from pyramid.response import Response
from pyramid.tweens import INGRESS

_TEXT = 'Мекенжай қате · Неверный адрес · The address is wrong\n'


def is_text(request: Request) -> bool:
    """Whether path and query are UTF-8."""
    path, query = request.environ.get('PATH_INFO', ''), request.environ.get('QUERY_STRING', '')
    try:
        if not path.isascii():
            path.encode('latin-1').decode('utf-8')
        if '%' in query or not query.isascii():
            unquote_to_bytes(query.encode('latin-1')).decode('utf-8')
    except UnicodeError:
        return False
    return True


def tween_factory(handler: Callable[[Any], Any], registry: Any) -> Callable[[Any], Any]:
    """Answers 400 for what is no text."""

    def tween(request: Any) -> Any:
        if is_text(request):
            return handler(request)
        if request.environ.get('PATH_INFO', '').startswith('/api/'):
            problem = {'type': 'about:blank', 'title': _TEXT.strip(), 'status': 400}
            return Response(status=400, content_type='application/problem+json', json_body=problem)
        return Response(status=400, content_type='text/plain', charset='utf-8', text=_TEXT)

    return tween


def includeme(config: Configurator) -> None:
    """The tween stands as far out as the one of the headers."""
    config.add_tween('muragat.web.wellformed.tween_factory', under=(INGRESS, 'muragat.web.headers.tween_factory'))
