"""The search in a real browser: box, suggestions, facets, years by drag and by key, hits marked on the page image."""

import io

import pytest
from PIL import Image, ImageDraw
from playwright.sync_api import expect

from muragat.kernel.dates import parse_span
from muragat.media.service import files_at
from tests.browser.test_screens import faults
from tests.capture.batches import read
from tests.search.indexed import brought_up_to_date, keep_page, words_of

PAGES = ('Бурабай ауданы\nхаттама отырыс', 'бос бет', 'отырыстың бурабай\nхаттамасы бурабай')


@pytest.fixture(scope='module')
def document(house):
    """The number of a document of three pages; words are black boxes on its image."""
    kept, pages = io.BytesIO(), []
    for text in PAGES:
        page = Image.new('L', (2480, 3508), 250)
        for word in words_of(text):
            ImageDraw.Draw(page).rectangle((word.left, word.top, word.left + word.width, word.top + word.height), 30)
        pages.append(page)
    pages[0].save(kept, 'TIFF', save_all=True, append_images=pages[1:], compression='tiff_lzw')
    kept.seek(0)
    with house.session() as desk:
        staged = files_at(desk, house).receive(kept)

    def attach(desk):
        unit = desk.resolve('/archive/Р-12/1/36')
        record = desk.add(unit, 'document', {'title': {'kk': 'Ізделетін құжат', 'ru': 'Искомый документ'},
                                             'date': parse_span('14.04.1931')})
        files_at(desk, house).attach(record, staged, 'scan.tif')
        read(desk, record, 1, len(PAGES))
        for index, text in enumerate(PAGES):
            keep_page(desk, record, (1, 1), index, text)
        return record.id

    number = house.run(attach)
    staged.discard()
    brought_up_to_date(house)
    return number


@pytest.fixture
def page(signed_in, document):
    page = signed_in('administrator', 'en')
    page.said = []
    page.on('console', lambda message: page.said.append(message.text) if message.type in ('error', 'warning') else None)
    page.on('pageerror', lambda error: page.said.append(str(error)))
    yield page
    assert page.said == []
    page.close()


def test_suggestions_are_walked_by_key_and_taken(page, axe):
    page.goto('/tree')
    page.keyboard.press('/')
    box = page.locator('#search-box')
    expect(box).to_be_focused()
    page.keyboard.type('ізделетін')
    option = page.locator('#search-suggestions [role=option]').first
    expect(option).to_be_visible()
    expect(box).to_have_attribute('aria-expanded', 'true')
    assert faults(page, axe) == []
    page.keyboard.press('ArrowDown')
    expect(box).to_have_attribute('aria-activedescendant', option.get_attribute('id'))
    page.keyboard.press('Escape')
    expect(option).to_be_hidden()
    assert box.input_value() == 'ізделетін'
    page.keyboard.press('ArrowDown')
    page.keyboard.press('Enter')
    page.wait_for_url('**/archive/**')


def test_typed_words_lead_to_hits_that_keys_walk(page, axe, screens):
    page.goto('/')
    page.fill('#search-box', 'бурабай')
    page.keyboard.press('Enter')
    page.wait_for_url('**/search?*')
    expect(page.locator('[data-facet]').first).to_be_visible()
    if screens is not None:
        page.screenshot(path=screens / 'search-hits.png', full_page=True)
    assert faults(page, axe) == []
    page.locator('h1').click()
    page.keyboard.press('j')
    expect(page.locator('.hits li.current')).to_have_count(1)
    page.keyboard.press('Enter')
    page.wait_for_url('**/archive/**')


def test_a_facet_narrows_and_its_chip_widens(page):
    page.goto('/search?q=протокол')
    link = page.locator('[data-facet=type]').first
    count = link.locator('.number').inner_text()
    link.click()
    page.wait_for_selector('.chips a')
    assert page.locator('.search-lead strong').inner_text().startswith(count)
    page.click('.chips a')
    expect(page.locator('.chips')).to_have_count(0)


def test_years_are_chosen_by_dragging(page, axe):
    page.goto('/search?q=протокол')
    stage = page.locator('.histogram svg')
    expect(stage).to_be_visible()
    box = stage.bounding_box()
    middle = box['y'] + box['height'] / 2
    page.mouse.move(box['x'] + box['width'] * 0.25, middle)
    page.mouse.down()
    page.mouse.move(box['x'] + box['width'] * 0.6, middle, steps=4)
    page.mouse.up()
    page.wait_for_url('**/search?*from=*to=*')
    expect(page.locator('.chips a')).to_have_count(1)
    expect(page.locator('.histogram rect.inside').first).to_be_attached()
    assert faults(page, axe) == []


def test_years_are_chosen_by_key(page):
    page.goto('/search?q=протокол')
    handle = page.locator('.histogram [role=slider]').first
    handle.focus()
    first = int(handle.get_attribute('aria-valuenow'))
    page.keyboard.press('ArrowRight')
    page.keyboard.press('ArrowRight')
    expect(handle).to_have_attribute('aria-valuenow', str(first + 2))
    assert page.input_value('#year-from') == str(first + 2)
    page.keyboard.press('Enter')
    page.wait_for_url(f'**/search?*from={first + 2}*')


