"""Page places in a file of SQLite beside the text index, one for each version of the analyser."""

import contextlib
import hashlib
import re
import sqlite3
import threading
import zlib
from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from pathlib import Path

from zope.interface import implementer

from muragat.adapters.disk import sync_directory
from muragat.adapters.placed_terms import Page, Summary, bucket_of, counted, pack_page, pages_in
from muragat.ports.pageplaces import (
    IPagePlaces,
    Located,
    PlacedPage,
    PlacesCondition,
    PlacesUnavailable,
    Sheet,
    Sheets,
    Term,
)
from muragat.ports.textindex import Streams

_SCHEMA = '''
CREATE TABLE state (name TEXT PRIMARY KEY, value TEXT) WITHOUT ROWID;
CREATE TABLE records (record INTEGER PRIMARY KEY, mark BLOB, pages INTEGER, buckets INTEGER, layout INTEGER);
CREATE TABLE pages (record INTEGER, page INTEGER, sheet TEXT, stamp INTEGER, PRIMARY KEY (record, page)) WITHOUT ROWID;
CREATE TABLE texts (id INTEGER PRIMARY KEY, record INTEGER, stamp INTEGER, data BLOB, UNIQUE (record, stamp));
CREATE TABLE summaries (record INTEGER, bucket INTEGER, data BLOB, PRIMARY KEY (record, bucket)) WITHOUT ROWID;
CREATE TABLE troubles (record INTEGER PRIMARY KEY, cause TEXT);
'''
_TABLES = ('records', 'pages', 'texts', 'summaries', 'troubles')
_PAGE_BYTES = 8192
#: Seconds that a writer waits for another one.
_PATIENCE = 30.0
#: Bytes of the file that are kept in memory.
_CACHE_KIB = 2048
_MANY = 1000

_Ask = Callable[..., sqlite3.Cursor]


