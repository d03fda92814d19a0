"""What is hidden leaves no trace: answers are the same with it as without it, and as for what is missing."""
import io
import re
from datetime import timedelta
from types import SimpleNamespace
from urllib.parse import quote
from zipfile import ZipFile

import pytest

from muragat.api import TABLE
from muragat.kernel.access import Permission, Role
from muragat.kernel.closure import Closure
from muragat.kernel.dates import parse_span
from muragat.kernel.permits import Ground
from muragat.kernel.record import path
from muragat.media.service import files_at
from tests.search.indexed import brought_up_to_date
from tests.security import routes
from tests.security.expected import NOBODY, Place
from tests.security.test_route_matrix import called, made
from tests.security.world import forgetful

SECRET = 'Құпиясөз'
MISSING = 7_000_000_000_000_000
#: What an archivist's token may that is not for closed records.
NARROW = (*(set(Permission) - {Permission.VIEW_CLOSED}),)
_TOKEN = re.compile(r'[\w-]{80,}=*')


@pytest.fixture(scope='module')
def narrow(world):
    """A token of an archivist of the fonds that was not issued for what is closed."""
    person = world.hire('narrow', NARROW)
    with world.house.session() as desk:
        desk.grant(desk.resolve('/archive/Р-1'), person, Role.ARCHIVIST)
    return 'narrow'


def shut(world):
    today = world.house.clock.today()
    return (Closure('personal_secret', today, today + timedelta(days=5000)),)


def secret_unit(world, desk, inventory, number):
    """A unit that says the secret word in each of its texts, linked with what everybody sees."""
    unit = desk.add(inventory, 'unit', {
        'number': number, 'title': {'kk': SECRET, 'ru': SECRET}, 'dates': parse_span('1877'), 'sheets': 7,
        'carrier': 'film', 'languages': ('la',) if desk.has_term('language', 'la') else ('kk',)})
    document = desk.add(unit, 'document', {'title': {'kk': SECRET, 'ru': SECRET}})
    near = desk.resolve(world.near)
    for subject, target in ((unit, near), (near, unit), (document, near)):
        desk.relate(subject, 'see_also', target)
    files = files_at(desk, world.house)
    staged = files.receive(io.BytesIO(SECRET.encode()))
    files.attach(unit, staged, f'{SECRET}.txt')
    staged.discard()
    return unit


@pytest.fixture(scope='module')
def seen_before(world, narrow):
    """What each observer is answered while there is nothing hidden but what the world began with."""
    return {name: observe(world, name, narrow) for name in ('reader', 'council_secretary', narrow)}


@pytest.fixture(scope='module')
def hidden(world, narrow, seen_before):
    """Records closed by themselves, in a closed fonds, in a foreign one, in the trash; a group and an account."""
    with world.house.session() as desk:
        inventory, archive = desk.resolve('/archive/Р-1/1'), desk.site['archive']
        closed = secret_unit(world, desk, inventory, '50')
        desk.close(closed, shut(world))
        empty = desk.add(inventory, 'unit', {'number': '51', 'title': {'kk': SECRET, 'ru': SECRET}})
        desk.close(empty, shut(world))
        later = desk.add(empty, 'document', {'title': {'kk': SECRET, 'ru': SECRET}})
        other = desk.add(archive, 'fonds', {'number': 'Р-8', 'title': {'kk': SECRET, 'ru': SECRET}, 'names': (
            {'name': {'kk': 'Кезекші мекеме', 'ru': 'Дежурное учреждение'}},)})
        foreign = secret_unit(world, desk, desk.add(other, 'inventory', {
            'number': '1', 'title': {'kk': SECRET, 'ru': SECRET}}), '1')
        gone = secret_unit(world, desk, inventory, '52')
        desk.close(gone, shut(world))
        for each in [*desk.site.relations.to(gone.id)]:
            desk.unrelate(desk.resolve(each.subject), each.kind, gone)
        desk.delete(gone, SECRET)
        group = desk.add(desk.site['staff'], 'group', {'title': {'kk': SECRET, 'ru': SECRET}})
        found = {'closed': closed, 'empty': empty, 'later': later, 'foreign': foreign, 'group': group}
        found = {name: SimpleNamespace(id=each.id, address=path(each)) for name, each in found.items()}
    return {**found, 'gone': SimpleNamespace(id=gone.id, address='/archive/Р-1/1/52')}


