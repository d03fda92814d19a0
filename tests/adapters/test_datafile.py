"""What FileStorage leaves open and the data file closes: power cuts, full disks, missing files, damage."""

import errno
import os
import resource
from contextlib import contextmanager
from importlib import import_module

import pytest
import transaction
import ZODB
from persistent.mapping import PersistentMapping
from ZODB.blob import Blob
from ZODB.FileStorage.format import TRANS_HDR_LEN

from muragat.adapters import datafile, disk, tail
from muragat.adapters.datafile import open_data
from muragat.kernel.errors import Hindered


@pytest.fixture
def folder(tmp_path):
    return tmp_path / 'db'


@pytest.fixture
def opened(folder):
    """Opens the folder's database, closing what was opened before."""
    databases = []

    def again(**options):
        for db in databases:
            db.close()
        databases[:] = [ZODB.DB(open_data(folder, **options))]
        return databases[0]
    yield again
    for db in databases:
        db.close()


def put(db, **values):
    with db.transaction() as connection:
        connection.root().update(values)


def get(db, name):
    with db.transaction() as connection:
        return connection.root()[name]


def blob_files(folder):
    return sorted(path for path in (folder / 'blobs').rglob('*.blob'))


def code(refused):
    return refused.value.refusals[0].code


def test_a_missing_data_file_does_not_empty_the_blobs(opened, folder):
    """FileStorage makes an empty file and removes the blob directory."""
    db = opened(create=True)
    put(db, a=Blob(b'scan'))
    db.close()
    (folder / 'Data.fs').unlink()
    with pytest.raises(Hindered) as refused:
        open_data(folder)
    assert code(refused) == 'no_storage'
    with pytest.raises(Hindered) as refused:
        open_data(folder, create=True)
    assert code(refused) == 'not_empty'
    assert [path.read_bytes() for path in blob_files(folder)] == [b'scan']


def test_a_second_process_is_told_that_the_file_is_held(opened, folder):
    opened(create=True)
    with pytest.raises(Hindered) as refused:
        open_data(folder)
    assert code(refused) == 'storage_locked'


def test_a_lock_file_that_nobody_holds_hinders_nothing(opened, folder):
    opened(create=True).close()
    (folder / 'Data.fs.lock').write_text(' 1\n')
    put(opened(), a=1)


@pytest.mark.parametrize('lost', [1, 8, 30])
def test_a_torn_tail_is_cut_kept_aside_and_the_rest_is_readable(opened, folder, lost):
    db = opened(create=True)
    put(db, a=1)
    db.close()
    whole = (folder / 'Data.fs').stat().st_size
    db = opened()
    put(db, b=2)
    db.close()
    (folder / 'Data.fs.index').unlink()
    with (folder / 'Data.fs').open('r+b') as file:
        file.truncate(file.seek(0, os.SEEK_END) - lost)
    torn = (folder / 'Data.fs').read_bytes()
    db = opened()
    cut = db.storage.cut
    assert (cut.position, cut.kept.read_bytes()) == (whole, torn[whole:])
    assert tail.cuts(folder / 'Data.fs') == [cut.kept]
    assert get(db, 'a') == 1
    with pytest.raises(KeyError):
        get(db, 'b')
    put(db, c=3)
    assert get(opened(), 'c') == 3


@pytest.mark.parametrize('length', range(1, TRANS_HDR_LEN + 2))
def test_even_a_few_bytes_of_a_header_are_kept(opened, folder, length):
    """FileStorage cuts less than a header off without a trace."""
    db = opened(create=True)
    db.close()
    with (folder / 'Data.fs').open('ab') as file:
        file.write(b'\x03' * length)
    assert opened().storage.cut.kept.read_bytes() == b'\x03' * length


def test_a_transaction_that_was_not_finished_is_cut(opened, folder):
    db = opened(create=True)
    put(db, a=1)
    end = db.storage.getSize()
    put(db, b=2)
    db.close()
    (folder / 'Data.fs.index').unlink()
    with (folder / 'Data.fs').open('r+b') as file:
        file.seek(end + 16)
        file.write(b'c')
    db = opened()
    assert db.storage.cut.position == end
    assert get(db, 'a') == 1


