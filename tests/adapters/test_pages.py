"""Files become pages in child processes; good ones as they are, bad ones with a fault that has a name."""

import random
import resource
from pathlib import Path

import numpy as np
import pytest
from PIL import Image
from zope.interface.verify import verifyObject

from muragat.adapters import pnm
from muragat.adapters.children import Bounds, Children
from muragat.adapters.imaging import PageSource
from muragat.adapters.pages_pillow import believed
from muragat.ports.faults import Failed
from muragat.ports.pages import IPageSource, Limits
from tests.adapters import imaging_files as files

PDF = 'application/pdf'
TYPES = {'tif': 'image/tiff', 'jpg': 'image/jpeg', 'png': 'image/png', 'webp': 'image/webp', 'jp2': 'image/jp2',
         'bmp': 'image/bmp', 'pdf': PDF}


@pytest.fixture(scope='module')
def pages():
    made = PageSource(Children(1, Bounds(seconds=60)))
    yield made
    made.close()


@pytest.fixture
def out(tmp_path):
    folder = tmp_path / 'out'
    folder.mkdir()
    return folder


def type_of(path):
    return TYPES[path.suffix[1:]]


def rendered(pages, path, out, index=0, **options):
    return pages.render(path, type_of(path), index, out, **options)


def code_of(ask, *arguments, **options):
    with pytest.raises(Failed) as failed:
        ask(*arguments, **options)
    return failed.value.fault.code


def outcome(ask, *arguments, **options):
    """What was answered and '', or None and the code of the fault."""
    try:
        return ask(*arguments, **options), ''
    except Failed as failed:
        return None, failed.fault.code


def dark(image):
    """Share of dark points."""
    return float((pnm.grey(pnm.opened(image.path)) < 128).mean())


def test_it_serves_its_port(pages):
    assert verifyObject(IPageSource, pages)


@pytest.mark.parametrize('ending', ['tif', 'jpg', 'png', 'webp', 'jp2', 'bmp'])
def test_an_image_keeps_its_pixels(pages, tmp_path, out, ending):
    path = files.saved(tmp_path / f'x.{ending}', files.sheet())
    assert pages.look(path, type_of(path))[:2] == ('image', 1)
    image = rendered(pages, path, out)
    assert (image.width, image.height, image.damaged) == (*files.A4, False)
    assert image.dpi == pytest.approx(150, abs=1)
    assert dark(image) == pytest.approx(dark_share(files.sheet()), abs=0.005)


def dark_share(image):
    return float((np.asarray(image.convert('L')) < 128).mean())


@pytest.mark.parametrize('mode', ['1', 'L', 'P', 'LA', 'RGB', 'RGBA', 'CMYK', 'I;16', 'I', 'F'])
def test_every_kind_of_pixel_becomes_black_on_white(pages, tmp_path, out, mode):
    page = files.sheet()
    if mode in ('I;16', 'I', 'F'):
        scale = {'I;16': 257, 'I': 65_536, 'F': 0.5}[mode]
        kind = {'I;16': np.uint16, 'I': np.int32, 'F': np.float32}[mode]
        changed = Image.fromarray((np.asarray(page).astype(np.float64) * scale).astype(kind))
    else:
        changed = page.convert('RGB').convert(mode) if mode in ('P', 'CMYK') else page.convert(mode)
    path = files.saved(tmp_path / 'x.tif', changed)
    assert dark(rendered(pages, path, out)) == pytest.approx(dark_share(page), abs=0.005)


def test_what_is_transparent_is_white(pages, tmp_path, out):
    path = files.saved(tmp_path / 'x.png', Image.new('RGBA', (400, 300), (0, 0, 0, 0)))
    assert dark(rendered(pages, path, out)) == 0


def test_all_pages_of_a_tiff_are_shown(pages, tmp_path, out):
    first, second = files.sheet(), files.sheet(('Екінші бет',))
    path = tmp_path / 'x.tif'
    first.convert('1').save(path, compression='group4', save_all=True, append_images=[second.convert('1')])
    assert pages.look(path, 'image/tiff').pages == 2
    assert dark(rendered(pages, path, out, 1)) < dark(rendered(pages, path, out, 0)) / 2
    assert code_of(rendered, pages, path, out, 2) == 'page_missing'


def test_jpeg_in_tiff_is_read(pages, tmp_path, out):
    path = files.saved(tmp_path / 'x.tif', files.sheet(mode='RGB'), compression='jpeg')
    assert dark(rendered(pages, path, out)) > 0.02


def test_a_photograph_stands_upright(pages, tmp_path, out):
    exif = Image.Exif()
    exif[0x0112] = 6
    path = files.saved(tmp_path / 'x.jpg', files.sheet().rotate(90, expand=True), exif=exif)
    image = rendered(pages, path, out)
    assert (image.width, image.height) == files.A4