PAGES = (
    '/', '/?chart=unit', '/?chart=document', '/tree', '/trash', '/keys', '/access', '/archive', '/archive/branch',
    '/archive/Р-1', '/archive/Р-1/branch', '/archive/Р-1/1', '/archive/Р-1/1/branch', '/archive/Р-1/1/branch?offset=1',
    '/archive/Р-1/1?q=Құпия', '/archive/Р-1/1?q=5', '/archive/Р-1/1?closed=yes', '/archive/Р-1/1?closed=no',
    '/archive/Р-1/1?state=draft', '/archive/Р-1/1?since=1800&until=1900', '/archive/Р-1/1?f.carrier=film',
    '/archive/Р-1/1?page=2', '/archive/Р-1/1?type=unit', '/archive/Р-1/1/export.csv', '/archive/Р-1/1/export.csv?q=5',
    '/archive/Р-1/1/history', '/archive/Р-1/1/relations', '/archive/Р-1/1/access',
    '/archive/Р-1/1/9', '/archive/Р-1/1/9/relations', '/archive/Р-1/1/9/history', '/archive/Р-1/1/9/access',
    '/archive/Р-1/1/9/versions?number=1', '/archive/Р-1/1/1', '/archive/Р-1/1/1/edit', '/archive/Р-1/1/1/move',
    '/suggest?seek=Құпия', '/suggest?seek=Құпия&types=unit,document,fonds', '/suggest?seek=Р-1/1/50',
    '/suggest?seek=Р-8', '/go?to=Р-8', '/go?to=Р-1/1/50', '/go?to=/archive/Р-1/1/50', '/journal', '/jobs', '/health',
    '/vocabularies', '/staff', '/staff/branch', '/search?q=Құпия', '/search?q=Құпия*', '/search/facets?q=Құпия*',
    '/search/suggest?q=Құпия', '/search?q=1877', '/search?type=unit', '/search?type=unit&sort=number',
    '/search/facets?type=unit', '/search?q=Р-1/1/50&go=yes', '/search?q=Құпиясоз', '/searches',
    '/search?q=Дежурное учреждение', '/search/facets?q=Дежурное учреждение', '/search?q=fonds:"Кезекші мекеме"',
    *(f'/archive/Р-1/1?sort={sort}&order={order}'
      for sort in ('title', 'dates', 'state', 'modified', 'created', 'sheets') for order in ('asc', 'desc')),
)
CALLS = (
    '/records', '/records?limit=1', '/records?limit=200', '/records?limit=200&type=unit', '/records?state=draft',
    '/trash', '/jobs', '/tree', '/tree/archive', '/tree/archive/Р-1/1', '/tree/archive/Р-1/1/9', '/me', '/types',
)
CHILDREN = ('', '?text=Құпия', '?text=5', '?closed=true', '?closed=false', '?state=draft', '?since=1800-01-01',
            '?until=1900-01-01', '?limit=1', '?limit=2&sort=title', '?sort=dates&descending=true', '?sort=opens',
            '?sort=modified', '?sort=created', '?type=unit', '?limit=200')


def observe(world, who, narrow):
    """Every answer that may tell of others, with what is different by nature taken out."""
    found = {}
    brought_up_to_date(world.house)
    if who != narrow:
        for address in PAGES:
            found[address] = told(world.browser(who).ask('GET', address))
        found['bulk'] = told(world.browser(who).ask('POST', '/archive/Р-1/1/bulk', [('deed', 'csv')]))
    program = world.program(who)
    with world.house.session() as desk:
        ids = {each: desk.resolve(each).id for each in ('/archive', '/archive/Р-1', '/archive/Р-1/1')}
        ids['unit'] = world.near
    for address in CALLS:
        found[f'api {address}'] = told(program.ask('GET', address))
    for name, number in ids.items():
        for rest in (*(f'/children{query}' for query in CHILDREN), '', '/relations', '/journal', '/access', '/files',
                     '/transitions'):
            found[f'api {name} {rest}'] = told(program.ask('GET', f'/records/{number}{rest}'))
    found['api walk'] = walk(program)
    return found


def walk(program):
    """Ids and ends of all pages, one record each: there is no page more than records."""
    pages, cursor = [], ''
    while cursor is not None:
        page = program.ask('GET', f'/records?limit=1{f"&cursor={cursor}" if cursor else ""}')
        if page.status_int != 200:
            return page.status_int
        pages.append([each['id'] for each in page.json['items']])
        cursor = page.json['next']
    return pages


