"""The viewer: pages with their text, their pictures, and all of it hidden from whom the record is closed to."""

import io
import wave
from datetime import date
from urllib.parse import unquote

import pytest
from PIL import Image
from webtest import TestApp

from muragat.capture.intake.accepted import SOUNDS
from muragat.kernel.access import Role
from muragat.kernel.closure import Closure
from muragat.main import application
from muragat.media.service import files_at
from muragat.media.texts import Canvas, PageText, Source, texts_for_writing
from muragat.ports.words import Word
from tests.capture.batches import read
from tests.founded_archive import DOCUMENT, PASSWORD
from tests.staff_house import hire
from tests.web.person import signed_in

WORDS = (Word('Хаттама', 20, 20, 160, 30, 96.0, 0, 0, 0), Word('N7', 200, 20, 40, 30, 41.0, 0, 0, 0),
         Word('отырыс', 20, 70, 120, 30, 70.0, 1, 0, 0))


def _sound():
    kept = io.BytesIO()
    with wave.open(kept, 'wb') as file:
        file.setnchannels(1)
        file.setsampwidth(2)
        file.setframerate(8000)
        file.writeframes(bytes(1600))
    return kept.getvalue()


SOUND = _sound()


def scan():
    kept = io.BytesIO()
    pages = [Image.new('L', (400, 560), tone) for tone in (250, 240)]
    pages[0].save(kept, 'TIFF', save_all=True, append_images=pages[1:])
    kept.seek(0)
    return kept


@pytest.fixture
def document(house):
    """A document of two pages; the first of them was read."""
    with house.session() as desk:
        record, files = desk.resolve(DOCUMENT), files_at(desk, house)
        staged = files.receive(scan())
        files.attach(record, staged, 'scan.tif')
        read(desk, record, 1, 2)
        text = PageText(WORDS, Canvas(400, 560, 300.0), Source.RECOGNISED, ('kk',), 69.0)
        texts_for_writing(desk.site).keep(record.id, 1, 1, 0, text)
        desk.site.dirty.settle(desk.site.dirty.batch())
    staged.discard()
    return record.id


@pytest.fixture
def browser(house, document):
    return signed_in(application(house))


def test_a_page_stands_beside_its_words_with_their_boxes_and_doubts(browser):
    page = browser.get(f'{DOCUMENT}/view')
    words = page.html.select('[data-word]')
    assert [word.text for word in words] == ['Хаттама', 'N7', 'отырыс']
    assert words[1]['data-box'] == '200 20 40 30'
    assert [word.get('class') for word in words] == [None, ['doubt-2'], ['doubt-1']]
    assert page.html.select_one('[data-image] img')['src'].endswith('/page-picture?of=1.1.0')
    assert [link.get('aria-current') for link in page.html.select('[data-place]')] == ['page', None]


@pytest.mark.parametrize(('asked', 'shown'), [('2', '2'), ('99', '2'), ('0', '1'), ('x', '1')])
def test_the_number_of_the_page_is_in_the_address(browser, asked, shown):
    page = browser.get(f'{DOCUMENT}/view?page={asked}')
    assert page.html.select_one('[data-pages] [aria-current]')['data-place'] == shown


def test_pictures_are_made_once_and_known_again(browser):
    answer = browser.get(f'{DOCUMENT}/page-picture?of=1.1.1&size=small')
    assert (answer.content_type, Image.open(io.BytesIO(answer.body)).size) == ('image/jpeg', (183, 256))
    browser.get(f'{DOCUMENT}/page-picture?of=1.1.1&size=small', headers={'If-None-Match': answer.headers['ETag']},
                status=304)


def test_tiles_of_any_page_are_made_when_they_are_asked_for(browser):
    browser.get(f'{DOCUMENT}/page-tile?of=1.1.0&at=0.0.0', status=404)
    told = browser.get(f'{DOCUMENT}/page-tiles?of=1.1.0').json
    assert (told['width'], told['height']) == (400, 560)
    assert browser.get(f'{DOCUMENT}/page-tile?of=1.1.0&at={told["levels"] - 1}.0.0').content_type == 'image/jpeg'


