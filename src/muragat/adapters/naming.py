"""Class names of the database: loads classes under their new names, takes down the name of each class first stored."""
from collections.abc import Callable, Iterator, Mapping
from typing import Any

from ZODB.broken import find_global
from ZODB.Connection import Connection
from ZODB.DB import DB
from ZODB.serialize import ObjectWriter

from muragat.kernel.evolution import Names, renamed


def name_classes(db: DB, renames: Mapping[str, str]) -> None:
    """Let a database that was just opened apply renames when it loads, and keep the names in use when it stores."""
    db.classFactory = class_factory(renames)
    db.klass = NamingConnection
    db.pool.clear()


def class_factory(renames: Mapping[str, str]) -> Callable[[Any, str, str], Any]:
    """What finds a class by the name under which it was stored; one that is gone loads as broken."""
    def factory(_connection: Any, module: str, name: str) -> Any:
        new_module, _dot, new_name = renamed(f'{module}.{name}', renames).rpartition('.')
        return find_global(new_module, new_name)
    return factory


class _Watched:
    """Objects on their way to the storage; notes the classes that are not known yet."""

    def __init__(self, writer: ObjectWriter, known: frozenset[type]) -> None:
        self._writer = writer
        self._known = known
        self.serialize = writer.serialize
        self.fresh: set[type] = set()

    def __iter__(self) -> Iterator[Any]:
        for item in self._writer:
            if type(item) not in self._known:
                self.fresh.add(type(item))
            yield item


class NamingConnection(Connection):
    """A connection that adds the names of classes to the set in the root in the transaction that first stores them."""

    _known: frozenset[type] = frozenset()

    def _store_objects(self, writer: ObjectWriter, transaction: Any) -> None:
        watched = _Watched(writer, self._known)
        super()._store_objects(watched, transaction)
        if watched.fresh:
            self._note(watched.fresh, transaction)

    def _note(self, fresh: set[type], transaction: Any) -> None:
        names = self._names()
        if names is None:
            return
        dotted = {f'{each.__module__}.{each.__qualname__}' for each in fresh}
        if names.known.issuperset(dotted):
            if not names._p_changed:
                self._known |= fresh
            return
        names.add(dotted)
        if names._p_oid in self._creating:
            super()._store_objects(ObjectWriter(names), transaction)

    def _names(self) -> Names | None:
        evolution = getattr(self.root().get('muragat'), 'evolution', None)
        return getattr(evolution, 'names', None)
