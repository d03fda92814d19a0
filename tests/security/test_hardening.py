"""What an attacker tries with forms, addresses, names and bytes; views and operations are found by introspection."""
import json
import re
import struct
import zlib
from urllib.parse import quote

import pytest
from webtest import TestApp

from muragat.api import TABLE
from muragat.media.service import harmless
from muragat.web.csrf import SAFE_METHODS
from tests.security import routes
from tests.security.expected import NOBODY, Place
from tests.security.test_route_matrix import called, made
from tests.security.world import forgetful

ADMIN = 'administrator_all'


@pytest.fixture(scope='module')
def own(world):
    return world.targets[Place.OWN]


@pytest.fixture
def nothing_remains(monkeypatch):
    forgetful(monkeypatch)


# Forms from elsewhere.


def posts(own, group):
    """(address, case) of everything that a browser can send."""
    for name, cases in routes.RECORD.items():
        yield from ((f'{own.address}/{name}', case) for method, case in cases.items() if method == 'POST')
    for name, cases in routes.SITE.items():
        yield from ((f'/{name}', case) for method, case in cases.items() if method == 'POST')
    for name, cases in routes.STAFF.items():
        yield (f'/staff/{group}' if name == 'members' else '/staff/witness') + f'/{name}', cases['POST']
    for address, cases in routes.ROUTES.values():
        yield from ((address.format(id=own.id), case) for method, case in cases.items() if method == 'POST')


def test_no_form_is_heard_without_the_token_of_its_session(world, own):
    browser, before, heard = world.browser(ADMIN), world.house.db.storage.lastTransaction(), []
    right, other = browser.token, world.browser('reader').token
    for address, case in posts(own, world.group):
        for token in ('', 'x', other, right[:-4] + 'AAAA', right[::-1]):
            browser.token = token
            answer = browser.ask('POST', address, made(case.fields, world, own), case.files)
            if answer.status_int != 400:
                heard.append((address, token, answer.status_int))
        browser.token = right
        for header in ({'Sec-Fetch-Site': 'cross-site'}, {'Origin': 'https://evil.example'}):
            if browser.ask('POST', address, made(case.fields, world, own), headers=header).status_int != 400:
                heard.append((address, header))
    assert not heard
    assert world.house.db.storage.lastTransaction() == before


#: The protocol of resumable uploads has methods of its own; who sends them is checked as for any other.
RESUMABLE = frozenset({'uploads', 'upload'})


def test_every_view_that_takes_more_than_reading_takes_it_by_post(world):
    for item in world.app.registry.introspector.get_category('views'):
        view = item['introspectable']
        found = view['request_methods']
        route = view['route_name'] or ''
        if view['exception_only'] or found is None or route.startswith('api ') or route in RESUMABLE:
            continue
        assert set((found,) if isinstance(found, str) else found) <= SAFE_METHODS | {'POST'}, view['name']


@pytest.mark.usefixtures('nothing_remains')
def test_a_cookie_makes_nobody_known_to_rest(world, own):
    browser = world.browser(ADMIN)
    for operation in world.app.registry[TABLE].operations:
        if operation.permission is None:
            continue
        address = f'/api/v1{operation.path}'.replace('{id}', str(own.id)).replace('{path:.*}', 'archive')
        address = re.sub(r'\{\w+\}', '1', address)
        answer = browser.request(address, method=operation.method, status='*',
                                 headers={'X-CSRF-Token': browser.token}, body=b'')
        assert answer.status_int == 401, operation.name


def test_reading_commits_nothing_whoever_reads(world, own):
    before = world.house.db.storage.lastTransaction()
    browser = world.browser(ADMIN)
    for table, start in ((routes.RECORD, own.address), (routes.SITE, '')):
        for name, cases in table.items():
            for method, case in cases.items():
                if method != 'POST':
                    browser.ask(method, f'{start}/{name}?{made(case.query, world, own)}')
    for operation in world.app.registry[TABLE].operations:
        if operation.method == 'GET':
            case = {**routes.OPERATIONS, **routes.SITE_OPERATIONS, **routes.STAFF_OPERATIONS}[operation.name]
            called(world, ADMIN, operation, case, own)
    assert world.house.db.storage.lastTransaction() == before


# Headers of every answer.


