"""Every command does the same beside a serving archive and without one, in words and in JSON."""

import json
import re
import subprocess
import sys
import threading
import time
from contextlib import closing

import pytest

from muragat.adapters.storage import alive, socket_path
from muragat.cli.frame import COMMANDS, Doors, run
from muragat.kernel.verification import parse_anchor
from muragat.main import bring_back, open_house, serve_objects, serve_web
from tests.founded_archive import DOCUMENT, ini_for, settings_for

DOORS = Doors(open_house, serve_objects, serve_web, bring_back)


def start_server(var, ini):
    process = subprocess.Popen([sys.executable, '-m', 'muragat.main', '--config', str(ini), 'objects'])
    deadline = time.monotonic() + 30
    while not alive(socket_path(settings_for(var))):
        assert time.monotonic() < deadline
        threading.Event().wait(0.02)
    return process


@pytest.fixture(params=['alone', 'beside a server'])
def way(request, var, tmp_path):
    """The ini file of an archive that nobody serves, or that an object server serves."""
    ini = ini_for(var, tmp_path / 'archive.ini')
    server = start_server(var, ini) if request.param != 'alone' else None
    yield ini
    if server is not None:
        server.terminate()
        server.wait(20)


@pytest.fixture
def muragat(way, capfd):
    """Runs a command; gives (exit code, what it said, what it complained of)."""
    def call(*arguments, ini=way):
        capfd.readouterr()
        status = run(DOORS, ['--config', str(ini), '--language', 'en', *map(str, arguments)])
        said = capfd.readouterr()
        return status, said.out, said.err
    return call


def house_of(var):
    """The opened archive, beside the server or alone; closed at the end of the block."""
    return closing(open_house(settings_for(var)))


@pytest.fixture
def answer(muragat):
    """Runs a command that must succeed; gives its JSON."""
    def call(*arguments):
        status, out, err = muragat(*arguments, '--json')
        assert (status, err) == (0, ''), err
        return json.loads(out)
    return call


#: Commands that this file runs; `serve`, `worker` with their children, and others have tests of their own.
TRIED = {'init', 'user', 'tree', 'show', 'add', 'attach', 'verify', 'journal', 'evolve', 'jobs', 'backup', 'restore',
         'pack', 'demo', 'ingest', 'read'}


def test_no_command_is_forgotten():
    assert set(COMMANDS) - TRIED == {'serve', 'worker', 'objects', 'web', 'language', 'index', 'search'}


def test_tree_show_and_add(answer, muragat):
    top = answer('tree', '--depth', '1')
    assert [child['path'] for child in top['children']] == ['/archive', '/capture', '/staff']
    added = answer('add', 'unit', '/archive/Р-1/1', '--field', 'title.kk=Хаттар', '--field', 'title.ru=Письма',
                   '--field', 'number=2')
    shown = answer('show', added['path'])
    assert (shown['id'], shown['values']['title']['ru']) == (added['id'], 'Письма')
    assert answer('show', added['id']) == shown
    status, out, _err = muragat('tree', '/archive/Р-1/1')
    assert (status, len(out.splitlines())) == (0, 4)


def test_a_look_alike_letter_finds_the_same_fonds(answer):
    assert answer('show', '/archive/P-1')['path'] == '/archive/Р-1'


def test_every_fault_of_a_new_record_is_told_in_one_line(muragat):
    status, out, err = muragat('add', 'unit', '/archive/Р-1/1', '--field', 'number=2', '--field', 'nonsense=1')
    assert (status, out, len(err.splitlines())) == (1, '', 1)
    assert 'nonsense' in err


@pytest.mark.parametrize('arguments', [
    ['show', '/archive/none'], ['tree', '/none'], ['add', 'nothing', '/archive'], ['attach', '/none', __file__],
    ['user', 'password', 'nobody'], ['jobs', 'retry', '1'], ['init'], ['nonsense'], ['show'], ['show', '--bad'],
    ['add', 'unit', '/archive/Р-1/1', '--field', 'x'], ['verify', 'journal', '--against', 'no anchor'],
    ['restore', '/nowhere', '--into', '/tmp/x'], ['user', 'grant', 'admin', 'king'],
], ids=' '.join)
def test_what_cannot_be_done_is_told_in_one_line_and_by_the_exit_code(muragat, arguments):
    status, _out, err = muragat(*arguments)
    assert status in (1, 2)
    assert len(err.splitlines()) == 1
    assert err.startswith('muragat: ')
    status, _out, err = muragat('--json', *arguments)
    assert set(json.loads(err)['error']) == {'code', 'message'}


