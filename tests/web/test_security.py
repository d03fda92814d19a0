"""The staff site as an attacker and as an honest browser meet it."""

import re

import pytest
from pyramid.exceptions import ConfigurationError
from pyramid.response import Response
from webob import Request
from ZEO.Exceptions import ClientDisconnected
from ZODB.POSException import ConflictError

from muragat.kernel.access import Permission, Role
from muragat.kernel.site import Site
from muragat.settings import Settings
from muragat.web.headers import HEADERS
from muragat.web.security import safe_next
from tests.staff_house import PASSWORD, accounts_at, hire, staff_house, staff_registry
from tests.staff_site import Browser, site_app

OTHER = 'корабль-лампа-восемь'


@pytest.fixture(scope='module')
def registry():
    return staff_registry()


@pytest.fixture
def house(registry):
    house = staff_house(registry)
    hire(house, 'head', 'administrator')
    hire(house, 'reader', 'reader', on='/boxes')
    hire(house, 'nobody')
    yield house
    house.db.close()


@pytest.fixture
def conflicts():
    """How many of the next requests to /busy meet a conflict."""
    return {'left': 0, 'calls': 0}


@pytest.fixture
def app(house, conflicts):
    def busy(request):
        conflicts['calls'] += 1
        request.desk.fact('staff.unlocked', note='once')
        if conflicts['left']:
            conflicts['left'] -= 1
            raise ConflictError('written by others')
        return Response('written')

    def broken(request):
        raise ZeroDivisionError('secret detail')

    def declare(config):
        config.add_view(busy, context=Site, name='busy', request_method='POST', permission=Permission.VIEW)
        config.add_view(broken, context=Site, name='broken', permission=Permission.VIEW)
        config.add_view(lambda request: Response('journal'), context=Site, name='journal',
                        permission=Permission.VIEW_JOURNAL)

    return site_app(house, declare)


@pytest.fixture
def browser(app):
    return Browser(app)


@pytest.fixture
def reader(app):
    browser = Browser(app)
    browser.sign_in('reader')
    return browser


@pytest.fixture
def head(app):
    browser = Browser(app, '10.0.0.2')
    browser.sign_in('head')
    return browser


def facts(house):
    with house.session() as desk:
        return [entry.what for entry in desk.site.journal.walk()]


# Signing in and out.


def test_signing_in_leads_to_the_wanted_page(browser):
    answer = browser.get('/boxes')
    assert answer.location == 'http://localhost/login?next=%2Fboxes'
    assert browser.sign_in('reader', after='/boxes').location == 'http://localhost/boxes'
    assert browser.get('/boxes').text == 'box'


def test_a_wrong_password_shows_the_form_again_without_the_password(browser):
    answer = browser.sign_in('reader', 'wrong-password', status=422)
    assert 'wrong-password' not in answer.text
    assert 'value="reader"' in answer.text
    assert browser.session is None


def test_a_session_cannot_be_fixed_before_signing_in(app, browser):
    browser.web.set_cookie('muragat', 'chosen-by-the-attacker')
    browser.sign_in('reader')
    assert browser.session != 'chosen-by-the-attacker'
    thief = Browser(app)
    thief.web.set_cookie('muragat', 'chosen-by-the-attacker')
    assert thief.get('/').location.startswith('http://localhost/login')


def test_signing_in_again_ends_the_session_before(app, reader):
    before = reader.session
    token = reader.token('/account')
    reader.web.post('/login', {'csrf_token': token, 'login': 'reader', 'password': PASSWORD})
    assert reader.session != before
    thief = Browser(app)
    thief.web.set_cookie('muragat', before)
    assert thief.get('/').location.startswith('http://localhost/login')


def test_the_cookie_is_hidden_from_scripts_and_other_sites(browser):
    cookies = browser.sign_in('reader').headers.getall('Set-Cookie')
    session = next(each for each in cookies if each.startswith('muragat='))
    assert 'HttpOnly' in session
    assert 'SameSite=Lax' in session
    assert 'Path=/' in session
    assert 'Domain' not in session


def test_behind_tls_cookies_are_secure_and_bound_to_the_host(registry):
    house = staff_house(registry, **{'web.secure_cookies': 'yes', 'web.hsts_days': '30'})
    answer = Browser(site_app(house)).get('/login', extra_environ={'wsgi.url_scheme': 'https'})
    cookie = answer.headers['Set-Cookie']
    assert cookie.startswith('__Host-muragat-form=')
    assert 'secure' in cookie
    assert answer.headers['Strict-Transport-Security'] == 'max-age=2592000'
    house.db.close()


