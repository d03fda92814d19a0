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


def test_it_says_that_it_is_made_to_last(copy):
    """What PDF/A-2b asks for, as far as it can be told without a validator."""
    with pikepdf.open(copy) as document:
        facts = document.open_metadata()
        assert (facts['pdfaid:part'], facts['pdfaid:conformance'], facts['dc:title']) == ('2', 'B', TITLE)
        assert str(document.docinfo.Title) == TITLE
        assert '/Filter' not in document.Root.Metadata
        intent, = document.Root.OutputIntents
        assert (intent.S, intent.DestOutputProfile.N) == (pikepdf.Name.GTS_PDFA1, 3)
        assert not document.is_encrypted
        assert '/ID' in document.trailer
        font = document.pages[0].Resources.Font.F
        assert '/FontFile2' in font.DescendantFonts[0].FontDescriptor
        assert document.pages[1].obj.Rotate == 90
        assert document.pages[0].Resources.XObject.Im.ColorSpace == pikepdf.Name.DeviceGray
        assert [float(side) for side in document.pages[0].mediabox] == [0, 0, 595.2, 841.92]
