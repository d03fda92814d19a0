"""The control screen, figures and printed papers as people meet them."""

import io

import pypdfium2
import pytest
import zxingcpp
from PIL import Image

from muragat.capture import deliveries
from muragat.capture.slips import LABEL, TARGET, parse
from muragat.main import application
from muragat.media.plan import kept_pages
from muragat.media.service import files_at
from tests.archive_on_disk import founded, house, var
from tests.capture.batches import read
from tests.web.person import Person, last_form, signed_in

__all__ = ['founded', 'house', 'var']

UNIT = '/archive/Р-1/1/1'
CONTROL = '/capture/1/control'


def picture(tone=200):
    kept = io.BytesIO()
    Image.new('L', (60, 80), tone).save(kept, 'PNG')
    kept.seek(0)
    return kept


@pytest.fixture
def batch(house):
    """A batch with a document of four pages that was read; the file itself is a small picture."""
    staged = []
    with house.session() as desk:
        batch = deliveries.begin(desk, desk.resolve(UNIT))
        files = files_at(desk, house)
        staged.append(files.receive(picture()))
        delivered = deliveries.deliver(desk, files, batch, staged[0], 'scan.png')
        read(desk, delivered.record, 1, 4, signals=[{'skew': 3.0}, {'blank': True}])
        return batch.id


@pytest.fixture
def browser(house):
    return signed_in(application(house))


def pages(house):
    with house.session() as desk:
        return [(page.index, page.rotation, page.label) for each in desk.resolve('/capture/1').values()
                for page in kept_pages(desk.site, each.id)]


def sent(browser, deed, *places, **more):
    form = browser.form(CONTROL)
    boxes = form.fields.get('id', [])
    for place in places:
        boxes[place].checked = True
    for name, value in more.items():
        form[name] = value
    return form.submit('deed', value=deed, status=more.pop('status', None) or '*')


def test_the_screen_shows_every_page_with_what_is_wrong(browser, batch):
    page = browser.get(CONTROL)
    assert len(page.html.select('.contact img')) == 4
    assert [each.text for each in page.html.select('.contact .badge-bad')] == ['Skewed by 3.0°', 'Blank']
    assert 'Skewed: 1' in page.html.text.replace('\n', ' ')
    assert len(browser.get(f'{CONTROL}?show=found').html.select('.contact img')) == 2


def test_buttons_of_the_screen_do_what_they_say_and_undo_it(browser, house, batch):
    assert sent(browser, 'rotate:90', 0, 2).status_int == 303
    assert pages(house) == [(0, 90, ''), (1, 0, ''), (2, 90, ''), (3, 0, '')]
    assert sent(browser, 'drop', 1, reason='blank').status_int == 303
    assert sent(browser, 'move', 3, place='1').status_int == 303
    assert [index for index, *_rest in pages(house)] == [3, 0, 2]
    page = browser.get(CONTROL)
    assert 'Pages left out: 2. blank' in page.html.text
    assert 'Pages left out: 2. blank' in browser.get('/capture/1/1/history').html.text
    for _each in range(3):
        assert sent(browser, 'undo').status_int == 303
    assert pages(house) == [(0, 0, ''), (1, 0, ''), (2, 0, ''), (3, 0, '')]


def test_a_deed_that_cannot_be_done_says_why_and_changes_nothing(browser, house, batch):
    before = house.db.lastTransaction()
    for deed, places, words in (('drop', (1,), 'Give the reason'), ('rotate:90', (), 'Choose pages first'),
                                ('split', (0, 1), 'exactly one page'), ('split', (0,), 'before its first page'),
                                ('move', (1,), 'the place as a number'), ('replace', (1,), 'Choose a file')):
        answer = sent(browser, deed, *places)
        assert answer.status_int == 422, deed
        assert words in answer.html.find(class_='error-summary').text
    assert house.db.lastTransaction() == before


def test_a_page_is_replaced_by_a_picture_that_is_sent(browser, house, batch):
    form = browser.form(CONTROL)
    form.fields['id'][1].checked = True
    form['file'] = ('better.png', picture(90).read())
    assert form.submit('deed', value='replace').status_int == 303
    with house.session() as desk:
        document = next(iter(desk.resolve('/capture/1').values()))
        assert [(page.file, page.index) for page in kept_pages(desk.site, document.id)] == [
            (1, 0), (2, 0), (1, 2), (1, 3)]