def test_signing_out_ends_the_session_on_the_server(app, reader):
    cookie = reader.session
    assert 'signed-out' in reader.post('/logout').location
    assert not reader.session
    thief = Browser(app)
    thief.web.set_cookie('muragat', cookie)
    assert thief.get('/').status_int == 303


def test_signing_out_by_a_link_is_not_possible(reader):
    reader.get('/logout', status=404)
    assert reader.get('/').text == 'home'


def test_one_address_may_not_try_without_end(app, house):
    browser = Browser(app, '10.9.9.9')
    token = browser.token()
    answers = [browser.web.post('/login', {'csrf_token': token, 'login': f'u{number}', 'password': 'x'},
                                expect_errors=True) for number in range(21)]
    assert {each.status_int for each in answers[:20]} == {422}
    assert answers[20].status_int == 429
    assert 0 < int(answers[20].headers['Retry-After']) <= 60


def test_failures_are_kept_and_waiting_grows_with_the_fixed_clock(browser, house):
    waits = []
    for _round in range(3):
        while (answer := browser.sign_in('reader', 'wrong', expect_errors=True)).status_int == 422:
            house.clock.time += 4
        waits.append(int(answer.headers['Retry-After']))
        house.clock.time += waits[-1]
    assert waits[0] > 20
    assert waits[1] > 1.8 * waits[0]
    assert waits[2] > 1.8 * waits[1]
    assert browser.sign_in('reader').status_int == 303
    assert 'staff.sign_in_failed' in facts(house)


# The first password.


@pytest.fixture
def beginner(app, house):
    with house.session() as desk:
        accounts = accounts_at(house, desk)
        account, given = accounts.add({'login': 'beginner', 'name': 'B'})
        desk.grant(desk.resolve('/boxes'), f'account:{account.id}', Role.READER)
    browser = Browser(app, '10.0.0.5')
    browser.first = browser.sign_in('beginner', given, after='/boxes')
    browser.given = given
    return browser


def test_until_the_first_password_is_changed_no_other_page_opens(beginner):
    assert beginner.first.location == 'http://localhost/account/password?next=%2Fboxes'
    for address in ('/', '/boxes', '/account', '/account/token', '/journal'):
        assert beginner.get(address).location == 'http://localhost/account/password', address


def test_until_the_first_password_is_changed_no_form_is_heard(beginner):
    answer = beginner.post('/account/token', {'title': 't', 'scope': 'view', 'days': '3'}, '/account/password')
    assert answer.location == 'http://localhost/account/password'


def test_the_change_opens_the_house_and_rotates_the_session(beginner):
    before = beginner.session
    fields = {'old_password': beginner.given, 'password': OTHER, 'repeated_password': OTHER, 'next': '/boxes'}
    assert beginner.post('/account/password', fields, '/account/password').location == 'http://localhost/boxes'
    assert beginner.session != before
    assert beginner.get('/boxes').text == 'box'


def test_a_weak_password_is_refused_with_all_reasons(beginner):
    fields = {'old_password': beginner.given, 'password': 'qwerty', 'repeated_password': 'x'}
    answer = beginner.post('/account/password', fields, '/account/password', status=422)
    assert 'at least 12' in answer.text
    assert 'differ' in answer.text
    assert beginner.given not in answer.text


# Where a person is sent.


@pytest.mark.parametrize('address', [
    '//evil.kz', '///evil.kz', '\\\\evil.kz', '/\\evil.kz', 'https:evil.kz', 'https://evil.kz', 'http:///evil.kz',
    'javascript:alert(1)', 'data:text/html,x', '/\t/evil.kz', '\t//evil.kz', ' //evil.kz', '/%0d%0a\r\nSet-Cookie: a=b',
    'evil.kz', '', None, '@evil.kz', '.evil.kz',
])
def test_no_link_leads_away(address):
    assert safe_next(address) == '/'


@pytest.mark.parametrize('address', ['/', '/boxes?sort=title&page=2', '/archive/Р-12/1', '/r/12#files'])
def test_pages_of_the_site_are_reached(address):
    assert safe_next(address) == address


@pytest.mark.parametrize('address', ['//evil.kz', '\\\\evil.kz', 'https:evil.kz', '/\\evil.kz', '/\t/evil.kz'])
def test_the_login_form_leads_nowhere_else(browser, address):
    assert browser.sign_in('reader', after=address).location == 'http://localhost/'


