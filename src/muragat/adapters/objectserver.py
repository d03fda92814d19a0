"""The object server: the one process that holds the data file and serves it to the others on a unix socket."""

import contextlib
import logging
import os
import signal
from pathlib import Path
from typing import Any

from ZEO.asyncio.server import Acceptor, ServerProtocol
from ZEO.StorageServer import StorageServer, ZEOStorage

from muragat.adapters.datafile import open_data
from muragat.adapters.storage import socket_path
from muragat.settings import Settings

logger = logging.getLogger(__name__)

#: Exit status of a server whose data file could not be finished.
BROKEN = 70


class Clerk(ZEOStorage):
    """Serves one client; a disk that fills up while records arrive is told at the vote, and nobody is cut off."""

    failure: OSError | None = None

    def tpc_begin(self, *arguments: Any) -> None:
        """A new transaction knows nothing of failures of the one before."""
        self.failure = None
        super().tpc_begin(*arguments)

    def storea(self, *arguments: Any) -> None:
        """Take a record down; what fails now is raised at the vote."""
        try:
            super().storea(*arguments)
        except OSError as error:
            self.failure = error

    def vote(self, tid: Any) -> Any:
        """Refuse when a record could not be taken down."""
        if self.failure is not None:
            failure, self.failure = self.failure, None
            if self.transaction is not None:
                self._clear_transaction()
            raise failure
        return super().vote(tid)

    def _clear_transaction(self) -> None:
        if self.txnlog is not None and self.txnlog.file:
            # What the buffer still holds does not fit on the disk; the file is closed all the same.
            with contextlib.suppress(OSError):
                self.txnlog.file.close()
        super()._clear_transaction()


class Office(StorageServer):
    """Gives each client a clerk of its own."""

    def create_client_handler(self) -> Clerk:
        """For a new connection."""
        return Clerk(self, self.read_only)


class Listener(ServerProtocol):
    """Ends the transaction of a client that the server itself turns away; ZEO leaves it holding the commit lock."""

    def close(self) -> Any:
        storage = self.zeo_storage
        if not self.closed and storage is not None and storage.connected:
            storage.notify_disconnected()
        return super().close()


class Reception(Acceptor):
    """Accepts connections with the protocol above."""

    def factory(self) -> Listener:
        client = self.storage_server.create_client_handler()
        return Listener(self.event_loop, self.addr, client, self.msgpack)


class ObjectServer:
    """Opens the data file, then listens; `run` returns after `stop`."""

    def __init__(self, settings: Settings) -> None:
        self.address: Path = socket_path(settings)
        self.storage = open_data(settings.place('db'), index_growth=settings['zodb.index_growth'], fatal=_die)
        self.address.parent.mkdir(parents=True, exist_ok=True)
        self._server = Office(
            str(self.address), {'1': self.storage}, invalidation_queue_size=settings['zodb.invalidations'],
            transaction_timeout=settings['zodb.transaction_seconds'], Acceptor=Reception)
        self._loop = self._server.acceptor.event_loop
        self.address.chmod(0o600)

    def run(self) -> None:
        """Serve until SIGTERM or SIGINT, then close the data file with a fresh index."""
        for each in (signal.SIGTERM, signal.SIGINT):
            self._loop.add_signal_handler(each, self.stop)
        try:
            self._loop.run_forever()
        finally:
            self._close()

    def stop(self) -> None:
        """Stop serving; from the loop's own thread."""
        self._loop.stop()

    def _close(self) -> None:
        with contextlib.suppress(FileNotFoundError):
            self.address.unlink()
        pending = self.storage.tpc_transaction()
        if pending is not None:
            self.storage.tpc_abort(pending)
        self.storage.close()


def _die() -> None:
    # Clients were told of a transaction that is not in the file; only a new start gets both to agree.
    logging.shutdown()
    os._exit(BROKEN)


def serve(settings: Settings) -> None:
    """Run the object server in this process."""
    server = ObjectServer(settings)
    if server.storage.cut is not None:
        logger.warning('An unfinished transaction of %d bytes was cut off at start; kept in %s',
                       server.storage.cut.size, server.storage.cut.kept)
    logger.info('serving objects on %s', server.address)
    server.run()