def test_nothing_is_cut_when_finished_work_follows_the_damage(opened, folder):
    """FileStorage cuts everything behind a damaged header, however much it is."""
    db = opened(create=True)
    put(db, a=1)
    middle = db.storage.getSize()
    put(db, b=2)
    put(db, c=3)
    db.close()
    (folder / 'Data.fs.index').unlink()
    with (folder / 'Data.fs').open('r+b') as file:
        file.seek(middle + 16)
        file.write(b'c')
    before = (folder / 'Data.fs').read_bytes()
    with pytest.raises(Hindered) as refused:
        open_data(folder)
    assert code(refused) == 'storage_damaged'
    assert (folder / 'Data.fs').read_bytes() == before


def test_damage_inside_a_transaction_is_told(opened, folder):
    db = opened(create=True)
    put(db, a='x' * 1000)
    db.close()
    (folder / 'Data.fs.index').unlink()
    with (folder / 'Data.fs').open('r+b') as file:
        file.seek(-1000, os.SEEK_END)
        position = file.tell() - 100
        file.seek(position)
        file.write(b'\xff' * 60)
    with pytest.raises(Hindered) as refused:
        opened()
    assert code(refused) == 'storage_damaged'


def test_finished_work_that_is_missing_at_the_end_is_noted(opened, folder):
    db = opened(create=True)
    put(db, a=1)
    end = db.storage.getSize()
    put(db, b=2)
    db.close()
    with (folder / 'Data.fs').open('r+b') as file:
        file.truncate(end)
    assert get(opened(), 'a') == 1
    assert len(tail.losses(folder / 'Data.fs')) == 1


@pytest.mark.parametrize('spoil', [
    lambda index, old: index.unlink(),
    lambda index, old: index.write_bytes(b''),
    lambda index, old: index.write_bytes(index.read_bytes()[:40]),
    lambda index, old: index.write_bytes(b'not an index at all'),
    lambda index, old: index.write_bytes(old),
], ids=['missing', 'empty', 'torn', 'nonsense', 'older'])
def test_a_bad_index_costs_time_only(opened, folder, spoil):
    db = opened(create=True)
    put(db, a=1)
    db.close()
    index = folder / 'Data.fs.index'
    old = index.read_bytes()
    db = opened()
    put(db, b=2)
    put(db, a=3)
    db.close()
    spoil(index, old)
    db = opened()
    assert (get(db, 'a'), get(db, 'b'), db.storage.cut) == (3, 2, None)


def test_the_index_is_saved_while_the_file_grows(opened, folder):
    """Else a server that is killed reads everything at its next start."""
    db = opened(create=True, index_growth=1000)
    before = (folder / 'Data.fs.index').stat().st_ino
    put(db, a='x' * 5000)
    db.storage._saving.join()
    assert (folder / 'Data.fs.index').stat().st_ino != before


@contextmanager
def files_end_at(size):
    """The system refuses to write beyond a size, as a full disk does."""
    before = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (size, before[1]))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, before)


def test_a_disk_that_fills_up_at_the_vote_leaves_the_file_whole(opened, folder):
    """FileStorage cannot cut its half-written transaction off, and writes the rest of it later."""
    db = opened(create=True)
    put(db, a='x' * 20_000)
    size = (folder / 'Data.fs').stat().st_size
    with files_end_at(size + 3000), pytest.raises(OSError, match='too large'):
        put(db, b='y' * 5000)
    assert (folder / 'Data.fs').stat().st_size == size
    put(db, c=3)
    assert (get(db, 'c'), b'yyy' in (folder / 'Data.fs').read_bytes()) == (3, False)
    db = opened()
    assert (get(db, 'a')[:1], get(db, 'c'), db.storage.cut) == ('x', 3, None)


def test_records_of_a_failed_store_do_not_enter_the_next_transaction(opened, folder):
    """FileStorage keeps them in the buffer of its temporary file."""
    db = opened(create=True)
    put(db, a=1)
    with files_end_at(20_000), pytest.raises(OSError, match='too large'):
        put(db, b=PersistentMapping(x='secret' * 20), c=PersistentMapping(x='secret' * 10_000),
            d=PersistentMapping(x='secret' * 20))
    put(db, e=3)
    assert b'secretsecret' not in (folder / 'Data.fs').read_bytes()
    assert get(opened(), 'e') == 3


def test_an_error_of_the_disk_at_the_vote_keeps_nothing(opened, folder, monkeypatch):
    db = opened(create=True)
    put(db, a=1)
    size = (folder / 'Data.fs').stat().st_size

    def broken(handle):
        raise OSError(errno.EIO, 'Input/output error')
    with monkeypatch.context() as patched:
        patched.setattr(datafile.os, 'fdatasync', broken)
        with pytest.raises(OSError, match='Input/output'):
            put(db, b=2)
    assert (folder / 'Data.fs').stat().st_size == size
    put(db, c=3)
    assert get(opened(), 'c') == 3


