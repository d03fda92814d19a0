"""A tray: a persistent mapping of whole numbers that many writers change at the same time without conflict."""
import heapq
from collections.abc import Iterator
from typing import Any, Protocol

from persistent import Persistent

HEAD_ITEMS = 64

State = dict[str, Any]


class Backlog(Protocol):
    """A BTree with whole numbers as keys."""

    def get(self, key: int, default: Any = None) -> Any: ...
    def update(self, items: dict[int, Any]) -> None: ...
    def items(self, min: int | None = None, max: int | None = None) -> Any: ...
    def keys(self, min: int | None = None, max: int | None = None) -> Any: ...
    def __contains__(self, key: int) -> bool: ...
    def __getitem__(self, key: int) -> Any: ...
    def __delitem__(self, key: int) -> None: ...
    def __bool__(self) -> bool: ...


class Tray(Persistent):
    """A small head that merges key by key, and a tree behind it that takes over what has grown.

    A key that one writer moves to the tree while another removes it may come back: whoever reads a tray must be able
    to meet an item that is settled already. An item set by one writer survives a removal by another.
    """

    def __init__(self, backlog: Backlog) -> None:
        self.head: dict[int, Any] = {}
        self.backlog = backlog

    def put(self, key: int, value: Any) -> None:
        """Set an item."""
        if len(self.head) >= HEAD_ITEMS and key not in self.head:
            self.backlog.update(self.head)
            self.head = {}
        self.head[key] = value
        self._p_changed = True

    def get(self, key: int) -> Any:
        """The value of a key or None; the head holds the later one."""
        found = self.head.get(key)
        return self.backlog.get(key) if found is None else found

    def take(self, key: int) -> None:
        """Remove an item wherever it lies; one that is gone already is no error."""
        if key in self.head:
            del self.head[key]
            self._p_changed = True
        if key in self.backlog:
            del self.backlog[key]

    def items(self, start: int | None = None) -> Iterator[tuple[int, Any]]:
        """Items by growing key from `start` on."""
        head = sorted(key for key in self.head if start is None or key >= start)
        for key in _once(heapq.merge(head, self.backlog.keys(start))):
            yield key, self.get(key)

    def backward(self, end: int | None = None) -> Iterator[tuple[int, Any]]:
        """Items by falling key from `end` on."""
        head = sorted((key for key in self.head if end is None or key <= end), reverse=True)
        for key in _once(heapq.merge(head, _falling(self.backlog, end), reverse=True)):
            yield key, self.get(key)

    def __bool__(self) -> bool:
        return bool(self.head) or bool(self.backlog)

    def _p_resolveConflict(self, old: State, committed: State, new: State) -> State:
        return {**new, 'head': merged(old['head'], committed['head'], new['head'])}


def merged(before: dict[int, Any], theirs: dict[int, Any], ours: dict[int, Any]) -> dict[int, Any]:
    """Three-way merge key by key: what was set stays set, ours over theirs; what only one side removed is gone."""
    result = {key: value for key, value in theirs.items()
              if key in ours or key not in before or before[key] != value}
    result |= {key: value for key, value in ours.items() if key not in before or before[key] != value}
    return result


def _once(keys: Iterator[int]) -> Iterator[int]:
    last = None
    for key in keys:
        if key != last:
            yield key
        last = key


def _falling(tree: Backlog, end: int | None) -> Iterator[int]:
    """Keys of a tree from `end` downwards, read stretch by stretch."""
    while True:
        try:
            end = tree.maxKey() if end is None else tree.maxKey(end)  # type: ignore[attr-defined]
        except ValueError:
            return
        yield end
        end -= 1