@pytest.mark.parametrize('arguments', [
    ['attach', DOCUMENT, '/no/file'], ['user', 'add', 'x', '--name', 'y', '--role', 'king'], ['jobs', 'retry', 'abc'],
    ['user', 'grant', 'admin', 'reader', '/', '--until', '5.5.2026'], ['restore', '/nowhere', '--into', '/x'],
    ['backup', '/proc/backup'],
], ids=' '.join)
def test_a_fault_is_told_in_the_language_of_the_call(arguments, var, tmp_path, capfd):
    ini = ini_for(var, tmp_path / 'archive.ini')
    assert run(DOORS, ['--config', str(ini), '--language', 'kk', *arguments]) in (1, 2)
    told = capfd.readouterr().err
    assert re.search('[а-яәғқңөұүһі]{3}', told)
    assert not re.search('Invalid|No such', told)


def test_attach(answer, muragat, tmp_path):
    scan = tmp_path / 'scan.pdf'
    scan.write_bytes(b'%PDF-1.7\n' * 100)
    assert answer('attach', DOCUMENT, scan)['media_type'] == 'application/pdf'
    assert answer('attach', DOCUMENT, scan, '--number', '1', '--filename', 'b.pdf')['version'] == 2
    file, = answer('show', DOCUMENT)['files']
    assert (file['filename'], file['size']) == ('b.pdf', 900)
    assert answer('verify', 'blobs')['blobs'] == {'files': 2, 'faults': []}


def test_ingest(answer, tmp_path):
    scan = tmp_path / 'scan.pdf'
    scan.write_bytes(b'%PDF-1.7\n' * 100)
    line = answer('ingest', scan, '--into', '/archive/Р-1/1/1', '--language', 'kk+ru')
    assert (line['path'], line['outcome'], len(line['sha256'])) == (str(scan), 'stored', 64)
    assert answer('show', line['id'])['files'][0]['sha256'] == line['sha256']
    again = answer('ingest', scan, '--into', '/archive/Р-1/1/1')
    assert (again['outcome'], again['id']) == ('duplicate', line['id'])


def test_read(answer, muragat, tmp_path):
    assert answer('read', '--attention') == {'records': {}, 'refused': False, 'unread': []}
    assert answer('read', '/archive/Р-1/1/1') ['refused'] is False
    note = tmp_path / 'note.txt'
    note.write_text('Мәтін', 'utf8')
    record = answer('ingest', note, '--into', '/archive/Р-1/1/1')['id']
    status, out, _err = muragat('read', record, '--mode', 'redo', '--json')
    assert (status, json.loads(out)['refused']) == (1, True), 'it waits to be read already'


def test_users(answer):
    added = answer('user', 'add', 'aigul', '--name', 'Айгүл', '--role', 'archivist')
    assert len(added['password']) > 12
    assert {row['login'] for row in answer('user', 'list')} == {'admin', 'aigul'}
    assert answer('user', 'password', 'aigul')['password'] != added['password']
    assert answer('user', 'grant', 'aigul', 'reader', '/archive/Р-1', '--until', '2099-12-31')['role'] == 'reader'


def test_verify_all_and_the_anchor(answer, muragat, tmp_path):
    report = answer('verify', 'all')
    assert report['whole']
    assert report['storage']['objects'] > 100
    assert report['records']['records'] > 4
    anchor = answer('journal', 'anchor')['line']
    assert answer('verify', 'journal', '--against', anchor)['whole']
    (tmp_path / 'anchor').write_text(anchor + '\n')
    assert answer('verify', 'all', '--against', tmp_path / 'anchor')['whole']
    other = anchor.split()
    other[1], other[2], other[3] = '1', '1', 'f' * 64
    status, _out, _err = muragat('verify', 'journal', '--against', ' '.join(other))
    assert status == 1


