"""From an upload to the access copy, through everything that does the work: other programs find the words in it."""

import io
import shutil
import subprocess

import pytest
from PIL import Image, ImageDraw, ImageFont
from webtest import TestApp

from muragat.capture.batch import documents_of
from muragat.cli.labour import Worker
from muragat.main import application, open_house
from muragat.media.accesscopy import COPY
from muragat.search.indexer import keep_up
from tests import founded_archive, pdfa
from tests.capture.intake.conftest import UNIT, Station, digest, token
from tests.web.person import last_form, signed_in

pytestmark = pytest.mark.skipif(not all(map(shutil.which, ('tesseract', 'pdftotext', 'qpdf'))),
                                reason='tesseract, poppler-utils or qpdf is not installed')

LINES = ('Қазақстан Республикасының', 'Үкіметі қаулы етеді', 'Протокол заседания комиссии',
         'Мұрағат құжаттары туралы шешім')
FONT = '/usr/share/fonts/truetype/dejavu/DejaVuSerif.ttf'


@pytest.fixture(scope='module')
def scan():
    """A page with lines that are easily read."""
    page = Image.new('L', (1700, 1200), 255)
    for place, line in enumerate(LINES):
        ImageDraw.Draw(page).text((150, 150 + 200 * place), line, font=ImageFont.truetype(FONT, 64), fill=0)
    kept = io.BytesIO()
    page.save(kept, 'PNG', dpi=(300, 300))
    return kept.getvalue()


@pytest.fixture(params=['acceptance', 'demand'])
def house(request, var):
    """The opened archive, once with each policy."""
    opened = open_house(founded_archive.settings_for(var, capture__access_copy=request.param))
    yield opened
    opened.close()


def work(house):
    """Do everything that waits."""
    worker = Worker(house, keep_up)
    while worker.do_job():
        pass


def copies(house):
    """Records of which a copy was asked for."""
    with house.session() as desk:
        return [job.arguments['record'] for state in ('waiting', 'done') for job in desk.site.jobs.list(state)
                if job.kind == COPY]


def accepted(house, batch):
    """Lead the batch through control; the address of its document afterwards."""
    def lead(desk):
        record = desk.site['capture'][batch]
        document, = documents_of(record)
        for name in ('finish', 'accept'):
            desk.transition(record, name)
        return document.id, desk.resolve(document.id).__name__

    return house.run(lead)


def administrator(house):
    return signed_in(application(house))


def test_a_scan_becomes_a_copy_that_other_programs_read(house, scan, tmp_path):
    station = Station(TestApp(application(house)), token(house, 'scanner'))
    begun = station.begin(size=len(scan), filename='1.png', sha256=digest(scan))
    station.send(begun.headers['Location'], 0, scan)
    work(house)
    assert copies(house) == []
    record, number = accepted(house, '1')
    address = f'{UNIT}/{number}/access-copy'
    person = administrator(house)
    if house.settings['capture.access_copy'] == 'demand':
        assert copies(house) == []
        last_form(person.get(address)).submit(status=303)
    assert copies(house) == [record]
    work(house)
    answer = person.get(address)
    assert answer.content_type == 'application/pdf'
    path = tmp_path / 'copy.pdf'
    path.write_bytes(answer.body)
    text = subprocess.run(['pdftotext', path, '-'], capture_output=True, check=True, text=True).stdout
    assert text.split() == ' '.join(LINES).split()
    assert subprocess.run(['qpdf', '--check', path], capture_output=True, check=False).returncode == 0
    assert pdfa.faults(path) == []


@pytest.mark.parametrize('house', ['acceptance'], indirect=True)
def test_what_is_accepted_at_once_has_its_copy_after_it_was_read(house, scan, tmp_path):
    with house.session() as desk:
        desk.grant(desk.site, f"account:{desk.site['staff']['scanner'].id}", 'archivist')
    station = Station(TestApp(application(house)), token(house, 'scanner'))
    begun = station.begin(size=len(scan), filename='1.png')
    station.send(begun.headers['Location'], 0, scan)
    assert copies(house) == []
    Worker(house, keep_up).do_job()
    with house.session() as desk:
        assert copies(house) == [desk.resolve(f'{UNIT}/2').id]
