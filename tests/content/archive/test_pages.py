"""The generic pages over the types of the holdings: forms with all kinds of fields, codes, states, terms."""

import pytest

from muragat.kernel.dates import parse_span
from muragat.main import application, open_house
from tests import founded_archive
from tests.founded_archive import DOCUMENT
from tests.web.person import last_form, signed_in


@pytest.fixture(scope='module')
def founded(tmp_path_factory):
    var = tmp_path_factory.mktemp('pages') / 'var'
    founded_archive.make(var)
    return var


@pytest.fixture
def house(founded, tmp_path):
    opened = open_house(founded_archive.settings_for(founded_archive.copied(founded, tmp_path / 'var')))
    yield opened
    opened.close()


@pytest.fixture
def browser(house):
    return signed_in(application(house))


def last_row(form):
    return max(int(name.split('.')[1]) for name in form.fields if name and name.endswith('.code'))


@pytest.mark.parametrize('address', ['/archive', '/archive/Р-1', '/archive/Р-1/1', '/archive/Р-1/1/1', DOCUMENT])
def test_each_type_has_a_page_a_form_and_a_history(browser, address):
    for page in ('', '/edit', '/history', '/access', '/relations'):
        assert browser.get(f'{address}{page}').html.find('h1')


def test_a_form_saved_untouched_writes_nothing(browser, house):
    for address in ('/archive/Р-1', '/archive/Р-1/1', '/archive/Р-1/1/1', DOCUMENT):
        before = house.db.lastTransaction()
        browser.form(f'{address}/edit').submit(status=303)
        assert house.db.lastTransaction() == before, address


def test_former_names_are_a_table_with_its_own_dates(browser, house):
    form = browser.form('/archive/Р-1/edit')
    form['names.0.name.kk'], form['names.0.name.ru'], form['names.0.dates'] = 'Ескі атауы', 'Старое имя', '1928-1939'
    assert 'Ескі атауы · 1928-1939' in form.submit(status=303).follow().html.text
    form = browser.form('/archive/Р-1/edit')
    assert form['names.0.name.ru'].value == 'Старое имя'
    assert form['names.1.name.ru'].value == ''
    with house.session() as desk:
        row, = desk.resolve('/archive/Р-1').names
        assert (row['name'], row['dates'].text) == ({'kk': 'Ескі атауы', 'ru': 'Старое имя'}, '1928-1939')


def test_what_hinders_a_change_of_state_is_told_in_the_menu(browser):
    page = browser.get('/archive/Р-1/1/1')
    blocked = page.html.find(class_='menu-blocked')
    assert 'Description is complete' in blocked.text
    assert 'covering dates' in blocked.text.lower()
    assert blocked.find('a') is None


def test_a_code_is_shown_and_leads_to_its_record(browser):
    assert 'fonds Р-1, inv. 1, file 1' in browser.get('/archive/Р-1/1/1')
    assert browser.get('/go?to=p1/1/1').location.endswith('/archive/%D0%A0-1/1/1')


def test_a_term_is_added_to_a_vocabulary_and_offered(browser, house):
    form = browser.form('/vocabularies?name=carrier')
    place = last_row(form)
    for column, text in (('code', 'birch'), ('kk', 'қайың қабығы'), ('ru', 'береста'), ('place', '0')):
        form[f't.{place}.{column}'] = text
    form.submit(status=303)
    assert browser.form('/archive/Р-1/1/1/edit')['carrier'].options[1][0] == 'birch'


def test_a_code_in_use_cannot_be_dropped_and_a_wrong_one_is_told(browser):
    form = browser.form('/vocabularies?name=carrier')
    place = last_row(form)
    form[f't.{place}.code'], form[f't.{place}.kk'], form[f't.{place}.ru'] = 'Береста', 'қайың', 'береста'
    page = form.submit(status=422)
    assert last_form(page)[f't.{place - 2}.ru'].value == 'береста'


def test_a_term_out_of_use_is_no_longer_offered(browser):
    form = browser.form('/vocabularies?name=carrier')
    form['t.1.active'] = False
    code = form['t.1.code'].value
    form.submit(status=303)
    assert code not in [value for value, *_rest in browser.form('/archive/Р-1/1/1/edit')['carrier'].options]


def test_a_number_with_look_alike_letters_is_found_taken(browser):
    form = browser.form('/archive/add?type=fonds')
    form['number'], form['title.kk'], form['title.ru'] = 'P-1', 'Қор', 'Фонд'
    assert 'id="error-number"' in form.submit(status=422)


def test_nobody_fills_in_a_form_that_cannot_be_saved(browser, house):
    with house.session() as desk:
        unit = desk.resolve('/archive/Р-1/1/1')
        desk.change(unit, {'dates': parse_span('1930'), 'sheets': 5, 'condition': 'good', 'languages': ('kk',)})
        desk.transition(unit, 'describe')
        desk.change(unit.__parent__, {'dates': parse_span('1930')})
        desk.transition(unit.__parent__, 'submit')
    page = browser.get('/archive/Р-1/1')
    assert page.html.find(class_='btn-primary').text.strip() == 'Edit'
    assert 'open it for changes first' in page.html.find(class_='menu-blocked').text
    assert 'open it for changes first' in browser.get('/archive/Р-1/1/add', status=422)
    blocked = ' '.join(each.text for each in browser.get('/archive/Р-1/1/1').html.find_all(class_='menu-blocked'))
    assert all(deed in blocked for deed in ('Move', 'Change the number', 'Delete'))


def test_a_missing_number_is_told_once(browser):
    form = browser.form('/archive/add?type=fonds')
    form['number'] = ''
    page = form.submit(status=422)
    assert len(page.html.select('.error-summary a[href="#field-number"]')) == 1
