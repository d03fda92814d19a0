"""Access copies as other programs meet them: the text is where the words are, and the file says what it is."""

import shutil
import subprocess

import pikepdf
import pytest
from PIL import Image

from muragat.adapters.accesscopy_pikepdf import PikepdfAccessCopy
from muragat.adapters.children import Bounds, Children
from muragat.adapters.imaging import PageSource
from muragat.media.accesscopy import in_place
from muragat.ports.accesscopy import CopyPage
from muragat.ports.words import Word
from tests import pdfa

TITLE = 'Қаулы № 5'
TEXT = ('Қазақстан', 'Республикасының', 'Үкіметі', 'ҚАУЛЫ', 'ЕТЕДІ:', 'әғқңөұүһі', '1999-2001', 'жж.', '№5')
WORDS = tuple(Word(text, 100 + 300 * (place % 5), 200 + 60 * (place // 5), 250, 40, 95.0, place // 5, 1, 1)
              for place, text in enumerate(TEXT))


@pytest.fixture(scope='module')
def children():
    made = Children(1, Bounds(seconds=60))
    yield made
    made.close()


@pytest.fixture
def copy(children, tmp_path):
    """Three pages: with text, turned, and one that could not be shown."""
    Image.new('L', (600, 800), 230).save(tmp_path / 'grey.jpg')
    Image.new('RGB', (600, 800), (200, 100, 50)).save(tmp_path / 'colour.jpg')
    pages = [CopyPage(tmp_path / 'grey.jpg', 2480, 3508, 300, WORDS),
             CopyPage(tmp_path / 'colour.jpg', 2480, 3508, 300, WORDS, 90),
             CopyPage(None, 2480, 3508, 300)]
    return PikepdfAccessCopy(children).compose(iter(pages), tmp_path, TITLE, 'kk')


def test_words_stand_under_their_pictures(copy, children):
    source = PageSource(children)
    assert source.look(copy, 'application/pdf').pages == 3
    found = source.layer(copy, 0, 300)
    assert [word.text for word in found] == [word.text for word in WORDS]
    assert in_place(WORDS, found) == 1.0
    assert source.layer(copy, 2, 300) == ()


def test_words_elsewhere_are_noticed():
    assert in_place(WORDS, [word._replace(top=word.top + 100) for word in WORDS]) == 0


@pytest.mark.skipif(not shutil.which('pdftotext'), reason='poppler-utils are not installed')
def test_another_program_reads_the_text(copy):
    text = subprocess.run(['pdftotext', '-layout', copy, '-'], capture_output=True, check=True, text=True).stdout
    assert text.split('\f')[0].split() == [word.text for word in WORDS]


@pytest.mark.skipif(not shutil.which('qpdf'), reason='qpdf is not installed')
def test_another_program_finds_no_fault(copy):
    checked = subprocess.run(['qpdf', '--check', copy], capture_output=True, text=True, check=False)
    assert (checked.returncode, 'No syntax or stream encoding errors' in checked.stdout) == (0, True)


def test_it_is_made_to_last(copy):
    assert pdfa.faults(copy) == []
    with pikepdf.open(copy) as document:
        assert document.open_metadata()['dc:title'] == str(document.docinfo.Title) == TITLE
        assert document.pages[1].obj.Rotate == 90
        assert document.pages[0].Resources.XObject.Im.ColorSpace == pikepdf.Name.DeviceGray
        assert [float(side) for side in document.pages[0].mediabox] == [0, 0, 595.2, 841.92]


def _without_a_font(document):
    del document.pages[0].Resources.Font.F.DescendantFonts[0].FontDescriptor.FontFile2


def _without_an_intent(document):
    del document.Root.OutputIntents


def _with_an_action(document):
    document.Root.OpenAction = pikepdf.Dictionary(Type=pikepdf.Name.Action, S=pikepdf.Name.JavaScript, JS='1')


def _translucent(document):
    image = document.pages[0].Resources.XObject.Im
    image.SMask = document.make_stream(b'')


def _of_other_widths(document):
    document.pages[0].Resources.Font.F.DescendantFonts[0].DW = 600


def _silent(document):
    with document.open_metadata() as facts:
        del facts['pdfaid:part']


def _with_a_file(document):
    document.attachments['a.txt'] = b'a'


def _with_a_note(document):
    document.pages[0].Annots = pikepdf.Array([pikepdf.Dictionary(Type=pikepdf.Name.Annot, Subtype=pikepdf.Name.Text)])


@pytest.mark.parametrize(('spoil', 'clause'), [
    (_without_a_font, '6.2.11.4.1'), (_without_an_intent, '6.2.3'), (_with_an_action, '6.5.1'),
    (_translucent, '6.2.8'), (_of_other_widths, '6.2.11.5'), (_silent, '6.6.4'), (_with_a_file, '6.8'),
    (_with_a_note, '6.3')])
def test_the_inspection_notices(copy, tmp_path, spoil, clause):
    with pikepdf.open(copy) as document:
        spoil(document)
        document.save(tmp_path / 'spoiled.pdf')
    assert any(clause in each for each in pdfa.faults(tmp_path / 'spoiled.pdf'))
