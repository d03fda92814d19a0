"""`muragat search`: alone and beside a server, as the system and as somebody."""

import json
from contextlib import closing

import pytest

from muragat.adapters.storage import alive, socket_path
from muragat.cli.frame import run
from muragat.kernel.access import Role
from muragat.main import open_house
from tests.cli.test_commands import DOORS, start_server
from tests.founded_archive import ini_for, settings_for
from tests.staff_house import hire

ENGINE = {'search__engine': 'whoosh'}


def fill(var):
    """Two fonds; a reader sees one of them."""
    with closing(open_house(settings_for(var, **ENGINE))) as house:
        with house.session() as desk:
            for number, title in (('Р-12', 'Қала кеңесі'), ('Р-77', 'Ауыл кеңесі')):
                fonds = desk.add(desk.site['archive'], 'fonds', {
                    'number': number, 'kind': 'organisation', 'title': {'kk': title, 'ru': 'Совет'}})
                inventory = desk.add(fonds, 'inventory', {'number': '1', 'title': {'kk': 'Тізімдеме', 'ru': 'Опись'}})
                desk.add(inventory, 'unit', {'number': '3', 'title': {'kk': 'Кеңес хаттамалары <1931>'}})
        hire(house, 'reader', Role.READER, '/archive/Р-12', 'korpe-zhez-tamga-77')


@pytest.fixture(params=['alone', 'beside a server'])
def search(request, var, tmp_path, capfd):
    """search(*arguments) -> (exit code, what it said, what it complained of)."""
    fill(var)
    ini = ini_for(var, tmp_path / 'archive.ini', **ENGINE)

    def call(*arguments):
        capfd.readouterr()
        status = run(DOORS, ['--config', str(ini), '--language', 'en', 'search', *arguments])
        said = capfd.readouterr()
        return status, said.out, said.err

    server = None
    if request.param != 'alone':
        # Takes in what was added, as a worker would.
        assert call('a')[0] == 0
        server = start_server(var, ini)
    yield call
    assert alive(socket_path(settings_for(var))) is (server is not None)
    if server is not None:
        server.terminate()
        server.wait(20)


@pytest.fixture
def answer(search):
    def call(*arguments):
        status, out, err = search(*arguments, '--json')
        assert (status, err) == (0, '')
        return json.loads(out)
    return call


def test_the_system_finds_everything_and_a_person_what_he_sees(answer):
    assert [hit['path'] for hit in answer('хаттама', 'кеңесі')['hits']] == ['/archive/Р-12/1/3', '/archive/Р-77/1/3']
    seen = answer('хаттама', '--as', 'reader')
    # He does not see the archive above his fonds, so no address leads through it.
    assert [(hit['reference_code'], hit['path']) for hit in seen['hits']] == [('fonds Р-12, inv. 1, file 3', None)]
    assert seen['total'] == 1


def test_everything_is_told_of_a_hit(answer):
    found = answer('кеңестің хаттамасы', '--as', 'reader', '--limit', '5')
    hit = found['hits'][0]
    assert isinstance(hit['id'], str)
    assert hit['reference_code'] == 'fonds Р-12, inv. 1, file 3'
    assert hit['snippet'] == '<mark>Кеңес</mark> <mark>хаттамалары</mark> &lt;1931&gt;'
    assert (hit['matched'], hit['pages'], found['engine']) == ('exact', [], 'whoosh')
    assert found['took_ms'] > 0


def test_the_ladder_is_told(answer):
    assert answer('кенес хаттамалары')['hits'][0]['matched'] == 'folded'
    fuzzy = answer('хатттама')
    assert fuzzy['hits'][0]['matched'] == 'fuzzy'
    assert fuzzy['did_you_mean'] == 'хаттамалары'


def test_words_for_people(search):
    status, out, err = search('title: хаттама foo:кеңес "')
    assert (status, err) == (0, '')
    assert 'Not understood and left out: foo:' in out
    assert 'fonds Р-12, inv. 1, file 3  Кеңес хаттамалары <1931>' in out
    assert '[Кеңес] [хаттамалары] <1931>' in out


def test_a_person_whom_nobody_knows(search):
    status, out, err = search('хаттама', '--as', 'nobody')
    assert (status, out) == (1, '')
    assert 'nobody' in err


def test_a_document_commands_no_terminal(var, tmp_path, capfd):
    with closing(open_house(settings_for(var, **ENGINE))) as house, house.session() as desk:
        desk.add(desk.site['archive'], 'fonds', {'number': 'Р-12', 'kind': 'organisation', 'title': {
            'kk': 'Қала кеңесі', 'ru': 'Совет'}, 'history': {'kk': 'тасқын\x1b]0;terminal\x07 \x9b2J\x08 жылы'}})
    ini = ini_for(var, tmp_path / 'archive.ini', **ENGINE)
    assert run(DOORS, ['--config', str(ini), '--language', 'en', 'search', 'тасқын']) == 0
    said = capfd.readouterr().out
    assert '[тасқын]]0;terminal 2J жылы' in said
