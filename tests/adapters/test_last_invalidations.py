"""What clients may have missed is read at start from the end of the data file, and only from there."""

import ZODB

from muragat.adapters import datafile
from muragat.adapters.datafile import open_data


def filled(folder, count):
    storage = open_data(folder, create=True)
    db = ZODB.DB(storage)
    for number in range(count):
        with db.transaction() as connection:
            connection.root()[number] = f'{number:1000}'
    return db, storage


def test_the_last_ones_are_told_oldest_first(tmp_path):
    db, storage = filled(tmp_path, 5)
    told = storage.lastInvalidations(3)
    assert [tid for tid, _oids in told] == sorted(tid for tid, _oids in told)
    assert (len(told), told[-1][0]) == (3, storage.lastTransaction())
    assert all(oids == [b'\0' * 8] for _tid, oids in told)
    db.close()


def test_a_long_end_is_not_read(tmp_path, monkeypatch):
    """After a bulk load the last two thousand transactions are most of the file."""
    db, storage = filled(tmp_path, 30)
    monkeypatch.setattr(datafile, 'REMEMBERED', 40_000)
    told = storage.lastInvalidations(1000)
    assert 0 < len(told) < 10
    assert told[-1][0] == storage.lastTransaction()
    db.close()


def test_an_empty_file_has_none(tmp_path):
    storage = open_data(tmp_path, create=True)
    assert storage.lastInvalidations(10) == []
    storage.close()
