"""What goes into the text index with one commit: documents, places of their pages, and what could not be read."""

import logging
from collections import deque
from collections.abc import Container, Mapping
from time import monotonic
from typing import Any

from muragat.ports.textindex import IndexDocument, Streams
from muragat.search.indexing import Reading
from muragat.search.reader import NOT_OF_A_RECORD, Begun, Block, Pages

logger = logging.getLogger(__name__)

#: Most letters of a cause that are kept.
_CAUSE = 300


class Batch:
    """A record that cannot be read is set aside and stops no other.

    `held`: seconds for which other writers are kept from the places at most, and never while the next block is read;
    None: until the commit.
    """

    def __init__(self, places: Any = None, held: float | None = None) -> None:
        self._places = places
        self._held = held
        self._begun = self._kept = monotonic()
        self.documents: list[IndexDocument] = []
        self.gone: list[int] = []
        self.tokens = 0
        #: How many records were taken, those that are gone too, and the last of them.
        self.taken = self.last = 0

    def another(self) -> 'Batch':
        """One like this with nothing in it."""
        return Batch(self._places, self._held)

    def full(self, tokens: int, seconds: float) -> bool:
        """Whether it holds so many tokens, or was gathered for so long."""
        return self.tokens >= tokens or monotonic() - self._begun >= seconds

    def take(self, block: Block, changed: Container[int] = ()) -> None:
        """Records as they were read, or the news that they are gone; those that changed meanwhile are left out."""
        for each in block.records:
            self.taken, self.last = self.taken + 1, each.record_id
            pages = Pages(block.pages, each.new)
            if each.record_id not in changed:
                self._take(each, pages)
            pages.drop()
            if self._held is not None and monotonic() - self._kept >= self._held:
                self._let_others_write()
        if self._held is not None:
            self._let_others_write()

    def _let_others_write(self) -> None:
        if self._places is not None:
            self._places.commit()
        self._kept = monotonic()

    def _take(self, begun: Begun, pages: Pages) -> None:
        if begun.error is not None:
            self._set_aside(begun.record_id, begun.error)
            return
        if begun.reading is None:
            self._leave(begun.record_id)
            return
        try:
            document = self._read(begun.reading, pages)
        except NOT_OF_A_RECORD:
            raise
        except Exception as error:
            logger.exception('record %d cannot be indexed', begun.record_id)
            self._set_aside(begun.record_id, error)
            return
        if document is None:
            self._leave(begun.record_id)
            return
        self.documents.append(document)
        self.tokens += sum(len(terms) for streams in document.fields.values() for terms in streams.values()) // 4

    def _read(self, reading: Reading, analysed: Pages) -> IndexDocument | None:
        pages = reading.pages(analysed, self._known)
        if self._places is not None:
            self._places.put(reading.record.id, reading.mark, pages)
        else:
            deque(pages, maxlen=0)
        return reading.document()

    def _known(self, record_id: int, stamp: int) -> Streams:
        found: Streams = self._places.streams(record_id, stamp)
        return found

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
        except NOT_OF_A_RECORD:
            raise
        except Exception:
            logger.exception('the engine refused a commit of %d documents', len(self.documents))
            self._commit_singly(index, generations)

    def _commit_singly(self, index: Any, generations: Mapping[int, int]) -> None:
        for document in self.documents:
            try:
                index.commit([document], (), {})
            except NOT_OF_A_RECORD:
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