def answers(world, own):
    """(name, answer) of every kind of answer there is."""
    browser, stranger, program = world.browser(ADMIN), world.browser(NOBODY), world.program(ADMIN)
    page = browser.ask('GET', '/')
    assets = re.findall(r'(?:href|src)="(/static/[^"]+)"', page.text)
    assert assets, 'the frontend is not built'
    for address in ('/', own.address, f'{own.address}/file?number=1', f'{own.address}/file?number=1&as=file',
                    f'{own.address}/export.csv', f'{own.address}/export.xlsx', '/no-such', '/static/no-such.js',
                    '/static/', '/login', '/logout', '/language/kk', '/r/1', '/r/x', *assets):
        for method in ('GET', 'HEAD', 'OPTIONS', 'PUT', 'DELETE', 'TRACE', 'PATCH'):
            answer = browser.request(quote(address, safe="/?=&%-._"), method=method, status='*')
            yield f'{method} {address}', answer
        yield f'nobody {address}', stranger.ask('GET', address)
    yield 'part', browser.ask('GET', f'{own.address}/file?number=1', headers={'Range': 'bytes=0-3'})
    yield 'bad form', browser.post('/trash', {'id': '1'}, status='*')
    for method, address, more in (
        ('GET', '/records', {}), ('GET', f'/records/{own.id}/files/1/content', {}), ('GET', '/no-such', {}),
        ('PUT', '/records', {}), ('GET', '/records?limit=x', {}),
        ('POST', f'/records/{own.id}/children', {'raw': b'{'}),
        ('GET', f'/records/{own.id}/files/1/content', {'headers': [('Range', 'bytes=999999-')]}),
        ('PATCH', f'/records/{own.id}', {'body': {'values': {}}}), ('GET', '/openapi.json', {}),
    ):
        yield f'{method} /api{address}', program.ask(method, address, **more)
        yield f'nobody {method} /api{address}', world.program(NOBODY).ask(method, address, **more)
    yield 'bad token', program.request('/api/v1/records', headers={'Authorization': 'Bearer x'}, status='*')
    for address in ('/%FF', '/api/v1/tree/%FF'):
        yield f'bytes {address}', TestApp(world.app).get(address, status='*')


@pytest.mark.usefixtures('nothing_remains')
def test_every_answer_says_what_a_browser_may_do_with_it(world, own):
    lacking = []
    for name, answer in answers(world, own):
        policy = answer.headers.get('Content-Security-Policy', '')
        parts = dict(part.strip().partition(' ')[::2] for part in policy.split(';') if part.strip())
        scripts = parts.get('script-src', parts.get('default-src', ''))
        well = (answer.headers.get('X-Content-Type-Options') == 'nosniff' and scripts in ("'self'", "'none'")
                and answer.headers.get('X-Frame-Options') == 'DENY' and answer.headers.get('Referrer-Policy')
                and answer.headers.get('Cross-Origin-Resource-Policy') == 'same-origin')
        if not well or answer.status_int >= 500:
            lacking.append((name, answer.status_int, policy))
    assert not lacking


@pytest.mark.usefixtures('nothing_remains')
def test_every_cookie_is_hidden_from_scripts_and_other_sites(world, own):
    given = [header for _name, answer in answers(world, own) for header in answer.headers.getall('Set-Cookie')]
    assert given
    for header in given:
        parts = {part.strip().lower() for part in header.split(';')[1:]}
        assert {'httponly', 'samesite=lax', 'path=/'} <= parts, header


@pytest.mark.usefixtures('nothing_remains')
def test_what_is_about_a_person_is_kept_by_no_cache(world, own):
    for name, answer in answers(world, own):
        if 'static' not in name:
            kept = answer.headers['Cache-Control']
            assert 'no-store' in kept or kept == 'private, no-cache', name


@pytest.mark.usefixtures('nothing_remains')
@pytest.mark.parametrize('target', ['//evil.example', 'https://evil.example', '/\\evil.example', '/\t/evil.example',
                                    'javascript:alert(1)', '\\\\evil.example', '/%0d%0aSet-Cookie:x=1', ' //evil'])
def test_nobody_is_sent_elsewhere(world, target):
    browser = world.browser(ADMIN)
    for answer in (browser.ask('GET', f'/language/kk?back={quote(target, safe="")}'),
                   browser.ask('GET', f'/login?next={quote(target, safe="")}'),
                   browser.ask('GET', f'/go?to={quote(target, safe="")}')):
        where = answer.headers.get('Location', 'http://localhost/')
        assert where.startswith('http://localhost/'), where
        assert not where.removeprefix('http://localhost').startswith(('//', '/\\')), where
        assert 'x=1' not in ''.join(answer.headers.getall('Set-Cookie'))


# Bytes that want to run.


def png():
    def chunk(kind, data):
        return struct.pack('>I', len(data)) + kind + data + struct.pack('>I', zlib.crc32(kind + data))
    return (b'\x89PNG\r\n\x1a\n' + chunk(b'IHDR', struct.pack('>IIBBBBB', 1, 1, 8, 0, 0, 0, 0))
            + chunk(b'IDAT', zlib.compress(b'\0\0')) + chunk(b'IEND', b''))


