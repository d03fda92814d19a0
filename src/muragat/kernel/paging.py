"""Pages of what a person sees: counted and found without asking each child when only the order matters."""

from bisect import bisect_left
from collections.abc import Callable, Iterator
from itertools import islice
from typing import Any, NamedTuple

from muragat.kernel.folder import Folder
from muragat.kernel.sight import Sight
from muragat.language.numbers import number_key


class Page(NamedTuple):
    """A part of a list: records, and how many there are in all that the person sees."""

    items: tuple[Any, ...]
    total: int
    offset: int
    limit: int

    @property
    def more(self) -> bool:
        """Whether others follow."""
        return self.offset + len(self.items) < self.total


class Children(NamedTuple):
    """Ids of the children that a person sees, in their natural order: how many, and any part of them."""

    total: int
    part: Callable[[int, int], list[int]]


def children_seen(folder: Folder, sight: Sight, find: Callable[[int], Any]) -> Children:
    """The children that are seen. Only exceptions are asked: those closed by themselves or in a zone of their own."""
    if folder.children is None:
        return Children(0, lambda offset, limit: [])
    if sight.everything or (sight.zones is None and folder.exceptions is None):
        return Children(folder.count, lambda offset, limit: list(folder.child_ids(offset, limit)))
    exceptions = folder.exceptions.items() if folder.exceptions is not None else ()
    if not sight.sees_zone(folder.zone):
        return _few(folder, sight, exceptions, find)
    hidden = [key for key, told in exceptions if not sight.sees(*told)]
    if not hidden:
        return Children(folder.count, lambda offset, limit: list(folder.child_ids(offset, limit)))
    return Children(folder.count - len(hidden), lambda offset, limit: _around(folder, hidden, offset, limit))


def _few(folder: Folder, sight: Sight, exceptions: Any, find: Callable[[int], Any]) -> Children:
    """Where the folder's zone is not seen: its exceptions that are, and children opened by a permission."""
    shown = {key: told[0] for key, told in exceptions if sight.sees(*told)}
    for record_id in sight.permitted:
        record = find(record_id)
        key = number_key(record.__name__ or '') if record is not None else ''
        if folder.children.get(key) == record_id:
            shown[key] = record_id
    ordered = [shown[key] for key in sorted(shown)]
    return Children(len(ordered), lambda offset, limit: ordered[offset:offset + limit])


def _around(folder: Folder, hidden: list[str], offset: int, limit: int) -> list[int]:
    """Ids from an offset among the children that are not hidden; `hidden` is in order."""
    start, skip = _start(folder, hidden, offset)
    return list(islice(_shown(folder, start, hidden), skip, skip + limit))


def _start(folder: Folder, hidden: list[str], offset: int) -> tuple[str, int]:
    """The first key of the stretch in which the offset falls, and what remains of it there."""
    if folder.stretches is None:
        return '', offset
    walked = list(folder.stretches.walk())
    ends = [bisect_left(hidden, start) for start, _stretch in walked[1:]] + [len(hidden)]
    passed = 0
    for (start, stretch), end in zip(walked, ends, strict=True):
        shown = stretch.length - (end - passed)
        if offset < shown:
            return start, offset
        offset -= shown
        passed = end
    return walked[-1][0], offset + shown


def _shown(folder: Folder, start: str, hidden: list[str]) -> Iterator[int]:
    place = bisect_left(hidden, start)
    following = hidden[place] if place < len(hidden) else None
    for key, record_id in folder.children.items(min=start):
        if key == following:
            place += 1
            following = hidden[place] if place < len(hidden) else None
        else:
            yield record_id