@implementer(IPagePlaces)
class SqlitePagePlaces:
    """Readers and the writer of a process share one connection; nothing is opened before it is asked for."""

    def __init__(self, folder: Path, version: str) -> None:
        self.version = version
        name = re.sub(r'[^\w.-]+', '_', version)
        self._path = folder / f'{name}.sqlite'
        self._lock = threading.RLock()
        self._connection: sqlite3.Connection | None = None
        self._inode = 0
        self._damaged = folder / f'{name}.damaged'

    def sheets(self, record_id: int, groups: Sequence[Collection[Term]], limit: int = 3) -> Sheets:
        """By the page itself when the record has one, else by the buckets of its summary that hold the terms."""
        with self._asked(), self._snapshot() as ask:
            return self._sheets(ask, record_id, groups, limit)

    def _sheets(self, ask: _Ask, record_id: int, groups: Sequence[Collection[Term]], limit: int) -> Sheets:
        found = ask('SELECT pages, buckets FROM records WHERE record = ?', (record_id,)).fetchone()
        if not found or not found[0]:
            return Sheets((), 0, 0)
        counts = self._in_summary(ask, record_id, groups, found[1]) if found[1] else (
            self._on_pages(ask, record_id, groups))
        best = sorted(counts, key=lambda page: (-counts[page], page))[:limit]
        sheets = tuple(Sheet(page, self._sheet(ask, record_id, page), counts[page]) for page in best)
        return Sheets(sheets, len(counts), sum(1 for count in counts.values() if count == len(groups)))

    def located(self, asked: Mapping[int, Sequence[Collection[Term]]], limit: int = 3) -> Mapping[int, Located]:
        """Records of one page, which most are, come by one query; each page is opened once."""
        if not asked:
            return {}
        with self._asked(), self._snapshot() as ask:
            rows = ask('SELECT record, page, sheet, data FROM records JOIN pages USING (record) JOIN texts USING '
                       f'(record, stamp) WHERE buckets = 0 AND record IN ({_holders(asked)})', tuple(asked)).fetchall()
            found = {record: _on_page(Page(data), page, sheet, asked[record]) for record, page, sheet, data in rows}
            for record in asked.keys() - found.keys():
                sheets = self._sheets(ask, record, asked[record], limit)
                places = self._places(ask, record, sheets.sheets[0].page, _any(asked[record])) if sheets.sheets else ()
                found[record] = Located(sheets, places)
        return found

    def _on_pages(self, ask: _Ask, record_id: int, groups: Sequence[Collection[Term]]) -> dict[int, int]:
        rows = ask('SELECT page, data FROM pages JOIN texts USING (record, stamp) WHERE record = ?', (record_id,))
        opened = [(page, Page(data)) for page, data in rows]
        return dict(counted({page for page, text in opened if any(map(text.has, group))} for group in groups))

    def _in_summary(self, ask: _Ask, record_id: int, groups: Sequence[Collection[Term]],
                    count: int) -> dict[int, int]:
        buckets: dict[int, bytes] = {}

        def bucket(number: int) -> bytes:
            if number not in buckets:
                row = ask('SELECT data FROM summaries WHERE record = ? AND bucket = ?', (record_id, number)).fetchone()
                buckets[number] = zlib.decompress(row[0])
            return buckets[number]

        def pages(term: Term) -> set[int]:
            numbers = range(count) if term[1].endswith('*') else (bucket_of(term, count),)
            return set().union(*(pages_in(bucket(number), term) for number in numbers))

        return dict(counted(set().union(*map(pages, group)) for group in groups))

    def places(self, record_id: int, page: int, terms: Collection[Term]) -> tuple[tuple[int, int], ...]:
        """One row is read."""
        with self._asked() as ask:
            return self._places(ask, record_id, page, terms)

    @staticmethod
    def _places(ask: _Ask, record_id: int, page: int, terms: Collection[Term]) -> tuple[tuple[int, int], ...]:
        row = ask('SELECT data FROM pages JOIN texts USING (record, stamp) WHERE record = ? AND page = ?',
                  (record_id, page)).fetchone()
        return Page(row[0]).places(terms) if row else ()

    def sheet(self, record_id: int, page: int) -> str:
        """As it was told at indexing."""
        with self._asked() as ask:
            return self._sheet(ask, record_id, page)

    @staticmethod
    def _sheet(ask: _Ask, record_id: int, page: int) -> str:
        row = ask('SELECT sheet FROM pages WHERE record = ? AND page = ?', (record_id, page)).fetchone()
        return str(row[0]) if row else ''

    def known(self, records: Collection[int]) -> Mapping[int, Collection[int]]:
        """What the writer has put and not committed yet counts."""
        found: dict[int, set[int]] = defaultdict(set)
        with self._asked() as ask:
            rows = ask(f'SELECT record, stamp FROM texts WHERE stamp > 0 AND record IN ({_holders(records)})',
                       tuple(records))
            for record, stamp in rows:
                found[record].add(stamp)
        return dict(found)

    def streams(self, record_id: int, stamp: int) -> Streams:
        """KeyError when the page is not here."""
        with self._asked() as ask:
            row = ask('SELECT data FROM texts WHERE record = ? AND stamp = ?', (record_id, stamp)).fetchone()
        if row is None:
            raise KeyError((record_id, stamp))
        return Page(row[0]).streams()

    def troubles(self) -> tuple[tuple[int, str], ...]:
        """By id."""
        with self._asked() as ask:
            return tuple(ask('SELECT record, cause FROM troubles ORDER BY record'))

    def marks(self) -> Iterator[tuple[int, bytes]]:
        """In portions, so that nobody waits."""
        last = -1
        while True:
            with self._asked() as ask:
                rows = ask('SELECT record, mark FROM records WHERE record > ? ORDER BY record LIMIT ?',
                           (last, _MANY)).fetchall()
            if not rows:
                return
            yield from rows
            last = rows[-1][0]

    #: Of the class, for whoever analyses pages in another process opens no file.
    packed = staticmethod(pack_page)

    def put(self, record_id: int, mark: bytes, pages: Iterable[PlacedPage]) -> None:
        """Texts by stamp, their order beside them; one summary when there is more than a page. Others are kept from
        writing only when all pages were taken."""
        layout, texts, summary = [], [], Summary()
        for page in pages:
            stamp = page.stamp or -page.page
            layout.append((record_id, page.page, page.sheet, stamp))
            summary.add(page.page, page.streams)
            if page.packed is not None:
                texts.append((record_id, stamp, page.packed))
        with self._asked() as ask:
            self._many('INSERT OR REPLACE INTO texts (record, stamp, data) VALUES (?, ?, ?)', texts)
            self._arrange(ask, record_id, mark, layout, summary)

    def _arrange(self, ask: _Ask, record_id: int, mark: bytes, layout: list[tuple[int, int, str, int]],
                 summary: Summary) -> None:
        before = ask('SELECT layout FROM records WHERE record = ?', (record_id,)).fetchone()
        told = _digest(layout)
        if before and told and before[0] == told:
            ask('UPDATE records SET mark = ? WHERE record = ?', (mark, record_id))
            ask('DELETE FROM troubles WHERE record = ?', (record_id,))
            return
        ask('DELETE FROM troubles WHERE record = ?', (record_id,))
        if before:
            self._clear(ask, record_id, {row[3] for row in layout})
        buckets = summary.packed() if len(layout) > 1 else ()
        self._many('INSERT INTO pages VALUES (?, ?, ?, ?)', layout)
        self._many('INSERT INTO summaries VALUES (?, ?, ?)', [(record_id, *each) for each in enumerate(buckets)])
        ask('INSERT OR REPLACE INTO records VALUES (?, ?, ?, ?, ?)',
            (record_id, mark, len(layout), len(buckets), told))

    def _clear(self, ask: _Ask, record_id: int, kept: set[int]) -> None:
        """Forget the pages of a record; their texts only when they are none of those that are kept."""
        for table in ('pages', 'summaries'):
            ask(f'DELETE FROM {table} WHERE record = ?', (record_id,))
        self._many('DELETE FROM texts WHERE record = ? AND stamp = ?',
                   [(record_id, stamp) for stamp, in ask('SELECT stamp FROM texts WHERE record = ?', (record_id,))
                    if stamp not in kept])

    def drop(self, records: Iterable[int]) -> None:
        """From every table."""
        with self._asked():
            chosen = [(record,) for record in records]
            for table in _TABLES:
                self._many(f'DELETE FROM {table} WHERE record = ?', chosen)

    def set_aside(self, record_id: int, cause: str) -> None:
        """Its pages go: nothing may be shown of what is not indexed."""
        self.drop([record_id])
        with self._asked() as ask:
            ask('INSERT INTO troubles VALUES (?, ?)', (record_id, cause))

    def _many(self, statement: str, rows: Sequence[tuple[object, ...]]) -> None:
        assert self._connection is not None
        if rows:
            self._begun(statement)
            self._connection.executemany(statement, rows)

    def commit(self) -> None:
        """Nothing when nothing was put."""
        with self._asked() as ask:
            if self._connection is not None and self._connection.in_transaction:
                ask('COMMIT')

    def undo(self) -> None:
        """Nothing when nothing was put; the file may be gone."""
        with self._lock:
            if self._connection is not None and self._connection.in_transaction:
                with contextlib.suppress(sqlite3.Error):
                    self._connection.execute('ROLLBACK')

    def another(self) -> 'SqlitePagePlaces':
        """With a connection of its own."""
        return SqlitePagePlaces(self._path.parent, self.version)

    def begin(self) -> None:
        """The new file comes into its place by renaming when it is made."""
        if self.condition().code not in ('places_missing', 'places_damaged'):
            return
        with self._lock:
            self._let_go()
            self._path.parent.mkdir(parents=True, exist_ok=True)
            made = self._path.with_suffix('.new')
            for path in (made, *self._beside(made), *self._beside(self._path), self._damaged):
                path.unlink(missing_ok=True)
            connection = sqlite3.connect(made, isolation_level=None)
            connection.executescript(f'PRAGMA page_size = {_PAGE_BYTES}; PRAGMA journal_mode = WAL; {_SCHEMA}')
            connection.close()
            made.replace(self._path)
            sync_directory(self._path.parent)

    def finish(self) -> None:
        """Told in the file itself, so that a crash before it is a rebuild that goes on."""
        with self._asked() as ask:
            ask("INSERT OR REPLACE INTO state VALUES ('finished', 'yes')")
            self.commit()
            for path in self._path.parent.iterdir():
                if not path.name.startswith(f'{self._path.stem}.'):
                    path.unlink(missing_ok=True)

    def condition(self) -> PlacesCondition:
        """Whether the file is there, can be read and was finished."""
        try:
            with self._asked() as ask:
                finished = ask("SELECT 1 FROM state WHERE name = 'finished'").fetchone()
        except PlacesUnavailable as unavailable:
            return PlacesCondition(False, str(unavailable))
        return PlacesCondition(True, 'places_well') if finished else PlacesCondition(False, 'places_unfinished')

    def close(self) -> None:
        """May be opened again by the next question."""
        with self._lock:
            self._let_go()

    def _let_go(self) -> None:
        if self._connection is not None:
            self.undo()
            self._connection.close()
            self._connection = None

    @staticmethod
    def _beside(path: Path) -> tuple[Path, Path]:
        return path.with_name(f'{path.name}-wal'), path.with_name(f'{path.name}-shm')

    @contextlib.contextmanager
    def _asked(self) -> Iterator[_Ask]:
        with self._lock:
            try:
                self._opened()
                yield self._ask
            except sqlite3.DatabaseError as error:
                if _no_fault_of_the_file(error):
                    raise OSError(str(error)) from error
                self._let_go()
                # What one question met is told to all others and to the next process.
                with contextlib.suppress(OSError):
                    self._damaged.touch()
                raise PlacesUnavailable('places_damaged') from error

    @contextlib.contextmanager
    def _snapshot(self) -> Iterator[_Ask]:
        """Several questions are answered by one commit."""
        assert self._connection is not None
        if self._connection.in_transaction:
            yield self._ask
            return
        self._connection.execute('BEGIN')
        try:
            yield self._ask
        finally:
            if self._connection.in_transaction:
                self._connection.execute('COMMIT')

    def _ask(self, statement: str, values: tuple[object, ...] = ()) -> sqlite3.Cursor:
        assert self._connection is not None
        self._begun(statement)
        return self._connection.execute(statement, values)

    def _begun(self, statement: str) -> None:
        assert self._connection is not None
        if statement[:6] in ('INSERT', 'UPDATE', 'DELETE') and not self._connection.in_transaction:
            self._connection.execute('BEGIN IMMEDIATE')

    def _opened(self) -> None:
        """Open the file that lies there now, when another lay there before. Who writes goes on in the one he began."""
        if self._connection is not None and self._connection.in_transaction:
            return
        try:
            inode = self._path.stat().st_ino
        except FileNotFoundError:
            self._let_go()
            raise PlacesUnavailable('places_missing') from None
        if self._damaged.exists():
            self._let_go()
            raise PlacesUnavailable('places_damaged')
        if self._connection is not None and inode == self._inode:
            return
        self._let_go()
        self._connection = sqlite3.connect(f'file:{self._path}?mode=rw', uri=True, timeout=_PATIENCE,
                                           isolation_level=None, check_same_thread=False)
        self._connection.executescript(f'PRAGMA synchronous = FULL; PRAGMA cache_size = -{_CACHE_KIB};')
        self._inode = inode


