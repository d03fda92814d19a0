"""Which records bear a name: derived from the records, kept by the indexer, so that no question walks over them."""

from collections.abc import Iterable, Iterator
from hashlib import blake2b
from typing import Any

from BTrees.LLBTree import LLBTree
from BTrees.LOBTree import LOBTree
from BTrees.OOBTree import OOTreeSet
from persistent import Persistent

from muragat.kernel.registry import Registry
from muragat.search.analysis import VERSION as ANALYSER
from muragat.search.glossary.matching import Keys
from muragat.search.naming.names import Name, Place, places_of, telling_types

#: Grows when names are looked up by something else than before.
LAYOUT = '1'
VERSION = f'{LAYOUT}.{ANALYSER}'
_LAST = (1 << 63) - 1


class Bodies(Persistent):
    """Marks of names and the records that bear them. What it tells is asked of the record again, so it may be behind.

    `version`: of the analysis by which it was made; '' when it must be made anew.
    """

    def __init__(self) -> None:
        self.version = VERSION
        #: (mark of a name, record id).
        self._bearers = OOTreeSet()
        #: Mark of two words -> numbers of words that names which begin so have, as bits; it only grows.
        self._lengths = LLBTree()
        #: Record id -> marks of its names.
        self._marks = LOBTree()

    def put(self, record_id: int, names: Iterable[Name]) -> None:
        """The names that a record bears now."""
        places = list(dict.fromkeys(places_of(names)))
        marks = tuple(sorted(set(map(mark_of, places))))
        if marks == self._marks.get(record_id, ()):
            return
        self.drop(record_id)
        self._marks[record_id] = marks
        self._bearers.update((mark, record_id) for mark in marks)
        for stream, keys in places:
            if len(keys) > 1:
                self._note(mark_of(Place(stream, keys[:2])), len(keys))

    def _note(self, beginning: int, length: int) -> None:
        known = self._lengths.get(beginning, 0)
        if not known >> length & 1:
            self._lengths[beginning] = known | 1 << length

    def drop(self, record_id: int) -> None:
        """A record bears no name any more."""
        for mark in self._marks.pop(record_id, ()):
            self._bearers.remove((mark, record_id))

    def begin(self, version: str) -> None:
        """Forget all."""
        for part in (self._bearers, self._lengths, self._marks):
            part.clear()
        self.version = version

    def lengths(self, stream: str, two: Keys) -> Iterator[int]:
        """Numbers of words that names may have which begin with these two; of the last word of a text with it alone."""
        yield 1
        known = self._lengths.get(mark_of(Place(stream, two)), 0) if len(two) > 1 else 0
        yield from (length for length in range(2, known.bit_length()) if known >> length & 1)

    def bearers(self, place: Place) -> Iterator[int]:
        """Ids of records that bear the name, whoever may see them; read as far as the caller goes."""
        mark = mark_of(place)
        return (record_id for _mark, record_id in self._bearers.keys((mark, 0), (mark, _LAST)))

    def __len__(self) -> int:
        return len(self._marks)


def mark_of(place: Place) -> int:
    """A number for a name in a stream; that two share one is all but impossible, and does no harm."""
    digest = blake2b('\0'.join((place.stream, *place.keys)).encode(), digest_size=8).digest()
    return int.from_bytes(digest) >> 1


def made_anew(site: Any, registry: Registry) -> None:
    """Where names are not known yet, or by another analysis, the records that tell them are marked as changed."""
    if site.bodies is not None and site.bodies.version == VERSION:
        return
    found = [each for name in telling_types(registry) for each in site.catalog.types.get(name, ())]
    if not found:
        return
    if site.bodies is None:
        site.bodies = Bodies()
    site.bodies.begin(VERSION)
    site.dirty.touch_all(found)


def forget(site: Any) -> None:
    """Let the indexer make all anew."""
    if site.bodies is not None:
        site.bodies.version = ''
