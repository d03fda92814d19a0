"""Renditions: pictures and tiles of pages, derived from originals, kept in bounded space, made again when lost."""

import json
import os
import secrets
import shutil
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from muragat.ports.faults import Failed, fault
from muragat.ports.pages import IPageSource, Limits, PageImage
from muragat.ports.renditions import SCREEN, THUMBNAIL, IRenditions, Tiles

SIDES = (THUMBNAIL, SCREEN)
#: Longest side in pixels from which a page is shown by tiles.
LARGE = 4000
#: Folder of what is being made; what is older than so many seconds was left behind by a crash.
UNFINISHED, STALE = '.new', 3600.0
#: The store is emptied down to this share of its limit.
LOW_WATER = 0.8
#: A picture that was looked at is marked as used at most once in so many seconds.
MARKED = 3600.0


@dataclass(frozen=True)
class RenditionStore:
    """Folders by checksum of the original and index of the page; the least recently used go first."""

    root: Path
    #: Bytes.
    limit: int

    def folder(self, sha256: str, index: int) -> Path:
        """Where the renditions of a page lie, whether there are any or not."""
        return self.root / sha256[:2] / sha256 / f'{index:05d}'

    def picture(self, sha256: str, index: int, side: int) -> Path | None:
        """The picture with this longest side, marked as used; None when it is not there."""
        path = self.folder(sha256, index) / f'{side}.jpg'
        if not path.is_file():
            return None
        self._mark(path.parent)
        return path

    def tiles(self, sha256: str, index: int) -> Tiles | None:
        """The tiles of a page, marked as used; None when they are not there."""
        folder = self.folder(sha256, index) / 'tiles'
        try:
            sizes = json.loads((folder / 'tiles.json').read_text('utf8'))
        except (OSError, ValueError):
            return None
        self._mark(folder.parent)
        return Tiles(folder, **sizes)

    @contextmanager
    def unfinished(self) -> Iterator[Path]:
        """A folder to make renditions in, gone at the end of the block."""
        folder = self.root / UNFINISHED / secrets.token_hex(8)
        folder.mkdir(parents=True)
        try:
            yield folder
        finally:
            shutil.rmtree(folder, ignore_errors=True)

    def keep(self, sha256: str, index: int, files: Sequence[Path]) -> None:
        """Move finished files or folders to their page; what another made meanwhile stays."""
        target = self.folder(sha256, index)
        target.mkdir(parents=True, exist_ok=True)
        for path in files:
            # A folder that is there already is as good as this one.
            with suppress(OSError):
                os.rename(path, target / path.name)

    def keep_tiles(self, sha256: str, index: int, made: Tiles) -> None:
        """Move finished tiles to their page, with their sizes beside them."""
        sizes = {name: value for name, value in made._asdict().items() if name != 'folder'}
        (made.folder / 'tiles.json').write_text(json.dumps(sizes), 'utf8')
        finished = made.folder.rename(made.folder.parent / 'tiles') if made.folder.name != 'tiles' else made.folder
        self.keep(sha256, index, (finished,))

    def forget(self, sha256: str) -> None:
        """Remove the renditions of an original that is gone."""
        shutil.rmtree(self.root / sha256[:2] / sha256, ignore_errors=True)

    def sweep(self, now: float | None = None) -> int:
        """Remove what crashes left behind, and the least recently used pages when the limit is passed; how many."""
        now = time.time() if now is None else now
        removed = 0
        for folder in (self.root / UNFINISHED).glob('*'):
            if _touched(folder) < now - STALE:
                shutil.rmtree(folder, ignore_errors=True)
                removed += 1
        pages = sorted((_touched(folder), size_of(folder), folder) for folder in self.root.glob('??/*/*'))
        held = sum(size for _touched_at, size, _folder in pages)
        if held <= self.limit:
            return removed
        for _touched_at, size, folder in pages:
            shutil.rmtree(folder, ignore_errors=True)
            held, removed = held - size, removed + 1
            if held <= self.limit * LOW_WATER:
                break
        return removed

    def _mark(self, folder: Path) -> None:
        with suppress(OSError):
            if _touched(folder) < time.time() - MARKED:
                os.utime(folder)


@dataclass(frozen=True)
class Renderer:
    """Gives renditions of originals, making those that are not there; may take seconds then. Raises `Failed`."""

    store: RenditionStore
    ports: Mapping[Any, Any]
    limits: Limits = field(default_factory=Limits)

    def picture(self, original: Any, index: int, side: int = SCREEN) -> Path:
        """The picture of a page with this longest side."""
        found = self.store.picture(original.sha256, index, side)
        if found is None:
            with self.shown(original, index) as (image, folder):
                self.make(original.sha256, index, image, folder)
                found = self.store.picture(original.sha256, index, side)
                if found is None:
                    self._pictures(original.sha256, index, image, folder, (side,))
        return found or self.store.folder(original.sha256, index) / f'{side}.jpg'

    def tiles(self, original: Any, index: int) -> Tiles:
        """The tiles of a page, of any size."""
        found = self.store.tiles(original.sha256, index)
        if found is None:
            with self.shown(original, index) as (image, folder):
                self._tiles(original.sha256, index, image, folder)
            found = self.store.tiles(original.sha256, index)
        if found is None:
            raise FileNotFoundError(original.sha256)
        return found

    @contextmanager
    def shown(self, original: Any, index: int) -> Iterator[tuple[PageImage, Path]]:
        """The image of a page, and a folder that is gone at the end of the block."""
        if original.quarantine:
            raise Failed(fault('kind', 'quarantined'))
        with self.store.unfinished() as folder:
            yield self.ports[IPageSource].render(Path(original.blob.committed()), original.media_type, index, folder,
                                                 limits=self.limits), folder

    def make(self, sha256: str, index: int, image: PageImage, folder: Path) -> None:
        """Make all renditions of a page from its image, in a folder on the same disk; large pages get tiles too."""
        if any(self.store.picture(sha256, index, side) is None for side in SIDES):
            self._pictures(sha256, index, image, folder, SIDES)
        if max(image.width, image.height) > LARGE and self.store.tiles(sha256, index) is None:
            self._tiles(sha256, index, image, folder)

    def _pictures(self, sha256: str, index: int, image: PageImage, folder: Path, sides: Sequence[int]) -> None:
        out = folder / 'pictures'
        out.mkdir(exist_ok=True)
        made = self.ports[IRenditions].pictures(image, out, sides)
        self.store.keep(sha256, index, [each.path for each in made])

    def _tiles(self, sha256: str, index: int, image: PageImage, folder: Path) -> None:
        out = folder / 'tiles'
        out.mkdir(exist_ok=True)
        self.store.keep_tiles(sha256, index, self.ports[IRenditions].tiles(image, out))


def renderer_of(house: Any) -> Renderer:
    """The renderer of an opened house."""
    return Renderer(store_of(house.settings), house.ports, limits_of(house.settings))


def store_of(settings: Any) -> RenditionStore:
    """The store as the settings want it."""
    return RenditionStore(settings.place('renditions'), settings['renditions.largest'])


def limits_of(settings: Any) -> Limits:
    """What one file may cost, by the settings."""
    return Limits(settings['capture.pixels'], settings['capture.pages'])


def size_of(folder: Path) -> int:
    """Bytes of all files below a folder."""
    total = 0
    for place, _folders, names in os.walk(folder):
        for name in names:
            with suppress(OSError):
                total += os.lstat(os.path.join(place, name)).st_size
    return total


def _touched(path: Path) -> float:
    try:
        return path.stat().st_mtime
    except FileNotFoundError:
        return float('inf')
