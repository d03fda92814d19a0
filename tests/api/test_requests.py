"""Requests that are not what they should be are answered in words, never with a fault."""
import pytest

from muragat.api.languages import preferred


def url(record, rest=''):
    return f'/api/v1/records/{record["id"]}{rest}'


@pytest.mark.parametrize('raw', [b'', b'{', b'[]', b'null', b'"x"', b'\xff\xfe', b'{"a": NaN}', b'{"a": "\\ud800"}',
                                 b'[' * 100_000])
def test_a_body_that_is_no_object_is_refused(admin, holdings, raw):
    admin.ask('PATCH', url(holdings['unit']), raw=raw, status=400, headers={'If-Match': '*'})


def test_another_kind_of_data_is_refused(admin, holdings):
    admin.ask('PATCH', url(holdings['unit']), raw=b'a=1', kind='application/x-www-form-urlencoded', status=415,
              headers={'If-Match': '*'})


def test_too_large_a_body_is_refused(admin, holdings):
    admin.ask('PATCH', url(holdings['unit']), raw=b' ' * 2_000_001, status=413, headers={'If-Match': '*'})


@pytest.mark.parametrize('body', [{'values': 3}, {'values': None}, {}, {'values': {}, 'more': 1},
                                  {'values': {'title': 3}}, {'values': {'title': {'kk': 3}}},
                                  {'values': {'dates': 'never and always'}}, {'values': {'sheets': 'many'}},
                                  {'values': {'sheets': 10**30}}, {'values': {'carrier': 'stone'}}])
def test_values_of_another_kind_are_refused(admin, holdings, body):
    answer = admin.ask('PATCH', url(holdings['unit']), body, status=422, headers={'If-Match': '*'})
    assert answer.json['refusals']


def test_a_method_that_an_address_does_not_take_is_told_with_those_it_takes(admin, holdings):
    answer = admin.ask('PUT', url(holdings['unit']), {}, status=405)
    assert answer.headers['Allow'] == 'DELETE, GET, PATCH'


@pytest.mark.parametrize('address', ['/api', '/api/', '/api/v1', '/api/v2/records', '/api/v1/records/7/nothing',
                                     '/api/v1/records/x', '/api/v1/records/' + '9' * 40, '/api/v1/records/٣'])
def test_an_address_that_does_not_exist_is_a_problem_too(admin, address):
    assert admin.get(address, status=404).content_type == 'application/problem+json'


@pytest.mark.parametrize('address', ['/api/v1/tree/%ff', '/api/v1/tree/a%00b', '/api/v1/tree/..', '/api/v1/tree/a//b',
                                     '/api/v1/records?cursor=%ff', '/api/v1/tree/' + 'x' * 5000])
def test_strange_addresses_are_no_fault(admin, address):
    assert admin.get(address, status=None).status_int in (400, 404)


@pytest.mark.parametrize(('header', 'expected'), [
    (None, 'ru'), ('', 'ru'), ('kk', 'kk'), ('en-GB,en;q=0.9', 'en'), ('de, kk;q=0.3, en;q=0.5', 'en'),
    ('kk;q=0, ru', 'ru'), ('en;q=x', 'ru'), ('*', 'ru'), ('KK-KZ', 'kk'), ('en;q=nan', 'ru')])
def test_language_is_chosen_by_quality(header, expected):
    assert preferred(header, 'ru') == expected
