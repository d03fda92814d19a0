"""Opening the objects: through the object server when one is alive, from the data file itself when none is."""

import contextlib
import errno
import functools
import socket
import time
from collections.abc import Callable
from contextlib import closing
from pathlib import Path
from typing import Any, NamedTuple

import ZODB
from ZEO.asyncio.client import ClientThread
from ZEO.ClientStorage import ClientStorage
from ZEO.Exceptions import ClientDisconnected, ServerException

from muragat.adapters.datafile import BLOBS, DATA, DataFile, open_data
from muragat.kernel.errors import Busy, Hindered, NoSpace, Refusal, Refused
from muragat.kernel.i18n import _
from muragat.settings import Settings

#: Longest path of a unix socket that the kernel takes.
LONGEST_SOCKET = 107
FULL = frozenset({errno.ENOSPC, errno.EDQUOT, errno.EFBIG})
#: Seconds between attempts to find the object server again.
RECONNECT = 0.2
#: Seconds to wait for a data file that another process holds, and between looks.
PATIENCE, PAUSE = 10.0, 0.1
#: Seconds in which an object server may read a data file whose index is lost.
LONG_PATIENCE = 3600.0


class OutcomeUnknown(Busy):
    """The object server was lost while it finished a transaction: it may or may not have been kept.

    Not a transient error: trying again could keep the same thing twice.
    """

    def __init__(self) -> None:
        Refused.__init__(self, Refusal('outcome_unknown', _(
            'The connection to the stored objects was lost at the last moment. It is not known whether this was saved; '
            'look before you do it again.')))


class Database(ZODB.DB):
    """Connections see what other processes committed before they were opened.

    ZODB would ask the server for news at each begin instead; an error there, behind a commit that was done, would look
    like one that may be tried again.
    """

    def open(self, *arguments: Any, **options: Any) -> Any:
        """A connection, after all news have arrived; without a server the first read tells that it is gone."""
        if isinstance(self.storage, ServedStorage):
            with contextlib.suppress(ClientDisconnected):
                self.storage.ping()
        return super().open(*arguments, **options)


class Opened(NamedTuple):
    """A database and whether the object server gives it."""

    db: ZODB.DB
    served: bool


class ServedStorage(ClientStorage):
    """A client of the object server; tells full disks and unknown outcomes apart, and wakes who waits for work."""

    def __init__(self, *arguments: Any, **options: Any) -> None:
        self.wake: Callable[[], None] | None = None
        super().__init__(*arguments, **options)

    def notify_connected(self, conn: Any, info: Any) -> None:
        """A server is there, perhaps a new one: object ids that the old one promised are not this client's any more."""
        self._oids: list[bytes] = []
        super().notify_connected(conn, info)

    def invalidateTransaction(self, tid: bytes, oids: Any) -> None:
        """Another process committed."""
        super().invalidateTransaction(tid, oids)
        if self.wake is not None:
            self.wake()

    def tpc_vote(self, txn: Any) -> Any:
        """Refuses in words when the disk is full."""
        try:
            return super().tpc_vote(txn)
        except ServerException as error:
            raise full_or(_of_server(error)) from error

    def tpc_finish(self, txn: Any, f: Any = lambda tid: None) -> Any:
        """`OutcomeUnknown` when the server was lost meanwhile."""
        try:
            return super().tpc_finish(txn, f)
        except (ClientDisconnected, ConnectionError) as error:
            raise OutcomeUnknown from error


class OwnStorage(DataFile):
    """The data file in the hands of one process; refuses in words when the disk is full."""

    def tpc_vote(self, transaction: Any) -> Any:
        """Refuses in words when the disk is full."""
        try:
            return super().tpc_vote(transaction)
        except OSError as error:
            raise full_or(error) from error

    def close(self) -> None:
        """Nobody else holds object ids of this process; the next one goes on behind the last."""
        self.keep_promises()
        super().close()


def _of_server(error: ServerException) -> Exception:
    """The error of the operating system that the server met, or the error itself."""
    match error.args:
        case ('builtins.OSError', tuple(arguments)) | (('builtins.OSError', tuple(arguments)),):
            return OSError(*arguments)
    return error


def full_or(error: Exception) -> Exception:
    """What an error of the operating system means to the person: no space, or itself."""
    if isinstance(error, OSError) and error.errno in FULL:
        return NoSpace(Refusal('no_space', _('The disk is full; nothing was kept.')))
    return error


def open_database(settings: Settings, *, create: bool = False, served: bool = False) -> Opened:
    """The database of the settings; `Hindered` in words when it cannot be opened.

    `create`: make the data file when there is none. `served`: wait for the object server and never open the data file.
    """
    storage, from_server = _served_storage(settings) if served else _storage(settings, create)
    db = Database(storage, pool_size=settings['zodb.pool'], cache_size=settings['zodb.cache_objects'],
                 cache_size_bytes=settings['zodb.cache_size'], large_record_size=1 << 26)
    return Opened(db, from_server)


def _served_storage(settings: Settings) -> tuple[Any, bool]:
    if settings['zodb.uri']:
        return _elsewhere(settings['zodb.uri']), True
    address, deadline = socket_path(settings), time.monotonic() + LONG_PATIENCE
    while not alive(address):
        if time.monotonic() > deadline:
            raise Hindered(Refusal('no_server', _('The object server does not answer on ${path}.',
                                                  mapping={'path': str(address)})))
        time.sleep(PAUSE / 4)
    # A server that is gone again by now is waited for: whoever opens the file instead keeps the next one from it.
    return _served(settings, address), True


def _storage(settings: Settings, create: bool) -> tuple[Any, bool]:
    if settings['zodb.uri']:
        return _elsewhere(settings['zodb.uri']), True
    address, deadline = socket_path(settings), time.monotonic() + PATIENCE
    folder = settings.place('db')
    while True:
        if alive(address):
            return _served(settings, address), True
        try:
            return open_data(folder, create=create and not (folder / DATA).exists(), factory=OwnStorage,
                             index_growth=settings['zodb.index_growth']), False
        except Hindered as hindered:
            # Another command works with the file, or an object server opens it and will listen in a moment.
            if hindered.refusals[0].code != 'storage_locked' or time.monotonic() > deadline:
                raise
        time.sleep(PAUSE)


def _served(settings: Settings, address: Path) -> ServedStorage:
    return ServedStorage(str(address), cache_size=settings['zodb.client_cache'], wait_timeout=30,
                         blob_dir=str(settings.place('db', BLOBS)), shared_blob_dir=True,
                         _client_factory=functools.partial(ClientThread, disconnect_poll=RECONNECT))


def _elsewhere(uri: str) -> Any:
    import zodburi  # reason: only for archives that are kept on a database server

    factory, _options = zodburi.resolve_uri(uri)
    return factory()


def socket_path(settings: Settings) -> Path:
    """Where the object server listens; `Hindered` when the path is longer than the system takes."""
    path = settings.place('run', 'zeo.sock')
    if len(str(path).encode()) > LONGEST_SOCKET:
        raise Hindered(Refusal('socket_path', _(
            'The path ${path} is too long for a socket; move the archive to a folder with a shorter path.',
            mapping={'path': str(path)})))
    return path


def alive(address: Path, timeout: float = 5.0) -> bool:
    """Whether an object server answers there; one that hangs accepts connections but greets nobody."""
    with closing(socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)) as probe:
        probe.settimeout(timeout)
        try:
            probe.connect(str(address))
            return bool(probe.recv(64))
        except OSError:
            return False