@pytest.mark.parametrize('who', ['reader', 'council_secretary', 'narrow', 'stranger'])
def test_no_page_is_promised_that_only_hidden_records_would_fill(world, hidden, who):
    pages = walk(world.program(who))
    assert all(pages) or pages == [[]]


def told(answer):
    headers = {name: value for name, value in answer.headers.items() if name not in ('Set-Cookie', 'Content-Length')}
    text = _TOKEN.sub('token', answer.text)
    # How long a search took, and how long the journal is, is no secret to those who may read it.
    text = re.sub(r'[\d.,]+ s<', 's<', text)
    return answer.status_int, headers, re.sub(r'[\d\xa0  ,]+ entries, [\d\xa0  ,]+ not yet', 'entries', text)


@pytest.mark.parametrize('who', ['reader', 'council_secretary', 'narrow'])
def test_every_answer_is_the_same_with_what_is_hidden_as_without_it(world, narrow, seen_before, hidden, who):
    after = observe(world, who, narrow)
    assert [name for name, answer in after.items() if answer != seen_before[who][name]] == []
    assert SECRET not in repr(after)


def test_who_works_in_the_archive_is_told_nothing_of_accounts_and_groups(world, narrow, hidden):
    before = observe(world, 'archivist_all', narrow)
    with world.house.session() as desk:
        desk.change(desk.resolve(hidden['group'].id), {'title': {'kk': f'{SECRET}!', 'ru': SECRET}})
        desk.add(desk.site['staff'], 'group', {'title': {'kk': SECRET, 'ru': SECRET}})
    after = observe(world, 'archivist_all', narrow)
    assert [name for name, answer in after.items() if answer != before[name]] == []
    browser = world.browser('archivist_all')
    lines = [browser.ask('GET', f'/journal?record={number}').text for number in (hidden['group'].id, MISSING)]
    assert plain(lines[0], hidden['group'].id) == plain(lines[1], MISSING)


def test_the_journal_of_the_house_tells_of_the_trash_to_those_who_saw_it(world, hidden):
    browser = world.browser('administrator_all')
    assert 'Moved to the trash' in browser.ask('GET', f'/journal?record={hidden["gone"].id}').text
    assert SECRET in browser.ask('GET', '/journal').text


def test_a_workbook_has_only_what_is_seen(world, hidden):
    ids = [('id', str(each.id)) for each in hidden.values()]
    browser = world.browser('council_secretary')
    for answer in (browser.ask('GET', '/archive/Р-1/1/export.xlsx'),
                   browser.ask('POST', '/archive/Р-1/1/bulk', [('deed', 'xlsx'), *ids])):
        with ZipFile(io.BytesIO(answer.body)) as book:
            text = ''.join(book.read(name).decode() for name in book.namelist())
        assert SECRET not in text
        assert not [each for each in hidden.values() if str(each.id) in text]
        assert 'Opens on' in text


# The same as what is missing.


def plain(text, number):
    """The text without what was typed."""
    return _TOKEN.sub('token', text).replace(str(number), 'ID')


def typed(address):
    """An address as it stands in links, and as it is read."""
    once = quote(address, safe='/-~._')
    return [once, quote(once, safe='-~._'), quote(address, safe='-~._'), address]


def without_address(answer, address):
    text = _TOKEN.sub('token', '\n'.join([answer.text, *sorted(f'{name}: {value}' for name, value in (
        answer.headers.items()) if name not in ('Content-Length', 'Set-Cookie'))]))
    for each in typed(address):
        text = text.replace(each, 'ADDRESS')
    return answer.status_int, text


@pytest.fixture
def nothing_remains(monkeypatch):
    forgetful(monkeypatch)


@pytest.mark.usefixtures('nothing_remains')
@pytest.mark.parametrize('name', ['closed', 'later', 'foreign', 'gone'])
@pytest.mark.parametrize('who', ['reader', 'stranger', NOBODY])
def test_pages_of_the_hidden_are_those_of_the_missing(world, hidden, who, name):
    target, browser, differing = hidden[name], world.browser(who), []
    missing = target.address.rsplit('/', 1)[0] + '/77'
    at = world.targets[Place.OWN]
    for view, cases in {**routes.RECORD, 'no-such-view': {'GET': routes.Case('view')}}.items():
        for method, case in cases.items():
            rest = f'/{view}?{made(case.query, world, at)}' if view else ''
            fields = made(case.fields, world, at)
            answers = [without_address(browser.ask(method, f'{address}{rest}', fields, case.files), address)
                       for address in (target.address, missing)]
            if answers[0] != answers[1] or answers[0][0] == 200:
                differing.append(f'{method} {view}')
    assert not differing


