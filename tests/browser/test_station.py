"""The station in a real browser: files are dropped, the network is lost and comes back, the browser is closed."""

import hashlib

import pytest

from muragat.media.originals import originals_of
from tests.browser.test_screens import faults

UNIT = '/archive/Р-12/1/4'
LARGE = b'%PDF-1.7\n' + bytes(range(251)) * 80_000


@pytest.fixture
def page(signed_in):
    page = signed_in('archivist', 'en')
    yield page
    page.close()


def holding(house, content):
    with house.session() as desk:
        return originals_of(desk.site).holding(hashlib.sha256(content).hexdigest())


def give(page, name, content):
    page.set_input_files('#files', files=[{'name': name, 'mimeType': 'application/pdf', 'buffer': content}])


def open_station(page):
    page.goto('/station')
    page.fill('#field-to', UNIT)
    page.keyboard.press('Enter')
    page.wait_for_selector('[data-station]')


def line(page, state):
    return page.wait_for_selector(f'[data-files] li[data-state={state}]')


def test_files_are_chosen_sent_and_told(page, house, axe):
    open_station(page)
    assert faults(page, axe) == []
    content = b'%PDF-1.7\nchosen'
    page.set_input_files('#files', files=[
        {'name': 'a.pdf', 'mimeType': 'application/pdf', 'buffer': content},
        {'name': 'b.exe', 'mimeType': 'application/pdf', 'buffer': b'MZ' + bytes(300)}])
    assert 'Stored' in line(page, 'stored').inner_text()
    assert 'not taken' in line(page, 'refused').inner_text()
    assert 'Stored: 1' in page.inner_text('[data-summary]')
    assert len(holding(house, content)) == 1
    assert faults(page, axe) == []
    page.click('[data-files] li[data-state=stored] a')
    page.wait_for_url('**/archive/**')


def test_a_lost_network_is_waited_for_and_one_record_is_made(page, house):
    open_station(page)
    lost = []

    def lose_the_second(route):
        if route.request.method == 'PATCH' and len(lost) < 2 and route.request.headers['upload-offset'] != '0':
            lost.append(route.request.headers['upload-offset'])
            return route.abort()
        return route.continue_()

    page.route('**/uploads/*', lose_the_second)
    give(page, 'large.pdf', LARGE)
    line(page, 'stored')
    assert lost == [str(8 << 20)] * 2
    assert len(holding(house, LARGE)) == 1


def test_a_closed_browser_goes_on_where_it_was(page, house, signed_in):
    content = LARGE + b'closed'
    open_station(page)
    page.route('**/uploads/*', lambda route: route.abort() if route.request.headers.get(
        'upload-offset', '0') != '0' else route.continue_())
    give(page, 'closed.pdf', content)
    page.wait_for_selector('[data-files] li:has-text("connection is lost")')
    page.close(run_before_unload=False)
    other = signed_in('archivist', 'en')
    offsets = []
    other.on('request', lambda request: offsets.append(request.headers['upload-offset'])
             if request.method == 'PATCH' else None)
    open_station(other)
    give(other, 'closed.pdf', content)
    line(other, 'stored')
    assert offsets[0] == str(8 << 20)
    assert len(holding(house, content)) == 1
    other.close()


def test_what_is_held_already_is_not_sent(page, house):
    open_station(page)
    content = b'%PDF-1.7\nheld'
    give(page, 'a.pdf', content)
    line(page, 'stored')
    sent = []
    page.on('request', lambda request: sent.append(request.method) if '/uploads' in request.url else None)
    give(page, 'b.pdf', content)
    told = line(page, 'duplicate')
    assert sent == ['GET']
    told.query_selector('button').click()
    page.wait_for_selector('[data-files] li[data-state=stored] >> nth=1')
    assert len(holding(house, content)) == 2
