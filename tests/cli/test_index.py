"""`muragat index`: alone and beside a server with its worker."""

import json
import shutil
import subprocess
import sys
from contextlib import closing

import pytest

from muragat.cli.frame import run
from muragat.main import open_house
from tests.cli.test_commands import DOORS, start_server
from tests.founded_archive import ini_for, settings_for


@pytest.fixture(params=['alone', 'beside a server'])
def served(request):
    return request.param != 'alone'


@pytest.fixture
def ini(served, var, tmp_path):
    """An archive that nobody serves, or that an object server and a worker serve."""
    ini = ini_for(var, tmp_path / 'archive.ini')
    if not served:
        yield ini
        return
    server = start_server(var, ini)
    worker = subprocess.Popen([sys.executable, '-m', 'muragat.main', '--config', str(ini), 'worker', '--served'])
    yield ini
    for process in (worker, server):
        process.terminate()
        process.wait(20)


@pytest.fixture
def muragat(ini, capfd):
    """Runs a command; gives (exit code, what it said, what it complained of)."""
    def call(*arguments):
        capfd.readouterr()
        status = run(DOORS, ['--config', str(ini), '--language', 'en', 'index', *arguments])
        said = capfd.readouterr()
        return status, said.out, said.err
    return call


@pytest.fixture
def answer(muragat):
    def call(*arguments):
        status, out, err = muragat(*arguments, '--json')
        assert (status, err) == (0, ''), err
        return json.loads(out)
    return call


def test_an_index_is_built_compared_and_told_of(answer, muragat, served):
    if not served:
        before = answer('status')
        assert (before['well'], before['condition'], before['indexed']) == (False, 'index_missing', 0)
        status, _out, err = muragat('verify')
        assert (status, err.count('\n')) == (1, 1)
        assert 'missing' in err
    made = answer('rebuild')
    assert (made['engine'], made['records']) == ('whoosh', 8)
    after = answer('status')
    assert (after['well'], after['records'], after['indexed'], after['missing']) == (True, 8, 8, 0)
    assert {each['name'] for each in after['types']} >= {'fonds', 'unit', 'document', 'account'}
    verified = answer('verify')
    assert (verified['whole'], verified['differences'], verified['records']) == (True, 0, 8)
    status, out, _err = muragat('status')
    assert (status, out.splitlines()[0]) == (0, 'The text index is whole.')


def test_another_engine_is_used_from_then_on(answer, muragat):
    answer('rebuild')
    assert answer('use', 'whoosh') == {'engine': 'whoosh', 'rebuilt': False}
    assert answer('use', 'tantivy')['engine'] == 'tantivy'
    told = answer('status')
    assert (told['engine'], told['wished'], told['indexed']) == ('tantivy', 'tantivy', 8)
    assert answer('verify')['whole']
    status, _out, err = muragat('use', 'nothing')
    assert (status, err.strip()) == (1, 'muragat: There is no engine “nothing”. There are: whoosh, tantivy.')


def test_a_difference_is_named_and_told_by_the_exit_code(var, tmp_path, capfd):
    ini = ini_for(var, tmp_path / 'archive.ini')
    assert run(DOORS, ['--config', str(ini), 'index', 'rebuild']) == 0
    with closing(open_house(settings_for(var))) as house:
        lost = next(house.search.index.ids())
        house.search.index.commit((), [lost], {})
    capfd.readouterr()
    assert run(DOORS, ['--config', str(ini), '--language', 'en', 'index', 'verify']) == 1
    out = capfd.readouterr().out
    assert f'Record {lost} is not in the index.' in out
    assert run(DOORS, ['--config', str(ini), 'index', 'rebuild']) == 0
    assert run(DOORS, ['--config', str(ini), 'index', 'verify']) == 0


def test_a_backup_holds_no_index_and_a_restored_archive_has_it_built(var, tmp_path, capfd):
    ini = ini_for(var, tmp_path / 'archive.ini')
    assert run(DOORS, ['--config', str(ini), 'index', 'rebuild']) == 0
    assert run(DOORS, ['--config', str(ini), 'backup', str(tmp_path / 'saved')]) == 0
    assert not list((tmp_path / 'saved').rglob('*.sqlite')) + list((tmp_path / 'saved').rglob('whoosh'))
    shutil.rmtree(var)
    assert run(DOORS, ['--config', str(ini), 'restore', str(tmp_path / 'saved'), '--into', str(var)]) == 0
    capfd.readouterr()
    assert run(DOORS, ['--config', str(ini), '--language', 'en', 'index', 'status']) == 0
    assert 'missing' in capfd.readouterr().out.splitlines()[0]
    assert run(DOORS, ['--config', str(ini), 'index', 'rebuild']) == 0
    assert run(DOORS, ['--config', str(ini), 'index', 'verify']) == 0
