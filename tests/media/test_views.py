"""Files through pages: taken in, shown safely, handed over, and hidden from who may not have them."""

import io

import pytest
from PIL import Image
from webtest import TestApp, Upload

from muragat.kernel.errors import NoSpace, Refusal
from muragat.main import application
from muragat.media.staging import StagingArea
from tests.founded_archive import DOCUMENT
from tests.web.person import signed_in


def picture():
    stream = io.BytesIO()
    Image.new('RGB', (20, 20), 'white').save(stream, 'PNG')
    return stream.getvalue()


@pytest.fixture
def browser(house):
    return signed_in(application(house))


def attach(browser, name, content, number=''):
    form = next(form for form in browser.get(DOCUMENT).forms.values() if form.action.endswith('/upload'))
    form['file'] = [Upload(name, content)]
    if number:
        form['number'] = number
    return form.submit(status=303).follow()


def test_a_picture_is_attached_shown_and_handed_over_as_it_was(browser):
    page = attach(browser, 'бет 1.png', picture())
    assert 'бет 1.png' in page
    assert '<img src="' in page
    answer = browser.get(f'{DOCUMENT}/file?number=1')
    assert answer.body == picture()
    assert answer.content_type == 'image/png'
    assert answer.headers['Content-Disposition'].startswith('inline')
    assert answer.headers['X-Content-Type-Options'] == 'nosniff'
    assert 'sandbox' in answer.headers['Content-Security-Policy']


def test_a_picture_may_be_asked_for_as_a_file(browser):
    attach(browser, 'a.png', picture())
    assert browser.get(f'{DOCUMENT}/file?number=1&as=file').headers['Content-Disposition'].startswith('attachment')


@pytest.mark.parametrize(('name', 'content'), [
    ('page.html', b'<!DOCTYPE html><html><script>alert(1)</script></html>'),
    ('picture.png', b'<!DOCTYPE html><html><script>alert(1)</script></html>'),
    ('drawing.svg', b'<?xml version="1.0"?><svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>'),
])
def test_what_could_run_in_a_browser_is_only_handed_over(browser, name, content):
    attach(browser, name, content)
    answer = browser.get(f'{DOCUMENT}/file?number=1')
    assert answer.headers['Content-Disposition'].startswith('attachment')
    assert 'class="no-picture"' in browser.get(DOCUMENT)


def test_a_name_cannot_break_out_of_the_header(browser):
    attach(browser, 'a"; x=y\'.png', picture())
    header = browser.get(f'{DOCUMENT}/file?number=1').headers['Content-Disposition']
    assert header.count(';') == 1
    assert '"' not in header


def test_a_newer_version_stands_before_the_older_one(browser):
    attach(browser, 'a.txt', 'бірінші'.encode())
    attach(browser, 'b.txt', 'екінші'.encode(), '1')
    assert browser.get(f'{DOCUMENT}/file?number=1').body.decode() == 'екінші'
    assert browser.get(f'{DOCUMENT}/file?number=1&version=1').body.decode() == 'бірінші'
    page = browser.get(f'{DOCUMENT}/versions?number=1')
    assert page.text.index('b.txt') < page.text.index('a.txt')


def test_a_part_of_a_file_may_be_asked_for(browser):
    attach(browser, 'a.txt', b'0123456789')
    answer = browser.get(f'{DOCUMENT}/file?number=1', headers={'Range': 'bytes=2-4'}, status=206)
    assert (answer.body, answer.headers['Content-Range']) == (b'234', 'bytes 2-4/10')


def test_a_known_file_is_not_sent_again(browser):
    attach(browser, 'a.txt', b'0123456789')
    etag = browser.get(f'{DOCUMENT}/file?number=1').headers['ETag']
    browser.get(f'{DOCUMENT}/file?number=1', headers={'If-None-Match': etag}, status=304)


@pytest.mark.parametrize('query', ['', '?number=1', '?number=x', '?number=0', '?number=1&version=9'])
def test_a_file_that_is_not_there_is_not_found(browser, query):
    browser.get(f'{DOCUMENT}/file{query}', status=404)


def test_a_form_without_a_file_keeps_nothing_and_says_so(browser):
    form = next(form for form in browser.get(DOCUMENT).forms.values() if form.action.endswith('/upload'))
    assert 'Choose a file first.' in form.submit(status=422)


def test_a_full_disk_is_told_before_anything_is_kept(browser, monkeypatch):
    form = next(form for form in browser.get(DOCUMENT).forms.values() if form.action.endswith('/upload'))
    form['file'] = [Upload('a.txt', b'x')]
    monkeypatch.setattr(StagingArea, 'require_space', _refuse)
    assert 'nothing was taken' in form.submit(status=507)
    assert 'No file is attached yet' in browser.get(DOCUMENT)


def _refuse(area, expected=0):
    raise NoSpace(Refusal('no_space', 'There is no space; nothing was taken.'))


def test_a_stranger_gets_no_file(browser, house):
    attach(browser, 'a.txt', b'secret')
    answer = TestApp(application(house)).get('/archive/%D0%A0-1/1/1/1/file?number=1')
    assert b'secret' not in answer.body
