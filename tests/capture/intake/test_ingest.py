"""`muragat ingest`: one line for each file, and success only when nothing was refused."""

import os
import subprocess

import pytest

from muragat.capture.pipeline.reading import Reader
from muragat.cli.labour import Worker
from muragat.main import open_house
from muragat.media.states import Stage, stage_of, states_of
from muragat.search.indexer import keep_up
from tests.capture.intake.conftest import PDF, UNIT, digest
from tests.founded_archive import ini_for, settings_for
from tests.served_archive import MURAGAT, until

TEXT = 'Мұрағат құжаты\n'.encode()


@pytest.fixture
def folder(tmp_path):
    """Two good files, one of them deeper, and one that is not taken."""
    folder = tmp_path / 'scans'
    (folder / 'deep').mkdir(parents=True)
    (folder / 'a.pdf').write_bytes(PDF)
    (folder / 'deep' / 'b.txt').write_bytes(TEXT)
    (folder / 'c.exe').write_bytes(b'MZ' + bytes(300))
    return folder


def test_each_file_has_its_line_and_a_refusal_its_cause(ingest, folder):
    status, lines = ingest(folder)
    assert status == 1
    assert [(os.path.basename(line['path']), line['outcome']) for line in lines] == [
        ('a.pdf', 'stored'), ('c.exe', 'refused'), ('b.txt', 'stored')]
    assert all(set(line) == {'path', 'id', 'outcome', 'state', 'cause', 'pages', 'sha256'} for line in lines)
    assert [line['sha256'] for line in lines] == [digest(PDF), digest(b'MZ' + bytes(300)), digest(TEXT)]
    assert (lines[1]['id'], lines[1]['state']) == (None, None)
    assert 'PDF, TIFF' in lines[1]['cause']
    assert lines[0]['state'] == 'waiting'


def test_it_ends_well_when_nothing_was_refused_and_a_duplicate_is_told(ingest, folder):
    status, [first] = ingest(folder / 'a.pdf')
    assert (status, first['outcome']) == (0, 'stored')
    status, [second] = ingest(folder / 'a.pdf')
    assert (status, second['outcome'], second['id']) == (0, 'duplicate', first['id'])
    assert 'held already' in second['cause']
    status, [third] = ingest(folder / 'a.pdf', '--again')
    assert (status, third['outcome']) == (0, 'stored')
    assert third['id'] != first['id']


def test_it_accepts_at_once_and_remembers_the_languages(ingest, folder, var):
    _status, [line] = ingest(folder / 'a.pdf', '--language', 'kk+ru')
    house = open_house(settings_for(var))
    with house.session() as desk:
        record = desk.site.ids[int(line['id'])]
        assert record.__parent__ is desk.resolve(UNIT)
        assert [each.languages for each in states_of(desk.site).of(record.id).values()] == [('kk', 'ru')]
    house.close()


def test_a_document_gets_files(ingest, folder, var):
    status, [line] = ingest(folder / 'a.pdf', into=f'{UNIT}/1')
    house = open_house(settings_for(var))
    with house.session() as desk:
        assert (status, line['id']) == (0, str(desk.resolve(f'{UNIT}/1').id))
    house.close()


def test_waiting_ends_with_the_state_of_each(ingest, folder):
    status, [line] = ingest(folder / 'deep' / 'b.txt', '--wait')
    assert (status, line['outcome'], line['state']) == (0, 'stored', 'done')


@pytest.fixture
def object_server(var, tmp_path):
    """Starts the object server alone: what is taken in waits for a worker that never comes."""
    ini, started = ini_for(var, tmp_path / 'served.ini'), []

    def start():
        started.append(subprocess.Popen([*MURAGAT, '--config', str(ini), 'objects', '--parent', str(os.getpid())]))
        until((var / 'run' / 'zeo.sock').exists)

    yield start
    for process in started:
        process.terminate()
        process.wait(30)


def test_waiting_without_a_worker_ends_and_says_so(ingest, folder, object_server):
    _status, [read] = ingest(folder / 'a.pdf', '--wait')
    object_server()
    status, [line] = ingest(folder / 'deep' / 'b.txt', '--wait', '--timeout', '1')
    assert (status, line['outcome'], line['state']) == (1, 'stored', 'waiting')
    assert 'Not read within 1 seconds. Nothing is lost' in line['cause']
    status, [told] = ingest(read['id'], '--mode', 'force', '--wait', '--timeout', '1', command='read')
    assert (status, told['unread'], told['records']) == (1, [read['id']], {read['id']: 'waiting'})


def test_a_reading_that_takes_longer_than_the_limit_is_put_back(ingest, folder, var, monkeypatch):
    def endless(reader, task):
        while True:
            task.tell(0, 1)

    with monkeypatch.context() as changed:
        changed.setattr(Reader, '__call__', endless)
        status, [line] = ingest(folder / 'deep' / 'b.txt', '--wait', '--timeout', '1')
    assert (status, line['state']) == (1, 'waiting')
    house = open_house(settings_for(var))
    assert Worker(house, keep_up).do_job()
    with house.session() as desk:
        assert stage_of(desk.site, int(line['id']))[0] == Stage.DONE
    house.close()


@pytest.mark.parametrize(('make', 'cause'), [
    (lambda path: None, 'No such file'),
    (lambda path: path.write_bytes(b''), 'is empty'),
    (os.mkfifo, 'no file'),
])
def test_what_is_no_file_is_refused_in_words(ingest, tmp_path, make, cause):
    path = tmp_path / 'thing.pdf'
    make(path)
    status, [line] = ingest(path)
    assert (status, line['outcome']) == (1, 'refused')
    assert cause in line['cause']


def test_a_name_that_is_no_text_has_a_line_too(ingest, tmp_path):
    name = os.fsdecode(b'\xd1\xcb\xff.txt')
    (tmp_path / name).write_bytes(TEXT)
    status, [line] = ingest(tmp_path / name)
    assert (status, line['outcome']) == (0, 'stored')


@pytest.mark.parametrize('into', ['/archive/Р-1/1/99', '/archive', 'nothing'])
def test_a_target_that_is_none_is_told(ingest, folder, into):
    status, [line] = ingest(folder / 'a.pdf', into=into)
    assert status == 1
    assert line['error']['code'] in ('not_visible', 'no_target')


def test_a_target_is_named_by_its_number(ingest, folder):
    assert ingest(folder / 'a.pdf', into='Р-1/1/1')[0] == 0
