"""What goes into the text index with one commit: documents, places of their pages, and what could not be read."""

import logging
from collections.abc import Mapping
from time import monotonic
from typing import Any

from transaction.interfaces import TransientError

from muragat.kernel.ids import SITE_ID
from muragat.kernel.registry import Registry
from muragat.ports.pageplaces import PlacesUnavailable
from muragat.ports.textindex import IndexDocument, IndexUnavailable, Streams
from muragat.search.indexing import Reading, nothing_known

logger = logging.getLogger(__name__)

#: What ends a commit and not a record: conflicts, a disk that is full, an index that is gone.
_NOT_OF_A_RECORD = (TransientError, OSError, MemoryError, IndexUnavailable, PlacesUnavailable)
#: Most letters of a cause that are kept.
_CAUSE = 300


class Batch:
    """Gathered from one snapshot of the archive. A record that cannot be read is set aside and stops no other.

    `held`: seconds for which other writers are kept from the places at most; None: until the commit.
    """

    def __init__(self, site: Any, registry: Registry, places: Any = None, held: float | None = None) -> None:
        self._site = site
        self._registry = registry
        self._places = writable(places)
        self._held = held
        self._begun = self._kept = monotonic()
        self.documents: list[IndexDocument] = []
        self.gone: list[int] = []
        self.tokens = 0

    def full(self, tokens: int, seconds: float) -> bool:
        """Whether it holds so many tokens, or was gathered for so long."""
        return self.tokens >= tokens or monotonic() - self._begun >= seconds

    def add(self, record_id: int) -> None:
        """A record as it is now, or the news that it is gone."""
        self._take(record_id)
        if self._held is not None and self._places is not None and monotonic() - self._kept >= self._held:
            self._places.commit()
            self._kept = monotonic()

    def _take(self, record_id: int) -> None:
        record = self._site.ids.get(record_id)
        if record is None or record_id == SITE_ID or record_id not in self._site.catalog.rows:
            self._leave(record_id)
            return
        try:
            document = self._read(record)
        except _NOT_OF_A_RECORD:
            raise
        except Exception as error:
            logger.exception('record %d cannot be indexed', record_id)
            self._set_aside(record_id, error)
            return
        if document is None:
            self._leave(record_id)
            return
        self.documents.append(document)
        self.tokens += sum(len(terms) for streams in document.fields.values() for terms in streams.values()) // 4

    def _read(self, record: Any) -> IndexDocument | None:
        known = self._known(record.id)
        reading = Reading(record, self._registry, known)
        if self._places is not None:
            self._places.put(record.id, reading.mark, reading.pages())
        else:
            for _page in reading.pages():
                continue
        return reading.document()

    def _known(self, record_id: int) -> Any:
        places, stamps = self._places, self._places.known(record_id) if self._places is not None else ()
        if not stamps:
            return nothing_known

        def known(stamp: int) -> Streams | None:
            return places.streams(record_id, stamp) if stamp in stamps else None

        return known

    def _leave(self, record_id: int) -> None:
        self.gone.append(record_id)
        if self._places is not None:
            self._places.drop([record_id])

    def _set_aside(self, record_id: int, error: Exception) -> None:
        """Without its document: the old one might show what nobody may see by now."""
        self.gone.append(record_id)
        if self._places is not None:
            self._places.set_aside(record_id, f'{type(error).__name__}: {error}'[:_CAUSE])

    def commit(self, index: Any, generations: Mapping[int, int]) -> None:
        """Places first: an index never finds what they do not know of. A document that the engine refuses is set
        aside and the others are committed one by one."""
        if self._places is not None:
            self._places.commit()
        try:
            index.commit(self.documents, self.gone, generations)
        except _NOT_OF_A_RECORD:
            raise
        except Exception:
            logger.exception('the engine refused a commit of %d documents', len(self.documents))
            self._commit_singly(index, generations)

    def _commit_singly(self, index: Any, generations: Mapping[int, int]) -> None:
        for document in self.documents:
            try:
                index.commit([document], (), {})
            except _NOT_OF_A_RECORD:
                raise
            except Exception as error:
                self._set_aside(document.id, error)
        index.commit((), self.gone, generations)
        if self._places is not None:
            self._places.commit()

    def undo(self) -> None:
        """Forget what was gathered."""
        if self._places is not None:
            self._places.undo()


def writable(places: Any) -> Any:
    """The places when something can be put into them, else None: the text index is kept all the same."""
    if places is None or places.condition().code in ('places_missing', 'places_damaged'):
        return None
    return places
