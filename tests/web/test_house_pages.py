"""Vocabularies, numbers of law, jobs, home and tree as an administrator and a reader meet them."""

import json
import re
from dataclasses import replace
from datetime import date

import pytest

from muragat.kernel.access import Role
from muragat.kernel.vocabularies import Term, Vocabulary
from muragat.web import formats
from muragat.web.pages import chronicle, home
from muragat.web.pages.home import for_script
from tests.web.person import last_form


@pytest.fixture
def browser(visit):
    return visit()


def test_a_number_of_law_gets_a_new_dated_row(browser, house):
    name = next(iter(house.registry.parameters))
    form = browser.form(f'/law?name={name}')
    place = max(int(field.split('.')[1]) for field in form.fields if field and field.startswith('t.'))
    form[f't.{place}.from'], form[f't.{place}.value'] = '2027-01-01', '50'
    assert 'needs its source' in form.submit(status=422)
    form[f't.{place}.source'] = 'Заң 2026'
    form.submit(status=303)
    with house.session() as desk:
        assert desk.site.parameters.get(name)[-1] == (date(2027, 1, 1), 50, 'Заң 2026')
    assert 'The number of law' in browser.get('/journal?what=law.changed')


def test_the_journal_is_reached_to_its_first_entry(browser, house, monkeypatch):
    monkeypatch.setattr(chronicle, '_LOOKED_AT', 30)
    for place in range(101, 201):
        house.clock.time += 1
        with house.session() as desk:
            desk.add(desk.resolve('/boxes/1'), 'thing', {'title': {'kk': 'Зат'}}, str(place))
    page, seen = browser.get('/journal?what=record.added'), []
    for _turn in range(4):
        seen += re.findall('href="(/boxes/1/1[0-9][0-9]|/boxes/1/200)"', page.text)
        page = page.click('Look further back') if 'Look further back' in page else page
    assert set(seen) == {f'/boxes/1/{place}' for place in range(101, 201)}
    assert 'No entry fits' in browser.get('/journal?until=2001-01-01')
    assert browser.get('/journal?until=nonsense&before=nan').status_int == 200


def test_a_list_that_another_person_changed_meanwhile_is_not_overwritten(browser, house):
    name = next(iter(house.registry.parameters))
    first, second = browser.form(f'/law?name={name}'), browser.form(f'/law?name={name}')
    first['t.0.value'] = '11'
    first.submit(status=303)
    second['t.0.value'] = '12'
    assert 'Another person changed this list' in second.submit(status=422)
    with house.session() as desk:
        assert desk.site.parameters.get(name)[0].value == 11


def test_a_failed_job_is_tried_again(browser, house):
    with house.session() as desk:
        jobs = desk.site.jobs
        jobs.enqueue('index', {}, 'system', 0.0)
        jobs.fail(jobs.claim('worker', 1.0), 'worker', 2.0, 'disk full', final=True)
    page = browser.get('/jobs?state=failed')
    assert 'disk full' in page
    last_form(page).submit(status=303)
    with house.session() as desk:
        assert desk.site.jobs.counts().failed == 0


def test_a_page_of_jobs_asks_again_only_while_something_runs(browser, house):
    assert 'hx-get' not in browser.get('/jobs')
    with house.session() as desk:
        desk.site.jobs.enqueue('index', {}, 'system', 0.0)
    assert 'hx-trigger="every 3s"' in browser.get('/jobs')
    part = browser.get('/jobs?state=waiting', headers={'HX-Request': 'true'})
    assert '<html' not in part


def test_the_home_page_counts_only_what_is_seen(visit, house):
    with house.session() as desk:
        desk.add(desk.resolve('/boxes'), 'box', {'number': '2'})
        desk.add(desk.resolve('/boxes/2'), 'thing', {'title': {'kk': 'Жалғыз'}, 'dates': None})
    page = visit(Role.READER, on='/boxes/2', login='narrow').get('/')
    assert '<strong>1</strong>' in page
    assert '<strong>61</strong>' in visit().get('/')


@pytest.fixture
def awaited(monkeypatch, house):
    """Drafts wait for an archivist; the last of them lies in a box of its own, behind sixty others."""
    draft, done = house.registry.workflows['flow'].states
    flow = replace(house.registry.workflows['flow'], states=(replace(draft, waits_for=Role.ARCHIVIST), done))
    monkeypatch.setitem(house.registry._workflows.things, 'flow', flow)
    with house.session() as desk:
        desk.add(desk.resolve('/boxes'), 'box', {'number': '2'})
        desk.add(desk.resolve('/boxes/2'), 'thing', {'title': {'kk': 'Алыстағы'}})


