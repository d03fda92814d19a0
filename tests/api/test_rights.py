"""Rights over REST: what is hidden is as good as missing, everywhere; what is closed is seen on the record only."""
from datetime import date

import pytest

from muragat.kernel.access import Role
from tests.api.conftest import add

WORDS = {'kk': 'Құпия', 'ru': 'Тайна'}


def url(record, rest=''):
    return f'/api/v1/records/{record["id"]}{rest}'


@pytest.fixture
def reader(staff, holdings):
    """Sees the fonds Р-12 and nothing else."""
    return staff('reader', Role.READER, on='/archive/Р-12')


@pytest.fixture
def hidden(admin, holdings):
    """A fonds that the reader does not see."""
    return add(admin, holdings['archive'], 'fonds', {'number': 'Р-13', 'title': WORDS})


def same(first, second):
    return {name: value for name, value in first.json.items() if name != 'detail'} == {
        name: value for name, value in second.json.items() if name != 'detail'}


def test_a_hidden_record_answers_exactly_like_a_missing_one(reader, hidden):
    missing = reader.get('/api/v1/records/999999999999', status=404)
    for rest in ('', '/children', '/journal', '/files', '/relations', '/transitions', '/access'):
        assert same(reader.get(url(hidden, rest), status=404), missing)
    for method, rest, body in (('PATCH', '', {'values': {}}), ('POST', '/move', {}), ('DELETE', '?reason=x', None),
                               ('POST', '/children', {'type': 'inventory', 'values': {}}),
                               ('POST', '/transitions', {'transition': 'x'}), ('PUT', '/closures', {'closures': []}),
                               ('POST', '/grants', {'principal': 'x', 'role': 'reader'}),
                               ('POST', '/permits', {'principal': 'x', 'number': '1'})):
        assert same(reader.ask(method, url(hidden, rest), body, status=404), missing)
    assert same(reader.get('/api/v1/tree/archive/Р-13', status=404), reader.get('/api/v1/tree/archive/Р-99',
                                                                               status=404))


def test_a_hidden_record_is_in_no_list_and_no_count(reader, hidden, holdings):
    assert hidden['id'] not in reader.get('/api/v1/records?limit=200').text
    assert reader.get(url(holdings['fonds'])).json['path'] is None
    assert reader.get(url(holdings['fonds'])).json['parent'] is None
    linked = reader.get(url(holdings['unit'], '/relations')).json
    assert linked['items'] == []


def test_a_link_to_a_hidden_record_is_not_told(admin, staff, reader, hidden, holdings):
    admin.post(url(holdings['unit'], '/relations'), {'kind': 'see_also', 'object': hidden['id']})
    assert reader.get(url(holdings['unit'], '/relations')).json['items'] == []
    reader.get(url(holdings['unit'], '/journal'), status=403)
    inspector = staff('inspector', Role.INSPECTOR, '/archive/Р-12')
    events = inspector.get(url(holdings['unit'], '/journal'))
    assert hidden['id'] not in events.text
    assert 'record.related' not in {each['what'] for each in events.json['items']}


def test_a_reader_may_read_and_is_told_why_not_more(reader, holdings):
    assert reader.get(url(holdings['unit'])).json['values']['sheets'] == 12
    refused = reader.patch(url(holdings['unit']), {'sheets': 1}, None, status=403)
    assert refused.content_type == 'application/problem+json'
    assert refused.json['refusals']
    reader.post(url(holdings['inventory'], '/children'), {'type': 'unit', 'values': {}}, status=403)
    reader.ask('DELETE', url(holdings['unit'], '?reason=x'), status=403)
    reader.get(url(holdings['unit'], '/access'), status=403)


def test_a_stranger_is_asked_for_a_token_whether_the_record_exists_or_not(stranger, holdings):
    there = stranger.get(url(holdings['unit']), status=401)
    missing = stranger.get('/api/v1/records/999999999999', status=401)
    assert there.headers['WWW-Authenticate'] == 'Bearer'
    assert there.json == missing.json
    stranger.patch(url(holdings['unit']), {'sheets': 1}, '*', status=401)


@pytest.mark.parametrize('header', ['Bearer wrong', 'Bearer', 'Basic YTpi', 'Bearer ' + 'x' * 5000, ''])
def test_a_token_that_is_none_is_told(stranger, header):
    refused = stranger.get('/api/v1/me', status=401, headers={'Authorization': header})
    assert refused.content_type == 'application/problem+json'


def test_a_session_cookie_makes_nobody_known(house, app, contract, stranger, admin):
    stranger.app.set_cookie('muragat', 'anything')
    assert stranger.get('/api/v1/me').json['id'] == 'anonymous'


def test_a_closed_record_is_opened_by_a_recorded_permission_and_each_view_is_on_record(
        admin, reader, holdings, house):
    closures = [{'kind': 'donor_term', 'since': '2020-01-01', 'until': '2090-01-01', 'note': 'by deed'}]
    closed = admin.ask('PUT', url(holdings['document'], '/closures'), {'closures': closures}, status=200).json
    assert closed['closed']
    reader.get(url(holdings['document']), status=404)
    permit = admin.post(url(holdings['document'], '/permits'),
                        {'principal': reader.person, 'number': '17', 'dated': date.today().isoformat(),
                         'given_by': 'Director'}, status=201).json
    assert reader.get(url(holdings['document'])).json['closed']
    access = admin.get(url(holdings['document'], '/access')).json
    assert [each['id'] for each in access['permits']] == [permit['id']]
    assert [each['kind'] for each in access['closures']] == ['donor_term']
    admin.ask('DELETE', f'/api/v1/permits/{permit["id"]}?reason=ended', status=200)
    reader.get(url(holdings['document']), status=404)
    lines = [path.read_text() for path in (house.settings.place('log')).glob('*.spool')]
    assert f'"record":{holdings["document"]["id"]}' in ''.join(lines)
    assert f'"who":"{reader.person}"' in ''.join(lines)
    admin.ask('DELETE', '/api/v1/permits/777?reason=x', status=404)


def test_roles_are_given_and_taken(admin, staff, holdings):
    person = staff('newcomer')
    person.get(url(holdings['unit']), status=404)
    body = {'principal': person.person, 'role': 'archivist'}
    granted = admin.post(url(holdings['fonds'], '/grants'), body).json
    assert {'principal': person.person, 'role': 'archivist', 'until': None} in granted['grants']
    person.patch(url(holdings['unit']), {'sheets': 5}, '*')
    admin.ask('DELETE', url(holdings['fonds'], f'/grants?principal={person.person}&role=archivist'), status=200)
    person.get(url(holdings['unit']), status=404)
    admin.post(url(holdings['fonds'], '/grants'), {'principal': person.person, 'role': 'king'}, status=422)


@pytest.mark.parametrize('language', ['kk', 'ru', 'en', 'de'])
def test_a_refusal_says_its_language(admin, holdings, language):
    refused = admin.patch(url(holdings['unit']), {}, None, status=428)
    assert refused.headers['Content-Language'] == 'en'
    told = admin.get('/api/v1/records/7', status=404, headers={'Accept-Language': language})
    assert told.headers['Content-Language'] == (language if language != 'de' else 'kk')