def test_an_anchor_holds_every_entry_or_says_how_many_it_does_not(muragat, var, monkeypatch):
    monkeypatch.setattr('muragat.cli.journal.PATIENCE', 0.2)
    status, out, err = muragat('journal', 'anchor')
    with house_of(var) as house, house.session() as desk:
        journal, served = desk.site.journal, house.served
        count, unsealed = journal.count, journal.unsealed_count
    assert (status, len(out.splitlines())) == (0, 1)
    assert parse_anchor(out).entries == count - unsealed
    assert (unsealed > 0, f'{unsealed} entries are not sealed yet' in err) == (served, served)


@pytest.mark.parametrize('left', ['no file', 'an empty file', 'a file without a site'])
def test_a_foundation_that_was_interrupted_is_taken_up_again(tmp_path, capfd, left):
    var = tmp_path / 'fresh'
    ini = ini_for(var, tmp_path / 'fresh.ini')
    if left == 'an empty file':
        (var / 'db').mkdir(parents=True)
        (var / 'db' / 'Data.fs').touch()
    elif left == 'a file without a site':
        open_house(settings_for(var), create=True).close()
    assert run(DOORS, ['--config', str(ini), '--json', 'init']) == 0
    assert json.loads(capfd.readouterr().out)['login'] == 'admin'
    assert run(DOORS, ['--config', str(ini), '--json', 'init']) == 1
    assert json.loads(capfd.readouterr().err)['error']['code'] == 'founded'


def test_a_catalog_that_does_not_agree_with_its_records_is_found(muragat, var):
    with house_of(var) as house, house.session() as desk:
        unit = desk.resolve('/archive/Р-1/1/1').id
        del desk.site.catalog.rows[unit]
    status, out, _err = muragat('verify', 'records')
    assert status == 1
    assert f'Record {unit}: its row in the catalog is missing.' in out


def test_evolve_and_jobs(answer):
    assert answer('evolve', '--dry-run') == {'dry_run': True, 'steps': []}
    assert answer('evolve') == {'dry_run': False, 'steps': []}
    assert answer('jobs', 'list')['counts'] == {'waiting': 0, 'running': 0, 'done': 0, 'failed': 0}


def test_a_job_that_is_started_again_is_in_the_journal(answer, var):
    with house_of(var) as house, house.session() as desk:
        jobs = desk.site.jobs
        number = jobs.enqueue('media.prove', {}, 'system', 0.0).id
        jobs.fail(jobs.claim('w', 1.0), 'w', 2.0, 'broken', final=True)
    assert answer('jobs', 'retry', number)['state'] == 'waiting'
    with house_of(var) as house, house.session() as desk:
        assert next(desk.site.journal.backward()).what == 'job.retried'


def test_demo_refuses_an_archive_that_holds_records(muragat):
    status, _out, err = muragat('demo')
    assert (status, len(err.splitlines())) == (1, 1)


def test_backup_restore_and_pack(answer, muragat, tmp_path, var):
    scan = tmp_path / 'scan.txt'
    scan.write_bytes(b'first')
    answer('attach', DOCUMENT, scan)
    target = tmp_path / 'a backup'
    whole = answer('backup', target)
    assert (whole['whole'], whole['originals'], whole['files_copied']) == (True, 1, 1)
    scan.write_bytes(b'second')
    answer('attach', DOCUMENT, scan)
    wait_for_the_next_second(whole)
    more = answer('backup', target)
    assert (more['whole'], more['originals'], more['files_copied']) == (False, 2, 1)
    restored = answer('restore', target, '--into', tmp_path / 'restored')
    assert restored['originals'] == 2
    again = ini_for(tmp_path / 'restored', tmp_path / 'restored.ini')
    status, out, _err = muragat('show', DOCUMENT, '--json', ini=again)
    assert (status, [file['number'] for file in json.loads(out)['files']]) == (0, [1, 2])
    status, _out, err = muragat('restore', target, '--into', tmp_path / 'restored')
    assert (status, len(err.splitlines())) == (1, 1)
    packed = answer('pack')
    assert packed['after'] < packed['before']
    assert packed['files'] == 2
    assert not (var / 'db' / 'Data.fs.old').exists()
    assert answer('verify', 'all')['whole']


def wait_for_the_next_second(_before):
    """Backups are named by the second."""
    now = time.time()
    threading.Event().wait(1.05 - now % 1)