def test_colours_are_kept_only_where_they_say_something(pages, tmp_path, out):
    page = files.sheet(mode='RGB')
    assert pnm.opened(rendered(pages, files.saved(tmp_path / 'grey.png', page), out).path).ndim == 2
    page.paste((40, 60, 200), (800, 1300, 1000, 1500))
    stamped = pnm.opened(rendered(pages, files.saved(tmp_path / 'stamp.png', page), out).path)
    assert stamped.ndim == 3
    assert tuple(stamped[1400, 900]) == (40, 60, 200)


@pytest.mark.parametrize(('declared', 'size', 'expected'), [
    ((300, 300), (2480, 3508), 300), ((72, 72), (2480, 3508), 300), ((1, 1), (2480, 3508), 300),
    ((1_000_000, 1_000_000), (2480, 3508), 300), ((0, 0), (1240, 1754), 150), (None, (827, 1169), 100),
    ((400, 400), (18_724, 13_244), 400), ((72, 72), (595, 842), 72), ((300, 150), (2480, 3508), 300),
    (('a', 'b'), (2480, 3508), 300), ((float('nan'), 1), (2480, 3508), 300), (None, (20, 20), 72),
    (None, (40_000, 7_000), 600)])
def test_a_resolution_is_believed_when_the_page_can_be_so_large(declared, size, expected):
    assert believed(declared, *size) == pytest.approx(expected, abs=2)


def test_pages_of_a_pdf_are_drawn_at_the_wanted_resolution(pages, tmp_path, out):
    path = files.pdf_of(tmp_path / 'x.pdf', files.sheet(), files.sheet(('Екінші бет',)))
    look = pages.look(path, PDF)
    assert look == ('pdf', 2, False, False, False, '')
    image = rendered(pages, path, out, 1, dpi=200)
    assert image.dpi == 200
    assert image.width == pytest.approx(files.A4[0] * 200 / 150, abs=2)
    assert 0 < dark(image) < 0.02
    assert code_of(rendered, pages, path, out, 2) == 'page_missing'
    assert code_of(rendered, pages, path, out, -1) == 'page_missing'


def test_a_large_page_is_drawn_in_strips_that_fit_together(pages, tmp_path, out, monkeypatch):
    path = files.with_page_size(files.pdf_with_text(tmp_path / 'a.pdf'), tmp_path / 'x.pdf', [0, 0, 3370, 2384])
    whole = pages.render(path, PDF, 0, out, 50)
    small = np.asarray(pnm.grey(pnm.opened(whole.path))).copy()
    large = pages.render(path, PDF, 0, out, 300)
    assert large.width * large.height > 130_000_000
    again = pnm.reduced(pnm.opened(large.path), 6)
    assert abs(float(small.mean()) - float(again.mean())) < 0.05


def test_a_page_that_would_have_too_many_pixels_is_drawn_smaller(pages, tmp_path, out):
    path = files.pdf_of(tmp_path / 'x.pdf', files.sheet())
    image = rendered(pages, path, out, limits=Limits(pixels=1_000_000))
    assert image.width * image.height <= 1_000_000
    assert image.dpi < 300


def test_the_text_of_a_born_digital_page_has_boxes_where_its_letters_are(pages, tmp_path, out):
    path = files.pdf_with_text(tmp_path / 'x.pdf')
    words = pages.layer(path, 0, 150)
    assert [word.text for word in words] == ['Decision', 'of', 'the', 'council', 'twelfth', 'of', 'May', '1994']
    assert {word.line for word in words[:4]} != {word.line for word in words[4:]}
    pixels = pnm.grey(pnm.opened(rendered(pages, path, out, dpi=150).path))
    for word in words:
        box = pixels[word.top - 2:word.top + word.height + 2, word.left - 2:word.left + word.width + 2]
        assert (box < 128).mean() > 0.05, word
    outside = pixels.copy()
    for word in words:
        outside[word.top - 2:word.top + word.height + 3, word.left - 2:word.left + word.width + 3] = 255
    assert (outside < 128).sum() == 0


@pytest.mark.parametrize('rotate', [90, 180, 270])
def test_boxes_follow_a_turned_page(pages, tmp_path, out, rotate):
    path = files.pdf_with_text(tmp_path / 'x.pdf', rotate=rotate)
    pixels = pnm.grey(pnm.opened(rendered(pages, path, out, dpi=100).path))
    for word in pages.layer(path, 0, 100):
        assert (pixels[word.top:word.top + word.height, word.left:word.left + word.width] < 160).any()


