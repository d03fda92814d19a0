"""A scan that was parted among records: nobody gets by one of them what another one keeps closed."""

import io
from datetime import date

import pytest
from PIL import Image
from webtest import TestApp

from muragat.capture.joining import parted
from muragat.kernel.access import Permission, Role
from muragat.kernel.closure import Closure
from muragat.main import application
from muragat.media.plan import ELSEWHERE, pages_of, plan_for_writing
from muragat.media.service import files_at
from tests.capture.batches import read
from tests.capture.intake.conftest import token
from tests.founded_archive import DOCUMENT, PASSWORD
from tests.staff_house import hire
from tests.web.person import signed_in

UNIT, OTHER = '/archive/Р-1/1/1', '/archive/Р-1/1/1/2'


@pytest.fixture
def parts(house):
    """A scan of three pages: the last two stand in a second document; a reader who may see the unit."""
    kept = io.BytesIO()
    pages = [Image.new('L', (400, 560), tone) for tone in (250, 240, 230)]
    pages[0].save(kept, 'TIFF', save_all=True, append_images=pages[1:])
    kept.seek(0)
    with house.session() as desk:
        staged = files_at(desk, house).receive(kept)

    def part(desk):
        source = desk.resolve(DOCUMENT)
        files_at(desk, house).attach(source, staged, 'scan.tif')
        read(desk, source, 1, 3)
        target = desk.add(desk.resolve(UNIT), 'document', {'title': {'kk': 'x', 'ru': 'x'}})
        pages = pages_of(desk.site, source.id)
        plan_for_writing(desk.site, target.id).change('split', parted(desk, source, target, pages, pages[1:]), 'x', 1.0)
        left = (pages[0], *(page._replace(dropped=ELSEWHERE) for page in pages[1:]))
        plan_for_writing(desk.site, source.id).change('split', left, 'x', 1.0)

    house.run(part)
    staged.discard()
    hire(house, 'reader', Role.READER, on=UNIT, password=PASSWORD)


def close(house, path):
    def closed(desk):
        desk.close(desk.resolve(path), (Closure('personal_secret', date(2001, 1, 1), date(2090, 1, 1), ''),))

    house.run(closed)


def browser(house, login):
    return signed_in(application(house), login)


def over_rest(house, path, status):
    """The bytes of the file for a program of the reader."""
    secret = token(house, 'reader', Permission.VIEW, Permission.DOWNLOAD)
    with house.session() as desk:
        address = f'/api/v1/records/{desk.resolve(path).id}/files/1/content'
    asking = {'Authorization': f'Bearer {secret}', 'Accept-Language': 'en'}
    return TestApp(application(house)).get(address, headers=asking, status=status)


def test_who_sees_all_parts_gets_the_scan(house, parts):
    reader = browser(house, 'reader')
    for path in (DOCUMENT, OTHER):
        assert reader.get(f'{path}/file?number=1').content_type == 'image/tiff'
    over_rest(house, DOCUMENT, 200)


def test_who_is_kept_from_one_part_gets_no_scan_and_is_led_to_the_copy(house, parts):
    close(house, OTHER)
    reader = browser(house, 'reader')
    reader.get(OTHER, status=404)
    refused = reader.get(f'{DOCUMENT}/file?number=1', status=403)
    assert 'not handed out whole' in refused
    assert 'not handed out whole' in over_rest(house, DOCUMENT, 403).text
    page = reader.get(DOCUMENT)
    assert 'not handed out whole' in page
    assert page.html.select_one('a[href$="/access-copy"]') is not None
    assert page.html.select_one('a[href*="/file?number=1"]') is None
    admin = browser(house, 'admin')
    assert admin.get(f'{DOCUMENT}/file?number=1').content_type == 'image/tiff'


def test_a_page_of_another_part_has_no_picture_here(house, parts):
    close(house, OTHER)
    reader = browser(house, 'reader')
    assert reader.get(f'{DOCUMENT}/page-picture?of=1.1.0&size=small').content_type == 'image/jpeg'
    for name in ('page-picture', 'page-tiles', 'page-tile'):
        reader.get(f'{DOCUMENT}/{name}?of=1.1.1&size=small&at=0.0.0', status=404)


@pytest.mark.parametrize('destroyed', [False, True])
def test_pages_that_no_record_has_any_more_are_not_handed_out(house, parts, destroyed):
    house.run(lambda desk: desk.delete(desk.resolve(OTHER), 'a test'))
    if destroyed:
        house.run(lambda desk: desk.destroy(next(desk.site.trash.expired(desk.clock.now(), -1))))
    browser(house, 'reader').get(f'{DOCUMENT}/file?number=1', status=403)
    browser(house, 'admin').get(f'{DOCUMENT}/file?number=1', status=200 if destroyed else 403)