@pytest.mark.parametrize('address', ['//evil.kz', 'https:evil.kz', '/\\evil.kz'])
def test_the_login_page_leads_nowhere_else(reader, address):
    assert reader.get('/login', params={'next': address}).location == 'http://localhost/'


# Forged forms.


def test_a_form_without_a_token_is_refused(reader, house):
    before = facts(house)
    assert reader.web.post('/account/language', {'language': 'ru'}, status=400)
    assert facts(house) == before


@pytest.mark.parametrize('token', ['', 'x', 'AAAA' * 22, 'ы'])
def test_a_wrong_token_is_refused(reader, token):
    assert reader.web.post('/account/language', {'language': 'ru', 'csrf_token': token}, status=400)


def test_a_token_of_another_session_is_refused(reader, head):
    assert reader.web.post('/account/language', {'language': 'ru', 'csrf_token': head.token('/account')}, status=400)


def test_the_token_of_the_login_page_does_not_serve_after_signing_in(browser):
    token = browser.token('/login')
    browser.sign_in('reader')
    assert browser.web.post('/account/language', {'language': 'ru', 'csrf_token': token}, status=400)


def test_signing_in_is_protected_as_well(app):
    fields = {'login': 'reader', 'password': PASSWORD}
    Browser(app).web.post('/login', fields, status=400)
    Browser(app).web.post('/login', {**fields, 'csrf_token': Browser(app).token()}, status=400)


def test_the_token_comes_in_a_header_too(reader):
    token = reader.token('/account')
    reader.web.post('/account/language', {'language': 'ru'}, headers={'X-CSRF-Token': token}, status=303)


def test_each_answer_masks_the_token_anew(reader):
    assert reader.token('/account') != reader.token('/account')


@pytest.mark.parametrize('headers', [
    {'Sec-Fetch-Site': 'cross-site'}, {'Sec-Fetch-Site': 'same-site'}, {'Origin': 'https://evil.kz'},
    {'Origin': 'null'}, {'Origin': 'http://localhost.evil.kz'}, {'Origin': 'http://localhost:80@evil.kz'},
])
def test_a_form_from_another_site_is_refused_even_with_the_token(reader, headers):
    token = reader.token('/account')
    reader.web.post('/account/language', {'language': 'ru', 'csrf_token': token}, headers=headers, status=400)


def test_a_form_of_this_site_is_heard(reader):
    for headers in ({'Sec-Fetch-Site': 'same-origin'}, {'Origin': 'http://localhost:80'}, {}):
        reader.post('/account/language', {'language': 'ru'}, headers=headers, status=303)


def test_a_large_form_of_nobody_is_refused_unread(app):
    class Unread:
        def read(self, *_size):
            raise AssertionError('the body was read')

        def seek(self, *_place):
            """Waitress keeps the body in a file."""

    answer = Request.blank('/login', method='POST')
    answer.environ.update({'wsgi.input': Unread(), 'CONTENT_LENGTH': '1000000000',
                           'CONTENT_TYPE': 'multipart/form-data; boundary=x', 'REMOTE_ADDR': '10.0.0.1'})
    assert answer.get_response(app).status_int == 400


# What is hidden, and what is refused.


def without_tokens(answer):
    return re.sub(r'[\w-]{80,}=*', '', answer.text)


def test_hidden_and_missing_are_the_same(app):
    nobody = Browser(app)
    nobody.sign_in('nobody')
    hidden, missing = nobody.get('/boxes', status=404), nobody.get('/voxes', status=404)
    assert without_tokens(hidden) == without_tokens(missing).replace('voxes', 'boxes')
    assert dict(hidden.headers) == dict(missing.headers)


def test_a_stranger_is_asked_to_sign_in_wherever_he_goes(browser):
    for address in ('/', '/boxes', '/no-such', '/staff', '/account', '/boxes/note'):
        assert browser.get(address).location.startswith('http://localhost/login'), address
    browser.web.post('/boxes/note', {'csrf_token': browser.token(), 'title': 'x'}, status=303)


def test_what_is_seen_but_forbidden_says_why(reader):
    answer = reader.post('/boxes/note', {'title': 'x'}, status=403)
    assert 'Edit' in answer.text


