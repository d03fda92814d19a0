"""Administration in the browser: accounts, groups, their panels and buttons."""

import pytest
from pyramid.config import Configurator

from muragat.content.staff.model import staff_of
from muragat.kernel.access import Role
from tests.staff_house import hire, staff_house
from tests.staff_site import Browser


@pytest.fixture
def house(staffed):
    house = staff_house(staffed)
    hire(house, 'head', 'administrator')
    hire(house, 'inspector', 'inspector')
    hire(house, 'asanov', 'reader', on='/boxes', position='Оператор')
    with house.session() as desk:
        desk.add(staff_of(desk.site), 'group', {'title': {'kk': 'Оқырмандар', 'ru': 'Читатели'}}, '1')
    yield house
    house.db.close()


@pytest.fixture
def app(house):
    config = Configurator()
    config.registry['house'] = house
    config.include('muragat.web')
    config.include('muragat.content.staff')
    return config.make_wsgi_app()


@pytest.fixture
def head(app):
    browser = Browser(app)
    browser.sign_in('head')
    return browser


@pytest.fixture
def asanov(app):
    browser = Browser(app, '10.0.0.3')
    browser.sign_in('asanov')
    return browser


def press(page, action, **fields):
    """Send the form with this action."""
    form = next(form for form in page.forms.values() if form.action == action)
    for name, value in fields.items():
        form[name] = value
    return form


def test_the_page_of_an_account_shows_what_an_administrator_needs(head, asanov):
    text = head.get('/staff/asanov').html.find('main').text
    for words in ('Password and roles', 'the person\'s own', 'Жәшіктер', 'Sessions', '10.0.0.3'):
        assert words in text


def test_an_inspector_sees_the_account_and_no_buttons(app):
    inspector = Browser(app)
    inspector.sign_in('inspector')
    page = inspector.get('/staff/asanov')
    assert 'Password and roles' not in page.text
    inspector.post('/staff/asanov/give-password', status=403)


def test_a_new_account_is_added_by_the_page_of_every_type_and_given_a_password(head, app):
    page = head.get('/staff/add', params={'type': 'account'})
    form = next(form for form in page.forms.values() if 'login' in form.fields)
    form['login'], form['name'] = 'berik', 'Берік Омаров'
    assert form.submit().status_int in (302, 303)
    page = head.get('/staff/berik')
    assert 'none yet' in page.text
    given = press(page, '/staff/berik/give-password').submit().html.find_all('code')[1].text
    berik = Browser(app)
    assert berik.sign_in('berik', given).location.startswith('http://localhost/account/password')


def test_a_person_who_failed_too_often_is_let_in_again(head, app):
    stranger = Browser(app, '10.0.0.8')
    while stranger.sign_in('asanov', 'wrong', expect_errors=True).status_int == 422:
        pass
    page = head.get('/staff/asanov')
    assert 'Waits after failed attempts' in page.text
    press(page, '/staff/asanov/unlock').submit()
    assert Browser(app, '10.0.0.9').sign_in('asanov').status_int == 303


def test_the_administrator_ends_sessions(head, asanov):
    assert asanov.get('/account').status_int == 200
    head.post('/staff/asanov/end-sessions', {'session': 'all'})
    assert asanov.get('/account').status_int == 303


def test_the_administrator_revokes_a_token(head, asanov, app):
    fields = {'title': 'Export', 'scope': 'view', 'days': '3'}
    secret = asanov.post('/account/token', fields, '/account/token').html.find('code').text
    bearer = {'Authorization': f'Bearer {secret}'}
    assert Browser(app).get('/boxes', headers=bearer).status_int == 200
    page = head.get('/staff/asanov')
    assert secret not in page.text
    head.post('/staff/asanov/end-token', {'token': page.html.find('button', {'name': 'token'})['value']})
    Browser(app).get('/boxes', headers=bearer, status=401)


def test_an_account_is_deactivated_by_the_page_of_every_type(head, asanov):
    page = head.get('/staff/asanov/transition', params={'name': 'deactivate'})
    form = next(form for form in page.forms.values() if 'note' in form.fields)
    form['note'] = 'left'
    assert form.submit().status_int in (302, 303)
    assert asanov.get('/account').status_int == 303
    asanov.sign_in('asanov', status=422)


def test_members_are_taken_in_and_out(head, house):
    page = head.get('/staff/1')
    assert 'Nobody belongs' in page.text
    with house.session() as desk:
        number = str(desk.resolve('/staff/asanov').id)
    press(page, '/staff/1/members', add=number).submit()
    page = head.get('/staff/1')
    assert 'Asanov Test' in page.html.find('table').text
    head.post('/staff/1/members', {'remove': number})
    assert 'Nobody belongs' in head.get('/staff/1').text


def test_a_role_of_the_group_is_a_role_of_its_members(head, app, house):
    hire(house, 'berik')
    with house.session() as desk:
        desk.grant(desk.resolve('/boxes'), f'group:{desk.resolve("/staff/1").id}', Role.READER)
        number = str(desk.resolve('/staff/berik').id)
    berik = Browser(app)
    berik.sign_in('berik')
    berik.get('/boxes', status=404)
    head.post('/staff/1/members', {'add': number})
    assert berik.get('/boxes').status_int == 200


@pytest.mark.parametrize('fields', [{'add': 'x'}, {'add': '1'}, {'add': '9' * 30}, {'remove': ''}, {}])
def test_members_are_accounts(head, fields):
    head.post('/staff/1/members', fields, status=404)


def test_no_page_shows_a_secret(head, asanov, house):
    with house.session() as desk:
        secrets = staff_of(desk.site).secrets
        told = [credentials.digest for credentials in secrets.credentials.values()]
        told += [key.hex() for key in secrets.sessions]
    told += [head.session, asanov.session, head.session.split('.')[0]]
    pages = ['/staff', '/staff/asanov', '/staff/asanov/edit', '/staff/asanov/history', '/account', '/journal']
    for address in pages:
        text = head.get(address).text
        assert not [each for each in told if each in text], address
        assert 'argon2' not in text


@pytest.mark.parametrize('language', ['kk', 'ru', 'en'])
def test_pages_are_drawn_in_each_language(head, language):
    head.web.set_cookie('language', language)
    for address in ('/account', '/account/password', '/account/token', '/staff/asanov', '/staff/1', '/login'):
        assert head.get(address).status_int in (200, 303)
