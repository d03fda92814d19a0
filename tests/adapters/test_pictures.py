"""Codes are found on pages, and pages become pictures and tiles."""

import io
import json
import os
import signal
import sys
from pathlib import Path

import numpy as np
import pytest
import segno
from PIL import Image
from zope.interface.verify import verifyObject

from muragat.adapters import pnm
from muragat.adapters.children import Bounds, Children
from muragat.adapters.imaging import Codes, PageSource, Renditions, imaging
from muragat.ports.codes import ICodes
from muragat.ports.faults import Failed
from muragat.ports.pages import PageImage
from muragat.ports.renditions import IRenditions
from muragat.settings import read
from tests.adapters import imaging_files as files
from tests.adapters.imaging_pages import page, worn

TARGET = 'muragat:separator:/archive/Р-12/1/34'


@pytest.fixture(scope='module')
def children():
    made = Children(1, Bounds(seconds=60))
    yield made
    made.close()


def fault_of(ask, *arguments):
    with pytest.raises(Failed) as failed:
        ask(*arguments)
    return failed.value.fault


def test_the_settings_name_who_serves_each_port():
    children = Children(1)
    served = imaging(read({}), children)
    assert {ICodes, IRenditions} <= set(served)
    assert all(verifyObject(port, adapter) for port, adapter in served.items())
    children.close()


@pytest.mark.parametrize('turn', [0, 3, 90, 180, 200])
def test_codes_are_read_skewed_and_upside_down(children, tmp_path, turn):
    sheet, out = Image.new('L', files.A4, 255), io.BytesIO()
    segno.make(TARGET, error='m', micro=False).save(out, kind='png', scale=7)
    sheet.paste(Image.open(out).convert('L'), (450, 500))
    found = Codes(children).codes(page(tmp_path, worn(sheet.rotate(turn, fillcolor=255), noise=8)))
    assert [(code.kind, code.text) for code in found] == [('QRCode', TARGET)]
    if turn == 0:
        assert (found[0].left, found[0].top) == pytest.approx((478, 528), abs=12)


def test_a_page_of_text_has_no_codes(children, tmp_path):
    assert Codes(children).codes(page(tmp_path, files.sheet())) == ()


def test_pictures_have_the_wanted_sides_and_never_more_than_the_page(children, tmp_path):
    made = Renditions(children).pictures(page(tmp_path, files.sheet(mode='RGB')), tmp_path, (256, 1600, 4000))
    assert [max(each.width, each.height) for each in made] == [256, 1600, 1754]
    for each in made:
        with Image.open(each.path) as picture:
            assert (picture.format, picture.size) == ('JPEG', (each.width, each.height))
    with Image.open(made[1].path) as picture:
        shrunk = np.asarray(picture.convert('L')).mean()
    assert shrunk == pytest.approx(np.asarray(files.sheet()).mean(), abs=2)


@pytest.mark.parametrize('size', [(1, 1), (1, 900), (900, 1), (257, 3)])
def test_slivers_become_pictures_and_tiles(children, tmp_path, size):
    image = page(tmp_path, Image.new('L', size, 200))
    (made,) = Renditions(children).pictures(image, tmp_path, (64,))
    assert made.width >= 1
    assert Renditions(children).tiles(image, tmp_path).levels >= 1


def test_tiles_put_together_are_the_sheet(children, tmp_path):
    sheet = files.sheet(mode='RGB')
    sheet.paste((200, 30, 30), (500, 600, 900, 800))
    made = Renditions(children).tiles(page(tmp_path, sheet), tmp_path, 512)
    assert (made.width, made.height, made.size, made.overlap) == (*files.A4, 512, 1)
    whole = Image.new('RGB', files.A4)
    for path in (made.folder / str(made.levels - 1)).iterdir():
        column, row = (int(each) for each in path.stem.split('_'))
        with Image.open(path) as tile:
            whole.paste(tile, (max(0, column * 512 - 1), max(0, row * 512 - 1)))
    assert np.abs(np.asarray(whole).astype(int) - np.asarray(sheet).astype(int)).mean() < 3
    assert sorted(int(each.name) for each in made.folder.iterdir() if each.is_dir()) == list(range(made.levels))
    with Image.open(made.folder / '0' / '0_0.jpg') as smallest:
        assert smallest.size == (1, 1)
    assert list(made.folder.glob('half*')) == []


def test_a_large_sheet_becomes_tiles_in_little_memory(tmp_path):
    """250 million points; what is mapped from the file does not count, for the kernel can take it back."""
    path = tmp_path / 'large.pgm'
    with pnm.Writer(path, 18_724, 13_244) as out:
        for top in range(0, 13_244, 1000):
            out.write(np.full((min(1000, 13_244 - top), 18_724), 255 - top // 100, np.uint8))
    children = Children(1, Bounds(seconds=120))
    made = Renditions(children).tiles(PageImage(path, 18_724, 13_244, 400), tmp_path, 2048)
    status = Path(f'/proc/{children._idle[0].pid}/status').read_text().splitlines()
    own = next(int(line.split()[1]) for line in status if line.startswith('RssAnon'))
    children.close()
    assert made.levels == 16
    assert own < 200 * 1024


def test_lost_children_are_a_fault_of_the_port(tmp_path):
    children = Children(1, Bounds(seconds=20))
    source = PageSource(children)
    image = files.saved(tmp_path / 'x.png', files.sheet())
    source.render(image, 'image/png', 0, tmp_path)
    os.kill(children._idle[0].pid, signal.SIGSTOP)
    assert fault_of(children.ask, 'muragat.adapters.pages_pillow:look', {}, None, 0.3).code == 'hung'
    assert source.render(image, 'image/png', 0, tmp_path).width == 1240
    source.close()


@pytest.mark.parametrize('answer', [{'path': '/nonexistent', 'width': 1, 'height': 1, 'dpi': 300}, {}, [], None,
                                    {'path': 5, 'width': 1, 'height': 1, 'dpi': 300}])
def test_success_without_a_picture_is_a_fault(tmp_path, answer):
    code = f'input(); print({json.dumps({"answer": answer})!r}, flush=True); input()'
    source = PageSource(Children(1, Bounds(seconds=20), (sys.executable, '-c', code)))
    assert fault_of(source.render, tmp_path / 'x', 'image/png', 0, tmp_path).code in ('hollow', 'garbled')
    source.close()