def test_the_staff_is_hidden_from_readers_and_open_to_the_head(reader, head, house):
    for address in ('/staff', '/staff/reader', '/staff/head'):
        reader.get(address, status=404)
    reader.post('/staff/reader/give-password', status=404)
    given = head.post('/staff/reader/give-password').html.find_all('code')[1].text
    assert reader.get('/').status_int == 303
    assert reader.sign_in('reader', given).location.startswith('http://localhost/account/password')


# Transactions.


def title(house):
    with house.session() as desk:
        return desk.resolve('/boxes').title


def test_what_succeeds_is_kept(head, house):
    head.post('/boxes/note', {'title': 'Жаңа'})
    assert title(house) == {'kk': 'Жаңа'}


@pytest.mark.parametrize('more', [{'then': 'refuse'}, {'status': '422'}, {'status': '500'}])
def test_of_what_is_refused_nothing_remains(head, house, more):
    before = title(house), facts(house)
    head.post('/boxes/note', {'title': 'Жаңа', **more}, expect_errors=True)
    assert (title(house), facts(house)) == before


def test_a_refusal_is_a_page_in_words(head):
    assert 'A guard stands against it' in head.post('/boxes/note', {'title': 'x', 'then': 'refuse'}, status=422).text


def test_a_conflict_is_tried_again_and_written_once(head, house, conflicts):
    before = facts(house).count('staff.unlocked')
    conflicts['left'] = 3
    assert head.post('/busy').text == 'written'
    assert conflicts['calls'] == 4
    assert facts(house).count('staff.unlocked') == before + 1


def test_when_all_is_in_vain_the_form_is_kept(head, house, conflicts, monkeypatch):
    monkeypatch.setattr('muragat.web.transactions.SECONDS', 0.0)
    conflicts['left'] = 100
    answer = head.post('/busy', {'title': 'Ұзақ жазылған мәтін', 'new_password': 'hidden-words'}, status=503)
    assert 'Ұзақ жазылған мәтін' in answer.text
    assert 'hidden-words' not in answer.text
    conflicts['left'] = 0
    again = next(form for form in answer.forms.values() if form.action == '/busy')
    assert again.submit().text == 'written'


def test_reading_writes_nothing(reader, house):
    before = house.db.storage.lastTransaction()
    house.clock.time += 3600
    for address in ('/', '/boxes', '/account', '/account/password', '/login'):
        reader.get(address)
    assert house.db.storage.lastTransaction() == before


def test_every_request_gives_its_connection_back(reader, house):
    for address in ('/', '/no-such', '/broken', '/boxes'):
        reader.get(address, expect_errors=True)
    assert len(house.db.pool.available) == len(house.db.pool.all)


# Headers.


@pytest.mark.parametrize(('address', 'status'), [
    ('/', 200), ('/boxes', 200), ('/account', 200), ('/login', 303), ('/no-such', 404), ('/staff', 404),
    ('/journal', 403), ('/static/no-such.js', 404), ('/static/', 404), ('/broken', 500), ('/account/password', 200),
    ('/logout', 404),
])
def test_every_answer_has_the_headers(reader, address, status):
    answer = reader.get(address, status=status)
    for name, value in HEADERS:
        assert answer.headers[name] == value, name


def test_answers_to_refused_forms_have_the_headers(reader):
    answer = reader.web.post('/account/language', {}, status=400)
    assert all(answer.headers[name] == value for name, value in HEADERS)


def test_the_policy_allows_nothing_inline(reader):
    policy = reader.get('/').headers['Content-Security-Policy']
    assert 'unsafe' not in policy
    for part in ("script-src 'self'", "style-src 'self'", "frame-ancestors 'none'", "form-action 'self'",
                 "base-uri 'none'", "object-src 'none'", "img-src 'self'"):
        assert part in policy.split('; ')


def test_pages_have_no_inline_script_or_style(reader, head):
    for answer in (reader.get('/account'), reader.get('/account/token'), reader.get('/account/password'),
                   head.get('/no-such', status=404)):
        assert ' style=' not in answer.text
        assert ' onclick=' not in answer.text
        assert '<style' not in answer.text


def test_a_fault_tells_its_number_and_nothing_else(reader, caplog):
    answer = reader.get('/broken', status=500)
    assert 'secret detail' not in answer.text
    assert 'Traceback' not in answer.text
    number = answer.text.split()[-1]
    assert number in caplog.text


def test_without_the_database_the_answer_is_plain_and_has_the_headers(reader, house, monkeypatch):
    def gone(*_args):
        raise ClientDisconnected

    monkeypatch.setattr('muragat.web.transactions.SECONDS', 0.0)
    monkeypatch.setattr(house.db, 'open', gone)
    answer = reader.get('/boxes', status=503)
    assert 'does not answer' in answer.text
    assert all(answer.headers[name] == value for name, value in HEADERS)


