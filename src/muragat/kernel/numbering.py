"""Numbers of registration journals: one after another within a year, without gaps and without doubles."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date
from threading import Lock
from typing import Any, NamedTuple

from BTrees.LOBTree import LOBTree
from BTrees.OOBTree import OOBTree
from persistent import Persistent

from muragat.kernel.errors import Busy, Hindered, Invalid, Refusal
from muragat.kernel.i18n import _


class Annulment(NamedTuple):
    """Why, when and by whom a number was annulled."""

    reason: str
    day: date
    by: str


class Counter(Persistent):
    """The last number given. It has no conflict resolution: of two who take a number at once, one must do it again."""

    last: int = 0


class Numbers(Persistent):
    """The counters of all journals and years, and the annulled numbers."""

    def __init__(self) -> None:
        self._counters: Any = OOBTree()
        self._annulled: Any = OOBTree()

    def take(self, journal: str, year: int) -> int:
        """The next number of the journal in the year, from 1.

        To be called only in the transaction that registers what bears the number: an abort gives the number back.
        """
        key = (journal, year)
        if key not in self._counters:
            self._counters[key] = Counter()
        counter = self._counters[key]
        counter.last += 1
        return int(counter.last)

    def last(self, journal: str, year: int) -> int:
        """The last number given, 0 when none was."""
        counter = self._counters.get((journal, year))
        return 0 if counter is None else int(counter.last)

    def years(self, journal: str) -> list[int]:
        """The years in which the journal gave numbers."""
        return [year for name, year in self._counters if name == journal]

    def annul(self, journal: str, year: int, number: int, annulment: Annulment) -> None:
        """Mark a number as annulled for ever; it is never given again.

        Invalid without a reason, Hindered when the number was never given or is annulled already.
        """
        if not annulment.reason.strip():
            raise Invalid(Refusal('reason', _('Say why the number is annulled.'), 'reason'))
        if not 0 < number <= self.last(journal, year):
            raise Hindered(Refusal('not_given', _('No. ${number} was never given.', mapping={'number': number})))
        annulled = self._annulled.setdefault((journal, year), LOBTree())
        if number in annulled:
            raise Hindered(Refusal('annulled', _('No. ${number} is annulled already.', mapping={'number': number})))
        annulled[number] = tuple(annulment)

    def annulled(self, journal: str, year: int) -> dict[int, Annulment]:
        """The annulled numbers of the journal in the year, in order."""
        return {number: Annulment(*stored) for number, stored in self._annulled.get((journal, year), {}).items()}


def written(pattern: str, number: int, year: int) -> str:
    """The number as it stands on paper; the pattern has ``{number}`` and ``{year}``."""
    return pattern.format(number=number, year=year)


def counter_name(journal: str, year: int) -> str:
    """The name under which Locks keeps the lock of a counter."""
    return f'{journal}:{year}'


class Locks:
    """A lock per counter within this process; belongs to the registry of a house.

    Held from before the transaction begins until after its end, so that writers of one process queue up instead of
    conflicting; between processes ``retry.run`` does the rest.
    """

    def __init__(self) -> None:
        self._guard = Lock()
        self._locks: dict[str, Lock] = {}

    @contextmanager
    def counter_lock(self, name: str, seconds: float = 8.0) -> Iterator[None]:
        """Hold the lock of the counter; Busy when others hold it for longer than ``seconds``."""
        with self._guard:
            lock = self._locks.setdefault(name, Lock())
        if not lock.acquire(timeout=seconds):
            raise Busy
        try:
            yield
        finally:
            lock.release()