def test_a_sheet_opens_the_viewer_with_the_words_marked(page, axe, screens):
    page.goto('/search?q=бурабай')
    page.locator('.hit-sheets a').first.click()
    page.wait_for_selector('.hit-mark')
    assert 'q=' in page.url
    shown = int(page.locator('[data-sheet]').get_attribute('data-page'))
    expect(page.locator('.hit-word')).to_have_count({1: 1, 3: 2}[shown])
    expect(page.locator('.hit-mark')).to_have_count({1: 1, 3: 2}[shown])
    if screens is not None:
        page.screenshot(path=screens / 'viewer-marks.png', full_page=True)
    assert faults(page, axe) == []


def test_the_mark_lies_on_the_word_of_the_image(page, document):
    view(page, document, '?page=3&q=хаттама')
    mark = page.wait_for_selector('.hit-mark').bounding_box()
    word = page.locator('.hit-word')
    left, top, width, _height = (int(each) for each in word.get_attribute('data-box').split())
    sheet = page.evaluate("""() => {
        const canvas = document.querySelector('.viewer-stage canvas').getBoundingClientRect();
        return [canvas.x, canvas.y, canvas.width, canvas.height]; }""")
    scale = sheet[3] / 3508
    start = sheet[0] + (sheet[2] - 2480 * scale) / 2
    assert abs(mark['x'] - (start + left * scale)) < 6
    assert abs(mark['y'] - (sheet[1] + top * scale)) < 6
    assert abs(mark['width'] - width * scale) < 6


def view(page, document, query=''):
    page.goto(f'/r/{document}')
    page.goto(f'{page.url}/view{query}')
    page.wait_for_selector('.viewer-image.opened')


def test_words_are_looked_for_inside_the_file_from_place_to_place(page, document, axe):
    view(page, document)
    page.keyboard.press('f')
    page.keyboard.type('бурабайда')
    page.keyboard.press('Enter')
    expect(page.locator('[data-hit-page]')).to_have_count(2)
    expect(page.locator('.inside-at')).to_contain_text('1')
    expect(page.locator('.hit-mark.at')).to_have_count(1)
    assert faults(page, axe) == []
    page.locator('h1').click()
    page.keyboard.press('n')
    expect(page.locator('[data-sheet]')).to_have_attribute('data-page', '3')
    expect(page.locator('.hit-mark.at')).to_have_count(1)
    page.keyboard.press('n')
    page.keyboard.press('n')
    expect(page.locator('[data-sheet]')).to_have_attribute('data-page', '1')
    page.keyboard.press('p')
    expect(page.locator('[data-sheet]')).to_have_attribute('data-page', '3')
    page.go_back()
    expect(page.locator('[data-sheet]')).to_have_attribute('data-page', '1')
    expect(page.locator('.hit-word')).to_have_count(1)


def test_a_search_is_saved_and_told_at_home(page, axe, screens):
    page.goto('/search?q=бурабай')
    page.click('summary:has-text("Save this search")')
    page.fill('#save-name', 'Burabay')
    assert faults(page, axe) == []
    page.click('form[action="/searches"] button[type=submit]')
    page.wait_for_url('**/search?*saved=*')
    page.goto('/')
    expect(page.locator('[hx-get="/searches/news"] a')).to_have_text(['Burabay'])
    assert faults(page, axe) == []
    page.goto('/searches')
    if screens is not None:
        page.screenshot(path=screens / 'searches-saved.png', full_page=True)
    page.click('.hits summary')
    assert faults(page, axe) == []
    page.click('button[value=remove]')
    expect(page.locator('.empty-note')).to_be_visible()


@pytest.mark.parametrize('screen', ['/search?q=протокол', '/search?q=бурабай', '/search', '/searches'])
def test_the_search_fits_a_tablet(signed_in, document, screens, screen):
    page = signed_in('administrator', 'kk', 768)
    page.goto(screen)
    page.wait_for_load_state('networkidle')
    if screens is not None:
        page.screenshot(path=screens / f'tablet{screen.replace("/", "-").replace("?", "-")}.png', full_page=True)
    assert page.evaluate('document.documentElement.scrollWidth <= document.documentElement.clientWidth')
    page.close()


def test_without_scripts_all_of_it_are_forms_and_links(signed_in, document):
    page = signed_in('administrator', 'en', java_script_enabled=False)
    page.goto('/')
    page.fill('#search-box', 'бурабай')
    page.keyboard.press('Enter')
    page.wait_for_url('**/search?*')
    page.click('.facets a')
    page.fill('#year-from', '1930')
    page.click('.histogram button[type=submit]')
    assert 'from=1930' in page.url
    page.locator('.hit-sheets a').first.click()
    page.fill('[data-inside] input[type=search]', 'хаттама')
    page.keyboard.press('Enter')
    page.wait_for_url('**/inside?*')
    assert page.locator('[data-hit-page]').count() == 2
    page.close()
