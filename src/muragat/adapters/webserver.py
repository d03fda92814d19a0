"""The web server: waitress on a socket that the supervisor opened and that all web processes share."""

import logging
import os
import signal
import socket
import sys
from collections.abc import Callable
from typing import Any

from waitress import create_server

from muragat.settings import Settings

logger = logging.getLogger(__name__)

#: Bytes that a form adds to the file that it carries.
FORM = 1 << 20


def serve(settings: Settings, listening: int, ready: int, application: Callable[[], Any]) -> None:
    """Serve until SIGTERM; requests that are being answered get a few seconds to end."""
    signal.signal(signal.SIGTERM, _leave)
    signal.signal(signal.SIGINT, _leave)
    listener = socket.socket(fileno=listening)
    server = create_server(application(), sockets=[listener], **_options(settings))
    if ready >= 0:
        os.write(ready, b'1')
        os.close(ready)
    logger.info('answering on %s', listener.getsockname())
    server.run()


def _options(settings: Settings) -> dict[str, Any]:
    largest = max(settings['web.largest_request'], settings['upload.largest'] + FORM)
    proxy = settings['web.trusted_proxy']
    trust = {'trusted_proxy': proxy, 'trusted_proxy_count': 1, 'clear_untrusted_proxy_headers': True,
             'trusted_proxy_headers': {'x-forwarded-for', 'x-forwarded-proto'}} if proxy else {}
    return {'threads': settings['web.threads'], 'ident': None, 'channel_timeout': 120,
            'max_request_body_size': largest, 'clear_untrusted_proxy_headers': True} | trust


def _leave(_signal: int, _frame: Any) -> None:
    # Waitress ends its loop at this exception and lets its threads finish.
    sys.exit(0)