def test_a_fault_in_the_page_of_a_fault_is_plain_too(reader, monkeypatch):
    def gone(*_args):
        raise ZeroDivisionError

    monkeypatch.setattr('muragat.web.layout.Page.words', gone)
    answer = reader.get('/no-such', status=500)
    assert all(answer.headers[name] == value for name, value in HEADERS)


# Tokens of programs.


def make_token(browser, *scopes):
    fields = [('title', 'Export'), ('days', '30'), *(('scope', scope) for scope in scopes),
              ('csrf_token', browser.token('/account/token'))]
    answer = browser.web.post('/account/token', fields)
    return answer.html.find('code').text


def test_a_token_is_shown_once_and_works_without_cookie_and_csrf(app, head, house):
    secret = make_token(head, 'view', 'edit')
    assert secret not in head.get('/account').text
    program = Browser(app).web
    program.post('/boxes/note', {'title': 'Бағдарлама'}, headers={'Authorization': f'Bearer {secret}'})
    assert title(house) == {'kk': 'Бағдарлама'}


def test_a_token_does_what_it_was_issued_for_only(app, head, house):
    bearer = {'Authorization': f'Bearer {make_token(head, "view")}'}
    program = Browser(app).web
    assert program.get('/boxes', headers=bearer).text == 'box'
    program.post('/boxes/note', {'title': 'x'}, headers=bearer, status=403)
    program.get('/account', headers=bearer, expect_errors=True, status=404)


@pytest.mark.parametrize('header', ['Bearer wrong', 'Bearer ', 'Basic aGVhZDp4', 'muragat_x', ''])
def test_a_wrong_token_is_told_so(app, header):
    answer = Browser(app).web.get('/boxes', headers={'Authorization': header}, status=401)
    assert 'Bearer' in answer.headers['WWW-Authenticate']


def test_a_revoked_token_is_out_at_once(app, head):
    bearer = {'Authorization': f'Bearer {make_token(head, "view")}'}
    page = head.get('/account')
    number = page.html.find('button', {'name': 'token'})['value']
    head.post('/account/tokens', {'token': number})
    Browser(app).web.get('/boxes', headers=bearer, status=401)


def test_a_bad_token_is_not_rescued_by_a_cookie(reader):
    reader.get('/boxes', headers={'Authorization': 'Bearer wrong'}, status=401)


# Sessions of one's own and of others.


def test_the_person_ends_another_session(app, reader):
    other = Browser(app, '10.0.0.7')
    other.sign_in('reader')
    page = reader.get('/account')
    number = page.html.find('button', {'name': 'session', 'value': lambda value: value != 'others'})['value']
    reader.post('/account/sessions', {'session': number})
    assert other.get('/').status_int == 303
    assert reader.get('/').text == 'home'


def test_the_head_deactivates_and_the_session_dies_at_once(reader, house):
    assert reader.get('/').text == 'home'
    with house.session() as desk:
        accounts = accounts_at(house, desk)
        accounts.deactivate(accounts.get('reader'), 'left')
    assert reader.get('/').location.startswith('http://localhost/login')


def test_a_view_without_a_permission_does_not_start(house):
    with pytest.raises(ConfigurationError, match='declares no permission'):
        site_app(house, lambda config: config.add_view(lambda request: Response(''), context=Site, name='forgotten'))


def test_a_permission_of_another_kind_does_not_start(house):
    with pytest.raises(ConfigurationError, match='declares no permission'):
        site_app(house, lambda config: config.add_view(lambda request: Response(''), context=Site, name='typo',
                                                       permission='vew'))


def test_a_stranger_is_met_in_the_language_of_the_browser(app):
    browser = Browser(app, language=None)
    assert '<html lang="ru">' in browser.get('/login', headers={'Accept-Language': 'ru-RU,ru;q=0.9'}).text
    assert '<html lang="kk">' in browser.get('/login').text


def test_a_stranger_whose_browser_names_no_known_language_is_met_in_that_of_the_archive(app, house):
    house.settings = Settings({**house.settings, 'language.default': 'ru'}, house.settings.home)
    browser = Browser(app, language=None)
    assert '<html lang="ru">' in browser.get('/login').text
    assert '<html lang="ru">' in browser.get('/login', headers={'Accept-Language': 'de'}).text
