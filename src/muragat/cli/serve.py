"""`muragat serve`: starts the object server, the web processes and the worker, and watches over them."""

import contextlib
import fcntl
import socket
from collections.abc import Iterator
from typing import IO

import click

from muragat.cli.frame import Call, Command, Failed
from muragat.cli.processes import log_to
from muragat.cli.supervisor import Supervisor
from muragat.kernel.i18n import _
from muragat.settings import Settings


@click.command(cls=Command)
@click.option('--port', type=int, help='Port instead of the one in the settings.')
@click.pass_obj
def serve(call: Call, port: int | None) -> int:
    """Serve the archive: object server, web and worker, watched over."""
    settings = call.settings
    port = settings['web.port'] if port is None else port
    with only_one(settings, port), listening(settings['web.host'], port) as listener:
        log_to(settings, 'serve')
        host, bound = listener.getsockname()[:2]
        address = f'http://{f"[{host}]" if ":" in host else host}:{bound}/'
        supervisor = Supervisor(settings, listener.fileno(), lambda: call.answer({'address': address}, [
            _('The archive answers at ${address}', mapping={'address': address})]))
        if reason := supervisor.run():
            raise Failed(reason)
    return 0


@contextlib.contextmanager
def only_one(settings: Settings, port: int) -> Iterator[IO[str]]:
    """Hold the lock of the archive's folder; `Failed` when another supervisor does."""
    path = settings.place('run', 'serve.lock')
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open('a+', encoding='utf8') as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError:
            lock.seek(0)
            raise Failed(_('This archive is being served already: ${who}.',
                           mapping={'who': lock.read().strip()})) from None
        lock.truncate(0)
        lock.write(f'{settings["web.host"]}:{port}\n')
        lock.flush()
        yield lock


@contextlib.contextmanager
def listening(host: str, port: int) -> Iterator[socket.socket]:
    """A listening socket; `Failed` when another program has the address."""
    family = socket.AF_INET6 if ':' in host else socket.AF_INET
    with contextlib.closing(socket.socket(family, socket.SOCK_STREAM)) as listener:
        listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            listener.bind((host, port))
        except OSError as error:
            raise Failed(_('Nobody can listen on ${host}:${port}: ${reason}', mapping={
                'host': host, 'port': port, 'reason': error.strerror or str(error)})) from None
        listener.listen(512)
        listener.setblocking(False)
        yield listener
