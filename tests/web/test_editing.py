"""Adding and changing through forms: nothing that was typed is lost, nothing is overwritten silently."""

import pytest

from muragat.kernel.access import Role
from tests.staff_house import PASSWORD
from tests.web.person import last_form


@pytest.fixture
def browser(visit):
    return visit()


def edit_form(browser, address='/boxes/1/1/edit'):
    return browser.form(address)


def test_a_record_is_added_and_shown(browser):
    form = browser.form('/boxes/1/add?type=thing')
    form['title.kk'], form['title.ru'] = 'Жаңа зат', 'Новая вещь'
    form['dates'], form['sheets'] = 'не ранее мая 1941 г.', '12'
    page = form.submit(status=303).follow()
    assert 'Added.' in page
    assert 'не ранее мая 1941 г.' in page


def test_a_form_with_errors_keeps_what_was_typed_and_names_each_error_at_its_field(browser):
    form = browser.form('/boxes/1/add?type=thing')
    form['title.ru'], form['dates'], form['sheets'] = 'Вещь', 'позавчера', 'много'
    page = form.submit(status=422)
    again = last_form(page)
    assert (again['title.ru'].value, again['dates'].value, again['sheets'].value) == ('Вещь', 'позавчера', 'много')
    assert 'id="error-dates"' in page
    assert 'id="error-sheets"' in page
    assert 'href="#field-dates"' in page
    assert 'data-take-focus' in page


def test_what_fails_leaves_nothing_behind(browser, house):
    form = browser.form('/boxes/1/add?type=thing')
    form.submit(status=422)
    with house.session() as desk:
        assert desk.resolve('/boxes/1').count == 60


def test_the_number_of_a_new_record_that_is_taken_is_told_at_the_number(browser):
    form = browser.form('/boxes/add?type=box')
    form['number'] = '1'
    assert 'id="error-number"' in form.submit(status=422)


def test_a_change_is_saved(browser):
    form = edit_form(browser)
    form['note'] = 'хранить'
    page = form.submit(status=303).follow()
    assert 'The changes are saved.' in page
    assert 'хранить' in page


def test_two_people_who_change_different_fields_both_get_theirs(browser, house):
    form = edit_form(browser)
    form['note'] = 'моё'
    with house.session() as desk:
        desk.change(desk.resolve('/boxes/1/1'), {'sheets': 77})
    form.submit(status=303)
    with house.session() as desk:
        thing = desk.resolve('/boxes/1/1')
        assert (thing.note, thing.sheets) == ('моё', 77)


@pytest.mark.parametrize(('choice', 'kept'), [('mine', 'моё'), ('theirs', 'чужое')])
def test_two_people_who_change_one_field_are_shown_both_texts_and_choose(browser, house, choice, kept):
    form = edit_form(browser)
    form['note'], form['sheets'] = 'моё', '5'
    with house.session() as desk:
        desk.change(desk.resolve('/boxes/1/1'), {'note': 'чужое'})
    page = form.submit(status=409)
    assert 'моё' in page
    assert 'чужое' in page
    decision = last_form(page)
    decision['choice.note'] = choice
    decision.submit(status=303)
    with house.session() as desk:
        thing = desk.resolve('/boxes/1/1')
        assert (thing.note, thing.sheets) == (kept, 5)


def test_versions_that_differ_in_another_language_are_told_apart(browser, house):
    form = edit_form(browser)
    form['title.ru'] = 'Моя вещь'
    with house.session() as desk:
        desk.change(desk.resolve('/boxes/1/1'), {'title': {'kk': 'Зат 1', 'ru': 'Чужая вещь'}})
    page = form.submit(status=409)
    assert 'Моя вещь' in page.html.find('table').text
    assert 'Чужая вещь' in page.html.find('table').text
    told = browser.get('/boxes/1/1/history')
    assert 'Вещь 1' in told
    assert 'Чужая вещь' in told


def test_a_form_that_outlives_its_session_is_sent_again_after_signing_in(visit, house):
    browser = visit()
    form = edit_form(browser)
    form['note'], form['title.ru'] = 'ұзақ жазылған', 'Вещь "1" <b>'
    browser.reset()
    here = {'Sec-Fetch-Site': 'same-origin'}
    lost = form.submit(status=400, headers=here)
    assert 'target="_blank"' in lost
    kept = last_form(lost)
    entry = browser.get('/login').forms[0]
    entry['login'], entry['password'] = 'administrator', PASSWORD
    entry.submit(status=303)
    again = last_form(kept.submit(status=400, headers=here))
    again.submit(status=303, headers=here)
    with house.session() as desk:
        thing = desk.resolve('/boxes/1/1')
        assert (thing.note, thing.title['ru']) == ('ұзақ жазылған', 'Вещь "1" <b>')


@pytest.mark.parametrize('headers', [{}, {'Sec-Fetch-Site': 'none'}, {'Origin': 'http://elsewhere.example'},
                                     {'Sec-Fetch-Site': 'cross-site'}])
def test_what_another_site_sends_is_not_offered_to_be_sent_again(browser, headers):
    answer = browser.post('/boxes/1/1/edit', {'note': 'foreign words'}, headers=headers, status=400)
    assert 'foreign words' not in answer


def test_a_password_is_never_kept_on_a_page(browser):
    answer = browser.post('/login', {'login': 'someone', 'password': 'hidden-words'}, status=400,
                          headers={'Sec-Fetch-Site': 'same-origin'})
    assert 'hidden-words' not in answer
    assert 'someone' not in answer.html.find('main').text


def test_a_form_warns_when_another_person_saved_a_moment_ago(visit, browser):
    form = edit_form(browser)
    form['note'] = 'раз'
    form.submit(status=303)
    other = visit(login='second')
    assert 'may still be working on it' in other.get('/boxes/1/1/edit')
    assert 'may still be working on it' not in browser.get('/boxes/1/1/edit')


def test_a_reader_is_offered_nothing_to_change(visit):
    page = visit(Role.READER).get('/boxes/1/1')
    assert 'btn-primary' not in page
    assert '/edit' not in page
    assert '/delete' not in page


def test_opening_a_form_writes_nothing(browser, house):
    before = house.db.lastTransaction()
    edit_form(browser)
    browser.get('/boxes/1')
    assert house.db.lastTransaction() == before


def test_a_date_is_said_as_it_is_understood(browser):
    assert 'Understood as: 1920s' in browser.get('/understood?dates=1920-е')
    assert 'Understood' not in browser.get('/understood?dates=позавчера')


def test_suggestions_name_what_fits_and_nothing_hidden(visit, browser):
    assert 'Первая' in visit(login='ru-reader', language='ru').get('/suggest?seek=перв&types=box')
    assert 'Бірінші' not in visit(Role.READER, on='/boxes/1/1', login='narrow').get('/suggest?seek=бірін&types=box')
