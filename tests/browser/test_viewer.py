"""The viewer in a real browser: the policy holds, words and boxes find each other, pages turn without a new load."""

import io

import pytest
from PIL import Image, ImageDraw

from muragat.media.service import files_at
from muragat.media.texts import Canvas, PageText, Source, texts_for_writing
from muragat.ports.words import Word
from tests.browser.test_screens import faults
from tests.capture.batches import read

WORDS = (Word('Хаттама', 300, 300, 600, 120, 96.0, 0, 0, 0), Word('N7', 1000, 300, 200, 120, 41.0, 0, 0, 0),
         Word('отырыс', 300, 1600, 500, 120, 70.0, 1, 0, 0))


@pytest.fixture(scope='module')
def viewed(house):
    """The address of a document of three pages; the first of them was read."""
    kept, pages = io.BytesIO(), []
    for _number in range(3):
        page = Image.new('L', (2480, 3508), 250)
        for word in WORDS:
            ImageDraw.Draw(page).rectangle((word.left, word.top, word.left + word.width, word.top + word.height), 30)
        pages.append(page)
    pages[0].save(kept, 'TIFF', save_all=True, append_images=pages[1:], compression='tiff_lzw')
    kept.seek(0)
    with house.session() as desk:
        files = files_at(desk, house)
        staged = files.receive(kept)

    def attach(desk):
        unit = desk.resolve('/archive/Р-12/1/36')
        record = desk.add(unit, 'document', {'title': {'kk': 'Қаралатын', 'ru': 'Просматриваемый'}})
        files_at(desk, house).attach(record, staged, 'scan.tif')
        read(desk, record, 1, 3)
        text = PageText(WORDS, Canvas(2480, 3508, 300.0), Source.RECOGNISED, ('kk',), 69.0)
        texts_for_writing(desk.site).keep(record.id, 1, 1, 0, text)
        return f'/r/{record.id}'

    yield house.run(attach)
    staged.discard()


@pytest.fixture
def page(signed_in, viewed):
    page = signed_in('administrator', 'en')
    page.said = []
    page.on('console', lambda message: page.said.append(message.text) if message.type in ('error', 'warning') else None)
    page.on('pageerror', lambda error: page.said.append(str(error)))
    page.goto(viewed)
    page.goto(f'{page.url}/view')
    page.wait_for_selector('.viewer-image.opened')
    yield page
    page.close()


def test_axe_and_the_policy_find_nothing(page, axe, screens):
    if screens is not None:
        page.screenshot(path=screens / 'viewer.png', full_page=True)
    assert faults(page, axe) == []
    assert page.said == []


def test_axe_finds_nothing_where_the_text_is_put_right(page, axe):
    page.keyboard.press('e')
    page.wait_for_selector('textarea')
    assert faults(page, axe) == []
    assert page.said == []


def test_a_word_shows_its_box_and_a_box_its_word(page):
    page.click('[data-word="2"]')
    mark = page.locator('.word-mark').bounding_box()
    page.click('[data-word="0"]')
    assert page.locator('.word-mark').bounding_box()['y'] < mark['y']
    page.mouse.click(mark['x'] + mark['width'] / 2, mark['y'] + mark['height'] / 2)
    page.wait_for_selector('[data-word="2"].chosen')
    page.focus('[data-words]')
    page.keyboard.press('ArrowLeft')
    page.wait_for_selector('[data-word="1"].chosen')
    assert page.said == []


def test_pages_turn_by_a_key_and_back_by_the_browser(page):
    page.evaluate('window.same = true')
    page.keyboard.press(']')
    page.wait_for_url('**/view?page=2')
    page.wait_for_selector('.viewer-image.opened')
    assert page.locator('[data-place="2"]').get_attribute('aria-current') == 'page'
    page.go_back()
    page.wait_for_selector('[data-place="1"][aria-current]')
    assert page.evaluate('window.same') is True
    assert page.said == []


def test_going_nearer_brings_the_grain_and_turning_turns(page):
    for _time in range(6):
        page.keyboard.press('+')
    page.wait_for_selector('.viewer-image.refined')
    page.keyboard.press('r')
    page.keyboard.press('0')
    assert page.said == []


def test_without_scripts_the_page_is_a_picture_and_a_text(signed_in, viewed):
    page = signed_in('administrator', 'en', java_script_enabled=False)
    page.goto(viewed)
    page.goto(f'{page.url}/view')
    assert page.locator('[data-image] img').is_visible()
    assert page.locator('[data-words]').inner_text().startswith('Хаттама N7')
    page.close()


def test_the_viewer_fits_a_tablet(signed_in, viewed):
    page = signed_in('administrator', 'kk', 768)
    page.goto(viewed)
    page.goto(f'{page.url}/view')
    assert page.evaluate('document.documentElement.scrollWidth <= document.documentElement.clientWidth')
    page.close()
