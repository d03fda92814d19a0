"""What no honest browser sends still gets an answer in words, never an error of the program."""

import pytest
from webtest import TestApp

from tests.web.test_pages import ADDRESSES

ODD = ('%FF', '%00', '0', '-1', '1' * 30, '%F0%9F%98%80', '..%2f..', '%3Cscript%3E', '²')
NAMES = ('page', 'q', 'sort', 'since', 'type', 'name', 'from', 'to', 'offset', 'level', 'chart', 'who', 'record',
         'state', 'after', 'seek', 'into', 'done', 'number', 'version', 'until', 'before')


@pytest.mark.parametrize('odd', ODD)
def test_odd_queries_are_answered(visit, odd):
    browser = visit()
    for address in (*ADDRESSES, '/suggest', '/understood', '/boxes/1/1/compare', '/go', '/boxes/1/export.csv'):
        plain = address.partition('?')[0]
        query = '&'.join(f'{name}={odd}' for name in NAMES)
        answer = browser.get(f'{plain}?{query}', status='*')
        assert answer.status_int in (200, 302, 400, 403, 404, 422), (plain, answer.status)
        assert '<script>' not in answer.text


@pytest.mark.parametrize('odd', ['\x00', '9' * 40, '[]', '{"a": 1}', '😀', '²'])
def test_odd_forms_are_answered(visit, odd):
    browser = visit()
    token = browser.form('/boxes/1/1/edit')['csrf_token'].value
    names = ('title.kk', 'dates', 'sheets', 'maker', 'makers', 'opened', 'revision', 'choice.note', 'target', 'name',
             'id', 'reason', 'note', 'kind', 'other', 'closures.0.kind', 'closures.x.since', 'who', 'role', 'until',
             'dated',
             'deed', 't.0.code', 't.x.y', 'number', 'permit', 'principal', 'type', 'digest')
    for address in ('/boxes/1/add', '/boxes/1/1/edit', '/boxes/1/1/move', '/boxes/1/1/rename', '/boxes/1/1/close',
                    '/boxes/1/1/relate', '/boxes/1/1/unrelate', '/boxes/1/grant', '/boxes/1/revoke',
                    '/boxes/1/1/permit', '/boxes/1/1/withdraw', '/boxes/1/1/transition', '/boxes/1/bulk', '/trash',
                    '/jobs', '/vocabularies',
                    '/law', '/boxes/1/1/delete'):
        answer = browser.post(address, [('csrf_token', token), *((name, odd) for name in names)], status='*')
        assert answer.status_int in (303, 400, 403, 404, 409, 422), (address, answer.status)


@pytest.mark.parametrize(
    'address', ['/edit', '/delete', '/move', '/rename', '/bulk', '/history', '/relations', '/branch'])
def test_the_site_itself_has_no_pages_of_a_record(visit, address):
    visit().get(address, status=404)


def test_roots_of_families_cannot_be_taken_away_or_moved(visit):
    browser = visit()
    for address, field in (('/boxes/delete', 'reason'), ('/boxes/rename', 'name'), ('/boxes/move', 'target')):
        form = browser.form(address)
        form[field] = '/boxes'
        form.submit(status=422)


@pytest.mark.parametrize('address', ['/%FF', '/boxes/%C3%28', '/boxes?q=%FF'])
def test_an_address_that_is_no_text_is_a_bad_request(application, address):
    TestApp(application).get(address, status=400)


def test_what_the_framework_refuses_is_told_in_the_language_of_the_reader(visit):
    browser = visit(language='kk')
    forms = browser.get('/boxes/1').forms.values()
    token = next(form['csrf_token'].value for form in forms if form.action.endswith('/bulk'))
    page = browser.post('/boxes/1/bulk', {'csrf_token': token, 'deed': 'nothing'}, status=400)
    assert 'Bad Request' not in page
    assert '(400)' in page


@pytest.mark.parametrize('address', [
    '/law?name=none', '/vocabularies?name=none', '/boxes/1/5/transition?name=none', '/boxes/1/5/compare?from=x&to=y',
    '/r/none', '/language/xx'])
def test_what_is_not_there_is_told_on_a_page_of_the_house(visit, address):
    answer = visit(language='kk').get(address, status=404)
    assert answer.content_type == 'text/html'
    assert 'lang="kk"' in answer
