"""Batches in a real browser: axe finds nothing, nothing is wider than the window, keys and mouse put pages right."""

import io

import pytest
from PIL import Image, ImageDraw

from muragat.capture import deliveries
from muragat.capture.workbench import Pick, Workbench
from muragat.media.plan import kept_pages
from muragat.media.service import files_at
from tests.browser.test_screens import faults
from tests.capture.batches import read

SCREENS = {'room': '/capture', 'batch': '/capture/1', 'control': '/capture/1/control',
           'found': '/capture/1/control?show=found', 'figures': '/capture/figures',
           'papers': '/archive/Р-12/1/papers', 'unit': '/archive/Р-12/1/36'}


def picture(tone):
    page = Image.new('L', (620, 877), 250)
    ImageDraw.Draw(page).rectangle((80, 80, 540, 200), fill=tone)
    kept = io.BytesIO()
    page.save(kept, 'PNG')
    kept.seek(0)
    return kept


@pytest.fixture(scope='module')
def batch(house):
    """Two documents of two files each, read, with things to look at."""
    def scanned(desk):
        batch = deliveries.begin(desk, desk.resolve('/archive/Р-12/1/36'), expected=9, gathering='one')
        files = files_at(desk, house)
        staged = [files.receive(picture(tone)) for tone in (30, 90, 150, 210)]
        for number, each in enumerate(staged, 1):
            kept = deliveries.deliver(desk, files, batch, each, f'{number}.png')
            read(desk, kept.record, number, 1, signals=[{'skew': 2.4, 'blurred': True} if number == 2 else {}],
                 confidence=48.0 if number == 3 else 96.0)
        return batch.id, staged

    batch_id, staged = house.run(scanned)
    for each in staged:
        each.discard()
    return batch_id


def rotations(house, batch):
    with house.session() as desk:
        return [page.rotation for document in desk.site.ids[batch].values()
                for page in kept_pages(desk.site, document.id)]


@pytest.mark.parametrize('language', [
    'kk', pytest.param('ru', marks=pytest.mark.long), pytest.param('en', marks=pytest.mark.long)])
@pytest.mark.parametrize('screen', SCREENS)
def test_axe_finds_nothing_on_a_screen(signed_in, axe, screens, batch, screen, language):
    page = signed_in('administrator', language)
    said = []
    page.on('console', lambda message: said.append(message.text) if message.type in ('error', 'warning') else None)
    page.on('pageerror', lambda error: said.append(str(error)))
    assert page.goto(SCREENS[screen]).status == 200
    if screens is not None:
        page.screenshot(path=screens / f'capture-{screen}-{language}.png', full_page=True)
    assert faults(page, axe) == []
    assert said == []
    page.close()


@pytest.mark.parametrize('screen', SCREENS)
def test_a_screen_fits_a_tablet(signed_in, batch, screen):
    page = signed_in('administrator', 'kk', 768)
    page.goto(SCREENS[screen])
    assert page.evaluate('document.documentElement.scrollWidth <= document.documentElement.clientWidth')
    page.close()


def test_pages_are_chosen_turned_by_a_key_and_turned_back(signed_in, house, batch):
    page = signed_in('administrator', 'en')
    page.goto('/capture/1/control')
    boxes = page.locator('.contact input[name=id]')
    boxes.nth(0).check()
    boxes.nth(2).click(modifiers=['Shift'])
    assert page.locator('[data-count]').first.inner_text() == '3'
    with page.expect_navigation():
        page.keyboard.press('r')
    assert rotations(house, batch) == [90, 90, 90, 0]
    assert page.locator('img.turned-90').count() == 3
    with page.expect_navigation():
        page.keyboard.press('z')
    assert rotations(house, batch) == [0, 0, 0, 0]
    page.close()


OUTSIDE = """() => [...document.querySelectorAll('.contact figure')].filter(figure => {
  const [frame, picture] = [figure, figure.querySelector('img')].map(each => each.getBoundingClientRect());
  return picture.left < frame.left - 1 || picture.right > frame.right + 1 || picture.top < frame.top - 1
    || picture.bottom > figure.querySelector('figcaption').getBoundingClientRect().top + 1;
}).length"""


def test_turned_pages_stay_in_their_frames(signed_in, house, batch):
    def turn(desk):
        bench = Workbench(desk, desk.site.ids[batch])
        document = next(iter(desk.site.ids[batch].values()))
        bench.rotate([Pick(document.id, page.spot) for page in kept_pages(desk.site, document.id)], 90)

    house.run(turn)
    page = signed_in('administrator', 'en', java_script_enabled=False)
    page.goto('/capture/1/control')
    page.wait_for_load_state('networkidle')
    assert page.locator('img.turned-90').count()
    assert page.evaluate(OUTSIDE) == 0
    house.run(lambda desk: Workbench(desk, desk.site.ids[batch]).undo())
    page.close()