SCRIPT = b'<script>alert(document.domain)</script>'
DANGEROUS = {
    'page.html': b'<!DOCTYPE html><html><body>' + SCRIPT,
    'page.txt': b'<html>' + SCRIPT,
    'picture.svg': b'<?xml version="1.0"?><svg xmlns="http://www.w3.org/2000/svg">' + SCRIPT + b'</svg>',
    'picture.png': b'<svg xmlns="http://www.w3.org/2000/svg" onload="alert(1)"/>',
    'page.xhtml': b'<?xml version="1.0"?><html xmlns="http://www.w3.org/1999/xhtml">' + SCRIPT + b'</html>',
    'both.png': png() + SCRIPT,
    'gif.html': b'GIF89a/*' + SCRIPT + b'*/=1;',
    'both.pdf': b'%PDF-1.4\n' + SCRIPT,
    'code.js': b'alert(document.domain)',
    'mail.eml': b'From: a@b\r\nContent-Type: text/html\r\n\r\n' + SCRIPT,
    'bom.html': b'\xef\xbb\xbf<html>' + SCRIPT,
    'wide.html': '<html><script>alert(1)</script>'.encode('utf-16'),
}


@pytest.mark.parametrize('name', DANGEROUS)
def test_what_could_run_is_handed_over_or_shown_as_what_cannot(world, own, name):
    program, browser = world.program(ADMIN), world.browser(ADMIN)
    answer = program.ask('POST', f'/records/{own.child}/files?filename={name}', raw=DANGEROUS[name])
    assert answer.status_int == 201
    kept = answer.json
    with world.house.session() as desk:
        address = '/'.join([own.address, desk.resolve(own.child).__name__])
    for query in ('', '&as=file'):
        shown = browser.ask('GET', f'{address}/file?number={kept["number"]}{query}')
        assert shown.body == DANGEROUS[name]
        way = shown.headers['Content-Disposition'].partition(';')[0]
        assert way == 'attachment' or shown.content_type in {
            'image/png', 'image/jpeg', 'image/gif', 'image/webp', 'application/pdf', 'text/plain'}
        assert shown.headers['X-Content-Type-Options'] == 'nosniff'
        assert "default-src 'none'" in shown.headers['Content-Security-Policy']
        assert 'script' not in shown.headers['Content-Security-Policy']
        assert shown.content_type == 'application/pdf' or 'unsafe' not in shown.headers['Content-Security-Policy']
    over = program.ask('GET', f'/records/{own.child}/files/{kept["number"]}/content')
    assert over.content_type == 'application/octet-stream'
    assert over.headers['Content-Disposition'].startswith('attachment')


NAMES = ('../../etc/passwd', '..\\..\\boot.ini', '/etc/passwd', 'a\x00.pdf', 'құжат "1"; x=y.pdf', "it's.pdf",
         'a\r\nSet-Cookie: x=1\r\n\r\n<script>.pdf', '\u202efdp.exe', 'ә' * 1000 + '.pdf', '.', '..', '...', ' ', 'CON',
         '%2e%2e%2f', '%0d%0aX: 1', '\u2028.txt', 'Іс №5 «Құпия».pdf', '\ufeff', '😀.pdf')


@pytest.mark.parametrize('name', NAMES)
def test_the_name_of_a_file_leads_nowhere_and_breaks_no_header(world, own, name):
    program, browser = world.program(ADMIN), world.browser(ADMIN)
    with world.house.session() as desk:
        address = '/'.join([own.address, desk.resolve(own.child).__name__])
    sent = program.ask('POST', f'/records/{own.child}/files?filename={quote(name, safe="")}', raw=b'words')
    if sent.status_int in (400, 422):
        assert sent.json['refusals']
        return
    kept = sent.json
    assert not set(kept['filename']) & set('/\\\0\r\n\u202e\u2028')
    assert len(kept['filename'].encode()) <= 255
    assert kept['filename'] not in ('', '.', '..')
    assert kept['filename'] == harmless(name)
    for answer in (browser.ask('GET', f'{address}/file?number={kept["number"]}'),
                   program.ask('GET', f'/records/{own.child}/files/{kept["number"]}/content')):
        header = answer.headers['Content-Disposition']
        assert re.fullmatch(r"(inline|attachment); filename\*=UTF-8''[A-Za-z0-9%._~-]+", header), header
        assert 'x=1' not in ''.join(answer.headers.getall('Set-Cookie'))


# Addresses.


