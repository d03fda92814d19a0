"""The indexer: brings what changed into the text index, in small commits, and forgets nothing after a crash."""
import logging
from collections.abc import Iterable
from itertools import islice
from typing import Any

from muragat.kernel.registry import Registry
from muragat.kernel.site import Site
from muragat.ports.textindex import IndexUnavailable
from muragat.search.batch import Batch, writable
from muragat.search.building import Building
from muragat.search.naming.names import Name, names_of
from muragat.search.naming.table import made_anew
from muragat.search.reader import NOT_OF_A_RECORD, Reader

logger = logging.getLogger(__name__)

#: Records, tokens and seconds after which a step is committed, so that a change is found within two seconds.
STEP = 200
TOKENS = 150_000
SECONDS = 0.6


class Indexer:
    """One per archive. Each step runs in the caller's transaction, which he repeats when it meets a conflict."""

    def __init__(self, site: Site, index: Any, registry: Registry, places: Any = None,
                 building: Building | None = None) -> None:
        self.site = site
        self.index = index
        self.registry = registry
        self.places = places
        self.building = building

    def step(self, limit: int = STEP) -> int:
        """Index at most `limit` changed records; how many were done. Repeat until 0.

        What a step indexed stays in the dirty set until the caller commits. The index remembers the generations, so
        that after a crash between the two commits they are settled without indexing again. While the index is missing
        or damaged nothing is done: all waits in the dirty set. An index that does not outlive its process is filled
        besides, by id, until it refuses more.
        """
        try:
            return self._changed(limit) + self._fill(limit)
        except IndexUnavailable as unavailable:
            logger.info('nothing is indexed: %s', unavailable.code)
            return 0

    def _changed(self, limit: int) -> int:
        done = self.site.dirty.settle(self.index.generations())
        made_anew(self.site, self.registry)
        waiting = self.site.dirty.batch(limit)
        if not waiting:
            return done
        taken: dict[int, int] = {}
        reader, batch = self._begun()
        try:
            for record_id, generation in waiting.items():
                batch.take(reader.begin([record_id]))
                taken[record_id] = generation
                if batch.full(TOKENS, SECONDS):
                    break
            self._note(taken)
            self._take_names(batch)
            batch.commit(self.index, taken)
        except BaseException:
            batch.undo()
            raise
        return done + self.site.dirty.settle(taken)

    def _begun(self) -> tuple[Reader, Batch]:
        places = writable(self.places)
        return Reader(self.site, self.registry, places), Batch(places)

    def _note(self, records: Iterable[int]) -> None:
        """Who builds another index aside learns what this one took in."""
        if self.building is not None and self.building.going_on:
            self.building.changes.add(list(records))

    def _take_names(self, batch: Batch) -> None:
        """What bodies are called by the records of a batch."""
        bodies = self.site.bodies
        if bodies is None:
            return
        for document in batch.documents:
            bodies.put(document.id, self._names(document.id))
        for record_id in batch.gone:
            bodies.drop(record_id)

    def _names(self, record_id: int) -> list[Name]:
        try:
            return names_of(self.site.ids[record_id], self.registry)
        except NOT_OF_A_RECORD:
            raise
        except Exception:
            logger.exception('what the body of record %d is called cannot be read', record_id)
            return []

    def _fill(self, limit: int) -> int:
        if self.index.filled_to is None:
            return 0
        records = list(islice(self.site.catalog.rows.keys(self.index.filled_to + 1), limit))
        if not records or not self.index.condition().well:
            self.index.filled_to = None
            return 0
        reader, batch = self._begun()
        for record_id in records:
            batch.take(reader.begin([record_id]))
        batch.commit(self.index, self.index.generations())
        self.index.filled_to = records[-1]
        return len(records)


def keep_up(house: Any, limit: int = STEP) -> int:
    """One step in a transaction of its own; how many records were done. Nobody else writes into the index meanwhile."""
    parts = house.search

    def step(desk: Any) -> int:
        return Indexer(desk.site, parts.index, house.registry, parts.places, parts.building).step(limit)

    with parts.lock:
        done: int = house.run(step)
        return done
