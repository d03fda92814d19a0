"""Lists: filters, order and pages in the address; several records at once; lists as files."""

import csv
import io
import re

import pytest
from openpyxl import load_workbook

from muragat.kernel.access import Role
from muragat.web.exports import harmless
from tests.web.person import last_form


@pytest.fixture
def browser(visit):
    return visit()


def numbers(page):
    return re.findall(r'<th scope="row" class="cipher fw-normal"><a href="[^"]+">([^<]+)</a>', page.text)


def bulk_form(browser):
    return next(form for form in browser.get('/boxes/1').forms.values() if form.action.endswith('/bulk'))


def selection(browser, deed, *names):
    form = bulk_form(browser)
    boxes = {box._value: box for box in form.fields['id']}
    for name, box in zip(numbers(browser.get('/boxes/1')), boxes.values(), strict=True):
        box.checked = name in names
    form['deed'] = deed
    return form.submit()


def test_a_list_is_paged(browser):
    first, second = browser.get('/boxes/1'), browser.get('/boxes/1?page=2')
    assert (len(numbers(first)), len(numbers(second))) == (50, 10)
    assert '51–60 of 60' in second
    assert 'There is no such page' in browser.get('/boxes/1?page=9')


def test_a_list_is_sorted_by_its_heads_both_ways(browser):
    up = browser.get('/boxes/1?sort=title')
    assert 'aria-sort="ascending"' in up
    assert numbers(browser.get('/boxes/1?order=desc'))[0] == '60'
    assert 'order=desc' in up


def test_a_list_is_narrowed_by_text_and_state(browser):
    assert numbers(browser.get('/boxes/1?q=зат+17')) == ['17']
    assert numbers(browser.get('/boxes/1?state=done')) == []
    assert 'Nothing fits these conditions' in browser.get('/boxes/1?state=done')


def test_a_filter_that_cannot_be_read_is_told(browser):
    assert 'role="alert"' in browser.get('/boxes/1?since=позавчера')


def test_nonsense_in_the_address_breaks_nothing(browser):
    for query in ('page=-1', 'page=x', 'page=99999999999999999999', 'sort=__class__', 'type=%00', 'order=up',
                  'closed=maybe', 'f.maker=1', 'state=%F0%9F%98%80'):
        browser.get(f'/boxes/1?{query}')


def test_an_empty_list_says_what_to_do(browser, house):
    with house.session() as desk:
        desk.add(desk.resolve('/boxes'), 'box', {'number': '2'})
    assert 'Add the first one' in browser.get('/boxes/2')


def test_several_records_go_through_a_state_at_once(browser, house):
    page = selection(browser, 'transition', '1', '2')
    form = last_form(page)
    form['transition'] = 'finish'
    form.submit(status=303)
    with house.session() as desk:
        assert [desk.resolve(f'/boxes/1/{name}').state for name in '123'] == ['done', 'done', 'draft']


def test_what_stands_against_one_leaves_all_as_they_were_and_offers_the_rest(browser, house):
    with house.session() as desk:
        desk.transition(desk.resolve('/boxes/1/1'), 'finish')
    page = selection(browser, 'transition', '1', '2')
    form = last_form(page)
    form['transition'] = 'finish'
    page = form.submit(status=422)
    with house.session() as desk:
        assert desk.resolve('/boxes/1/2').state == 'draft'
    rest = next(form for form in page.forms.values() if 'Do it with the other 1 record' in form.text)
    rest.submit(status=303)
    with house.session() as desk:
        assert desk.resolve('/boxes/1/2').state == 'done'


def test_several_records_are_deleted_with_one_reason(browser, house):
    page = selection(browser, 'delete', '1', '2')
    form = last_form(page)
    form['reason'] = 'дублеты'
    form.submit(status=303)
    with house.session() as desk:
        assert desk.resolve('/boxes/1').count == 58


def test_nothing_selected_is_told(browser):
    assert 'No record is selected' in selection(browser, 'delete')


def test_records_that_stand_elsewhere_are_not_touched(visit, browser, house):
    with house.session() as desk:
        elsewhere = desk.add(desk.resolve('/boxes'), 'box', {'number': '2'}).id
    form = bulk_form(browser)
    fields = [('csrf_token', form['csrf_token'].value), ('deed', 'delete'), ('sure', 'yes'), ('reason', 'x'),
              ('id', str(elsewhere))]
    assert 'No record is selected' in browser.post('/boxes/1/bulk', fields)


def test_a_list_is_a_csv_file_in_its_order(browser):
    answer = browser.get('/boxes/1/export.csv?sort=title&order=desc&q=зат+5')
    rows = list(csv.reader(io.StringIO(answer.body.decode('utf-8-sig')), delimiter=';'))
    assert rows[0][1] == 'Number'
    assert [row[1] for row in rows[1:]] == ['59', '58', '57', '56', '55', '54', '53', '52', '51', '50', '5']
    assert 'attachment' in answer.headers['Content-Disposition']


def test_a_list_is_a_workbook_without_formulas(browser, house):
    with house.session() as desk:
        desk.change(desk.resolve('/boxes/1/1'), {'note': '=1+1'})
    answer = browser.get('/boxes/1/export.xlsx')
    sheet = load_workbook(io.BytesIO(answer.body)).active
    heads = [cell.value for cell in sheet[1]]
    cell = sheet.cell(2, heads.index('Note') + 1)
    assert (cell.value, cell.data_type) == ('=1+1', 's')
    assert sheet.cell(2, heads.index('Sheets') + 1).value == 1
    assert sheet.max_row == 61


@pytest.mark.parametrize('text', ['=1+1', '+7', '-2', '@SUM(A1)', '\tx'])
def test_a_cell_of_csv_is_never_a_formula(text):
    assert harmless(text) == f"'{text}"


def test_an_export_needs_the_right_and_shows_only_what_is_seen(visit, browser, house):
    visit(Role.READER).get('/boxes/1/export.csv', status=403)
    assert 'downloaded' not in {what for what, *_rest in house.witness.seen}


def test_a_selection_is_exported(browser):
    answer = selection(browser, 'csv', '3', '4')
    rows = list(csv.reader(io.StringIO(answer.body.decode('utf-8-sig')), delimiter=';'))
    assert [row[1] for row in rows[1:]] == ['3', '4']
