"""Accounts over REST."""

import pytest
from pyramid.config import Configurator

from muragat.kernel.access import Permission
from tests.staff_house import hire, staff_house
from tests.staff_site import Browser


@pytest.fixture
def house(staffed):
    house = staff_house(staffed)
    hire(house, 'head', 'administrator')
    hire(house, 'asanov', 'reader', on='/boxes')
    yield house
    house.db.close()


@pytest.fixture
def app(house):
    config = Configurator()
    config.registry['house'] = house
    for name in ('muragat.web', 'muragat.api', 'muragat.content.staff'):
        config.include(name)
    return config.make_wsgi_app()


class Program:
    """A program with a token of a person."""

    def __init__(self, app, login, *scopes):
        person = Browser(app, '10.0.0.20')
        person.sign_in(login)
        fields = [('title', 'Program'), ('days', '9'), ('csrf_token', person.token('/account/token')),
                  *(('scope', each.value) for each in scopes or Permission)]
        secret = person.web.post('/account/token', fields).html.find('code').text
        self.headers = {'Authorization': f'Bearer {secret}'}
        self.web = Browser(app, '10.0.0.21').web

    def ask(self, method, address, **more):
        return self.web.request(f'/api/v1{address}', method=method, headers=self.headers, **more)


@pytest.fixture
def address(house):
    with house.session() as desk:
        return f'/accounts/{desk.resolve("/staff/asanov").id}'


@pytest.fixture
def head(app):
    return Program(app, 'head')


def test_a_first_password_is_given(head, app, address):
    given = head.ask('POST', f'{address}/password').json
    assert given['login'] == 'asanov'
    assert Browser(app).sign_in('asanov', given['password']).location.startswith('http://localhost/account/password')


def test_sessions_are_listed_and_ended(head, app, address):
    person = Browser(app, '10.0.0.9')
    person.sign_in('asanov')
    (session,) = head.ask('GET', f'{address}/sessions').json['items']
    assert session['address'] == '10.0.0.9'
    assert set(session) == {'number', 'created', 'address', 'agent'}
    head.ask('DELETE', f'{address}/sessions/{session["number"]}')
    assert person.get('/account').status_int == 303


def test_tokens_are_listed_without_secrets_and_revoked(head, app, address):
    program = Program(app, 'asanov', Permission.VIEW)
    (token,) = head.ask('GET', f'{address}/tokens').json['items']
    assert token['scopes'] == ['view']
    assert program.headers['Authorization'].split()[1] not in str(token)
    head.ask('DELETE', f'{address}/tokens/{token["number"]}')
    program.ask('GET', '/me', status=401)


def test_waiting_is_lifted(head, app, address):
    stranger = Browser(app, '10.0.0.8')
    while stranger.sign_in('asanov', 'wrong', expect_errors=True).status_int == 422:
        pass
    head.ask('POST', f'{address}/unlock')
    assert Browser(app, '10.0.0.9').sign_in('asanov').status_int == 303


@pytest.mark.parametrize(('method', 'rest'), [
    ('POST', 'password'), ('POST', 'unlock'), ('GET', 'sessions'), ('DELETE', 'sessions/1'), ('GET', 'tokens'),
    ('DELETE', 'tokens/1'),
])
def test_a_person_without_the_right_does_not_even_learn_of_accounts(app, address, method, rest):
    Program(app, 'asanov').ask(method, f'{address}/{rest}', status=(403, 404))
    Browser(app).web.request(f'/api/v1{address}/{rest}', method=method, status=401)


def test_a_token_without_the_scope_does_not_manage_accounts(app, address):
    Program(app, 'head', Permission.VIEW).ask('POST', f'{address}/password', status=403)


@pytest.mark.parametrize('rest', ['sessions/x', 'sessions/1', 'tokens/99999999999999999999', 'tokens/1'])
def test_what_is_not_there_is_not_found(head, address, rest):
    head.ask('DELETE', f'{address}/{rest}', status=404)


def test_an_account_in_json_has_no_secret(head, house):
    with house.session() as desk:
        number = desk.resolve('/staff/asanov').id
    answer = head.ask('GET', f'/records/{number}')
    for words in ('argon2', 'digest', 'password', 'session', 'token', 'secret'):
        assert words not in answer.text


def test_a_cookie_makes_nobody_known_to_rest(app):
    person = Browser(app)
    person.sign_in('head')
    person.web.get('/api/v1/me', expect_errors=True)
    assert 'account:' not in person.web.get('/api/v1/me', expect_errors=True).text
