"""The indexer: brings what changed into the text index, in small commits, and forgets nothing after a crash."""
from collections.abc import Iterable
from itertools import islice
from typing import Any

from muragat.kernel.ids import SITE_ID
from muragat.kernel.registry import Registry
from muragat.kernel.site import Site
from muragat.ports.textindex import IndexDocument
from muragat.search.indexing import document_of

STEP = 200


class Indexer:
    """One per archive. Each step runs in the caller's transaction, which he repeats when it meets a conflict."""

    def __init__(self, site: Site, index: Any, registry: Registry) -> None:
        self.site = site
        self.index = index
        self.registry = registry

    def step(self, limit: int = STEP) -> int:
        """Index at most `limit` changed records; how many were done. Repeat until 0.

        What a step indexed stays in the dirty set until the caller commits. The index remembers the generations, so
        that after a crash between the two commits they are settled without indexing again. An index that does not
        outlive its process is filled besides, by id, until it refuses more.
        """
        done = self.site.dirty.settle(self.index.generations())
        batch = self.site.dirty.batch(limit)
        if batch:
            self.index.commit(*self._changes(batch), batch)
            done += self.site.dirty.settle(batch)
        return done + self._fill(limit)

    def _fill(self, limit: int) -> int:
        if self.index.filled_to is None:
            return 0
        records = list(islice(self.site.catalog.rows.keys(self.index.filled_to + 1), limit))
        if not records or not self.index.condition().well:
            self.index.filled_to = None
            return 0
        documents, _missing = self._changes(records)
        self.index.commit(documents, (), self.index.generations())
        self.index.filled_to = records[-1]
        return len(records)

    def _changes(self, records: Iterable[int]) -> tuple[list[IndexDocument], list[int]]:
        """Documents of records that are in the archive, and ids of those that are not."""
        documents: list[IndexDocument] = []
        gone: list[int] = []
        for record_id in records:
            document = self._document(record_id)
            if document is None:
                gone.append(record_id)
            else:
                documents.append(document)
        return documents, gone

    def _document(self, record_id: int) -> IndexDocument | None:
        record = self.site.ids.get(record_id)
        if record is None or record_id == SITE_ID or record_id not in self.site.catalog.rows:
            return None
        return document_of(record, self.registry)
