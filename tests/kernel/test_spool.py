"""Spools: on disk before it is sent, in the journal exactly once, nothing dropped in silence."""
import os
import signal
import subprocess
import sys
from threading import Thread

import pytest
from ZODB.DB import DB
from ZODB.DemoStorage import DemoStorage

from muragat.kernel.draining import drain, sweep
from muragat.kernel.errors import Hindered
from muragat.kernel.facts import SPOOL_DAMAGED
from muragat.kernel.interfaces import IWitness
from muragat.kernel.journal import Journal
from muragat.kernel.spool import Lately, Spool, SpoolWitness
from muragat.kernel.spoolfile import SpoolFile


def fact(number):
    return {'at': float(number), 'who': 'account:1', 'from': 'web', 'what': 'record.viewed', 'record': number}


@pytest.fixture
def db():
    db = DB(DemoStorage())
    with db.transaction() as connection:
        connection.root()['journal'] = Journal()
    yield db
    db.close()


@pytest.fixture
def drained(db, tmp_path):
    """Drain in a transaction of its own, then sweep; the records in the journal."""
    def run(limit=500):
        with db.transaction() as connection:
            drain(connection.root()['journal'], tmp_path, limit)
        with db.transaction() as connection:
            journal = connection.root()['journal']
            sweep(journal, tmp_path)
            return [entry.record if entry.what != SPOOL_DAMAGED else entry.details for entry in journal.walk()]
    return run


def test_what_was_written_is_in_the_journal_once_however_often_it_is_drained(tmp_path, drained):
    with Spool(tmp_path) as spool:
        for number in range(5):
            spool.write(fact(number))
        assert drained() == [0, 1, 2, 3, 4]
        assert drained() == [0, 1, 2, 3, 4]
        spool.write(fact(5))
        assert drained() == [0, 1, 2, 3, 4, 5]
    assert drained() == [0, 1, 2, 3, 4, 5]
    assert list(tmp_path.iterdir()) == []


def test_a_drain_that_was_undone_loses_and_doubles_nothing(tmp_path, db, drained):
    with Spool(tmp_path) as spool:
        spool.write(fact(1))
        connection = db.open()
        drain(connection.root()['journal'], tmp_path)
        connection.transaction_manager.abort()
        connection.close()
        assert drained() == [1]


def test_a_spool_whose_removal_was_missed_is_not_drained_again(tmp_path, db, drained):
    with Spool(tmp_path) as spool:
        spool.write(fact(1))
        path, content = spool.path, spool.path.read_bytes()
    assert drained() == [1]
    assert not path.exists()
    path.write_bytes(content)
    assert drained() == [1]


def test_a_step_is_bounded(tmp_path, drained):
    with Spool(tmp_path) as spool:
        for number in range(10):
            spool.write(fact(number))
        assert len(drained(limit=4)) == 4
        assert len(drained(limit=4)) == 8
        assert sorted(drained(limit=4)) == list(range(10))


def test_a_torn_last_line_of_a_dead_process_is_reported_and_kept(tmp_path, drained):
    with Spool(tmp_path) as spool:
        spool.write(fact(1))
        spool.write(fact(2))
        path = spool.path
    path.write_bytes(path.read_bytes()[:-9])
    first, report = sorted(drained(), key=str)
    assert first == 1
    assert report['torn']
    assert '"at":2.0' in report['bytes']
    assert [each.suffix for each in tmp_path.iterdir()] == ['.damaged']
    assert len(drained()) == 2


def test_the_unfinished_line_of_a_living_process_waits(tmp_path, drained):
    with Spool(tmp_path) as spool:
        spool.write(fact(1))
        spool.write(fact(2))
        whole = spool.path.read_bytes()
        os.truncate(spool.path, len(whole) - 5)
        assert drained() == [1]
        with spool.path.open('ab') as stream:
            stream.write(whole[-5:])
        assert drained() == [1, 2]


def test_a_damaged_line_in_the_middle_is_reported_and_the_rest_is_drained(tmp_path, drained):
    with Spool(tmp_path) as spool:
        for number in range(3):
            spool.write(fact(number))
        path = spool.path
    path.write_bytes(path.read_bytes().replace(b'"record":1', b'"record":9'))
    found = drained()
    assert [each for each in found if isinstance(each, int)] == [0, 2]
    assert [each['torn'] for each in found if isinstance(each, dict)] == [False]


def test_two_processes_never_share_a_spool(tmp_path):
    with Spool(tmp_path) as one, Spool(tmp_path) as two:
        assert one.path != two.path
        one.write(fact(0))
        child = os.fork()
        if child == 0:
            one.write(fact(1))
            os._exit(0 if one.path != two.path else 1)
        assert os.waitpid(child, 0)[1] == 0
        assert len(one.path.read_bytes().splitlines()) == 1
        assert len(list(tmp_path.iterdir())) == 3


def test_no_spool_no_bytes(tmp_path):
    spool = Spool(tmp_path)
    os.close(spool._file._descriptor)
    with pytest.raises(Hindered):
        spool.write(fact(1))
    spool._file._descriptor = -1