def test_a_scan_has_no_text_of_its_own(pages, tmp_path):
    assert pages.layer(files.pdf_of(tmp_path / 'x.pdf', files.sheet()), 0) == ()


def test_signatures_are_seen(pages, tmp_path):
    path = files.signed(files.pdf_with_text(tmp_path / 'a.pdf'), tmp_path / 'x.pdf')
    assert pages.look(path, PDF).signed


def test_a_pdf_that_only_forbids_changes_is_read(pages, tmp_path, out):
    path = files.locked(files.pdf_with_text(tmp_path / 'a.pdf'), tmp_path / 'x.pdf', user='')
    look = pages.look(path, PDF)
    assert (look.pages, look.encrypted, look.note) == (1, True, '')
    assert rendered(pages, path, out).width > 2000


def test_a_locked_pdf_says_so(pages, tmp_path, out):
    path = files.locked(files.pdf_with_text(tmp_path / 'a.pdf'), tmp_path / 'x.pdf')
    assert pages.look(path, PDF) == ('pdf', 0, True, False, False, 'password')
    assert code_of(rendered, pages, path, out) == 'password'
    assert code_of(pages.layer, path, 0) == 'password'


def test_a_broken_table_of_objects_is_repaired_and_told(pages, tmp_path, out):
    path = files.broken_xref(files.pdf_of(tmp_path / 'a.pdf', files.sheet()), tmp_path / 'x.pdf')
    look = pages.look(path, PDF)
    assert (look.pages, look.damaged, look.note) == (1, True, 'damaged')
    assert dark(rendered(pages, path, out)) > 0.02


def test_a_picture_that_cannot_be_decoded_is_no_blank_page(pages, tmp_path, out):
    path = files.with_broken_image(files.pdf_of(tmp_path / 'a.pdf', files.sheet()), tmp_path / 'x.pdf')
    assert code_of(rendered, pages, path, out) == 'page_damaged'


def test_a_blank_page_is_a_page(pages, tmp_path, out):
    path = files.pdf_of(tmp_path / 'x.pdf', Image.new('L', files.A4, 255))
    assert dark(rendered(pages, path, out)) == 0


@pytest.mark.parametrize('box', [[0, 0, 0, 0], [0, 0, 1e9, 1e9], [0, 0, float(14_400 * 75), 14_400 * 75]])
def test_absurd_sizes_of_a_page_end_with_a_fault_or_a_page(pages, tmp_path, out, box):
    path = files.with_page_size(files.pdf_with_text(tmp_path / 'a.pdf'), tmp_path / 'x.pdf', box)
    pages.look(path, PDF)
    image, code = outcome(rendered, pages, path, out)
    assert code in ('too_large', 'page_damaged', 'not_understood') or image.width * image.height <= Limits().pixels


@pytest.mark.parametrize('make', [files.huge_png, files.huge_tiff], ids=['png', 'tiff'])
@pytest.mark.parametrize('side', [60_000, 2_000_000_000])
def test_sixty_thousand_pixels_square_are_too_many(pages, tmp_path, out, make, side):
    path = make(tmp_path / ('x.png' if make is files.huge_png else 'x.tif'), side)
    look, code = outcome(pages.look, path, type_of(path))
    assert code == 'not_understood' or (look.pages, look.note) == (0, 'too_large')
    assert code_of(rendered, pages, path, out) in ('too_large', 'not_understood')


def test_comments_that_unpack_to_very_much_are_stopped(pages, tmp_path, out):
    path = files.text_bomb_png(tmp_path / 'x.png')
    assert code_of(rendered, pages, path, out) in ('not_understood', 'page_damaged', 'memory')


def test_a_pdf_that_unpacks_to_very_much_keeps_its_limits(tmp_path, out):
    pages = PageSource(Children(1, Bounds(seconds=20, memory=1 << 30)))
    path = files.bomb_pdf(tmp_path / 'x.pdf')
    assert path.stat().st_size < 2 << 20
    image, code = outcome(rendered, pages, path, out)
    assert code in ('hung', 'memory', 'died', 'page_damaged') or image.width > 0
    assert rendered(pages, files.pdf_of(tmp_path / 'good.pdf', files.sheet()), out).width > 0
    pages.close()


@pytest.mark.parametrize('ending', ['tif', 'jpg', 'png', 'webp', 'jp2', 'bmp', 'pdf'])
def test_an_empty_file_is_empty(pages, tmp_path, out, ending):
    path = tmp_path / f'x.{ending}'
    path.write_bytes(b'')
    assert code_of(pages.look, path, type_of(path)) == 'empty'
    assert code_of(rendered, pages, path, out) in ('empty', 'not_understood')


