"""A house with the families of the product behind its WSGI application, and clients that speak REST."""
import json
from dataclasses import replace
from typing import Any, NamedTuple
from urllib.parse import quote

import pytest
from webtest import TestApp
from ZODB.DB import DB
from ZODB.DemoStorage import DemoStorage

from muragat import main
from muragat.adapters.naming import name_classes
from muragat.content.staff.rules import Rules
from muragat.content.staff.service import Accounts
from muragat.kernel.access import Permission, Role
from muragat.kernel.site import found
from muragat.kernel.spool import Spool, SpoolWitness
from muragat.ports.passwordhash import IPasswordHash
from muragat.settings import read
from tests.api.contract import Contract

PASSWORD = 'тау мен өзен 1941'


class Client:
    """One caller with a token; every answer is judged by the description."""

    def __init__(self, app, contract, token=None, language='en', person=None):
        self.person = person
        self.contract = contract
        self.app = TestApp(app)
        self.headers = {'Accept-Language': language}
        if token:
            self.headers['Authorization'] = f'Bearer {token}'

    def ask(self, method, address, body=None, status=None, headers=None, raw=None, kind='application/json'):
        sent = {**self.headers, **(headers or {})}
        data = raw if raw is not None else b'' if body is None else json.dumps(body).encode()
        if raw is not None or body is not None:
            sent['Content-Type'] = kind
        response = self.app.request(quote(address, safe='/?&=%:,;+-_.~'), method=method, headers=sent, body=data,
                                    status='*', expect_errors=True)
        if address.startswith('/api/'):
            self.contract.judge(method, address, response)
        assert status is None or response.status_int == status, (response.status_int, response.text[:2000])
        return response

    def get(self, address, status=200, **more):
        return self.ask('GET', address, status=status, **more)

    def post(self, address, body, status=200, **more):
        return self.ask('POST', address, body, status=status, **more)

    def patch(self, address, values, tag, status=200):
        headers = {} if tag is None else {'If-Match': tag}
        return self.ask('PATCH', address, {'values': values}, status=status, headers=headers)


def settings_at(path):
    """Settings for tests: fast passwords, little free space."""
    return read({'var.dir': str(path), 'password.rounds': '1', 'password.memory': '64k', 'upload.min_free': '1m'})


def founded(path):
    """A house of its own under a folder."""
    house = main.open_house(settings_at(path), create=True, checked=False)
    with house.connection() as connection:
        found(connection.root(), house.registry, house.clock)
    return house


def hire(house, login, role=None, on='/', scopes=None, until_days=30):
    """A token of a new account with a role on a record."""
    with house.session() as desk:
        accounts = Accounts(desk, house.ports[IPasswordHash], Rules.of(house.settings))
        account, _first = accounts.add({'login': login, 'name': login.title()})
        accounts.settle_password(account, PASSWORD)
        person = f'account:{account.id}'
        if role is not None:
            desk.grant(desk.resolve(on), person, role)
    with house.connection() as connection:
        desk = house.desk(connection, house.principals(house.site(connection)).find(person), 'test')
        accounts = Accounts(desk, house.ports[IPasswordHash], Rules.of(house.settings))
        account = desk.site.ids[int(person.partition(':')[2])]
        return person, accounts.new_token(account, 'test', scopes or list(Permission), until_days)


class Ground(NamedTuple):
    """What all tests stand on and none changes: a house with an administrator and some holdings."""

    house: Any
    app: Any
    contract: Contract
    person: str
    token: str
    holdings: dict


@pytest.fixture(scope='session')
def ground(tmp_path_factory):
    house = founded(tmp_path_factory.mktemp('ground') / 'var')
    app = main.application(house)
    person, token = hire(house, 'admin', Role.ADMINISTRATOR)
    contract = Contract(TestApp(app).get('/api/v1/openapi.json').json)
    yield Ground(house, app, contract, person, token, described(Client(app, contract, token)))
    house.close()


def described(client):
    """A fonds with an inventory, a unit and a document."""
    found = {'archive': client.get('/api/v1/tree/archive').json}
    words = {'kk': 'Құжаттар', 'ru': 'Документы'}
    found['fonds'] = add(client, found['archive'], 'fonds', {'number': 'Р-12', 'title': words})
    found['inventory'] = add(client, found['fonds'], 'inventory', {'number': '1', 'title': words})
    found['unit'] = add(client, found['inventory'], 'unit', {'number': '34', 'title': words, 'sheets': 12})
    found['document'] = add(client, found['unit'], 'document', {'title': words})
    return found


@pytest.fixture
def house(ground, tmp_path):
    """The ground with a layer of its own for what this test changes."""
    settings = settings_at(tmp_path / 'var')
    database = DB(DemoStorage(base=ground.house.db.storage, close_base_on_close=False))
    name_classes(database, {})
    with Spool(settings.place('log')) as spool:
        yield replace(ground.house, settings=settings, db=database, spool=spool,
                      witness=SpoolWitness(spool, ground.house.clock.now))
    database.close()


@pytest.fixture
def app(ground, house):
    ground.app.registry['house'] = house
    yield ground.app
    ground.app.registry['house'] = ground.house


@pytest.fixture
def document(contract):
    """The description that the application gives."""
    return contract.document


@pytest.fixture
def contract(ground):
    return ground.contract


@pytest.fixture
def staff(house, app, contract):
    """staff(login, role, on) -> a Client; its `.person` is the principal id."""
    def make(login, role=None, on='/', language='en', **more):
        person, token = hire(house, login, role, on, **more)
        return Client(app, contract, token, language, person)
    return make


@pytest.fixture
def admin(ground, app):
    return Client(app, ground.contract, ground.token, person=ground.person)


@pytest.fixture
def stranger(app, contract):
    return Client(app, contract)


@pytest.fixture
def holdings(ground, app):
    """A fonds with an inventory, a unit and a document, as they were read."""
    return ground.holdings


def add(client, parent, type_name, values, status=201, **more):
    """Add a record over REST; its JSON."""
    return client.post(f'/api/v1/records/{parent["id"]}/children', {'type': type_name, 'values': values, **more},
                       status=status).json
