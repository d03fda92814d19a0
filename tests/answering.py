"""An application that answers at an address of this machine, in the process of a test."""

from contextlib import contextmanager
from functools import partial
from threading import Thread

from waitress.server import create_server
from waitress.wasyncore import close_all

#: Seconds in which a server that is told to end has to.
PATIENCE = 10


@contextmanager
def answering(application, threads=4):
    """Its address. The thread of the server closes what it waits for itself: closed by another one, it would wait for a
    descriptor that is none."""
    server = create_server(application, host='127.0.0.1', port=0, threads=threads)
    thread = Thread(target=server.run, daemon=True)
    thread.start()
    try:
        yield f'http://127.0.0.1:{server.effective_port}'
    finally:
        server.task_dispatcher.shutdown()
        server.trigger.pull_trigger(partial(close_all, server._map))
        thread.join(PATIENCE)
        assert not thread.is_alive()
