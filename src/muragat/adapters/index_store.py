"""Where the index of an engine lies: a folder per build, and a pointer to the one that serves."""
import shutil
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from zope.interface import implementer

from muragat.adapters.disk import put_file, sync_directory
from muragat.adapters.memory_index import MemoryIndex
from muragat.ports.textindex import IIndexStore, IndexUnavailable, ITextIndex

Place = Callable[[], Path | None]


@dataclass(frozen=True)
class Engine:
    """How an engine is used by a store."""

    #: As the setting has it; also the name of its folder.
    name: str
    #: An index in the folder that is named anew for every question; whether it is the one built aside.
    index: Callable[[Place, bool], ITextIndex]
    #: Begin an empty index in a folder; one that is begun stays.
    create: Callable[[Path], None]


@implementer(IIndexStore)
class FolderStore:
    """Builds in folders `1`, `2`, ... below `folder/<engine>`; files `current` and `aside` name one each."""

    def __init__(self, folder: Path, engine: Engine) -> None:
        self.engine = engine.name
        self._folder = folder / engine.name
        self._make = engine

    def open(self) -> ITextIndex:
        return self._make.index(lambda: self._named('current'), False)

    def aside(self) -> ITextIndex:
        if not self.unfinished():
            self._folder.mkdir(parents=True, exist_ok=True)
            build = str(1 + max((int(each.name) for each in self._builds()), default=0))
            self._make.create(self._folder / build)
            put_file(self._folder / 'aside', build.encode())
        return self._make.index(lambda: self._named('aside'), True)

    def unfinished(self) -> bool:
        aside = self._named('aside')
        return aside is not None and aside != self._named('current') and aside.is_dir()

    def swap(self) -> None:
        """After a crash anywhere in here, either the old index serves and the new one waits, or the new one serves."""
        if not self.unfinished():
            raise IndexUnavailable('index_missing')
        put_file(self._folder / 'current', (self._folder / 'aside').read_bytes())
        self.discard_aside()

    def discard_aside(self) -> None:
        (self._folder / 'aside').unlink(missing_ok=True)
        if self._folder.is_dir():
            sync_directory(self._folder)
        current = self._named('current')
        for build in self._builds():
            if build != current:
                shutil.rmtree(build, ignore_errors=True)

    def _named(self, pointer: str) -> Path | None:
        try:
            name = (self._folder / pointer).read_text().strip()
        except OSError:
            return None
        return self._folder / name if name.isdecimal() else None

    def _builds(self) -> list[Path]:
        return [each for each in self._folder.glob('*') if each.name.isdecimal()]


@implementer(IIndexStore)
class MemoryStore:
    """The index in memory of this process, with another aside while it is built."""

    engine = 'memory'

    def __init__(self, make: Callable[[], MemoryIndex] = MemoryIndex) -> None:
        self._make = make
        self._serving = make()
        self._aside: MemoryIndex | None = None

    def open(self) -> Any:
        return self._serving

    def aside(self) -> Any:
        if self._aside is None:
            self._aside = self._make()
        return self._aside

    def unfinished(self) -> bool:
        return self._aside is not None

    def swap(self) -> None:
        if self._aside is None:
            raise IndexUnavailable('index_missing')
        self._serving.become(self._aside)
        self._aside = None

    def discard_aside(self) -> None:
        self._aside = None
