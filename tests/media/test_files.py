"""Files of records: nothing is lost, nothing is shown that may not be, and a refusal says why."""

import errno
import hashlib
import io
import os
import resource
from contextlib import contextmanager

import pytest
from hypothesis import given
from hypothesis import strategies as st

from muragat.kernel.errors import Forbidden, Hindered, Invalid, NoSpace, NotVisible
from muragat.kernel.principals import ANONYMOUS, SYSTEM
from muragat.media import staging
from muragat.media.originals import originals_of
from muragat.media.proof import count, prove
from muragat.media.service import files_at, harmless
from muragat.media.staging import StagingArea
from tests.founded_archive import DOCUMENT

PDF = b'%PDF-1.7\n' + bytes(range(256)) * 300


@contextmanager
def files(house, **options):
    with house.session(**options) as desk:
        yield files_at(desk, house), desk.resolve(DOCUMENT)


def keep(house, content=PDF, filename='scan.pdf', number=None):
    with files(house) as (service, _document):
        staged = service.receive(io.BytesIO(content), len(content))
    with files(house) as (service, document):
        kept = service.attach(document, staged, filename, number)
        place = kept.number, kept.version
    staged.discard()
    return place


def staged_files(house):
    return list(house.settings.place('db', 'staging').iterdir())


def test_a_file_is_kept_byte_for_byte_with_what_is_known_of_it(house):
    assert keep(house) == (1, 1)
    with files(house) as (service, document):
        original = service.find(document, 1).original
        assert (original.size, original.sha256) == (len(PDF), hashlib.sha256(PDF).hexdigest())
        assert (original.media_type, original.filename, original.who) == ('application/pdf', 'scan.pdf', 'system')
        with service.open(document, original) as reading:
            assert reading.read() == PDF
    assert staged_files(house) == []


def test_a_newer_version_leaves_the_older_one_readable(house):
    keep(house, b'first')
    keep(house, b'other')
    assert keep(house, b'second', number=1) == (1, 2)
    with files(house) as (service, document):
        assert [(each.number, each.version) for each in service.of(document)] == [(1, 2), (2, 1)]
        kept = [service.open(document, each.original) for each in service.versions(document, 1)]
        assert [reading.read() for reading in kept] == [b'first', b'second']
        for reading in kept:
            reading.close()


@pytest.mark.parametrize(('start', 'stop'), [(0, 1), (5, 100), (70_000, None), (0, None), (10, 10), (10**9, None)])
def test_a_range_is_read(house, start, stop):
    keep(house)
    with (files(house) as (service, document),
          service.open(document, service.find(document, 1).original, start, stop) as reading):
        assert reading.read() == PDF[start:stop]


@pytest.mark.parametrize(('number', 'version'), [(2, None), (1, 2), (1, 0)])
def test_a_file_that_is_not_there_is_not_found(house, number, version):
    keep(house)
    with files(house) as (service, document), pytest.raises(NotVisible):
        service.find(document, number, version)


def test_a_version_of_a_file_that_is_not_there_is_refused(house):
    with pytest.raises(NotVisible):
        keep(house, number=7)


def test_a_stranger_neither_sees_nor_adds_files(house):
    keep(house)
    with house.session() as desk:
        document = desk.resolve(DOCUMENT)
        stranger = files_at(house.desk(desk.site._p_jar, ANONYMOUS, 'web'), house)
        original = files_at(desk, house).find(document, 1).original
        for deed in (lambda: stranger.of(document), lambda: stranger.open(document, original),
                     lambda: stranger.attach(document, None, 'x')):
            with pytest.raises((NotVisible, Forbidden)):
                deed()


def test_no_byte_is_read_when_the_download_cannot_be_recorded(house, monkeypatch):
    keep(house)

    def broken(*_arguments):
        raise Hindered

    monkeypatch.setattr(type(house.witness), 'downloaded', broken)
    with files(house) as (service, document), pytest.raises(Hindered):
        service.open(document, service.find(document, 1).original)


def test_a_disturbed_transaction_can_take_the_same_staged_file_again(house):
    with files(house) as (service, _document):
        staged = service.receive(io.BytesIO(PDF))
    with house.connection() as connection:
        desk = house.desk(connection, SYSTEM, 'test')
        files_at(desk, house).attach(desk.resolve(DOCUMENT), staged, 'a.pdf')
        connection.transaction_manager.abort()
        connection.transaction_manager.begin()
    with files(house) as (service, document):
        service.attach(document, staged, 'a.pdf')
    staged.discard()
    with files(house) as (service, document), service.open(document, service.find(document, 1).original) as reading:
        assert reading.read() == PDF
    assert staged_files(house) == []


def test_the_bytes_are_moved_and_never_copied(house):
    """A copy would not be on the disk, and 2 GB would take minutes."""
    with files(house) as (service, _document):
        staged = service.receive(io.BytesIO(PDF))
    inode = staged.path.stat().st_ino
    with files(house) as (service, document):
        service.attach(document, staged, 'a.pdf')
    blob, = house.settings.place('db', 'blobs').rglob('*.blob')
    assert blob.stat().st_ino == inode
    staged.discard()


def test_the_same_bytes_are_known_to_be_held(house):
    keep(house)
    keep(house)
    with files(house) as (service, document):
        held = originals_of(service.desk.site).holding(hashlib.sha256(PDF).hexdigest())
        assert held == ((document.id, 1, 1), (document.id, 2, 1))


