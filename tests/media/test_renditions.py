"""Pictures of pages: made once, bounded, made again when lost."""

import os
from types import SimpleNamespace

import pytest

from muragat.media.renditions import Renderer, RenditionStore
from muragat.ports.faults import Failed, fault
from muragat.ports.pages import IPageSource, PageImage
from muragat.ports.renditions import IRenditions, Picture, Tiles

SHA = 'ab' * 32


class Drawing:
    """Draws pages of a width, and counts what it is asked for."""

    def __init__(self, width=1000):
        self.width, self.asked = width, []

    def render(self, path, media_type, index, out, dpi=300, limits=None):
        self.asked.append(('render', index))
        if self.width == 0:
            raise Failed(fault('page_damaged'))
        (out / 'page.ppm').write_bytes(b'P')
        return PageImage(out / 'page.ppm', self.width, 100, 300)

    def pictures(self, image, out, sides=(256, 1600)):
        for side in sides:
            (out / f'{side}.jpg').write_bytes(b'j' * 1000)
        return tuple(Picture(out / f'{side}.jpg', side, side) for side in sides)

    def tiles(self, image, out, size=512):
        (out / '0').mkdir()
        (out / '0' / '0_0.jpg').write_bytes(b'j')
        return Tiles(out, image.width, image.height, size, 1, 3)


@pytest.fixture
def store(tmp_path):
    return RenditionStore(tmp_path / 'renditions', 1 << 20)


@pytest.fixture
def drawing():
    return Drawing()


@pytest.fixture
def renderer(store, drawing):
    return Renderer(store, {IPageSource: drawing, IRenditions: drawing})


@pytest.fixture
def original():
    return SimpleNamespace(sha256=SHA, media_type='application/pdf', quarantine='',
                           blob=SimpleNamespace(committed=lambda: '/somewhere'))


def test_a_page_is_drawn_once_for_all_its_pictures(renderer, drawing, original, store):
    assert renderer.picture(original, 3, 256).name == '256.jpg'
    assert renderer.picture(original, 3, 1600).name == '1600.jpg'
    assert drawing.asked == [('render', 3)]
    assert list((store.root / '.new').iterdir()) == []


def test_a_lost_picture_is_made_again(renderer, drawing, original, store):
    renderer.picture(original, 3)
    store.forget(SHA)
    assert renderer.picture(original, 3).is_file()
    assert len(drawing.asked) == 2


def test_a_large_sheet_has_tiles_from_the_beginning(renderer, drawing, original, store):
    drawing.width = 9000
    renderer.picture(original, 0)
    tiles = store.tiles(SHA, 0)
    assert (tiles.width, tiles.levels) == (9000, 3)
    assert (tiles.folder / '0' / '0_0.jpg').is_file()
    assert renderer.tiles(original, 0) == tiles
    assert len(drawing.asked) == 1


def test_tiles_of_a_small_page_are_made_when_wanted(renderer, original, store):
    renderer.picture(original, 0)
    assert store.tiles(SHA, 0) is None
    assert renderer.tiles(original, 0).width == 1000


def test_what_cannot_be_drawn_is_a_fault_and_leaves_nothing(renderer, drawing, original, store):
    drawing.width = 0
    with pytest.raises(Failed):
        renderer.picture(original, 0)
    assert list(store.root.rglob('*.jpg')) == []


def test_what_is_kept_apart_is_not_drawn(renderer, drawing, original):
    original.quarantine = 'Eicar'
    with pytest.raises(Failed):
        renderer.picture(original, 0)
    assert drawing.asked == []


def test_the_least_recently_used_go_first(renderer, original, tmp_path, store):
    for index in range(10):
        renderer.picture(original, index)
        os.utime(store.folder(SHA, index), (1000 + index, 1000 + index))
    os.utime(store.folder(SHA, 0), (5000, 5000))
    small = RenditionStore(store.root, 10_000)
    assert small.sweep(now=6000) == 6
    assert small.picture(SHA, 0, 256) is not None
    assert small.picture(SHA, 1, 256) is None
    assert small.picture(SHA, 9, 256) is not None


def test_what_a_crash_left_is_removed_when_it_is_old(store):
    left = store.root / '.new' / 'x'
    left.mkdir(parents=True)
    assert store.sweep() == 0
    os.utime(left, (1000, 1000))
    assert store.sweep() == 1
    assert not left.exists()
