"""The object server: several processes write at once; a client that hangs, a disk that fills up, a server that dies."""

import os
import signal
import subprocess
import sys
import threading
import time

import pytest
import transaction
from BTrees.Length import Length
from BTrees.OOBTree import OOBTree
from transaction.interfaces import TransientError
from ZODB.blob import Blob
from ZODB.MappingStorage import MappingStorage

from muragat.adapters.storage import OutcomeUnknown, alive, open_database, socket_path
from muragat.kernel.errors import Hindered, NoSpace
from muragat.settings import read

#: ZEO lets go of the cache file of a client that was cut off only when it is collected.
pytestmark = pytest.mark.filterwarnings('ignore::pytest.PytestUnraisableExceptionWarning')

DEADLINE = 20


@pytest.fixture
def settings(tmp_path):
    return read({'var.dir': str(tmp_path), 'zodb.transaction_seconds': 1, 'zodb.client_cache': 1 << 20}, tmp_path)


def until(condition):
    """Wait for another process; fails when it takes too long."""
    deadline = time.monotonic() + DEADLINE
    while not condition():
        assert time.monotonic() < deadline
        threading.Event().wait(0.02)


SERVER = '''
import resource, sys
from muragat.adapters.objectserver import serve
from muragat.settings import read
if int(sys.argv[2]):
    resource.setrlimit(resource.RLIMIT_FSIZE, (int(sys.argv[2]), resource.RLIM_INFINITY))
serve(read({'var.dir': sys.argv[1], 'zodb.transaction_seconds': 1}, '/'))
'''


@pytest.fixture
def server(settings):
    """Starts the object server of the settings; gives its process."""
    started = []
    if not settings.place('db', 'Data.fs').exists():
        open_database(settings, create=True).db.close()

    def start(largest_file=0):
        process = subprocess.Popen([sys.executable, '-c', SERVER, str(settings.var), str(largest_file)])
        started.append(process)
        until(lambda: alive(socket_path(settings)))
        return process
    yield start
    for process in started:
        process.kill()
        process.wait()


@pytest.fixture
def connect(settings):
    opened = []

    def open_(**options):
        database = open_database(settings, served=True).db
        opened.append(database)
        return database
    yield open_
    for database in opened:
        database.close()


def put(db, **values):
    with db.transaction() as connection:
        connection.root().update(values)


def get(db, name):
    with db.transaction() as connection:
        return connection.root()[name]


def test_a_process_connects_when_a_server_is_alive_and_opens_the_file_when_none_is(settings, server):
    alone = open_database(settings)
    assert not alone.served
    alone.db.close()
    server()
    beside = open_database(settings)
    assert beside.served
    beside.db.close()


def test_a_served_process_never_takes_the_file_when_the_server_goes_away_meanwhile(settings, monkeypatch):
    open_database(settings, create=True).db.close()
    answers = iter([True, False])
    monkeypatch.setattr('muragat.adapters.storage.alive', lambda _address: next(answers))
    monkeypatch.setattr('muragat.adapters.storage._served', lambda _settings, _address: MappingStorage())
    opened = open_database(settings, served=True)
    assert opened.served
    opened.db.close()


def test_the_socket_is_for_its_owner_only(settings, server):
    server()
    assert socket_path(settings).stat().st_mode & 0o777 == 0o600


def test_writers_in_different_processes_are_resolved(server, connect):
    """BTree and Length merge in the server, which must be able to import their classes."""
    server()
    first, second = connect(), connect()
    put(first, tree=OOBTree(), count=Length())
    managers = [transaction.TransactionManager() for _ in range(2)]
    for number, (db, manager) in enumerate(zip((first, second), managers, strict=True)):
        root = db.open(manager).root()
        root['tree'][f'k{number}'] = number
        root['count'].change(1)
    for manager in managers:
        manager.commit()
    with first.transaction() as connection:
        root = connection.root()
        assert (sorted(root['tree']), root['count']()) == (['k0', 'k1'], 2)