ADDRESSES = (
    '/archive/..', '/archive/../staff', '/archive/%2e%2e/staff', '/archive/%2e%2e%2f%2e%2e%2fetc%2fpasswd',
    '/archive%2fР-1', '/archive//Р-1', '//archive', '/archive/./Р-1', '/archive/%00', '/archive/Р-1%00', '/%00',
    '/archive/Р-1/1/9/..;/..;/', '/archive/\\..\\..', '/archive/%5c..%5c', '/archive/' + 'a' * 9000,
    '/archive/' + 'a/' * 3000, '/archive/\u202eР-1', '/archive/%0d%0aX:1', '/archive/Р-1/1/9/@@edit',
    '/archive/__class__', '/archive/children', '/archive/catalog', '/ids', '/zones', '/__parent__', '/archive/_p_jar',
    '/archive/++etc++site',
    '/static/../settings.py', '/static/%2e%2e/%2e%2e/settings.py', '/static/..%2f..%2fsettings.py',
    '/static//etc/passwd', '/static/%2fetc%2fpasswd', '/static/\\..\\settings.py', '/static/%00', '/static/.',
    '/r/..', '/r/%2e%2e', '/r/1e5', '/r/-1', '/r/' + '9' * 5000, '/language/../..', '/language/xx',
)


@pytest.mark.parametrize('address', ADDRESSES, ids=lambda address: ascii(address)[:40])
def test_no_address_leads_out_of_the_tree(world, address):
    for browser in (world.browser(ADMIN), world.browser(NOBODY)):
        answer = browser.ask('GET', address)
        assert answer.status_int in (200, 301, 302, 303, 400, 404, 414), answer.status
        assert answer.headers.get('Location', 'http://localhost/').startswith('http://localhost/')
        assert 'root:' not in answer.text
        assert 'Setting(' not in answer.text
        assert 'Traceback' not in answer.text
        assert 'X' not in answer.headers
    answer = world.program(ADMIN).ask('GET', f'/tree{address}')
    assert answer.status_int in (200, 400, 404, 405), answer.status


# Forms and bodies beyond measure.


def test_beyond_measure_is_answered(world, own):
    browser = world.browser(ADMIN)
    for fields in ([(f'x{place}', '1') for place in range(20_000)], [('title.kk', 'x' * 3_000_000)],
                   [('sheets', '9' * 5000)], [('dates', '1' * 100_000)], [('csrf_token', 'second')] * 3,
                   [(f'id{"." * 2000}', 'x')], [('choice.' * 500, 'theirs')], [('opened', '[' * 100_000)]):
        answer = browser.ask('POST', f'{own.address}/edit', [('revision', '2'), *fields])
        assert answer.status_int in (303, 400, 409, 413, 422), answer.status
    ids = [('id', str(place)) for place in range(20_000)]
    assert browser.ask('POST', f'{own.address}/bulk', [('deed', 'delete'), *ids]).status_int in (200, 400, 413, 422)


@pytest.mark.parametrize('raw', [
    b'[' * 200_000, b'{"a":' * 100_000, b'{"values": {"sheets": ' + b'9' * 10_000 + b'}}',
    b'{"values": {"sheets": 1e999}}',
    b'{"values": {"sheets": NaN}}', b'{"values": {}, "values": {"sheets": 1}}',
    b'{"values": {"sheets": 1, "sheets": 2}}', b'\xff\xfe', b'"\\ud800"', b'{"values": {"__class__": 1}}',
    b'{"values": {"closures": []}}', b'{"values": {"zone": 1, "id": 5, "opens": 0}}', b'null', b'',
], ids=lambda raw: raw[:24].decode('latin-1'))
def test_json_that_no_honest_program_sends_is_refused(world, own, raw):
    program = world.program(ADMIN)
    answer = program.ask('PATCH', f'/records/{own.id}', raw=raw, headers=[
        ('Content-Type', 'application/json'), ('If-Match', '*')])
    assert answer.status_int in (400, 413, 422), (answer.status, answer.text[:300])
    assert json.loads(answer.text)['refusals']


@pytest.mark.parametrize('header', [
    ('Range', 'bytes=' + '0-1,' * 5000), ('Range', 'bytes=-' + '9' * 5000), ('If-None-Match', '"' * 5000),
    ('Cookie', 'muragat=' + 'x' * 5000), ('Authorization', 'Bearer ' + 'x' * 5000), ('Authorization', 'Bearer ә'),
    ('Accept-Language', 'ru;q=' + '9' * 5000), ('Cookie', 'language=../../x'), ('X-Forwarded-Host', 'evil.example'),
    ('Referer', 'https://evil.example/'), ('X-Original-URL', '/staff'), ('X-HTTP-Method-Override', 'DELETE'),
], ids=lambda header: f'{header[0]}-{header[1][:12]!a}')
def test_odd_headers_are_no_fault(world, own, header):
    name, value = header[0], header[1].encode().decode('latin-1')
    for answer in (world.browser(ADMIN).ask('GET', f'{own.address}/file?number=1', headers={name: value}),
                   world.browser(ADMIN).ask('GET', own.address, headers={name: value}),
                   world.program(ADMIN).ask('GET', f'/records/{own.id}/files/1/content', headers=[(name, value)])):
        assert answer.status_int in (200, 206, 303, 304, 400, 401, 404, 416), answer.status
        assert 'evil.example' not in answer.headers.get('Location', '')
