"""Moving, renumbering, deleting, changing the state, linking, closing and giving rights through pages."""

import pytest

from muragat.kernel.access import Role
from muragat.kernel.desk import Desk
from muragat.kernel.errors import Refusal
from tests.staff_house import hire
from tests.web.person import last_form


@pytest.fixture
def browser(visit):
    return visit()


def test_a_record_is_moved_with_its_new_place_named_by_address(browser, house):
    with house.session() as desk:
        desk.add(desk.resolve('/boxes'), 'box', {'number': '2'})
    form = browser.form('/boxes/1/5/move')
    form['target'] = '/boxes/2'
    assert form.submit(status=303).follow().request.path == '/boxes/2/5'


def test_a_place_that_is_not_there_is_told_at_the_field(browser):
    form = browser.form('/boxes/1/5/move')
    form['target'] = '/boxes/nowhere'
    assert 'id="error-target"' in form.submit(status=422)


def test_a_number_is_changed(browser):
    form = browser.form('/boxes/1/5/rename')
    form['name'] = '500'
    assert form.submit(status=303).follow().request.path == '/boxes/1/500'


def test_the_eternal_address_leads_to_where_the_record_went(browser, house):
    with house.session() as desk:
        thing = desk.resolve('/boxes/1/5')
        number = thing.id
        desk.rename(thing, '600')
    assert browser.get(f'/r/{number}').location.endswith('/boxes/1/600')
    browser.get('/r/123', status=404)
    browser.get('/r/abc', status=404)


def test_an_inspector_sees_who_may_see_what_and_changes_nothing_of_it(visit, house):
    hire(house, 'reader', Role.READER, '/boxes/1')
    page = visit(Role.INSPECTOR).get('/boxes/1').click('Who may see it')
    assert 'Reader Test' in page
    assert not [form for form in page.forms.values() if form.action.endswith('/revoke')]
    assert '/boxes/1/grant' not in page


def test_who_works_in_one_place_alone_finds_the_way_to_the_trash(visit):
    browser = visit(Role.ARCHIVIST, '/boxes/1')
    form = browser.form('/boxes/1/5/delete')
    form['reason'] = 'typed twice'
    page = form.submit(status=303).follow()
    assert 'href="/trash"' in page
    assert 'typed twice' in page.click(href='^/trash$')
    assert 'href="/trash"' not in visit(Role.READER, '/boxes/1').get('/boxes/1')


def test_a_deletion_needs_a_reason_and_is_undone_from_the_trash(browser):
    form = browser.form('/boxes/1/5/delete')
    assert 'id="error-reason"' in form.submit(status=422)
    form['reason'] = 'дублет'
    form.submit(status=303)
    browser.get('/boxes/1/5', status=404)
    trash = browser.get('/trash')
    assert 'дублет' in trash
    last_form(trash).submit(status=303)
    browser.get('/boxes/1/5')


def test_a_state_is_changed_and_a_missing_note_is_asked_for(browser):
    browser.form('/boxes/1/5/transition?name=finish').submit(status=303)
    assert 'Done' in browser.get('/boxes/1/5')
    form = browser.form('/boxes/1/5/transition?name=reopen')
    assert 'id="error-note"' in form.submit(status=422)
    browser.get('/boxes/1/5/transition?name=nothing', status=404)


def test_a_link_is_made_shown_at_both_ends_and_taken_away(browser, house):
    with house.session() as desk:
        other = desk.resolve('/boxes/1/6').id
    form = browser.form('/boxes/1/5/relate')
    form['kind'], form['other'] = 'see_also', str(other)
    page = form.submit(status=303).follow()
    assert 'See also' in page
    assert 'See also' in browser.get('/boxes/1/6')
    last_form(page).submit(status=303)
    assert 'See also' not in browser.get('/boxes/1/6')


def test_a_closed_record_is_hidden_and_opened_by_a_recorded_permission(visit, browser):
    reader = visit(Role.READER)
    form = browser.form('/boxes/1/5/close')
    form['closures.0.kind'], form['closures.0.since'] = 'bad_condition', '2026-01-01'
    form.submit(status=303)
    reader.get('/boxes/1/5', status=404)
    assert '(59)' in reader.get('/boxes/1')
    form = browser.form('/boxes/1/5/permit')
    form['who'], form['number'], form['dated'], form['given_by'] = 'Reader Test', '7', '2026-08-01', 'Басшы'
    form.submit(status=303)
    reader.get('/boxes/1/5')
    assert 'No. 7' in browser.get('/boxes/1/5/access')


def test_seeing_what_is_closed_is_written_down_first(browser, house):
    form = browser.form('/boxes/1/5/close')
    form['closures.0.kind'], form['closures.0.since'] = 'bad_condition', '2026-01-01'
    form.submit(status=303)
    house.witness.seen.clear()
    browser.get('/boxes/1/5')
    browser.get('/boxes/1/6')
    assert [what for what, *_rest in house.witness.seen] == ['viewed']


def test_a_role_is_given_by_name_and_taken_back(browser, house):
    hire(house, 'newcomer')
    form = browser.form('/boxes/1/grant')
    form['who'], form['role'] = 'nobody at all', 'reader'
    assert 'Nobody has this name or login.' in form.submit(status=422)
    form['who'] = 'Newcomer Test'
    page = form.submit(status=303).follow()
    assert 'Newcomer Test' in page
    last_form(page).submit(status=303)
    assert 'Newcomer Test' not in browser.get('/boxes/1/access')


def test_history_tells_what_changed_field_by_field(browser):
    form = browser.form('/boxes/1/5/edit')
    form['sheets'] = '1234'
    form.submit(status=303)
    page = browser.get('/boxes/1/5/history')
    assert '<del>5</del>' in page
    assert '1,234' in page
    assert '1,234' in browser.get('/boxes/1/5/compare?from=1&to=2')
    browser.get('/boxes/1/5/compare?from=x', status=404)


@pytest.mark.parametrize('deed', ['move', 'delete'])
def test_what_speaks_against_a_deed_is_told_instead_of_asking_for_anything(browser, monkeypatch, deed):
    monkeypatch.setattr(Desk, 'hindrances', lambda desk, act, record: [Refusal('kept', f'No {act} of this one', None)])
    page = browser.get(f'/boxes/1/5/{deed}')
    assert f'No {deed} of this one' in page
    assert not page.html.select('form.form-page')


def test_the_way_back_from_a_page_about_the_whole_archive_names_home_once(browser):
    trail = browser.get('/access').html.select('ol.breadcrumb a')
    assert [link.get_text() for link in trail] == ['Home']
