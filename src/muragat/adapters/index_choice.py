"""Which engine serves: a name in a file beside the indexes, looked at with every question."""

import logging
import os
import shutil
from collections.abc import Callable, Iterator, Mapping
from contextlib import suppress
from pathlib import Path
from typing import Any

from zope.interface import implementer

from muragat.adapters.disk import put_file
from muragat.ports.indexchoice import IIndexChoice
from muragat.ports.textindex import Condition, Hits, ITextIndex, Order, Sight

logger = logging.getLogger(__name__)

SERVING, CHOSEN = 'serving', 'chosen'


class _Name:
    """A name in a small file, read again when the file is another one."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._seen: tuple[Any, str] = (None, '')

    def read(self) -> str:
        try:
            stat = os.stat(self._path)
        except FileNotFoundError:
            return ''
        state = stat.st_ino, stat.st_mtime_ns
        if self._seen[0] != state:
            self._seen = state, self._path.read_text('utf8').strip()
        return self._seen[1]

    def write(self, name: str) -> None:
        self._path.parent.mkdir(parents=True, exist_ok=True)
        put_file(self._path, name.encode())

    def forget(self) -> None:
        self._path.unlink(missing_ok=True)


@implementer(IIndexChoice)
class IndexChoice:
    """`makers`: engine -> what makes its store below `folder/<engine>`, called when the engine is asked for;
    `setting`: the engine when nobody chose another."""

    def __init__(self, folder: Path, setting: str, makers: Mapping[str, Callable[[], Any]]) -> None:
        self._folder = folder
        self._setting = setting
        self._makers = makers
        self._stores: dict[str, Any] = {}
        self._serving, self._chosen = _Name(folder / SERVING), _Name(folder / CHOSEN)

    @property
    def engines(self) -> tuple[str, ...]:
        """In the order of the stores."""
        return tuple(self._makers)

    @property
    def wished(self) -> str:
        """A name that no engine bears any more counts as none."""
        chosen = self._chosen.read()
        return chosen if chosen in self._makers else self._setting

    @property
    def serving(self) -> str:
        """The wished one as long as no index was built."""
        serving = self._serving.read()
        return serving if serving in self._makers else self.wished

    def open(self) -> ITextIndex:
        """Opens nothing yet."""
        return ServingIndex(self)

    def store(self, engine: str) -> Any:
        """The store of an engine."""
        if engine not in self._stores:
            self._stores[engine] = self._makers[engine]()
        return self._stores[engine]

    def wish(self, engine: str) -> None:
        """The setting needs no file."""
        if engine == self._setting:
            self._chosen.forget()
        else:
            self._chosen.write(self.store(engine).engine)

    def serve(self, engine: str) -> None:
        """The name first; a crash leaves an index too many, which the next change removes."""
        self._serving.write(self.store(engine).engine)
        for other in self._makers.keys() - {engine}:
            with suppress(FileNotFoundError):
                shutil.rmtree(self._folder / other)


@implementer(ITextIndex)
class ServingIndex:
    """Hands every question to the index of the engine that serves now."""

    def __init__(self, choice: IndexChoice) -> None:
        self._choice = choice
        self._opened: tuple[str, Any] = ('', None)

    @property
    def _index(self) -> Any:
        serving = self._choice.serving
        name, index = self._opened
        if name != serving:
            # The other one is let go by who asks it last.
            index = self._choice.store(serving).open()
            self._opened = serving, index
        return index

    @property
    def filled_to(self) -> int | None:
        """As the index of the engine has it."""
        found: int | None = self._index.filled_to
        return found

    @filled_to.setter
    def filled_to(self, record: int | None) -> None:
        self._index.filled_to = record

    @property
    def bulk(self) -> int:
        """As the index of the engine has it."""
        tokens: int = self._index.bulk
        return tokens

    def commit(self, documents: Any, deleted: Any, generations: Any) -> None:
        self._index.commit(documents, deleted, generations)

    def generations(self) -> Mapping[int, int]:
        found: Mapping[int, int] = self._index.generations()
        return found

    def search(self, query: Any, sight: Sight, order: Order = Order.RELEVANCE, descending: bool = False,
               offset: int = 0, limit: int = 25) -> Hits:
        found: Hits = self._index.search(query, sight, order, descending, offset, limit)
        return found

    def facets(self, query: Any, sight: Sight, names: tuple[str, ...],
               limit: int = 20) -> Mapping[str, Mapping[Any, int]]:
        found: Mapping[str, Mapping[Any, int]] = self._index.facets(query, sight, names, limit)
        return found

    def terms(self, stream: str, start: str, sight: Sight, limit: int = 10) -> list[str]:
        return list(self._index.terms(stream, start, sight, limit))

    def similar(self, stream: str, term: str, sight: Sight, limit: int = 10) -> list[str]:
        return list(self._index.similar(stream, term, sight, limit))

    def ids(self) -> Iterator[int]:
        return iter(self._index.ids())

    def version(self) -> str:
        return str(self._index.version())

    def condition(self) -> Condition:
        """An engine that fails where it should tell how it is cannot serve: that is told, and it is built anew."""
        try:
            found: Condition = self._index.condition()
        except Exception:
            logger.exception('the index of %s cannot be read', self._choice.serving)
            return Condition(False, 'index_damaged', {})
        return found

    def close(self) -> None:
        name, index = self._opened
        self._opened = '', None
        if name:
            index.close()