def test_what_one_process_committed_the_next_one_sees_at_once(server, connect):
    """A page after a form may be answered by another process."""
    server()
    first, second = connect(), connect()
    for number in range(50):
        put(first, a=number)
        assert get(second, 'a') == number


def test_another_process_wakes_who_waits(server, connect):
    server()
    first, second = connect(), connect()
    bell = threading.Event()
    second.storage.wake = bell.set
    put(first, a=1)
    assert bell.wait(DEADLINE)


def test_a_client_that_hangs_with_the_commit_lock_loses_it(server, connect):
    """ZEO closes its connection but leaves it the lock: nobody could write any more."""
    server()
    hanging, other = connect(), connect()
    manager = transaction.TransactionManager()
    connection = hanging.open(manager)
    connection.root()['a'] = 1
    txn = manager.get()
    connection.tpc_begin(txn)
    connection.commit(txn)
    connection.tpc_vote(txn)
    put(other, b=2)
    assert get(other, 'b') == 2
    with pytest.raises((TransientError, OutcomeUnknown)):
        connection.tpc_finish(txn)
    manager.abort()


def test_a_blob_is_there_for_the_other_process(server, connect, settings):
    server()
    first, second = connect(), connect()
    put(first, scan=Blob(b'bytes'))
    with second.transaction() as connection, connection.root()['scan'].open('r') as file:
        assert file.read() == b'bytes'


def test_a_full_disk_of_the_server_is_told_in_words_and_nothing_is_kept(server, connect, settings):
    size = settings.place('db', 'Data.fs').stat().st_size
    server(largest_file=size + 6000)
    db = connect()
    put(db, a='x' * 1000)
    with pytest.raises(NoSpace):
        put(db, b='y' * 8000)
    with pytest.raises(NoSpace):
        put(db, scan=Blob(b'bytes'), b='y' * 8000)
    assert list(settings.place('db', 'blobs').rglob('*.blob')) == []
    put(db, c=3)
    assert get(db, 'c') == 3


def test_reading_and_writing_go_on_after_the_server_was_killed(server, connect):
    process = server()
    db = connect()
    put(db, a=1)
    process.kill()
    process.wait()
    server()
    put(db, b=2)
    assert (get(db, 'a'), get(db, 'b')) == (1, 2)


def test_a_server_lost_while_it_finishes_leaves_the_outcome_open(server, connect):
    """A second attempt could keep the same thing twice: the error is none that invites to it."""
    process = server()
    db = connect()
    manager = transaction.TransactionManager()
    connection = db.open(manager)
    connection.root()['a'] = 1
    txn = manager.get()
    connection.tpc_begin(txn)
    connection.commit(txn)
    connection.tpc_vote(txn)
    os.kill(process.pid, signal.SIGSTOP)
    killer = threading.Timer(0.3, process.kill)
    killer.start()
    with pytest.raises(OutcomeUnknown) as unknown:
        connection.tpc_finish(txn)
    assert not isinstance(unknown.value, TransientError)
    killer.join()
    manager.abort()


def test_a_clean_stop_saves_the_index_and_takes_the_socket_away(server, settings, connect):
    process = server()
    put(connect(), a='x' * 100)
    before = settings.place('db', 'Data.fs.index').stat().st_mtime_ns
    process.terminate()
    assert process.wait(DEADLINE) == 0
    assert settings.place('db', 'Data.fs.index').stat().st_mtime_ns > before
    assert not socket_path(settings).exists()


def test_a_socket_left_by_a_killed_server_hinders_nothing(server, settings):
    process = server()
    process.kill()
    process.wait()
    assert socket_path(settings).exists()
    opened = open_database(settings)
    assert not opened.served
    opened.db.close()
    server()


def test_a_path_that_is_too_long_for_a_socket_is_told(tmp_path):
    with pytest.raises(Hindered) as refused:
        open_database(read({'var.dir': str(tmp_path / ('x' * 120))}, tmp_path))
    assert refused.value.refusals[0].code == 'socket_path'
