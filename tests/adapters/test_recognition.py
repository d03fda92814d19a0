"""Tesseract reads pages in child processes; whatever it does wrong has a name, and the next page is read."""

import stat
import sys

import numpy as np
import pytest
from PIL import Image
from zope.interface.verify import verifyObject

from muragat.adapters import pnm
from muragat.adapters.children import Bounds, Children
from muragat.adapters.imaging import Cleaner, TesseractRecognizer
from muragat.ports.faults import Failed
from muragat.ports.pages import PageImage
from muragat.ports.recognition import IRecognizer
from muragat.ports.words import Word, confidence_of, text_of
from tests.adapters import imaging_files as files
from tests.adapters.imaging_pages import page


@pytest.fixture(scope='module')
def children():
    made = Children(1, Bounds(seconds=60))
    yield made
    made.close()


@pytest.fixture(scope='module')
def recognizer(children):
    return TesseractRecognizer(children, seconds=50)


def fault_of(ask, *arguments):
    with pytest.raises(Failed) as failed:
        ask(*arguments)
    return failed.value.fault


def program(folder, code):
    """A stand-in for Tesseract: argument 2 is its result file without the ending."""
    path = folder / 'tesseract'
    path.write_text(f'#!{sys.executable}\nimport sys\n{code}\n')
    path.chmod(path.stat().st_mode | stat.S_IXUSR)
    return str(path)


def test_it_serves_its_port(recognizer):
    assert verifyObject(IRecognizer, recognizer)


def test_text_is_recognised_with_boxes_and_confidence(recognizer, tmp_path):
    found = recognizer.recognise(page(tmp_path, files.sheet(repeat=1)), ('kk', 'ru', 'en'), tmp_path)
    assert text_of(found.words).split('\n')[0] == files.LINES[0]
    assert found.confidence > 80
    assert (found.languages, found.language) == (('kk', 'ru', 'en'), 'kk')
    assert (found.words[0].left, found.words[0].top) == pytest.approx((112, 125), abs=12)
    assert list(tmp_path.glob('tess_*')) == []


def test_a_blank_page_has_no_words(recognizer, tmp_path):
    assert recognizer.recognise(page(tmp_path, Image.new('L', files.A4, 255)), ('ru',), tmp_path).words == ()


@pytest.mark.parametrize('turn', [90, 180, 270])
def test_how_a_page_must_be_turned_is_found(children, recognizer, tmp_path, turn):
    lying = page(tmp_path, files.sheet(turn=turn))
    upright = Cleaner(children).turn(lying, tmp_path, recognizer.turn(lying, tmp_path))
    assert files.LINES[0] in text_of(recognizer.recognise(upright.image, ('kk', 'ru'), tmp_path).words)


def test_an_upright_page_need_not_be_turned_nor_a_blank_one(recognizer, tmp_path):
    assert recognizer.turn(page(tmp_path, files.sheet()), tmp_path) == 0
    assert recognizer.turn(page(tmp_path, Image.new('L', files.A4, 255)), tmp_path) == 0


def test_installed_languages_are_told(recognizer, children):
    assert recognizer.installed() == {'kk', 'ru', 'en'}
    assert TesseractRecognizer(children, '/nonexistent/tesseract').installed() == frozenset()


def test_missing_programs_and_languages_are_named(recognizer, children, tmp_path):
    image = page(tmp_path, files.sheet())
    missing = TesseractRecognizer(children, '/nonexistent/tesseract')
    assert fault_of(missing.recognise, image, ('ru',), tmp_path).code == 'no_program'
    assert fault_of(recognizer.recognise, image, ('xx',), tmp_path).code == 'no_language'


def test_boxes_on_a_large_sheet_are_given_in_its_own_pixels(recognizer, tmp_path):
    small = np.asarray(files.sheet(repeat=1, size=(2400, 1754)))
    large = np.repeat(np.repeat(small, 4, 0), 4, 1)
    path = tmp_path / 'large.pgm'
    pnm.write(path, large)
    found = recognizer.recognise(PageImage(path, large.shape[1], large.shape[0], 600), ('kk', 'ru'), tmp_path)
    assert (found.words[0].left, found.words[0].top) == pytest.approx((448, 500), abs=60)


STAND_INS = {
    'hangs': ('import time; time.sleep(60)', {'hung'}),
    'dies': ('import os, signal; os.kill(os.getpid(), signal.SIGSEGV)', {'died'}),
    'is killed': ('import os, signal; os.kill(os.getpid(), signal.SIGKILL)', {'died'}),
    'floods its result': ('out = open(sys.argv[2] + ".tsv", "wb")\nwhile True: out.write(b"x" * 1048576)',
                          {'flooded'}),
    'floods what it says': ('import os\nwhile True: os.write(2, b"x" * 1048576)', {'memory', 'died'}),
    'writes invalid UTF-8': ('open(sys.argv[2] + ".tsv", "wb").write(b"level\\t\\xff\\xfe")', {'garbled'}),
    'writes no table': ('open(sys.argv[2] + ".tsv", "w").write("hello")', {'garbled'}),
    'writes no numbers': ('open(sys.argv[2] + ".tsv", "w").write("level\\t\\n5\\ta\\tb" + "\\tx" * 9)', {'garbled'}),
    'writes nothing': ('open(sys.argv[2] + ".tsv", "w")', {'hollow'}),
    'leaves no file': ('pass', {'hollow'}),
    'refuses': ('sys.stderr.write("Error in pixReadStream: Unknown format"); sys.exit(1)', {'not_understood'}),
    'eats memory': ('x = []\nwhile True: x.append(bytearray(1 << 26))', {'not_understood', 'memory'}),
}


@pytest.mark.parametrize('case', STAND_INS)
def test_a_program_that_fails_is_a_named_fault_and_the_next_page_is_read(children, recognizer, tmp_path, case):
    code, expected = STAND_INS[case]
    image = page(tmp_path, files.sheet(repeat=1))
    wrong = TesseractRecognizer(children, program(tmp_path, code), seconds=2 if case == 'hangs' else 50)
    found = fault_of(wrong.recognise, image, ('ru',), tmp_path)
    assert found.code in expected, found.note
    assert recognizer.recognise(image, ('kk', 'ru'), tmp_path).words


def test_success_without_words_is_no_words(children, tmp_path):
    """Whether it is a fault is told by the ink of the page, not here."""
    hollow = program(tmp_path, 'open(sys.argv[2] + ".tsv", "w").write("level\\tpage_num\\n")')
    found = TesseractRecognizer(children, hollow).recognise(page(tmp_path, files.sheet()), ('ru',), tmp_path)
    assert (found.words, found.confidence, found.language) == ((), 0.0, '')


def test_words_become_lines_and_paragraphs():
    words = [Word('Бірінші', 0, 0, 1, 1, 90, 1, 1, 1), Word('жол', 0, 0, 1, 1, 50, 1, 1, 1),
             Word('екінші', 0, 0, 1, 1, 90, 2, 1, 1), Word('Абзац', 0, 0, 1, 1, 90, 1, 2, 1)]
    assert text_of(words) == 'Бірінші жол\nекінші\n\nАбзац'
    assert confidence_of(words) == pytest.approx(90 - 40 * 3 / 21)
    assert confidence_of(()) == 0
    assert confidence_of([Word('x', 0, 0, 1, 1)]) == -1
