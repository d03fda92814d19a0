"""Rebuilding: an index made aside from all records, taken up again after a kill, compared, then put into its place."""

from collections.abc import Callable, Iterable, Iterator
from contextlib import ExitStack, contextmanager
from itertools import islice
from pathlib import Path
from shutil import disk_usage
from time import monotonic
from typing import Any, NamedTuple

import transaction

from muragat.kernel.errors import NoSpace, Refusal
from muragat.kernel.i18n import _
from muragat.kernel.ids import SITE_ID
from muragat.kernel.sight import Sight
from muragat.search.batch import Batch, writable
from muragat.search.beside import Beside
from muragat.search.building import SWAPPING, WALKING, State
from muragat.search.indexing import VERSION
from muragat.search.naming.table import forget
from muragat.search.parts import SearchParts
from muragat.search.reader import Block, Reader, ahead
from muragat.search.thrift import thrifty

#: Records and seconds that go into one commit of the index that is built, beside the tokens that it takes.
RECORDS = 2000
SECONDS = 20.0
#: Records that are read together while those before are put, and letters of pages with which they are enough.
BLOCK, LETTERS = 100, 200_000
#: Letters with which they have a commit of their own: a document of thousands of pages takes hundreds of MiB.
LARGE = 20 * LETTERS
#: Records and seconds of one snapshot.
STRETCH, LASTING = 20_000, 30.0
#: Seconds for which the places of pages are kept from the indexer, at most.
HELD = 0.25
#: Changed records that are left for the moment in which the indexer waits, and those that are put at once before.
FEW, FOLLOWED = 50, 500

Tell = Callable[[int, int], None]


class Rebuilt(NamedTuple):
    """What a rebuild made: documents, differences that were put right before the swap, seconds of this run."""

    engine: str
    records: int
    corrected: int
    seconds: float


def silent(_done: int, _total: int) -> None:
    """Nobody is told."""


