"""A backup is taken while others write; a restore says yes only to what is whole; a pack lets nothing go unproved."""

import fcntl
import json
import os
import sys
import threading
import time

import pytest

import muragat.cli.pack
import muragat.cli.verify
from muragat.cli.frame import Doors, run
from muragat.main import bring_back, open_house, serve_objects, serve_web
from muragat.ports.vault import IVault
from tests.founded_archive import DOCUMENT, ini_for, settings_for

#: The modules: their commands bear the same names.
pack, verify = sys.modules['muragat.cli.pack'], sys.modules['muragat.cli.verify']
DOORS = Doors(open_house, serve_objects, serve_web, bring_back)


@pytest.fixture
def muragat(var, tmp_path, capfd):
    """Runs a command; gives (exit code, JSON of the answer or of the error)."""
    ini = ini_for(var, tmp_path / 'archive.ini')

    def call(*arguments):
        capfd.readouterr()
        status = run(DOORS, ['--config', str(ini), '--language', 'en', '--json', *map(str, arguments)])
        said = capfd.readouterr()
        return status, json.loads(said.out or said.err)
    return call


@pytest.fixture
def saved(muragat, tmp_path):
    """A backup of an archive with two files."""
    for name in ('one', 'two'):
        (tmp_path / name).write_text(name * 100)
        assert muragat('attach', DOCUMENT, tmp_path / name)[0] == 0
    assert muragat('backup', tmp_path / 'backup')[0] == 0
    return tmp_path / 'backup'


def blobs(folder):
    return sorted(folder.rglob('*.blob'))


def spoil(path, position=None):
    """Change one byte of a file without touching what it is linked to."""
    content = bytearray(path.read_bytes())
    content[len(content) // 2 if position is None else position] ^= 1
    path.unlink()
    path.write_bytes(content)


def test_the_archives_own_stems_come_back(muragat, var, tmp_path, monkeypatch):
    # The first process that stems words with them is another one.
    monkeypatch.setattr('muragat.settings.Settings.hand_on', lambda settings: None)
    stems = settings_for(var).stems
    stems.parent.mkdir()
    stems.write_text('шегіндор n\n', 'utf8')
    assert 'stems' not in muragat('backup', tmp_path / 'backup')[1]
    assert muragat('restore', tmp_path / 'backup', '--into', tmp_path / 'new')[0] == 0
    assert settings_for(tmp_path / 'new').stems.read_text('utf8') == 'шегіндор n\n'


@pytest.mark.parametrize('damage', [
    lambda backup: blobs(backup)[0].unlink(),
    lambda backup: spoil(blobs(backup)[0]),
    lambda backup: spoil(next((backup / 'objects').glob('*.fs'))),
    lambda backup: next((backup / 'objects').glob('*.fs')).unlink(),
    lambda backup: (backup / 'manifest.json').unlink(),
    lambda backup: (backup / 'manifest.json').write_text('{'),
    lambda backup: change_manifest(backup, records=7),
    lambda backup: change_manifest(backup, journal='muragat-journal 1 1 ' + 'f' * 64 + ' 2020-01-01T00:00:00Z'),
], ids=['blob missing', 'blob damaged', 'objects damaged', 'objects missing', 'no manifest', 'torn manifest',
        'other counts', 'other journal'])
def test_a_restore_says_no_to_a_backup_that_is_not_whole(muragat, saved, tmp_path, damage):
    damage(saved)
    status, answer = muragat('restore', saved, '--into', tmp_path / 'restored')
    assert (status, set(answer)) == (1, {'error'})


def change_manifest(backup, **values):
    path = backup / 'manifest.json'
    path.write_text(json.dumps(json.loads(path.read_text()) | values))


def test_a_restore_proves_the_whole_one(muragat, saved, tmp_path):
    status, answer = muragat('restore', saved, '--into', tmp_path / 'restored')
    assert (status, answer['restored'], answer['originals']) == (0, True, 2)


def test_a_backup_taken_while_others_write_is_whole(muragat, saved, var, tmp_path):
    house = open_house(settings_for(var))
    end, written = threading.Event(), []

    def write():
        while not end.is_set():
            house.run(lambda desk: desk.add(desk.resolve('/archive/Р-1/1'), 'unit', {
                'number': str(100 + len(written)), 'title': {'kk': 'x', 'ru': 'x'}}).id)
            written.append(True)
    writer = threading.Thread(target=write)
    writer.start()
    try:
        next_second()
        house.ports[IVault].save(saved)
    finally:
        end.set()
        writer.join()
        house.close()
    next_second()
    assert muragat('backup', saved)[0] == 0
    assert muragat('restore', saved, '--into', tmp_path / 'restored')[0] == 0
    assert written


def next_second():
    """Backups are named by the second."""
    threading.Event().wait(1.05 - time.time() % 1)


def test_a_backup_and_a_pack_exclude_each_other(muragat, saved, var, tmp_path):
    with (var / 'run' / 'pack.lock').open('a') as lock:
        fcntl.flock(lock, fcntl.LOCK_SH)
        assert muragat('pack')[1]['error']['code'] == 'vault_locked'
        fcntl.flock(lock, fcntl.LOCK_EX)
        assert muragat('backup', saved)[1]['error']['code'] == 'vault_locked'
        assert muragat('verify', 'storage')[1]['error']['code'] == 'vault_locked'


def test_a_pack_lets_nothing_go_when_a_file_is_damaged(muragat, saved, var):
    size = (var / 'db' / 'Data.fs').stat().st_size
    spoil(blobs(var / 'db' / 'blobs')[0])
    status, _answer = muragat('pack')
    assert status == 1
    assert (var / 'db' / 'Data.fs').stat().st_size == size


def test_verification_names_what_is_wrong_and_the_rest_stays_readable(muragat, saved, var):
    spoil(blobs(var / 'db' / 'blobs')[0])
    blobs(var / 'db' / 'blobs')[1].unlink()
    for what, count in (('blobs', 2), ('storage', 1), ('all', None)):
        status, answer = muragat('verify', what)
        assert (status, answer['whole']) == (1, False)
        if count:
            assert len(answer[what]['faults']) == count
    assert muragat('show', DOCUMENT)[0] == 0


def test_what_a_crash_left_among_the_blobs_is_counted_and_goes_with_a_pack(muragat, saved, var, monkeypatch):
    folder = var / 'db' / 'blobs'
    kept = blobs(folder)
    strays = [kept[0].with_name(name) for name in ('0x0123456789abcdef.blob', '0x00abc.tmp-', 'x.tmp')]
    for path in strays:
        path.write_bytes(b'left behind')
        os.utime(path, (1000, 1000))
    # Old bytes with a new name may be those of an upload that ends at this moment.
    assert muragat('verify', 'storage')[1]['storage']['strays'] == 0
    for module in (verify, pack):
        monkeypatch.setattr(module, 'STRAY_AGE', -5.0)
    assert muragat('verify', 'storage')[1]['storage']['strays'] == 3
    assert muragat('pack')[1]['strays'] == 3
    assert [path for path in strays if path.exists()] == []
    assert blobs(folder) == kept
