"""Pages are judged without being read, and cleaned so that they can be."""

from pathlib import Path

import numpy as np
import pytest
from PIL import Image, ImageFilter
from zope.interface.verify import verifyObject

from muragat.adapters import pnm
from muragat.adapters.children import Bounds, Children
from muragat.adapters.imaging import Cleaner, TesseractRecognizer
from muragat.ports.cleaning import DOUBLE, Cleaned, ICleaner, ISignals, distance
from muragat.ports.pages import PageImage
from muragat.ports.words import Word, text_of
from tests.adapters import imaging_files as files
from tests.adapters.imaging_pages import grainy, page, worn


@pytest.fixture(scope='module')
def children():
    made = Children(1, Bounds(seconds=60))
    yield made
    made.close()


@pytest.fixture(scope='module')
def cleaner(children):
    return Cleaner(children)


@pytest.fixture(scope='module')
def recognizer(children):
    return TesseractRecognizer(children, seconds=50)


def test_it_serves_two_ports(cleaner):
    assert verifyObject(ICleaner, cleaner)
    assert verifyObject(ISignals, cleaner)


def test_a_good_page_has_nothing_to_be_said_about(cleaner, tmp_path):
    found = cleaner.signals(page(tmp_path, files.sheet()))
    assert (found.blank, found.dark, found.blurred, found.turned) == (False, False, False, 'no')
    assert not found.upside_down
    assert abs(found.skew) <= 0.2
    assert found.contrast > 150
    assert found.ink > 0.02
    assert found.noise < 3


@pytest.mark.parametrize('angle', [-3.1, -1.5, 0.8, 2.4])
def test_skew_is_measured_in_degrees(cleaner, tmp_path, angle):
    turned = files.sheet().rotate(angle, Image.Resampling.BICUBIC, fillcolor=255)
    assert abs(cleaner.signals(page(tmp_path, turned)).skew) == pytest.approx(abs(angle), abs=0.25)


def test_lines_that_fall_to_the_right_have_a_skew_above_zero(cleaner, tmp_path):
    """PIL turns against the clock, so a negative angle lets lines fall."""
    falling, rising = (cleaner.signals(page(tmp_path, files.sheet().rotate(angle, fillcolor=255))).skew
                       for angle in (-2, 2))
    assert rising < 0 < falling


@pytest.mark.parametrize('image', [Image.new('L', files.A4, 255), Image.new('L', files.A4, 180), grainy()],
                         ids=['white', 'grey', 'grainy'])
def test_a_page_with_nothing_on_it_is_blank(cleaner, tmp_path, image):
    found = cleaner.signals(page(tmp_path, image))
    assert found.blank
    assert found.phash == ''


def test_a_line_of_text_is_not_blank(cleaner, tmp_path):
    assert not cleaner.signals(page(tmp_path, files.sheet(('Мұрағат құжаты № 34',), repeat=1))).blank