@pytest.mark.parametrize(('looked_at', 'told', 'not_told'), [
    (5000, 'Алыстағы', 'There may be more'), (20, 'There may be more', 'Nothing is waiting')])
def test_what_waits_in_one_place_is_found_behind_many_others_or_not_denied(
        visit, awaited, monkeypatch, looked_at, told, not_told):
    monkeypatch.setattr(home, '_LOOKED_AT', looked_at)
    page = visit(Role.ARCHIVIST, on='/boxes/2').get('/')
    assert told in page
    assert not_told not in page
    assert 'Зат 1' not in page


def test_nothing_waits_for_a_person_who_has_no_step_to_take(visit, awaited, monkeypatch):
    monkeypatch.setattr(home, '_LOOKED_AT', 20)
    assert 'Nothing is waiting' in visit(Role.READER).get('/')


def test_an_inspector_reads_jobs_terms_and_numbers_of_law_and_has_no_buttons_there(visit, house, monkeypatch):
    colour = Vocabulary('colour', 'Colour', (Term('red', 'Қызыл', 'Красный', 'Red', True),))
    monkeypatch.setitem(house.registry._vocabularies.things, 'colour', colour)
    with house.session() as desk:
        jobs = desk.site.jobs
        jobs.enqueue('index', {}, 'system', 0.0)
        jobs.fail(jobs.claim('worker', 1.0), 'worker', 2.0, 'disk full', final=True)
    browser = visit(Role.INSPECTOR)
    menu = browser.get('/').text
    law = next(iter(house.registry.parameters))
    for top, address in (('/jobs', '/jobs?state=failed'), ('/law', f'/law?name={law}'),
                         ('/vocabularies', '/vocabularies?name=colour')):
        assert f'href="{top}"' in menu
        page = browser.get(address)
        assert not [form for form in page.forms.values() if form.action.startswith(top)]
        assert '<td' in page
    assert 'disk full' in browser.get('/jobs?state=failed')


def test_the_holdings_stand_before_the_staff(visit):
    browser = visit()
    for address in ('/', '/tree'):
        page = browser.get(address).text
        assert 0 < page.index('href="/boxes"') < page.index('href="/staff"')
        assert page.rindex('href="/boxes"') < page.rindex('href="/staff"')


def test_a_tree_gives_the_next_hundred(browser, house):
    with house.session() as desk:
        for _place in range(60):
            desk.add(desk.resolve('/boxes/1'), 'thing', {'title': {'kk': 'Зат'}})
    part = browser.get('/boxes/1/branch', headers={'HX-Request': 'true'})
    assert len(re.findall('role="treeitem"', part.text)) == 101
    assert 'Next 20 of 20 more' in part
    rest = browser.get('/boxes/1/branch?offset=100', headers={'HX-Request': 'true'})
    assert len(re.findall('role="treeitem"', rest.text)) == 20
    assert '<html' in browser.get('/boxes/1/branch')


def test_the_language_is_switched_without_losing_the_place(visit):
    browser = visit(language='en')
    page = browser.get('/boxes/1?sort=title&page=2')
    link = re.search(r'href="(/language/kk\?[^"]+)"', page.text)[1].replace('&amp;', '&')
    answer = super(type(browser), browser).get(link, status=302)
    assert answer.location == 'http://localhost/boxes/1?sort=title&page=2'
    assert '<html lang="kk">' in answer.follow()
    assert browser.get('/language/kk?back=//evil.kz').location == 'http://localhost/'
    browser.get('/language/xx', status=404)


def test_a_citation_leads_to_its_record(browser):
    assert browser.get('/go?to=1/5').location == 'http://localhost/boxes/1/5'
    assert browser.get('/go?to=/boxes/1').location == 'http://localhost/boxes/1'
    browser.get('/go?to=nothing/at/all', status=404)


def test_data_in_a_script_cannot_end_it():
    assert '</script>' not in for_script({'title': '</script><b>'})
    assert json.loads(for_script({'title': '</script>&'})) == {'title': '</script>&'}


@pytest.mark.parametrize(('language', 'day', 'number'), [
    ('kk', '1941 ж. 12 мамыр', '1\u00a0234\u00a0567'), ('ru', '12 мая 1941 г.', '1\u00a0234\u00a0567'),
    ('en', '12 May 1941', '1,234,567'),
])
def test_days_and_numbers_are_written_as_the_language_has_them(language, day, number):
    assert formats.day(date(1941, 5, 12), language) == day
    assert formats.number(1_234_567, language) == number