def test_after_a_failed_write_a_new_file_is_begun(tmp_path, drained):
    with Spool(tmp_path) as spool:
        spool.write(fact(1))
        spool._file.spoilt = True
        spool.write(fact(2))
        assert len(list(tmp_path.iterdir())) == 2
        assert sorted(drained()) == [1, 2]


def test_a_large_spool_is_followed_by_a_new_one(tmp_path, drained):
    with Spool(tmp_path, rotate_bytes=300) as spool:
        for number in range(10):
            spool.write(fact(number))
        assert len(list(tmp_path.iterdir())) > 2
        assert sorted(drained()) == list(range(10))
        assert len(list(tmp_path.iterdir())) <= 1


def test_threads_write_whole_lines(tmp_path, drained):
    with Spool(tmp_path, rotate_bytes=2000) as spool:
        threads = [Thread(target=lambda start=start: [spool.write(fact(start + n)) for n in range(20)])
                   for start in range(0, 100, 20)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        assert sorted(drained()) == list(range(100))


def test_the_witness_tells_who_saw_what_and_which_bytes(tmp_path, db):
    class Thing:
        id = 12

    class Person:
        id = 'account:3'

    with Spool(tmp_path) as spool, db.transaction() as connection:
        witness = SpoolWitness(spool, lambda: 50.0)
        assert IWitness.providedBy(witness)
        witness.viewed(Thing, Person, 'web 10.0.0.9')
        witness.downloaded(Thing, Person, 'web 10.0.0.9', 'бет.pdf', 'ab' * 32)
        journal = connection.root()['journal']
        drain(journal, tmp_path)
        download, view = journal.entries_of(12)
        assert (view.what, view.who, view.origin, view.at) == ('record.viewed', 'account:3', 'web 10.0.0.9', 50.0)
        assert download.details == {'filename': 'бет.pdf', 'sha256': 'ab' * 32}


class Now:
    at = 100.0

    def __call__(self):
        return self.at


@pytest.fixture
def written(tmp_path):
    """(a witness, its clock, a function that tells how many lines are on disk)."""
    now = Now()
    with Spool(tmp_path) as spool:
        yield SpoolWitness(spool, now), now, lambda: spool.path.read_bytes().count(b'record.viewed')


class Viewed:
    def __init__(self, number):
        self.id = number


def test_the_pictures_of_a_page_are_one_line_a_minute(written):
    witness, now, count = written
    person = Viewed('account:3')
    for _tile in range(50):
        witness.viewed(Viewed(12), person, 'web a', '1.1.0')
    assert count() == 1
    now.at += 61
    witness.viewed(Viewed(12), person, 'web a', '1.1.0')
    assert count() == 2


@pytest.mark.parametrize(('record', 'person', 'origin', 'page'), [
    (13, 'account:3', 'web a', '1.1.0'), (12, 'account:4', 'web a', '1.1.0'), (12, 'account:3', 'web b', '1.1.0'),
    (12, 'account:3', 'web a', '1.1.1'), (12, 'account:3', 'web a', '')])
def test_another_page_person_place_or_record_is_a_line_of_its_own(written, record, person, origin, page):
    witness, _now, count = written
    witness.viewed(Viewed(12), Viewed('account:3'), 'web a', '1.1.0')
    witness.viewed(Viewed(record), Viewed(person), origin, page)
    assert count() == 2


def test_each_opening_of_a_record_is_a_line(written):
    witness, _now, count = written
    for _time in range(3):
        witness.viewed(Viewed(12), Viewed('account:3'), 'web a')
    assert count() == 3


def test_a_view_that_could_not_be_written_is_not_taken_for_written(written, monkeypatch):
    witness, _now, count = written
    with monkeypatch.context() as full:
        full.setattr(SpoolFile, 'put', lambda *_given: (_ for _ in ()).throw(OSError(28, 'full')))
        with pytest.raises(Hindered):
            witness.viewed(Viewed(12), Viewed('account:3'), 'web a', '1.1.0')
    witness.viewed(Viewed(12), Viewed('account:3'), 'web a', '1.1.0')
    assert count() == 1


def test_what_is_remembered_is_bounded():
    lately = Lately(60.0, 3)
    for number in range(5):
        lately.written(number, 100.0)
    assert [lately.knows(number, 101.0) for number in range(5)] == [True, True, True, False, False]
    lately.written(9, 161.0)
    assert lately.knows(9, 162.0)


WRITER = """
import sys
from pathlib import Path
from muragat.kernel.spool import Spool
spool = Spool(Path(sys.argv[1]))
number = 0
while True:
    number += 1
    spool.write({'at': float(number), 'who': 'a', 'from': 'w', 'what': 'record.viewed', 'record': number})
    print(number, flush=True)
"""


def test_what_was_acknowledged_survives_a_kill(tmp_path, drained):
    child = subprocess.Popen([sys.executable, '-c', WRITER, str(tmp_path)], stdout=subprocess.PIPE)
    for _ in range(30):
        child.stdout.readline()
    child.send_signal(signal.SIGKILL)
    acknowledged = 30 + len(child.stdout.read().splitlines())
    child.stdout.close()
    child.wait()
    found = [each for each in drained() if isinstance(each, int)]
    assert sorted(found)[:acknowledged] == list(range(1, acknowledged + 1))
    assert len(found) == len(set(found))