def test_an_error_of_the_disk_at_the_finish_ends_the_process(folder, monkeypatch):
    ended = []
    storage = open_data(folder, create=True, fatal=lambda: ended.append(True))
    db = ZODB.DB(storage)

    def broken(handle):
        raise OSError(errno.EIO, 'Input/output error')
    monkeypatch.setattr(import_module('ZODB.FileStorage.FileStorage'), 'fsync', broken)
    with pytest.raises(OSError, match='Input/output'):
        put(db, b=2)
    assert ended == [True]
    monkeypatch.undo()
    db.close()
    open_data(folder).close()


def test_a_disk_that_is_nearly_full_refuses_before_it_writes(opened, folder, monkeypatch):
    db = opened(create=True)
    monkeypatch.setattr(disk, 'RESERVE', 1 << 60)
    with pytest.raises(OSError, match='No space') as refused:
        put(db, a=Blob(b'scan'))
    assert refused.value.errno == errno.ENOSPC
    monkeypatch.undo()
    assert blob_files(folder) == []
    put(db, a=1)


def test_a_blob_of_a_refused_transaction_does_not_stay(opened, folder):
    """FileStorage leaves it when a later record of the transaction conflicts."""
    db = opened(create=True)
    put(db, a=PersistentMapping())
    one, two = transaction.TransactionManager(), transaction.TransactionManager()
    first, second = db.open(one), db.open(two)
    second.root()['a']['x'] = Blob(b'scan')
    first.root()['a']['x'] = 1
    second.root()['b'] = 2
    one.commit()
    with pytest.raises(ZODB.POSException.ConflictError):
        two.commit()
    two.abort()
    assert blob_files(folder) == []
    first.close()
    second.close()


def test_a_missing_blob_harms_only_itself(opened, folder):
    db = opened(create=True)
    put(db, a=Blob(b'one'), b=Blob(b'two'))
    next(path for path in blob_files(folder) if path.read_bytes() == b'one').unlink()
    with db.transaction() as connection:
        with pytest.raises(ZODB.POSException.POSKeyError):
            connection.root()['a'].open('r')
        with connection.root()['b'].open('r') as file:
            assert file.read() == b'two'


def test_packing_removes_only_blobs_that_nothing_names(opened, folder):
    db = opened(create=True)
    put(db, a=Blob(b'old'), b=Blob(b'kept'))
    with db.transaction() as connection:
        del connection.root()['a']
    db.pack()
    assert [path.read_bytes() for path in blob_files(folder)] == [b'kept']
    db = opened()
    with db.transaction() as connection, connection.root()['b'].open('r') as file:
        assert file.read() == b'kept'


def test_the_packed_file_is_on_the_disk_before_it_takes_the_name(opened, folder, monkeypatch):
    """FileStorage renames it without fsync: a power cut would leave an empty archive."""
    calls = []
    sync, rename = datafile.sync_file, os.rename
    monkeypatch.setattr(datafile, 'sync_file', lambda path: (calls.append(('fsync', path)), sync(path)))
    monkeypatch.setattr(os, 'rename', lambda old, new: (calls.append(('rename', old)), rename(old, new)))
    db = opened(create=True)
    put(db, a=1)
    put(db, a=2)
    db.pack()
    packed = str(folder / 'Data.fs.pack')
    assert calls.index(('fsync', packed)) < calls.index(('rename', packed))


def test_an_index_from_before_packing_is_never_used(opened, folder, monkeypatch):
    db = opened(create=True)
    put(db, a=1)
    put(db, a=2)
    monkeypatch.setattr(type(db.storage), '_save_index', lambda storage: None)
    db.pack()
    assert not (folder / 'Data.fs.index').exists()
    assert get(opened(), 'a') == 2


def test_an_object_id_is_never_promised_twice(folder):
    """FileStorage promises ids again that a client of a killed server still holds."""
    storage = open_data(folder, create=True)
    promised = {storage.new_oid() for _ in range(200)}
    storage._let_go()
    again = open_data(folder)
    assert promised.isdisjoint(again.new_oid() for _ in range(200))
    again.close()


@pytest.mark.parametrize('spoilt', ['', 'zz', '00'])
def test_a_spoilt_note_of_promised_ids_hinders_nothing(opened, folder, spoilt):
    db = opened(create=True)
    put(db, a=PersistentMapping())
    db.close()
    (folder / 'Data.fs.promised').write_text(spoilt)
    put(opened(), b=PersistentMapping())