class Rebuild:
    """Builds with an engine beside what serves, which goes on being fed; the indexer notes what changes meanwhile.

    `tell(done, total)` is called often and may raise to stop: all is taken up again by the next rebuild.
    """

    def __init__(self, house: Any, engine: str = '', why: str = '', tell: Tell = silent) -> None:
        self._house = house
        self._parts: SearchParts = house.search
        self._engine = engine or self._parts.choice.wished
        self._store = self._parts.choice.store(self._engine)
        self._why = why
        self._tell = tell
        self._state = State(self._engine, VERSION, why)
        self._index: Any = None
        self._places: Any = None
        self._beside = Beside()
        self._batch: Batch
        self._give_back: Callable[[], None]
        self._corrected = 0

    def run(self) -> Rebuilt:
        """From where the last one ended, to the swap."""
        begun = monotonic()
        if not self._swap_was_interrupted():
            self._begin()
            with ExitStack() as opened:
                for each in (self._index, self._places, self._beside, self._parts.analysts):
                    opened.callback(each.close)
                with thrifty() as self._give_back:
                    self._walk()
                self._follow(FEW)
                self._compare()
                self._swap()
        else:
            self._end()
        return Rebuilt(self._engine, self._state.done, self._corrected, monotonic() - begun)

    def _swap_was_interrupted(self) -> bool:
        state = self._parts.building.state
        if state is None or state.phase != SWAPPING or state.engine != self._engine or self._store.unfinished():
            return False
        self._state = state
        return True

    def _begin(self) -> None:
        """Take up an index that was begun for the same engine and version; else begin one, and note changes from
        now on. No step of the indexer is under way at that moment, so that none goes unnoticed."""
        parts, store = self._parts, self._store
        parts.folder.mkdir(parents=True, exist_ok=True)
        require_space(parts.folder, self._house.settings['upload.min_free'])
        with parts.lock:
            state = parts.building.state
            begun = state is not None and (state.engine, state.version) == (self._engine, VERSION)
            whole = parts.places.condition().code not in ('places_missing', 'places_damaged')
            if state is not None and begun and whole and store.unfinished() and store.aside().condition().well:
                self._state = state._replace(phase=WALKING)
            else:
                self._forget(state)
                with self._snapshot() as site:
                    total = sum(site.figures.by_type(Sight(1, None, None)).values())
                self._state = self._state._replace(total=total)
                parts.building.begin(self._state)
                parts.places.begin()
                self._house.run(lambda desk: forget(desk.site))
            self._index, self._places = store.aside(), parts.places.another()

    def _forget(self, state: State | None) -> None:
        """Whatever was built before: an index of another version, of another engine, or a broken one."""
        for engine in {self._engine, state.engine if state is not None else self._engine}:
            if engine in self._parts.choice.engines:
                self._parts.choice.store(engine).discard_aside()

    @contextmanager
    def _snapshot(self) -> Iterator[Any]:
        """The archive as it is now; nothing is written."""
        manager = transaction.TransactionManager(explicit=True)
        manager.begin()
        connection = self._house.db.open(manager)
        try:
            yield self._house.site(connection)
        finally:
            manager.abort()
            connection.cacheMinimize()
            connection.close()

    def _walk(self) -> None:
        """Every record by id."""
        while self._stretch():
            continue

    def _stretch(self) -> bool:
        """Records of one snapshot; whether there were any. What changed since this rebuild began is left to the end:
        what the indexer put of it is newer."""
        begun, places = monotonic(), writable(self._places)
        with self._snapshot() as site:
            ids = list(islice(site.catalog.rows.keys(self._state.filled_to + 1), STRETCH))
            self._batch = Batch(places, HELD)
            for block in ahead(self._blocks(self._reader(site, places), ids)):
                self._gather(block)
                site._p_jar.cacheGC()
                if monotonic() - begun > LASTING:
                    break
            self._begin_commit()
            self._beside.wait()
        return bool(ids)

    def _gather(self, block: Block) -> None:
        """The block goes to what was gathered before; what is full is committed beside."""
        if block.letters >= LARGE:
            self._gather_alone(block)
            return
        self._batch.take(block, self._parts.building.changes)
        if self._batch.taken >= RECORDS or self._batch.full(self._index.bulk, SECONDS):
            self._begin_commit()

    def _gather_alone(self, block: Block) -> None:
        """While a large block is gathered or committed no other commit is under way. What it took to read it goes
        before its commit; the analysts begin again after."""
        self._begin_commit()
        self._beside.wait()
        self._batch.take(block, self._parts.building.changes)
        self._parts.analysts.close()
        self._give_back()
        self._begin_commit()
        self._beside.wait()

    def _begin_commit(self) -> None:
        """Of what is gathered; nothing is gathered then, and nobody else holds what is committed."""
        batch, self._batch = self._batch, self._batch.another()
        if batch.taken:
            self._beside.do(self._commit, batch)

    def _blocks(self, reader: Reader, ids: list[int]) -> Iterator[Block]:
        place = 0
        while place < len(ids):
            block = reader.begin(ids[place:place + BLOCK], LETTERS)
            place += len(block.records)
            yield block

    def _commit(self, batch: Batch) -> None:
        """Every record up to its last is in it now."""
        batch.commit(self._index, {})
        done = self._state.done + batch.taken
        self._state = self._state._replace(filled_to=batch.last, done=done, total=max(self._state.total, done))
        self._parts.building.tell(self._state)
        self._give_back()
        self._tell(done, self._state.total)

    def _reader(self, site: Any, places: Any) -> Reader:
        return Reader(site, self._house.registry, places, self._parts.analysts)

    def _follow(self, left: int) -> None:
        """What changed meanwhile, until not more than so many changes are left."""
        while len(self._parts.building.changes) > left:
            ids = self._parts.building.changes.take(FOLLOWED)
            with self._snapshot() as site:
                self._put(site, ids)
            self._tell(self._state.done, self._state.total)

    def _put(self, site: Any, ids: list[int]) -> int:
        """Put these records; how many have a document."""
        places = writable(self._places)
        batch = Batch(places, HELD)
        for block in self._blocks(self._reader(site, places), ids):
            batch.take(block)
        batch.commit(self._index, {})
        return len(batch.documents)

    def _compare(self) -> None:
        """The index that was built and the catalog, id by id; what differs is put right."""
        with self._snapshot() as site:
            aside = {record for record, _cause in self._places.troubles()}
            # What changed meanwhile and was not put yet follows with the swap.
            wanted = (record for record, _row in site.catalog.walked())
            differing = (record for record in differences(wanted, self._index.ids())
                         if record not in aside and record not in self._parts.building.changes)
            while ids := list(islice(differing, FOLLOWED)):
                self._corrected += self._put(site, ids)
                self._tell(self._state.done, self._state.total)

    def _swap(self) -> None:
        """The last changes, while the indexer waits; from then on it feeds the new index."""
        with self._parts.lock:
            self._follow(0)
            self._state = self._state._replace(phase=SWAPPING)
            self._parts.building.tell(self._state)
            self._store.swap()
            self._end()

    def _end(self) -> None:
        """What follows a swap, also one after which a process was killed."""
        self._parts.choice.serve(self._engine)
        self._parts.places.finish()
        self._parts.building.end()


def differences(wanted: Iterable[int], found: Iterable[int]) -> Iterator[int]:
    """Ids that are in one of two growing sequences and not in the other; the site itself is in none."""
    one, other = iter(wanted), iter(found)
    left, right = next(one, None), next(other, None)
    while left is not None or right is not None:
        if left == right:
            left, right = next(one, None), next(other, None)
        elif right is None or (left is not None and left < right):
            if left != SITE_ID:
                yield left  # type: ignore[misc]
            left = next(one, None)
        else:
            yield right
            right = next(other, None)


def require_space(folder: Path, wanted: int) -> None:
    """NoSpace when less is free than is always kept free."""
    free = disk_usage(folder).free
    if free < wanted:
        raise NoSpace(Refusal('no_space', _('Only ${free} MB are free; building the index needs more.', mapping={
            'free': free >> 20})))
