"""The station's screen and REST: where files go is chosen, and each file is told what became of it."""

from urllib.parse import urlencode

import pytest
from webtest import TestApp, Upload

from muragat.capture.batch import Batch
from muragat.capture.intake.health import UploadsCheck
from muragat.capture.intake.uploads import Order
from muragat.capture.slips import TARGET, Slip
from muragat.kernel.access import Permission
from muragat.media.originals import originals_of
from tests.capture.intake.conftest import PDF, UNIT, digest, token
from tests.web.person import signed_in

KIND = 'application/octet-stream'


def person(app, login):
    return signed_in(app, login)


@pytest.fixture
def browser(app):
    return person(app, 'scanner')


def unit_id(house):
    with house.session() as desk:
        return desk.resolve(UNIT).id


def holding(house, content=PDF):
    with house.session() as desk:
        return originals_of(desk.site).holding(digest(content))


def station(browser, to):
    return browser.get('/station', {'to': to})


def send(page, *files):
    form = next(form for form in page.forms.values() if form.enctype == 'multipart/form-data')
    form['file'] = [Upload(name, content) for name, content in files]
    return form.submit()


def test_a_target_is_chosen_by_its_address_number_id_or_label(house, browser):
    number = unit_id(house)
    for wanted in (UNIT, 'Р-1/1/1', 'P-1/1/1', str(number), f'/r/{number}', Slip(TARGET, number).text):
        page = station(browser, wanted)
        assert page.html.find(attrs={'data-station': True})['data-place'] == str(number), wanted


@pytest.mark.parametrize('wanted', ['/archive/Р-1/1/99', '999', '<b>', 'a' * 300])
def test_what_is_no_target_is_told(browser, wanted):
    page = station(browser, wanted)
    assert 'There is no target' in page
    assert page.html.find(attrs={'data-station': True}) is None


def test_what_takes_no_scans_says_so(browser):
    assert 'units, documents and batches' in station(browser, '/archive/Р-1')


def test_who_may_not_take_in_scans_reads_why(app):
    page = station(person(app, 'reader'), UNIT)
    assert 'None of your roles here allows' in page
    assert page.html.find(attrs={'data-station': True}) is None


def test_a_batch_is_begun_and_gets_the_files_of_a_form_without_script(house, browser):
    page = station(browser, UNIT)
    form = next(form for form in page.forms.values() if 'deed' in form.fields)
    page = form.submit(status=303).follow()
    assert 'Batch 1' in page
    page = send(page, ('бет 1.pdf', PDF), ('x.pdf', b'MZ' + bytes(300)), ('empty.pdf', b''), ('again.pdf', PDF))
    assert [item.text.partition(':')[2].split()[0] for item in page.html.find(id='place').find_parent('section')
            .find_all('ul')[-1].find_all('li')] == ['Stored', 'Not', 'Not', 'Held']
    assert 'Held already' in page
    [(record, _number, _version)] = holding(house)
    with house.session() as desk:
        assert isinstance(desk.site.ids[record].__parent__, Batch)
        assert desk.site.ids[record].__parent__.count == 1
    assert list(house.settings.place('db', 'staging').iterdir()) == []


def test_without_the_right_to_accept_files_wait_in_a_batch_and_with_it_they_do_not(house, app, browser):
    send(station(browser, UNIT), ('a.pdf', PDF))
    send(station(person(app, 'admin'), UNIT), ('b.pdf', PDF + b'2'))
    with house.session() as desk:
        waiting, accepted = (desk.site.ids[holding(house, content)[0][0]].__parent__ for content in (PDF, PDF + b'2'))
        assert isinstance(waiting, Batch)
        assert accepted is desk.resolve(UNIT)


def test_one_batch_takes_the_files_of_one_person_for_one_target(house, browser):
    for content in (PDF, PDF + b'2'):
        send(station(browser, UNIT), ('a.pdf', content))
    with house.session() as desk:
        assert desk.site['capture'].count == 1


def test_a_stranger_is_asked_to_sign_in(app):
    TestApp(app).get('/station', status=303)


def test_an_upload_that_is_gone_is_missing_and_not_forbidden(browser):
    browser.get(f'/uploads/{"0" * 32}', status=404)
    browser.request(f'/uploads/{"0" * 32}', method='HEAD', headers={'Tus-Resumable': '1.0.0'}, status=404)


# REST


@pytest.fixture
def rest(house, app):
    """Delivers with a token that may take in scans and nothing else."""
    secret = token(house, 'scanner', Permission.INGEST)

    def call(status, content=PDF, **query):
        values = {'target': UNIT, 'filename': 'a.pdf', **query}
        asked = urlencode({name: value for name, value in values.items() if value is not None})
        return TestApp(app).request(f'/api/v1/intake?{asked}', method='POST', body=content, status=status, headers={
            'Authorization': f'Bearer {secret}', 'Content-Type': KIND, 'Accept-Language': 'en'})
    return call


def test_a_station_delivers_over_rest(house, rest):
    answer = rest(201, sha256=digest(PDF), operator='scanner', language='kk+ru')
    assert (answer.json['outcome'], answer.json['sha256'], answer.json['state']) == ('stored', digest(PDF), 'waiting')
    again = rest(200)
    assert (again.json['outcome'], again.json['id']) == ('duplicate', answer.json['id'])
    assert 'held already' in again.json['cause'][0]
    assert rest(201, again='true').json['id'] != answer.json['id']


@pytest.mark.parametrize(('query', 'status'), [
    ({'target': None}, 400), ({'filename': None}, 400), ({'language': 'de'}, 400), ({'sha256': 'x'}, 400),
    ({'target': '/archive/Р-1/1/99'}, 404), ({'target': '/archive/Р-1'}, 409), ({'operator': 'nobody'}, 422),
    ({'operator': 'reader'}, 403), ({'sha256': '0' * 64}, 422)])
def test_what_a_station_must_not_send_is_refused_with_its_reason(house, rest, query, status):
    assert rest(status, **query).json['detail']
    assert holding(house) == ()
    staging = house.settings.place('db', 'staging')
    assert not staging.exists() or list(staging.iterdir()) == []


def test_files_of_other_kinds_are_refused_over_rest(rest):
    assert rest(422, b'MZ' + bytes(300)).json['refusals'][0]['code'] == 'kind'
    assert rest(422, b'').json['refusals'][0]['code'] == 'empty'


# Health


def test_abandoned_uploads_are_seen_until_they_expire(house, station_with_upload):
    now = house.clock.now()
    for hours, well, words in ((0, True, 'going on'), (2, True, 'nobody goes on'), (30, False, 'nobody goes on')):
        answer = UploadsCheck(house.settings, lambda hours=hours: now + hours * 3600).check(None)
        assert answer[0] is well
        assert words in answer[1]


@pytest.fixture
def station_with_upload(house, uploads):
    return uploads.begin(Order('a.pdf', 10, unit_id(house), 'account:1'))