def test_a_record_that_carries_no_files_refuses_them(house):
    with files(house) as (service, _document):
        staged = service.receive(io.BytesIO(PDF))
        with pytest.raises(Hindered):
            service.attach(service.desk.resolve('/archive/Р-1'), staged, 'a.pdf')
        staged.discard()


def test_too_little_free_space_refuses_before_a_byte_is_taken(house, monkeypatch):
    monkeypatch.setattr(staging.shutil, 'disk_usage', lambda _path: Usage(1000))
    with files(house) as (service, _document), pytest.raises(NoSpace):
        service.receive(None)
    assert staged_files(house) == []


class Usage:
    def __init__(self, free):
        self.free = free


def test_space_is_looked_at_again_while_a_large_file_arrives(tmp_path, monkeypatch):
    area = StagingArea(tmp_path, min_free=1 << 20)
    usage = Usage(10 << 20)
    monkeypatch.setattr(staging, 'LOOK', 1 << 20)
    monkeypatch.setattr(staging.shutil, 'disk_usage', lambda _path: usage)

    class Stream:
        def read(self, size):
            usage.free -= size
            return b'x' * size
    with pytest.raises(NoSpace):
        area.receive(Stream())
    assert list(tmp_path.iterdir()) == []


def test_a_disk_that_fills_up_while_receiving_keeps_nothing(house):
    before = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (10_000, before[1]))
    try:
        with files(house) as (service, _document), pytest.raises(NoSpace):
            service.receive(io.BytesIO(PDF))
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, before)
    assert staged_files(house) == []


def test_a_file_that_is_too_large_is_refused(tmp_path):
    area = StagingArea(tmp_path, largest=100)
    for expected in (101, None):
        with pytest.raises(Invalid):
            area.receive(io.BytesIO(b'x' * 101), expected)
    assert list(tmp_path.iterdir()) == []


def test_a_stream_that_breaks_keeps_nothing(tmp_path):
    class Stream:
        def read(self, _size):
            raise OSError(errno.ECONNRESET, 'reset')
    with pytest.raises(OSError, match='reset'):
        StagingArea(tmp_path).receive(Stream())
    assert list(tmp_path.iterdir()) == []


def test_what_was_received_and_never_kept_is_swept_when_it_is_old(tmp_path):
    area = StagingArea(tmp_path)
    old, young = (area.receive(io.BytesIO(b'x')) for _ in range(2))
    os.utime(old.path, (1000, 1000))
    os.utime(young.path, (3000, 3000))
    assert area.sweep(2000) == 1
    assert list(tmp_path.iterdir()) == [young.path]


def test_a_missing_blob_is_told_in_words_and_the_rest_stays_readable(house):
    keep(house, b'one', 'a.txt')
    keep(house, b'two', 'b.txt')
    blob = next(path for path in house.settings.place('db', 'blobs').rglob('*.blob') if path.read_bytes() == b'one')
    blob.unlink()
    with files(house) as (service, document):
        lost, kept = service.of(document)
        with pytest.raises(Hindered) as refused:
            service.open(document, lost.original)
        assert refused.value.refusals[0].code == 'bytes_missing'
        with service.open(document, kept.original) as reading:
            assert reading.read() == b'two'
        faults = [each for each in prove(service.desk.site) if each]
        assert [(each.number, each.version) for each in faults] == [(1, 1)]


@pytest.mark.parametrize('spoil', [lambda content: content[:-1], lambda content: b'X' + content[1:]])
def test_a_damaged_blob_does_not_pass_the_proof(house, spoil):
    keep(house)
    blob, = house.settings.place('db', 'blobs').rglob('*.blob')
    blob.chmod(0o600)
    blob.write_bytes(spoil(PDF))
    with house.session() as desk:
        fault, = prove(desk.site)
        assert fault.number == 1
        assert count(desk.site) == (1, len(PDF))


def test_files_of_a_purged_record_are_forgotten(house):
    keep(house)
    with files(house) as (service, document):
        originals = originals_of(service.desk.site)
        originals.release(document.id)
        assert (originals.sheaf(document.id), originals.holding(hashlib.sha256(PDF).hexdigest())) == (None, ())


@pytest.mark.parametrize(('given_name', 'expected'), [
    ('a.pdf', 'a.pdf'), ('../../etc/passwd', 'passwd'), ('C:\\x\\y.doc', 'y.doc'), ('a\nb\x00.pdf', 'ab.pdf'),
    ('\u202efdp.exe', 'fdp.exe'), ('', 'file'), ('..', 'file'), ('/', 'file'), ('Қаулы № 5.pdf', 'Қаулы № 5.pdf'),
    ('x' * 300 + '.pdf', 'x' * 251 + '.pdf'), ('қ' * 300 + '.pdf', 'қ' * 125 + '.pdf'),
])
def test_a_name_is_made_harmless(given_name, expected):
    assert harmless(given_name) == expected


@given(st.text(max_size=400))
def test_any_name_fits_a_file_system_and_a_header(name):
    made = harmless(name)
    assert made not in ('', '.', '..')
    assert not {'/', '\\', '\0', '\n', '\r'} & set(made)
    assert len(made.encode()) <= 255
