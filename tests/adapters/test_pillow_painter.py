"""The painter makes pages that look like scans and are the same each time."""

import io

import pytest
from PIL import Image, ImageFont, ImageStat
from zope.interface.verify import verifyObject

from muragat.adapters.pillow_painter import LOOKS, PillowPainter
from muragat.ports.pagepainter import IPagePainter, Sheet

KAZAKH = 'ӘәҒғҚқҢңӨөҰұҮүҺһІі'


@pytest.fixture(scope='module')
def painter():
    return PillowPainter()


def opened(data):
    return Image.open(io.BytesIO(data))


def test_it_serves_its_port(painter):
    assert verifyObject(IPagePainter, painter)


@pytest.mark.parametrize(('media_type', 'kind'), [('image/jpeg', 'JPEG'), ('image/png', 'PNG')])
def test_a_sheet_becomes_a_page_of_a4(painter, media_type, kind):
    page = opened(painter.paint(Sheet(('Хаттама',), 'typed', 1), media_type))
    assert page.format == kind
    assert page.height / page.width == pytest.approx(297 / 210, abs=0.01)


def test_the_same_sheet_gives_the_same_bytes(painter):
    sheet = Sheet(('Протокол', 'Көкөзек'), 'typed', 7, 0.8)
    assert painter.paint(sheet, 'image/jpeg') == painter.paint(sheet, 'image/jpeg')


def test_another_seed_gives_another_page(painter):
    pages = {painter.paint(Sheet(('Протокол',), 'written', seed), 'image/jpeg') for seed in (1, 2)}
    assert len(pages) == 2


def test_text_darkens_the_page(painter):
    full = ('х' * painter.columns('typed'),) * painter.rows('typed')
    empty, dark = (ImageStat.Stat(opened(painter.paint(Sheet(lines, 'typed', 3), 'image/jpeg')).convert('L')).mean[0]
                   for lines in ((), full))
    assert dark < empty - 5


@pytest.mark.parametrize('look', LOOKS)
def test_what_does_not_fit_is_refused(painter, look):
    with pytest.raises(ValueError, match='fit'):
        painter.paint(Sheet(('',) * (painter.rows(look) + 1), look, 1), 'image/png')
    with pytest.raises(ValueError, match='too long'):
        painter.paint(Sheet(('х' * (painter.columns(look) + 1),), look, 1), 'image/png')


@pytest.mark.parametrize('look', LOOKS)
def test_the_font_has_every_letter_of_kazakh(look):
    font = ImageFont.truetype(LOOKS[look][0], 40)
    missing = bytes(font.getmask('\U0010fffe'))
    assert [letter for letter in KAZAKH if bytes(font.getmask(letter)) == missing] == []