@pytest.mark.parametrize('ending', ['tif', 'jpg', 'png', 'webp', 'jp2', 'bmp', 'pdf'])
@pytest.mark.parametrize('share', [0.002, 0.5, 0.95])
def test_a_cut_file_shows_what_it_has_or_says_that_it_is_damaged(pages, tmp_path, out, ending, share):
    whole = tmp_path / f'whole.{ending}'
    if ending == 'pdf':
        files.pdf_of(whole, files.sheet())
    else:
        files.saved(whole, files.sheet())
    path = files.cut(whole, tmp_path / f'x.{ending}', share)
    look, unseen = outcome(pages.look, path, type_of(path))
    image, code = outcome(rendered, pages, path, out)
    assert code in ('not_understood', 'page_damaged') or image.damaged or look.damaged
    assert unseen in ('', 'not_understood')


@pytest.mark.parametrize('ending', ['tif', 'jpg', 'png', 'webp', 'jp2', 'bmp', 'pdf'])
def test_a_file_that_is_something_else_is_not_understood(pages, tmp_path, out, ending):
    path = tmp_path / f'x.{ending}'
    path.write_bytes(b'PK\x03\x04 this is something else' * 50)
    if ending != 'pdf':
        assert code_of(pages.look, path, type_of(path)) == 'not_understood'
    else:
        assert pages.look(path, PDF).note == 'not_understood'
    assert code_of(rendered, pages, path, out) == 'not_understood'


def test_a_type_without_pages_is_refused(pages, tmp_path, out):
    assert code_of(pages.look, tmp_path / 'x', 'text/plain') == 'kind'
    assert code_of(pages.render, tmp_path / 'x', 'audio/mpeg', 0, out) == 'kind'


def test_a_file_that_is_not_there_is_a_fault(pages, tmp_path, out):
    assert code_of(rendered, pages, tmp_path / 'none.png', out) == 'not_understood'


@pytest.mark.parametrize('ending', ['tif', 'jpg', 'png', 'webp', 'bmp', 'pdf'])
def test_bytes_changed_at_random_end_with_a_page_or_a_named_fault(pages, tmp_path, out, ending):
    whole = tmp_path / f'whole.{ending}'
    if ending == 'pdf':
        files.pdf_of(whole, files.sheet(size=(400, 500), points=20))
    else:
        files.saved(whole, files.sheet(size=(400, 500), points=20))
    data, chance = whole.read_bytes(), random.Random(20)
    for number in range(25):
        changed = bytearray(data)
        for _ in range(chance.choice((1, 4, 40))):
            changed[chance.randrange(min(len(data), 400 if number % 2 else len(data)))] = chance.randrange(256)
        path = tmp_path / f'{number}.{ending}'
        path.write_bytes(changed)
        outcome(pages.look, path, type_of(path))
        image, code = outcome(rendered, pages, path, out)
        assert code or image.width > 0


def test_thousands_of_pages_are_counted_and_any_of_them_is_shown(pages, tmp_path, out):
    path = tmp_path / 'x.tif'
    page = Image.new('1', (80, 100), 1)
    page.save(path, compression='group4', save_all=True, append_images=[page] * 1999)
    assert pages.look(path, 'image/tiff').pages == 2000
    assert rendered(pages, path, out, 1999).width == 80


def test_more_pages_than_are_read_are_told(pages, tmp_path):
    path = files.pdf_of(tmp_path / 'x.pdf', *[Image.new('L', (50, 50), 255)] * 4)
    look = pages.look(path, PDF, Limits(pages=3))
    assert (look.pages, look.note) == (4, 'too_many_pages')


def test_a_name_of_any_kind_is_a_path(pages, tmp_path, out):
    for name in ('a\nb.png', '\u202egnp.exe', 'x' * 250 + '.png', b'\xff\xfe.png'.decode('utf8', 'surrogateescape')):
        path = tmp_path / name
        with path.open('wb') as stream:
            files.sheet(size=(100, 100)).save(stream, 'PNG')
        assert pages.render(path, 'image/png', 0, out).width == 100


def test_a_drawing_of_a0_costs_no_more_memory_than_a_page_may(tmp_path, out):
    """250 million pixels in two tones, as scanners of drawings write them."""
    pages = PageSource(Children(1, Bounds(seconds=120)))
    path = tmp_path / 'x.tif'
    drawing = Image.new('1', (18_724, 13_244), 1)
    drawing.paste(0, (5000, 5000, 5200, 9000))
    drawing.save(path, compression='group4', dpi=(400, 400))
    image = rendered(pages, path, out)
    assert (image.width, image.height, image.dpi) == (18_724, 13_244, 400)
    pages.close()
    assert resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss < 2 << 20
    Path(image.path).unlink()