@pytest.mark.usefixtures('nothing_remains')
@pytest.mark.parametrize('name', ['closed', 'later', 'foreign', 'gone', 'group'])
@pytest.mark.parametrize('who', ['reader', 'stranger', 'narrow', NOBODY])
def test_operations_on_the_hidden_are_those_on_the_missing(world, hidden, narrow, who, name):
    target, differing = hidden[name], []
    none = SimpleNamespace(id=MISSING + 1, address=target.address.rsplit('/', 1)[0] + '/77', permit=1)
    there = SimpleNamespace(id=target.id, address=target.address, permit=1)
    tables = {**routes.OPERATIONS, **routes.STAFF_OPERATIONS, **routes.TRASH_OPERATIONS}
    for operation in world.app.registry[TABLE].operations:
        if operation.name in tables:
            case = tables[operation.name]
            answers = [called(world, who, operation, case, each) for each in (there, none)]
            bodies = [(each.status_int, plain(each.text, one.id), dict(each.headers))
                      for each, one in zip(answers, (there, none), strict=True)]
            if bodies[0] != bodies[1] or answers[0].status_int < 400:
                differing.append(operation.name)
    assert not differing


@pytest.mark.usefixtures('nothing_remains')
@pytest.mark.parametrize('name', ['closed', 'later', 'foreign', 'gone', 'group'])
def test_naming_the_hidden_says_the_same_as_naming_the_missing(world, hidden, narrow, name):
    number, program, browser = hidden[name].id, world.program(narrow), world.browser('reader')
    own = world.targets[Place.OWN]
    with world.house.session() as desk:
        inventory = desk.resolve('/archive/Р-1/1').id

    def both(ask):
        return [(answer.status_int, plain(answer.text, each))
                for each in (number, MISSING) for answer in [ask(each)]]

    for ask in (
        lambda each: program.ask('POST', f'/records/{own.id}/move', {'parent': str(each)}, headers=routes.ANY_VERSION),
        lambda each: program.ask('POST', f'/records/{own.id}/relations', {'kind': 'see_also', 'object': str(each)}),
        lambda each: program.ask('DELETE', f'/records/{own.id}/relations?kind=see_also&object={each}'),
        lambda each: program.ask('POST', f'/trash/{each}/restore', {}),
        lambda each: program.ask('GET', f'/accounts/{each}/sessions'),
        lambda each: browser.ask('GET', f'/r/{each}'),
        lambda each: browser.ask('GET', f'/go?to={each}'),
        lambda each: browser.ask('GET', f'/go?to=/r/{each}'),
        lambda each: browser.ask('GET', f'/suggest?seek={each}'),
        lambda each: browser.ask('POST', '/trash', [('id', str(each))]),
        lambda each: browser.ask('POST', '/archive/Р-1/1/bulk', [('deed', 'delete'), ('id', str(each))]),
        lambda each: world.browser('archivist' if name in ('foreign', 'group', 'gone') else 'reader').ask(
            'POST', f'{own.address}/move', [('target', f'/r/{each}')]),
        lambda each: world.browser('council_secretary').ask(
            'POST', '/archive/Р-1/1/bulk', [('deed', 'csv'), ('id', str(each))]),
        lambda each: program.ask('POST', f'/records/{inventory}/children', {
            'type': 'unit', 'values': {'number': '300', 'title': {'kk': 'x', 'ru': 'x'}, 'maker': str(each)}}),
    ):
        answers = both(ask)
        assert answers[0] == answers[1]


@pytest.mark.usefixtures('nothing_remains')
def test_of_a_hidden_bearer_of_a_number_only_the_number_is_told(world, hidden, narrow):
    """Numbers are unique: who may add there learns that his is in use, and nothing else."""
    with world.house.session() as desk:
        inventory = desk.resolve('/archive/Р-1/1').id
    program = world.program(narrow)
    body = {'type': 'unit', 'values': {'title': {'kk': 'x', 'ru': 'x'}}}
    answers = []
    for number in ('50', '9'):
        body['values']['number'] = number
        answer = program.ask('POST', f'/records/{inventory}/children', body)
        answers.append((answer.status_int, re.sub(f'[«“]{number}[»”]', 'N', answer.text)))
    assert answers[0] == answers[1]
    assert answers[0][0] == 409
    refused = world.program('reader').ask('POST', f'/records/{inventory}/children', {**body, 'values': {
        'number': '50', 'title': {'kk': 'x', 'ru': 'x'}}})
    assert refused.status_int == 403


