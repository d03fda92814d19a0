"""Sheets and labels that are printed, scanned crooked and read again."""

import numpy as np
import pypdfium2
import pytest
import zxingcpp
from PIL import Image

from muragat.adapters.paperforms_weasyprint import WeasyPaperForms
from muragat.capture.slips import LABEL, NEXT, TARGET, parse
from muragat.capture.slips import Slip as Said
from muragat.ports.paperforms import Slip

SAID = Said(TARGET, 9007199254740991)


@pytest.fixture(scope='module')
def forms():
    return WeasyPaperForms()


@pytest.fixture(scope='module')
def sheet(forms):
    slip = Slip(SAID.text, 'АОМА, Р-12-қ., 1-т., 34-іс', ('Хаттамалар & <b>протоколы</b>',), 'foot')
    made = forms.sheets([slip], 'kk')
    return pages(made)[0]


def pages(pdf):
    document = pypdfium2.PdfDocument(pdf)
    images = [document[index].render(scale=150 / 72, grayscale=True).to_pil() for index in range(len(document))]
    document.close()
    return images


def read(image):
    return {each.text for each in zxingcpp.read_barcodes(np.asarray(image.convert('L')))}


@pytest.mark.parametrize('angle', [0, 4, -11, 90, 180, 187])
def test_a_sheet_is_read_however_it_lies(sheet, angle):
    assert read(sheet.rotate(angle, expand=True, fillcolor=255)) == {SAID.text}


def test_a_faint_and_blotted_sheet_is_read(sheet):
    pale = sheet.point(lambda tone: 150 + tone * 100 // 255)
    blot = Image.new('L', (60, 60), 150)
    pale.paste(blot, (sheet.width // 2 - 30, sheet.height // 2 - 60))
    assert SAID.text in read(pale)


def test_text_of_a_record_is_text_and_no_markup(forms):
    pdf = forms.sheets([Slip(SAID.text, '<img src="file:///etc/passwd">', ('a < b',))], 'ru')
    document = pypdfium2.PdfDocument(pdf)
    text = document[0].get_textpage().get_text_range()
    document.close()
    assert '<img src="file:///etc/' in text
    assert 'a < b' in text


def test_labels_fill_a_begun_sheet_and_go_on_with_the_next(forms):
    slips = [Slip(Said(LABEL, number).text, f'{number}', ('Хаттамалар',)) for number in range(1, 9)]
    first, second = pages(forms.labels(slips, 'kk', 2, 4, first=3))
    assert {parse(text).record for text in read(first)} == {1, 2, 3, 4, 5}
    assert {parse(text).record for text in read(second)} == {6, 7, 8}


@pytest.mark.parametrize('text', ['', 'https://example.kz', 'MURAGAT1:T:12:00000000', 'MURAGAT1:T:0:AB',
                                  SAID.text[:-1], SAID.text.replace('T', 'L'), 'MURAGAT1:T:²:AB', 'MURAGAT1:T'])
def test_a_foreign_or_misread_code_is_no_slip(text):
    assert parse(text) is None


@pytest.mark.parametrize('said', [SAID, Said(NEXT), Said(LABEL, 17)])
def test_what_is_printed_is_what_is_read(said):
    assert parse(said.text) == said
