"""A founded archive on disk with people who scan, and browsers and stations that send to it."""

import base64
import hashlib
import json
from dataclasses import dataclass

import pytest
from webtest import TestApp

from muragat.capture.intake.finishing import uploads_of
from muragat.cli.frame import Doors, run
from muragat.content.staff.rules import Rules
from muragat.content.staff.service import Accounts
from muragat.kernel.access import Permission, Role
from muragat.main import application, bring_back, open_house, serve_objects, serve_web
from muragat.ports.passwordhash import IPasswordHash
from tests import founded_archive
from tests.founded_archive import PASSWORD, ini_for

UNIT = '/archive/Р-1/1/1'
PDF = b'%PDF-1.7\n' + bytes(range(256)) * 40 + b'\n%%EOF\n'
SIZE = len(PDF)


@pytest.fixture(scope='session')
def founded(tmp_path_factory):
    """Founded once; copied for each test."""
    var = tmp_path_factory.mktemp('founded') / 'var'
    founded_archive.make(var)
    house = open_house(founded_archive.settings_for(var))
    with house.session() as desk:
        hire(house, desk, 'scanner', Role.SCANNING_OPERATOR)
        hire(house, desk, 'reader', Role.READER)
    house.close()
    return var


def hire(house, desk, login, role):
    accounts = Accounts(desk, house.ports[IPasswordHash], Rules.of(house.settings))
    account, _first = accounts.add({'login': login, 'name': login.title(), 'language': 'en'})
    accounts.settle_password(account, PASSWORD)
    desk.grant(desk.site, f'account:{account.id}', role)


@pytest.fixture
def var(founded, tmp_path):
    """The folder of an archive of the test's own."""
    return founded_archive.copied(founded, tmp_path / 'var')


@pytest.fixture
def house(var):
    """The opened archive."""
    opened = open_house(founded_archive.settings_for(var, inbox__quiet=0))
    yield opened
    opened.close()


@pytest.fixture
def app(house):
    return application(house)


@pytest.fixture
def uploads(house):
    return uploads_of(house.settings)


def principal(house, login):
    with house.session() as desk:
        return house.principals(desk.site).by_login(login)


def token(house, login, *scopes):
    """A token of an account that may do no more than these."""
    with house.connection() as connection:
        desk = house.desk(connection, principal(house, login), 'test')
        accounts = Accounts(desk, house.ports[IPasswordHash], Rules.of(house.settings))
        return accounts.new_token(desk.site['staff'][login], 'station', scopes or tuple(Permission), 30)


def encoded(**values):
    """Values as the header Upload-Metadata has them."""
    return ','.join(f'{name} {base64.b64encode(value.encode()).decode()}' for name, value in values.items())


@dataclass
class Station:
    """A program that sends files by tus, with a token."""

    web: TestApp
    token: str

    def ask(self, method, address, status, body=b'', **headers):
        sent = {'Authorization': f'Bearer {self.token}', 'Tus-Resumable': '1.0.0', 'Accept-Language': 'en',
                **{name.replace('_', '-'): str(value) for name, value in headers.items()}}
        return self.web.request(address, method=method, headers=sent, body=body, status=status)

    def begin(self, size=SIZE, status=201, **values):
        said = {'filename': 'scan.pdf', 'target': UNIT, **values}
        return self.ask('POST', '/uploads', status, Upload_Length=size, Upload_Metadata=encoded(**said))

    def send(self, address, offset, body, status=204, **headers):
        return self.ask('PATCH', address, status, body, Upload_Offset=offset,
                        Content_Type='application/offset+octet-stream', **headers)

    def offset(self, address):
        return int(self.ask('HEAD', address, 200).headers['Upload-Offset'])


@pytest.fixture
def station(house, app):
    """A station whose token may take in scans and nothing else."""
    return Station(TestApp(app), token(house, 'scanner', Permission.INGEST))


def digest(content):
    return hashlib.sha256(content).hexdigest()


@pytest.fixture
def ingest(var, tmp_path, capfd):
    """Runs the command; gives (exit code, its lines)."""
    ini = ini_for(var, tmp_path / 'archive.ini')
    doors = Doors(open_house, serve_objects, serve_web, bring_back)

    def call(*arguments, into=UNIT, command='ingest'):
        capfd.readouterr()
        place = ('--into', into) if command == 'ingest' else ()
        status = run(doors, ['--config', str(ini), '--language', 'en', command, *map(str, arguments), *place, '--json'])
        said = capfd.readouterr()
        return status, [json.loads(line) for line in (said.out + said.err).splitlines()]
    return call