def test_bytes_of_the_hidden_go_to_nobody(world, hidden, narrow):
    for name in ('closed', 'foreign', 'gone'):
        target = hidden[name]
        for who in ('reader', 'stranger', 'commission_member', NOBODY):
            for more in ('', '&as=file', '&version=1'):
                for headers in ({}, {'Range': 'bytes=0-3'}, {'If-None-Match': '*'}):
                    for method in ('GET', 'HEAD'):
                        address = f'{target.address}/file?number=1{more}'
                        answer = world.browser(who).ask(method, address, headers=headers)
                        assert answer.status_int in (303, 404)
                        assert 'ETag' not in answer.headers
                        assert SECRET.encode() not in answer.body
        for who in ('reader', 'stranger', narrow, NOBODY):
            for headers in ((), (('Range', 'bytes=0-3'),)):
                answer = world.program(who).ask('GET', f'/records/{target.id}/files/1/content', headers=headers)
                assert answer.status_int in (401, 404)
                assert not {'ETag', 'X-SHA256', 'Content-Range'} & set(answer.headers)


def test_what_stands_above_is_not_named_to_who_sees_only_what_is_below(world, hidden):
    """One unit of a hidden fonds is opened by a permission: neither titles nor figures of the rest are."""
    person = world.people['commission_member']
    with world.house.session() as desk:
        permit = desk.permit(desk.resolve(hidden['foreign'].id), person,
                             Ground('77', world.house.clock.today(), 'head')).id
    browser, program = world.browser('commission_member'), world.program('commission_member')
    page = browser.ask('GET', hidden['foreign'].address)
    assert page.status_int == 200
    assert [part for part in re.findall(r'href="(/archive/[^"?]*)"', page.text)
            if part.endswith(('%D0%A0-8', '%D0%A0-8/1'))] == []
    for above in ('/archive/Р-8', '/archive/Р-8/1'):
        assert browser.ask('GET', above).status_int == 404
    record = program.ask('GET', f'/records/{hidden["foreign"].id}').json
    assert (record['path'], record['parent']) == (None, None)
    assert program.ask('GET', f'/records/{hidden["closed"].id}').status_int == 404
    with world.house.session() as desk:
        desk.revoke_permit(permit, 'over')
    assert browser.ask('GET', hidden['foreign'].address).status_int == 404
    assert program.ask('GET', f'/records/{hidden["foreign"].id}').status_int == 404


def test_a_permission_opens_one_record_until_its_last_day(world, hidden, monkeypatch):
    person, today = world.people['reader'], world.house.clock.today()
    with world.house.session() as desk:
        desk.permit(desk.resolve(hidden['closed'].id), person, Ground('78', today, 'head'),
                    until=today + timedelta(days=3))
    browser, program = world.browser('reader'), world.program('reader')
    assert browser.ask('GET', hidden['closed'].address).status_int == 200
    assert browser.ask('GET', f'{hidden["closed"].address}/file?number=1').body == SECRET.encode()
    for other in ('empty', 'later', 'foreign'):
        assert browser.ask('GET', hidden[other].address).status_int == 404
    assert str(hidden['closed'].id) in program.ask('GET', '/records?limit=200').text
    assert str(hidden['empty'].id) not in program.ask('GET', '/records?limit=200').text
    now = type(world.house.clock).today

    def in_days(days):
        monkeypatch.setattr(type(world.house.clock), 'today', lambda clock: now(clock) + timedelta(days=days))

    in_days(3)
    assert program.ask('GET', f'/records/{hidden["closed"].id}').status_int == 200
    in_days(4)
    assert program.ask('GET', f'/records/{hidden["closed"].id}').status_int == 404
    assert browser.ask('GET', hidden['closed'].address).status_int == 404


def test_a_role_taken_back_is_gone_in_the_next_request(world):
    world.hire('guest')
    with world.house.session() as desk:
        desk.grant(desk.resolve('/archive/Р-1'), world.people['guest'], Role.READER)
    browser, program, at = world.browser('guest'), world.program('guest'), world.targets[Place.OWN]
    assert browser.ask('GET', at.address).status_int == 200
    assert program.ask('GET', f'/records/{at.id}').status_int == 200
    with world.house.session() as desk:
        desk.revoke(desk.resolve('/archive/Р-1'), world.people['guest'], Role.READER)
    assert browser.ask('GET', at.address).status_int == 404
    assert program.ask('GET', f'/records/{at.id}').status_int == 404
