"""Numbers: one after another, none lost by an abort, none given twice to writers at once."""
import subprocess
import sys
import threading
from datetime import date

import pytest
import transaction
import ZEO
from ZODB.DB import DB
from ZODB.FileStorage import FileStorage

from muragat.kernel.errors import Busy, Hindered, Invalid
from muragat.kernel.numbering import Annulment, Locks, Numbers, counter_name, written
from muragat.kernel.retry import run

WRITERS = 8
EACH = 12
ANNULMENT = Annulment('екі рет тіркелген', date(2026, 5, 4), 'account:9')


@pytest.fixture
def numbers():
    return Numbers()


def test_numbers_of_each_journal_and_year_begin_at_one(numbers):
    taken = [numbers.take(*key) for key in [('in', 2026), ('in', 2026), ('out', 2026), ('in', 2027), ('in', 2026)]]
    assert taken == [1, 2, 1, 1, 3]
    assert numbers.last('in', 2026) == 3
    assert numbers.last('out', 2025) == 0
    assert numbers.years('in') == [2026, 2027]


def test_an_annulled_number_stays_visible_and_is_not_given_again(numbers):
    for _each in range(3):
        numbers.take('in', 2026)
    numbers.annul('in', 2026, 3, ANNULMENT)
    numbers.annul('in', 2026, 2, ANNULMENT)
    assert numbers.annulled('in', 2026) == {2: ANNULMENT, 3: ANNULMENT}
    assert numbers.annulled('in', 2027) == {}
    assert numbers.take('in', 2026) == 4


@pytest.mark.parametrize(('number', 'annulment', 'error'), [
    (1, ANNULMENT._replace(reason=' '), Invalid),
    (2, ANNULMENT, Hindered),
    (0, ANNULMENT, Hindered),
])
def test_only_a_given_number_is_annulled_and_with_a_reason(numbers, number, annulment, error):
    numbers.take('in', 2026)
    with pytest.raises(error):
        numbers.annul('in', 2026, number, annulment)


def test_a_number_is_annulled_once(numbers):
    numbers.take('in', 2026)
    numbers.annul('in', 2026, 1, ANNULMENT)
    with pytest.raises(Hindered):
        numbers.annul('in', 2026, 1, ANNULMENT)


def test_the_number_is_written_by_the_pattern_of_the_journal():
    assert written('{number}-қ/{year}', 7, 2026) == '7-қ/2026'


def test_an_abort_gives_the_number_back(tmp_path):
    db = DB(FileStorage(str(tmp_path / 'Data.fs')))
    found(db)
    manager = transaction.TransactionManager()
    root = db.open(manager).root()
    root['numbers'].take('in', 2026)
    manager.commit()
    root['numbers'].take('in', 2026)
    manager.abort()
    assert root['numbers'].take('in', 2026) == 2
    manager.abort()
    db.close()


def found(db):
    with db.transaction() as connection:
        connection.root()['numbers'] = Numbers()


class Clerk(threading.Thread):
    """Takes numbers in transactions of its own; the first is taken when all clerks are ready."""

    def __init__(self, db, ready, given, lock=None):
        super().__init__(daemon=True)
        self.db, self.ready, self.given, self.lock = db, ready, given, lock
        self.attempts = 0
        self.error = None

    def run(self):
        manager = transaction.TransactionManager(explicit=True)
        connection = self.db.open(manager)
        try:
            for _each in range(EACH):
                self.given.append(self.number(manager, connection))
        except Exception as error:
            self.error = error
        finally:
            connection.close()

    def number(self, manager, connection):
        if self.lock is None:
            return run(manager, lambda: self.take(connection), seconds=60)
        with self.lock():
            return run(manager, lambda: self.take(connection), seconds=60)

    def take(self, connection):
        self.attempts += 1
        number = connection.root()['numbers'].take('in', 2026)
        if self.attempts == 1:
            # All have read the same last number now: all but one meet a conflict.
            self.ready.wait(timeout=30)
        return number


def taken_at_once(dbs, lock=None):
    """Every number that the clerks were given, and how often they tried."""
    given = []
    ready = threading.Barrier(WRITERS) if lock is None else threading.Barrier(1)
    clerks = [Clerk(dbs[number % len(dbs)], ready, given, lock) for number in range(WRITERS)]
    for clerk in clerks:
        clerk.start()
    for clerk in clerks:
        clerk.join(timeout=120)
    assert [clerk.error for clerk in clerks] == [None] * WRITERS
    return given, sum(clerk.attempts for clerk in clerks)


def test_eight_writers_over_one_file_each_get_their_numbers_without_gap_or_double(tmp_path):
    db = DB(FileStorage(str(tmp_path / 'Data.fs')), pool_size=WRITERS + 1)
    found(db)
    given, attempts = taken_at_once([db])
    db.close()
    assert sorted(given) == list(range(1, WRITERS * EACH + 1))
    assert attempts >= WRITERS * EACH + WRITERS - 1, 'no conflict was met: the test proves nothing'


def test_with_the_lock_of_the_counter_writers_of_one_process_never_conflict(tmp_path):
    db = DB(FileStorage(str(tmp_path / 'Data.fs')), pool_size=WRITERS + 1)
    found(db)
    locks = Locks()
    given, attempts = taken_at_once([db], lambda: locks.counter_lock(counter_name('in', 2026), 60))
    db.close()
    assert sorted(given) == list(range(1, WRITERS * EACH + 1))
    assert attempts == WRITERS * EACH


@pytest.fixture
def object_server(tmp_path):
    """The address of a ZEO server in a process of its own, on a socket in the directory of the test."""
    address = str(tmp_path / 'zeo.sock')
    log = tmp_path / 'zeo.log'
    with log.open('wb') as output:
        server = subprocess.Popen(
            [sys.executable, '-m', 'ZEO.runzeo', '-a', address, '-f', str(tmp_path / 'Data.fs')],
            cwd=tmp_path, stdout=output, stderr=output,
        )
        yield address
        server.terminate()
        server.wait(timeout=20)


def test_eight_writers_over_an_object_server_each_get_their_numbers_without_gap_or_double(object_server):
    first = ZEO.DB(object_server, wait_timeout=30)
    found(first)
    # Connected after the foundation was committed, so that it is sure to be seen.
    dbs = [first, ZEO.DB(object_server, wait_timeout=30)]
    given, attempts = taken_at_once(dbs)
    for db in dbs:
        db.close()
    assert sorted(given) == list(range(1, WRITERS * EACH + 1))
    assert attempts >= WRITERS * EACH + WRITERS - 1, 'no conflict was met: the test proves nothing'


def test_a_lock_held_by_others_for_too_long_is_told_as_busy():
    locks = Locks()
    with locks.counter_lock('in:2026'), pytest.raises(Busy), locks.counter_lock('in:2026', seconds=0.01):
        raise AssertionError('two hold one lock')


def test_counters_have_locks_of_their_own_which_an_error_lets_go():
    locks = Locks()
    with pytest.raises(KeyError), locks.counter_lock('in:2026'), locks.counter_lock('out:2026', seconds=0.01):
        raise KeyError('inside')
    with locks.counter_lock('in:2026', seconds=0.01):
        pass
