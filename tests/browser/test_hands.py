"""What people do with mouse and keys in a real browser, and what is left of it without a script."""

import pytest

from tests.browser.test_screens import faults

UNIT = '/archive/Р-12/1/4'


@pytest.fixture
def page(signed_in):
    page = signed_in('archivist', 'en')
    yield page
    page.close()


def test_the_tree_is_walked_by_keyboard(page, axe):
    page.goto('/tree')
    page.focus('[role=treeitem]')
    page.keyboard.press('ArrowRight')
    page.wait_for_selector('[role=group] [role=treeitem]')
    page.keyboard.press('ArrowRight')
    page.keyboard.press('ArrowRight')
    page.wait_for_selector('[aria-level="3"]')
    assert page.evaluate('document.activeElement.getAttribute("aria-level")') == '2'
    assert faults(page, axe) == []
    page.keyboard.press('ArrowLeft')
    page.keyboard.press('Enter')
    page.wait_for_url('**/archive/%D0%9F-7')


def test_menus_open_by_key_and_close_by_escape(page, axe):
    page.goto(UNIT)
    page.focus('.page-head details summary')
    page.keyboard.press('Enter')
    assert page.is_visible('.menu-sheet a[href$="/relate"]')
    assert faults(page, axe) == []
    page.keyboard.press('Escape')
    assert not page.is_visible('.menu-sheet a[href$="/relate"]')


def test_rows_are_walked_and_selected_by_keys(page):
    page.goto('/archive/Р-12/1')
    page.keyboard.press('j')
    page.keyboard.press('j')
    page.keyboard.press('x')
    assert page.inner_text('[data-count]') == '1'
    page.keyboard.press('k')
    page.keyboard.press('Enter')
    page.wait_for_url('**/archive/%D0%A0-12/1/1')


def test_keys_lead_to_places_and_can_be_turned_off(page):
    page.goto('/')
    page.keyboard.press('?')
    page.wait_for_url('**/keys')
    page.uncheck('[data-keys-toggle]')
    page.keyboard.press('g')
    page.keyboard.press('t')
    assert page.url.endswith('/keys')
    page.check('[data-keys-toggle]')
    page.locator('[data-keys-toggle]').blur()
    page.keyboard.press('g')
    page.keyboard.press('t')
    page.wait_for_url('**/tree')


def test_keys_work_in_a_cyrillic_layout(page):
    page.goto('/')
    for key, code in (('п', 'KeyG'), ('е', 'KeyT')):
        page.evaluate('([key, code]) => document.body.dispatchEvent('
                      'new KeyboardEvent("keydown", {key, code, bubbles: true}))', [key, code])
    page.wait_for_url('**/tree')


def test_one_goes_to_the_next_record_by_keys(page):
    page.goto(UNIT)
    page.keyboard.press('g')
    page.keyboard.press('n')
    page.wait_for_url('**/archive/%D0%A0-12/1/5')
    page.keyboard.press('g')
    page.keyboard.press('p')
    page.wait_for_url('**/archive/%D0%A0-12/1/4')


def test_keys_that_are_typed_into_a_field_are_letters(page):
    page.goto(f'{UNIT}/edit')
    page.fill('#field-file_index', '')
    page.focus('#field-file_index')
    page.keyboard.type('e?g')
    assert page.input_value('#field-file_index') == 'e?g'


def test_a_date_is_told_as_it_is_understood_while_it_is_typed(page):
    page.goto(f'{UNIT}/edit')
    page.fill('#field-dates', 'не позднее мая 1941 г.')
    page.locator('#meaning-dates', has_text='Understood as').wait_for()
    page.fill('#field-dates', 'позавчера')
    page.locator('#meaning-dates', has_text='позавчера').wait_for()


def test_a_summary_of_errors_takes_the_focus_and_leads_to_the_field(page, axe):
    page.goto(f'{UNIT}/edit')
    page.fill('#field-dates', 'позавчера')
    page.click('.sticky-actions button')
    page.wait_for_selector('.error-summary')
    assert page.evaluate('document.activeElement.className') == 'error-summary'
    assert faults(page, axe) == []
    page.click('.error-summary a')
    assert page.evaluate('document.activeElement.id') == 'field-dates'
    assert page.input_value('#field-dates') == 'позавчера'


def test_a_record_is_chosen_from_suggestions(page):
    page.goto(f'{UNIT}/relate')
    page.fill('#seek-other', 'Р-12/1/5')
    page.click('.suggestions button')
    assert page.input_value('#field-other').isdigit()
    assert page.inner_text('[data-chosen]').startswith('5.')


def test_two_versions_are_put_side_by_side(signed_in, axe):
    mine, theirs = signed_in('archivist', 'en'), signed_in('administrator', 'en')
    for page, text in ((mine, 'mine'), (theirs, 'theirs')):
        page.goto(f'{UNIT}/edit')
        page.fill('#field-volume', text)
    theirs.click('.sticky-actions button')
    theirs.wait_for_url('**done=changed')
    mine.click('.sticky-actions button')
    mine.wait_for_selector('.versions')
    assert faults(mine, axe) == []
    mine.check('input[name="choice.volume"][value=mine]')
    mine.click('.sticky-actions button')
    mine.wait_for_url('**done=changed')
    assert 'mine' in mine.inner_text('.fields >> nth=0')
    mine.close()
    theirs.close()


def test_leaving_a_form_with_typed_text_asks_first(page):
    page.goto(f'{UNIT}/edit')
    page.fill('#field-volume', 'unsaved')
    page.locator('#field-volume').press('End')
    asked = []
    page.on('dialog', lambda dialog: (asked.append(dialog.type), dialog.accept()))
    page.goto('/')
    assert asked == ['beforeunload']


def test_the_chart_is_drawn_and_has_a_table(page):
    page.goto('/')
    page.locator('canvas[data-chart][style]').wait_for()
    page.click('text=The same as a table')
    assert page.locator('#chart-table tbody tr').count() > 10


def test_without_a_script_one_reads_and_writes(signed_in):
    page = signed_in('archivist', 'en', java_script_enabled=False)
    page.goto('/archive/Р-12/1')
    page.check('input[name=id] >> nth=0')
    page.select_option('#deed', 'transition')
    page.click('.bulk button')
    assert page.is_visible('text=What shall be done')
    page.goto('/tree')
    page.click('.tree-toggle >> nth=0')
    assert page.locator('[role=treeitem]').count() >= 3
    page.goto(f'{UNIT}/edit')
    page.fill('#field-volume', 'plain')
    page.click('.sticky-actions button')
    page.wait_for_url('**done=changed')
    page.close()


def test_the_language_is_switched_on_the_spot(page):
    page.goto('/archive/Р-12/1?q=протокол')
    page.click('.languages a[lang=kk]')
    assert page.get_attribute('html', 'lang') == 'kk'
    assert page.input_value('#filter-q') == 'протокол'
    page.click('.languages a[lang=en]')
