"""Reading records for the index: block by block, so that other processes analyse pages of one while another is put."""

import logging
from collections.abc import Collection, Iterator, Sequence
from contextlib import suppress
from itertools import islice
from typing import Any, NamedTuple, TypeVar

from transaction.interfaces import TransientError

from muragat.kernel.ids import SITE_ID
from muragat.kernel.registry import Registry
from muragat.ports.analysts import AnalysedPage, IAnalysts
from muragat.ports.pageplaces import PlacesUnavailable
from muragat.ports.textindex import IndexUnavailable
from muragat.search.analyst import Analyst
from muragat.search.indexing import Reading

logger = logging.getLogger(__name__)

#: What ends a commit and not a record: conflicts, a disk that is full, an index that is gone.
NOT_OF_A_RECORD = (TransientError, OSError, MemoryError, IndexUnavailable, PlacesUnavailable)
#: Records whose known pages are asked for at once.
_ASKED = 20

Item = TypeVar('Item')


class Begun(NamedTuple):
    """A record that is being read; `reading`: None when it is gone; `error`: why it cannot be read."""

    record_id: int
    reading: Reading | None = None
    error: Exception | None = None

    @property
    def new(self) -> int:
        """How many of its pages have to be analysed."""
        return self.reading.new if self.reading is not None else 0

    @property
    def letters(self) -> int:
        """Letters of its pages, about."""
        return self.reading.letters if self.reading is not None else 0


class Block(NamedTuple):
    """Records with the pages of all, in one order; letters of those pages."""

    records: list[Begun]
    pages: Iterator[AnalysedPage]
    letters: int


class Pages(Iterator[AnalysedPage]):
    """The pages of one record among those of a block: one that could not be analysed is taken too."""

    def __init__(self, pages: Iterator[AnalysedPage], count: int) -> None:
        self._pages = pages
        self._left = count

    def __next__(self) -> AnalysedPage:
        if not self._left:
            raise StopIteration
        self._left -= 1
        return next(self._pages)

    def drop(self) -> None:
        """Those that nobody took: what follows belongs to other records."""
        while self._left:
            with suppress(Exception):
                next(self)


class Reader:
    """Reads from one snapshot of the archive. `places`: where pages are known that were read before; may be None."""

    def __init__(self, site: Any, registry: Registry, places: Any = None, analysts: IAnalysts | None = None) -> None:
        self._site = site
        self._registry = registry
        self._places = places
        self._analysts: Any = analysts or Analyst(places.packed if places is not None else None)

    def begin(self, ids: Sequence[int], letters: int | None = None) -> Block:
        """The records as they are now, until they hold so many letters of pages, which are being analysed."""
        records: list[Begun] = []
        texts: list[str] = []
        held = 0
        for record_id, known in self._known(ids):
            begun = self._begun(record_id, known)
            records.append(begun)
            if begun.reading is not None:
                texts += begun.reading.texts()
            held += begun.letters
            if letters is not None and held >= letters:
                break
        return Block(records, self._analysts.analysed(texts), held)

    def _known(self, ids: Sequence[int]) -> Iterator[tuple[int, Collection[int]]]:
        """Each id with the pages of it that are known: a few are asked at once, for one may be all that is read."""
        for first in range(0, len(ids), _ASKED):
            asked = ids[first:first + _ASKED]
            known = self._places.known(asked) if self._places is not None else {}
            for record_id in asked:
                yield record_id, known.get(record_id, ())

    def _begun(self, record_id: int, known: Collection[int]) -> Begun:
        record = self._site.ids.get(record_id)
        if record is None or record_id == SITE_ID or record_id not in self._site.catalog.rows:
            return Begun(record_id)
        try:
            return Begun(record_id, Reading(record, self._registry, known))
        except NOT_OF_A_RECORD:
            raise
        except Exception as error:
            logger.exception('record %d cannot be read', record_id)
            return Begun(record_id, error=error)


def ahead(items: Iterator[Item]) -> Iterator[Item]:
    """Each item when the one behind it is made already."""
    for last in islice(items, 1):
        for item in items:
            yield last
            last = item
        yield last
