"""A stack of paper with a printed separator sheet in it, through the real engines to its units."""

import io

import pypdfium2
import pytest
from PIL import Image, ImageDraw, ImageFont

from muragat.adapters.paperforms_weasyprint import WeasyPaperForms
from muragat.capture import deliveries
from muragat.capture.findings import findings_of
from muragat.capture.papers import separator_sheets
from muragat.cli.labour import Worker
from muragat.main import open_house
from muragat.media.plan import kept_pages
from muragat.media.service import files_at
from muragat.media.states import Stage, stage_of
from muragat.media.texts import texts_of
from tests import founded_archive

FONT = '/usr/share/fonts/truetype/dejavu/DejaVuSans.ttf'
SIZE = (1240, 1754)


@pytest.fixture
def house(tmp_path):
    var = tmp_path / 'var'
    founded_archive.make(var)
    opened = open_house(founded_archive.settings_for(var, capture__processes=2))
    yield opened
    opened.close()


def typed(*lines):
    page = Image.new('L', SIZE, 255)
    draw, font = ImageDraw.Draw(page), ImageFont.truetype(FONT, 34)
    for place in range(14):
        for row, line in enumerate(lines):
            draw.text((120, 120 + (place * len(lines) + row) * 52), line, 0, font)
    return page


def stack(pages):
    kept = io.BytesIO()
    pages[0].save(kept, 'PDF', save_all=True, append_images=pages[1:], resolution=150)
    kept.seek(0)
    return kept


def sheet_for(house, unit):
    with house.session() as desk:
        slips = separator_sheets(desk, [desk.resolve(unit)], str, 'kk')
    document = pypdfium2.PdfDocument(WeasyPaperForms().sheets(slips, 'kk'))
    image = document[0].render(scale=150 / 72, grayscale=True).to_pil().convert('L')
    document.close()
    return image.rotate(184, fillcolor=255).resize(SIZE)


def texts(desk, document):
    return [texts_of(desk.site).page(document.id, *page.spot).text for page in kept_pages(desk.site, document.id)]


def test_a_stack_is_split_read_controlled_and_accepted(house):
    with house.session() as desk:
        second = desk.add(desk.resolve('/archive/Р-1/1'), 'unit', {'number': '2', 'title': {'kk': 'Іс', 'ru': 'Дело'}})
        batch_id = deliveries.begin(desk, desk.resolve('/archive/Р-1/1/1'), expected=5).id
        second_id = second.id
    pages = [typed('Атқару комитетінің хаттамасы'), Image.new('L', SIZE, 255), sheet_for(house, '/archive/Р-1/1/2'),
             typed('Протокол заседания исполкома'), typed('Протокол заседания исполкома')]

    def scanned(desk):
        files = files_at(desk, house)
        staged = files.receive(stack(pages))
        delivered = deliveries.deliver(desk, files, desk.site.ids[batch_id], staged, 'stack.pdf')
        desk.transition(desk.site.ids[batch_id], 'finish')
        return delivered.record.id

    document_id = house.run(scanned)
    worker = Worker(house, lambda _house: False)
    while worker.do_job():
        pass
    with house.session() as desk:
        batch, first = desk.site.ids[batch_id], desk.site.ids[document_id]
        assert batch.state == 'control', stage_of(desk.site, document_id)
        made = next(each for each in batch.values() if each.id != document_id)
        assert stage_of(desk.site, made.id)[0] == Stage.IN_QUALITY_CONTROL
        assert [len(kept_pages(desk.site, each.id)) for each in (first, made)] == [2, 2]
        assert 'хаттама' in texts(desk, first)[0]
        assert 'исполком' in texts(desk, made)[0]
        found = {(each.code, each.spot.index if each.spot else None) for each in findings_of(desk, batch)}
        assert {('blank', 1), ('double', 4), ('sheets', None)} <= found
        desk.transition(batch, 'accept')
    with house.session() as desk:
        assert desk.site.ids[document_id].__parent__.__name__ == '1'
        assert desk.site.ids[made.id].__parent__.id == second_id
        assert stage_of(desk.site, made.id)[0] == Stage.DONE