def test_the_contact_sheet_shows_pictures_to_who_sees_the_batch(browser, house, batch):
    source = browser.get(CONTROL).html.select_one('.contact img')['src']
    shown = browser.get(source)
    assert shown.content_type == 'image/jpeg'
    assert Image.open(io.BytesIO(shown.body)).size[1] >= 80
    assert browser.get(source, headers={'If-None-Match': f'"{shown.etag}"'}, status=304)
    stranger = Person(application(house))
    assert stranger.get(source, status='*').status_int in (303, 404)
    for forged in ('', '1.1.1.1', source.rpartition('=')[2].replace('.1.1.', '.7.1.')):
        browser.get(f'/capture/1/picture?of={forged}', status=404)


def test_forged_names_of_pages_are_as_good_as_missing(browser, batch):
    token = last_form(browser.get(CONTROL))['csrf_token'].value
    for forged in ('1.1.1.1', 'x', '1.1.1', '-1.1.1.1', '9' * 400, '١.1.1.1'):
        answer = browser.post(CONTROL, {'csrf_token': token, 'deed': 'rotate:90', 'id': forged}, status='*')
        assert answer.status_int == 404, forged
    for deed in ('rotate:45', 'fly', 'merge:x', ''):
        assert browser.post(CONTROL, {'csrf_token': token, 'deed': deed}, status='*').status_int in (404, 422), deed


def test_a_batch_goes_the_whole_way_on_its_pages(browser, house, batch):
    for name in ('finish', 'accept'):
        browser.form(f'/capture/1/transition?name={name}').submit(status=303)
    assert 'Accepted' in browser.get('/capture/1').html.text
    with house.session() as desk:
        assert desk.resolve(UNIT).count == 2
    figures = browser.get('/capture/figures')
    assert figures.html.find('canvas')
    assert '"values"' in figures.html.find(id='chart-data').text


def test_the_figures_stand_wild_dates(browser, batch):
    for query in ('since=nonsense', 'since=9999-12-31&until=0001-01-01', 'since=2026-13-40&what=zz&operator=%00'):
        assert browser.get(f'/capture/figures?{query}').status_int == 200


def codes_of(pdf):
    document = pypdfium2.PdfDocument(pdf)
    found = [parse(each.text) for index in range(len(document))
             for each in zxingcpp.read_barcodes(document[index].render(scale=2, grayscale=True).to_numpy())]
    document.close()
    return found


def test_sheets_and_labels_are_printed_for_a_stretch_of_units(browser, house):
    with house.session() as desk:
        inventory = desk.resolve('/archive/Р-1/1')
        unit = inventory['1'].id
        others = [desk.add(inventory, 'unit', {'number': number, 'title': {'kk': 'Іс', 'ru': 'Дело'}}).id
                  for number in ('2', '10')]
        inventory_id = inventory.id
    sheet = browser.get(f'{UNIT}/papers?kind=sheets')
    assert sheet.content_type == 'application/pdf'
    assert set(codes_of(sheet.body)) == {(TARGET, unit)}
    labels = browser.get('/archive/Р-1/1/papers?kind=labels&first=2&last=10')
    assert set(codes_of(labels.body)) == {(LABEL, each) for each in others}
    box = browser.get('/archive/Р-1/1/papers?kind=box&first=1&last=10&skip=3')
    assert codes_of(box.body) == [(LABEL, inventory_id)]
    assert browser.get('/archive/Р-1/1/papers?kind=box&first=77', status=422).html.find(class_='error-summary')
    assert browser.get('/archive/Р-1/papers?kind=sheets', status=422).html.find(class_='error-summary')


def test_the_page_of_a_unit_leads_to_the_station_and_the_papers(browser, house):
    for address in (UNIT, '/archive/Р-1/1'):
        page = browser.get(address).html
        assert page.find('a', href=lambda href: href and href.endswith('/papers')), address
    assert browser.get('/archive/Р-1').html.find(id='scanning') is None
    page = browser.get(UNIT).html
    assert page.find('a', href=lambda href: href and href.startswith('/station?to='))
