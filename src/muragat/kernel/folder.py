"""Folder: a record that holds others in the natural order of their numbers, a million of them if need be."""

from collections.abc import Iterable, Iterator
from itertools import islice
from typing import Any

from BTrees.OLBTree import OLBTree
from BTrees.OOBTree import OOBTree

from muragat.kernel.errors import Refusal, Taken
from muragat.kernel.i18n import _
from muragat.kernel.record import Record, site_of
from muragat.kernel.stretches import LONGEST, Stretch, Stretches
from muragat.language.numbers import number_key

#: Children read at once when stepping back.
_WINDOW = 30


class Folder(Record):
    """Children by number key. What holds them is made with the first child: most folders stay empty."""

    #: OLBTree number key -> record id.
    children: Any = None
    #: Count of all children; the only stretch until the folder grows long.
    size: Stretch | None = None
    stretches: Stretches | None = None
    #: OOBTree number key -> (id, zone, opens) of children that are closed or stand in a zone of their own.
    exceptions: Any = None

    @property
    def count(self) -> int:
        """How many children there are, whoever may see them."""
        return self.size.length if self.size is not None else 0

    def id_of(self, name: str) -> int | None:
        """Record id of the child with this name, written in any of its forms."""
        return self.children.get(number_key(name)) if self.children is not None else None

    def get(self, name: str, default: Any = None) -> Any:
        """The child with this name, or the default."""
        child = self.id_of(name)
        return default if child is None else site_of(self).ids.get(child, default)

    def __getitem__(self, name: str) -> Any:
        child = self.get(name)
        if child is None:
            raise KeyError(name)
        return child

    def __contains__(self, name: object) -> bool:
        return isinstance(name, str) and self.id_of(name) is not None

    def child_ids(self, start: int = 0, limit: int | None = None) -> Iterator[int]:
        """Record ids of children from a place in the order on."""
        if self.children is None:
            return iter(())
        first, skip = self.stretches.at(start) if self.stretches is not None else ('', start)
        return islice(self.children.values(min=first), skip, None if limit is None else skip + limit)

    def values(self) -> Iterator[Any]:
        """All children in order, whoever may see them."""
        ids = site_of(self).ids
        return (ids[each] for each in self.child_ids())

    def position(self, name: str) -> int:
        """Place of a name in the order, from 0; where it would stand when it is not there."""
        if self.children is None:
            return 0
        key = number_key(name)
        first, before = self.stretches.before(key) if self.stretches is not None else ('', 0)
        return before + sum(1 for _each in self.children.keys(min=first, max=key, excludemax=True))

    def before(self, record: Record) -> Iterator[int]:
        """Ids of the children before this one, the nearest first."""
        end = self.position(record.__name__ or '')
        while end > 0:
            start = max(end - _WINDOW, 0)
            yield from reversed(list(self.child_ids(start, end - start)))
            end = start

    def after(self, record: Record) -> Iterator[int]:
        """Ids of the children after this one, the nearest first."""
        if self.children is not None:
            yield from self.children.values(min=number_key(record.__name__ or ''), excludemin=True)

    def next_number(self) -> str:
        """The whole number after the last one in use."""
        number = self._last_number() + 1
        while str(number) in self:
            number += 1
        return str(number)

    def _last_number(self) -> int:
        if not self.count:
            return 0
        last = site_of(self).ids.get(self.children[self.children.maxKey()])
        digits = ''.join(_leading_digits(last.__name__ or '')) if last is not None else ''
        return int(digits) if digits else self.count

    def attach(self, record: Record, name: str) -> None:
        """Put a record here under a name; Taken when the name is in use."""
        key = number_key(name)
        if self.children is None:
            self.children, self.size = OLBTree(), Stretch()
        if not self.children.insert(key, record.id):
            raise Taken(taken(name))
        record.__name__, record.__parent__ = name, self
        self._count(key, 1)
        self.note(record)

    def detach(self, record: Record) -> None:
        """Take a record out; its own `__parent__` and name stay as they are."""
        key = number_key(record.__name__ or '')
        if self.children is None or self.children.get(key) != record.id:
            raise KeyError(record.__name__)
        del self.children[key]
        self._count(key, -1)
        if self.exceptions is not None and key in self.exceptions:
            del self.exceptions[key]

    def note(self, record: Record) -> None:
        """Keep up with the zone and opening day of a child."""
        exceptional = record.opens != 0 or record.zone != self.zone
        if self.exceptions is None and not exceptional:
            return
        key = number_key(record.__name__ or '')
        if exceptional:
            if self.exceptions is None:
                self.exceptions = OOBTree()
            told = (record.id, record.zone, record.opens)
            if self.exceptions.get(key) != told:
                self.exceptions[key] = told
        elif key in self.exceptions:
            del self.exceptions[key]

    def _count(self, key: str, delta: int) -> None:
        assert self.size is not None
        self.size.change(delta)
        if self.stretches is None:
            if self.size.length <= LONGEST:
                return
            self._begin_stretches(key)
            return
        start, stretch = self.stretches.holding(key)
        stretch.change(delta)
        if stretch.length > LONGEST:
            self.stretches.relieve(start, stretch, self.children, key)

    def _begin_stretches(self, key: str) -> None:
        """From now on lengths are kept by stretch; a writer who has not seen this yet must meet a conflict."""
        assert self.size is not None
        first = Stretch(self.size.length)
        self.stretches = Stretches(first)
        self.stretches.relieve('', first, self.children, key)
        self.size.cut(self.size.length)


def taken(name: str) -> Refusal:
    """The refusal of a name that is in use."""
    return Refusal('taken', _('The number or name “${name}” is in use here.', mapping={'name': name}), 'name')


def _leading_digits(name: str) -> Iterable[str]:
    for sign in name:
        if not sign.isdecimal():
            return
        yield sign