def test_a_dark_page_and_a_blurred_one_are_told(cleaner, tmp_path):
    assert cleaner.signals(page(tmp_path, files.sheet().point(lambda tone: tone // 3))).dark
    assert cleaner.signals(page(tmp_path, files.sheet().filter(ImageFilter.GaussianBlur(5)))).blurred


@pytest.mark.parametrize('turn', [87, 90, 270])
@pytest.mark.parametrize('wear', [lambda image: image, worn], ids=['good', 'worn'])
def test_a_page_on_its_side_is_told_and_no_other(cleaner, tmp_path, turn, wear):
    upright, lying = files.sheet(), files.sheet(turn=turn)
    assert cleaner.signals(page(tmp_path, wear(lying))).turned == 'sideways'
    assert cleaner.signals(page(tmp_path, wear(upright.rotate(3, fillcolor=255)))).turned == 'no'


def test_bitonal_pages_are_told(cleaner, tmp_path):
    assert cleaner.signals(page(tmp_path, files.sheet().point(lambda tone: 255 * (tone > 127)))).bitonal
    assert not cleaner.signals(page(tmp_path, worn(files.sheet()))).bitonal


def test_the_hash_finds_the_same_page_scanned_twice_and_no_other(cleaner, tmp_path):
    one = cleaner.signals(page(tmp_path, files.sheet())).phash
    again = cleaner.signals(page(tmp_path, worn(files.sheet().rotate(0.3, fillcolor=255)))).phash
    other = cleaner.signals(page(tmp_path, files.sheet(files.LINES[::-1]))).phash
    assert len(one) == 16
    assert distance(one, again) <= DOUBLE < distance(one, other)
    assert distance(one, '') == 64


@pytest.mark.parametrize('size', [(1, 1), (3, 900), (900, 2), (40, 40)])
def test_slivers_are_judged_and_cleaned(cleaner, tmp_path, size):
    image = page(tmp_path, Image.new('L', size, 200))
    assert cleaner.signals(image).blank
    assert cleaner.clean(image, tmp_path).image.width >= 1


def test_a_cleaned_page_is_black_on_white_straight_and_readable(cleaner, recognizer, tmp_path):
    sheet = files.sheet(size=(2480, 3508), points=64)
    bad = page(tmp_path, worn(sheet.rotate(2.2, fillcolor=255)), 300)
    cleaned = cleaner.clean(bad, tmp_path)
    assert set(np.unique(pnm.opened(cleaned.image.path))) == {0, 255}
    assert cleaned.steps == ('smoothed', 'background', 'deskew', 'binarised', 'specks')
    found = recognizer.recognise(cleaned.image, ('kk', 'ru', 'en'), tmp_path)
    assert 'мұрағаттың' in text_of(found.words)
    assert found.language == 'kk'


@pytest.mark.parametrize('turn', [0, 90, 180, 270])
def test_words_of_a_changed_page_are_placed_on_the_page_itself(cleaner, tmp_path, turn):
    spot = Image.new('L', (1000, 1600), 255)
    spot.paste(0, (200, 300, 280, 340))
    image = page(tmp_path, spot, 300)
    changed = cleaner.turn(image, tmp_path, turn) if turn else cleaner.clean(image, tmp_path)
    rows, columns = np.nonzero(pnm.opened(changed.image.path) < 128)
    found = Word('x', int(columns.min()), int(rows.min()), int(np.ptp(columns)) + 1, int(np.ptp(rows)) + 1)
    placed = changed.placed([found])[0]
    assert (placed.left, placed.top, placed.width, placed.height) == pytest.approx((200, 300, 80, 40), abs=3)


def test_places_follow_skew_and_scale(cleaner, recognizer, tmp_path):
    turned = page(tmp_path, files.sheet(size=(827, 1169), points=22).rotate(2.5, fillcolor=255), 100)
    cleaned = cleaner.clean(turned, tmp_path)
    assert 'upscaled' in cleaned.steps
    words = cleaned.placed(recognizer.recognise(cleaned.image, ('kk', 'ru'), tmp_path).words)
    ink = pnm.opened(turned.path) < 140
    assert len(words) > 60
    for word in words:
        box = ink[max(0, word.top):word.top + word.height, max(0, word.left):word.left + word.width]
        assert box.mean() > 0.03, word


def test_boxes_keep_their_size_in_quarter_turns():
    cleaned = Cleaned(PageImage(Path('x'), 10, 10, 300), (), (0, 2, 0, -2, 0, 100))
    assert cleaned.placed([Word('x', 10, 20, 6, 2)]) == (Word('x', 40, 68, 4, 12),)


def test_a_sheet_of_a0_is_cleaned_at_a_workable_size(cleaner, tmp_path):
    path = tmp_path / 'a0.pgm'
    with pnm.Writer(path, 12_000, 9_000) as out:
        for _ in range(90):
            out.write(np.full((100, 12_000), 240, np.uint8))
    cleaned = cleaner.clean(PageImage(path, 12_000, 9_000, 300), tmp_path)
    assert cleaned.image.width * cleaned.image.height <= 40_000_000
    assert cleaned.steps[0] == 'reduced'
