"""The text index by Tantivy: for archives that are too large for an engine in Python."""

from collections.abc import Callable, Iterable, Iterator, Mapping
from pathlib import Path
from shutil import disk_usage
from typing import Any

import tantivy
from zope.interface import implementer

from muragat.adapters.tantivy_index import counting
from muragat.adapters.tantivy_index.building import Builder, between
from muragat.adapters.tantivy_index.layout import LAYOUT, NOTE_ID
from muragat.adapters.tantivy_index.ranking import column_for, page
from muragat.adapters.tantivy_index.reading import DAMAGED, STALE, Place, Reader, State, engine_at_work, folder_of
from muragat.adapters.tantivy_index.soundness import Soundness
from muragat.adapters.tantivy_index.writing import FULL, MERGING, Writer
from muragat.ports.textindex import (
    Condition,
    Hits,
    IndexDocument,
    IndexUnavailable,
    ITextIndex,
    Order,
    Sight,
)

WELL = 'index_well'
#: Ids that are read at once.
STRETCH = 20_000
#: Free bytes below which a person is told that the disk is full.
RESERVE = 16 << 20


@implementer(ITextIndex)
class TantivyIndex:
    """An index in the folder that `place` names anew for every question; None: there is none.

    `version`: of the analyser; an index of another one is stale. `weights`: how many times a hit in a field counts.
    `merging`: seconds for which files are merged on before the index is closed.
    """

    filled_to = None
    bulk = 300_000

    def __init__(self, place: Place, version: str = '1', weights: Mapping[str, float] | None = None,
                 merging: float = MERGING) -> None:
        self._place = place
        self._weights = weights or {}
        self._version = version
        self._reader = Reader(place)
        self._writer = Writer(place, version, merging)
        self._soundness = Soundness()

    def commit(self, documents: Iterable[IndexDocument], deleted: Iterable[int],
               generations: Mapping[int, int]) -> None:
        self._writer.commit(documents, deleted, generations)

    def generations(self) -> Mapping[int, int]:
        return dict(self._reader.state().note.generations)

    def search(self, query: Any, sight: Sight, order: Order = Order.RELEVANCE, descending: bool = False,
               offset: int = 0, limit: int = 25) -> Hits:
        state = self._reader.state()
        with engine_at_work():
            column = column_for(query, order)
            found = state.seen_only(self._builder(state).build(query), sight)
            return page(state.searcher, found, column, descending and order is not Order.RELEVANCE, offset, limit)

    def facets(self, query: Any, sight: Sight, names: tuple[str, ...],
               limit: int = 20) -> Mapping[str, Mapping[Any, int]]:
        state = self._reader.state()
        with engine_at_work():
            found = state.seen_only(self._builder(state).build(query), sight)
            return counting.facets(state.searcher, found, names, limit)

    def terms(self, stream: str, start: str, sight: Sight, limit: int = 10) -> list[str]:
        state = self._reader.state()
        with engine_at_work():
            return counting.terms(state.searcher, self._builder(state), stream, start, _within(state, sight), limit)

    def similar(self, stream: str, term: str, sight: Sight, limit: int = 10) -> list[str]:
        state = self._reader.state()
        with engine_at_work():
            return counting.similar(state.searcher, self._builder(state), stream, term, _within(state, sight), limit)

    def ids(self) -> Iterator[int]:
        searcher, last = self._reader.state().searcher, NOTE_ID
        while found := self._ids_after(searcher, last):
            yield from found
            last = found[-1]

    def _ids_after(self, searcher: tantivy.Searcher, last: int) -> list[int]:
        with engine_at_work():
            found = searcher.search(between('id', last + 1, None), limit=STRETCH, count=False, order_by_field='id',
                                    order=tantivy.Order.Asc)
            return [record for record, _address in found.hits]

    def version(self) -> str:
        state = self._reader.state()
        return _name(state.note.version) if state.searcher.num_docs > 1 else ''

    def condition(self) -> Condition:
        try:
            state, folder = self._reader.state(), folder_of(self._place)
            flawed = self._soundness.flawed(folder)
        except IndexUnavailable as missing:
            return Condition(False, missing.code, {})
        except (OSError, ValueError):
            return Condition(False, DAMAGED, {})
        details = {'records': state.searcher.num_docs - 1, 'segments': state.searcher.num_segments,
                   'bytes': self._soundness.size, 'flawed': len(flawed)}
        code = self._code(state, folder, bool(flawed))
        return Condition(code == WELL, code, details)

    def _code(self, state: State, folder: Path, flawed: bool) -> str:
        if flawed:
            return DAMAGED
        if state.searcher.num_docs > 1 and state.note.version != self._version:
            return STALE
        return FULL if disk_usage(folder).free < RESERVE else WELL

    def close(self) -> None:
        self._writer.close()
        self._reader.close()

    def _builder(self, state: State) -> Builder:
        return Builder(state.searcher, state.note.slots, self._weights)


def _within(state: State, sight: Sight) -> Callable[[tantivy.Query], tantivy.Query]:
    return lambda query: state.seen_only(query, sight)


def _name(version: str) -> str:
    return f'tantivy-{LAYOUT}.{version}'