@pytest.mark.parametrize('of', ['', '1.1', '9.1.0', '1.2.0', '1.1.7', '1.1.x', '../../x.1.0'])
def test_a_page_that_is_not_there_has_no_picture(browser, of):
    browser.get(f'{DOCUMENT}/page-picture?of={of}', status=404)


def test_the_text_is_handed_over(browser):
    assert browser.get(f'{DOCUMENT}/page-text?page=1').text == 'Хаттама N7\nотырыс\n'
    assert 'сөз1' in browser.get(f'{DOCUMENT}/page-text').text


def test_a_correction_keeps_places_history_and_is_indexed(browser, house, document):
    form = last_form_named(browser.get(f'{DOCUMENT}/correct?page=1'), 'text')
    form['text'] = 'Хаттама №7\nотырыс'
    page = form.submit(status=303).follow()
    words = page.html.select('[data-word]')
    boxes = [(word.text, word['data-box']) for word in words]
    assert boxes[:2] == [('Хаттама', '20 20 160 30'), ('№7', '200 20 40 30')]
    assert 'Corrected by a person' in page
    with house.session() as desk:
        text = texts_for_writing(desk.site).page(document, 1, 1, 0)
        assert [each.text for each in text.earlier][-1] == 'Хаттама N7\nотырыс'
        assert document in desk.site.dirty
    history = browser.get(f'{DOCUMENT}/correct?page=1')
    back = next(each for each in history.forms.values() if 'earlier' in each.fields and each['earlier'].value == '2')
    assert [word.text for word in back.submit(status=303).follow().html.select('[data-word]')][1] == 'N7'


def test_sound_is_played_in_parts(browser, house):
    with house.session() as desk:
        record, files = desk.resolve(DOCUMENT), files_at(desk, house)
        staged = files.receive(io.BytesIO(SOUND))
        files.attach(record, staged, 'үн.wav')
    staged.discard()
    address = browser.get(f'{DOCUMENT}/view').html.select_one('audio')['src']
    answer = browser.get(unquote(address), headers={'Range': 'bytes=0-3'}, status=206)
    assert answer.body == b'RIFF'
    assert answer.content_type in SOUNDS


def test_nobody_overwrites_what_he_did_not_see(browser):
    one, two = (last_form_named(browser.get(f'{DOCUMENT}/correct?page=1'), 'text') for _number in range(2))
    one['text'], two['text'] = 'бірінші', 'екінші'
    one.submit(status=303)
    refused = two.submit(status=409)
    assert 'changed meanwhile' in refused
    assert refused.html.select_one('textarea').text.strip() == 'екінші'
    assert refused.html.select_one('pre').text == 'бірінші'


def last_form_named(page, field):
    return next(form for form in page.forms.values() if field in form.fields and not form.action.endswith('/go'))


@pytest.mark.parametrize('asked', [
    'view', 'page-picture?of=1.1.0', 'page-picture?of=1.1.0&size=small', 'page-tiles?of=1.1.0',
    'page-tile?of=1.1.0&at=0.0.0', 'page-text', 'page-text?page=1', 'correct?page=1', 'access-copy'])
def test_of_a_closed_record_nothing_is_shown(browser, house, asked):
    browser.get(f'{DOCUMENT}/page-tiles?of=1.1.0')
    browser.get(f'{DOCUMENT}/page-picture?of=1.1.0')
    hire(house, 'oqyrman', Role.READER, password=PASSWORD)
    reader = signed_in(application(house), 'oqyrman')
    if not asked.startswith('correct'):
        reader.get(f'{DOCUMENT}/{asked}', status=200)
    with house.session() as desk:
        desk.close(desk.resolve(DOCUMENT), (Closure('bad_condition', date(2026, 1, 1), None),))
    assert reader.get(f'{DOCUMENT}/{asked}', status='*').status_int in (403, 404)
    stranger = TestApp(application(house)).get(f'/archive/%D0%A0-1/1/1/1/{asked}', status='*')
    assert stranger.status_int in (303, 401, 403, 404)
