"""The whole program put together as a server would do it: `main.site` over a database on disk."""

import time
from types import SimpleNamespace

import pytest

from muragat import main
from muragat.kernel.access import Role
from muragat.kernel.journal import Journal
from muragat.kernel.site import found
from muragat.settings import SettingError, load, read
from tests.staff_house import PASSWORD, accounts_at
from tests.staff_site import Browser

INI = """[app:main]
use = egg:muragat
var.dir = var
password.rounds = 1
password.memory = 64k
upload.min_free = 0
"""


@pytest.fixture(scope='module')
def ini(tmp_path_factory):
    """A founded archive with one administrator, closed again."""
    path = tmp_path_factory.mktemp('archive') / 'config' / 'test.ini'
    path.parent.mkdir()
    path.write_text(INI)
    house = main.open_house(load(path), create=True, checked=False)
    with house.connection() as connection:
        found(connection.root(), house.registry, house.clock)
    with house.session() as desk:
        accounts = accounts_at(house, desk)
        account, _first = accounts.add({'login': 'head', 'name': 'Head'})
        accounts.settle_password(account, PASSWORD)
        desk.grant(desk.site, f'account:{account.id}', Role.ADMINISTRATOR)
    house.close()
    return path


@pytest.fixture(scope='module')
def app(ini):
    settings = dict(line.split(' = ') for line in INI.splitlines() if ' = ' in line)
    settings.pop('use')
    app = main.site({'__file__': str(ini), 'here': str(ini.parent)}, **settings)
    yield app
    app.registry['house'].close()


@pytest.fixture
def head(app):
    browser = Browser(app)
    browser.sign_in('head')
    return browser


def test_a_stranger_meets_the_login_page(app):
    assert Browser(app).get('/').location == 'http://localhost/login'


@pytest.mark.parametrize('address', ['/', '/archive', '/staff', '/staff/head', '/tree', '/journal', '/jobs', '/health',
                                     '/trash', '/vocabularies', '/law', '/keys', '/account', '/staff/add?type=account',
                                     '/archive/add?type=fonds', '/staff/head/history'])
def test_each_page_of_a_new_archive_opens(head, address):
    page = head.get(address)
    assert page.status_int == 200
    assert page.html.find('h1')


def test_rest_describes_itself(app, head):
    fields = {'title': 'Program', 'days': '9', 'scope': 'view'}
    secret = head.post('/account/token', fields, '/account/token').html.find('code').text
    bearer = {'Authorization': f'Bearer {secret}'}
    assert Browser(app).get('/api/v1/openapi.json', headers=bearer).json['openapi'].startswith('3.1')
    assert Browser(app).get('/api/v1/me', headers=bearer).json['name'] == 'Head'


def test_settings_reach_what_they_are_for(tmp_path):
    declared = main.registry(read({'journal.red_seconds': 5}, tmp_path))
    journal = Journal()
    journal.append({'before': {}, 'after': {}, 'details': {}} | {
        'at': time.time() - 10, 'who': 'system', 'from': 'test', 'what': 'changed', 'record': None})
    assert not declared.health_checks['journal'].check(SimpleNamespace(journal=journal))[0]
    with pytest.raises(SettingError):
        main.search_parts(read({'search.engine': 'none'}, tmp_path))