def _holders(values: Collection[int]) -> str:
    return ','.join('?' * len(values))


def _on_page(opened: Page, page: int, sheet: str, groups: Sequence[Collection[Term]]) -> Located:
    """What is found of a record that has this page alone."""
    matched = sum(any(map(opened.has, group)) for group in groups)
    if not matched:
        return Located(Sheets((), 0, 0), ())
    return Located(Sheets((Sheet(page, sheet, matched),), 1, int(matched == len(groups))), opened.places(_any(groups)))


def _any(groups: Sequence[Collection[Term]]) -> set[Term]:
    return set().union(*groups)


def _digest(layout: list[tuple[int, int, str, int]]) -> int:
    """A number for pages in their order; 0 when they cannot be known again."""
    if not layout or any(stamp < 0 for _record, _page, _sheet, stamp in layout):
        return 0
    return int.from_bytes(hashlib.blake2b(repr(layout).encode(), digest_size=7).digest(), 'big')


def _no_fault_of_the_file(error: sqlite3.DatabaseError) -> bool:
    """A full disk, a lock or the reading of a file that cannot be reached says nothing of what is in it."""
    return isinstance(error, sqlite3.OperationalError) and any(
        word in str(error) for word in ('full', 'locked', 'unable to open', 'disk I/O', 'readonly'))
