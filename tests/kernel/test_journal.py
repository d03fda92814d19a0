"""The journal: cheap appends, writers that never stand in each other's way, sealing exactly once."""
import itertools
import random

import pytest
import transaction
from hypothesis import example, given, settings
from hypothesis import strategies as st
from ZODB.DB import DB
from ZODB.DemoStorage import DemoStorage
from ZODB.POSException import ConflictError

from muragat.kernel.chain import Chain
from muragat.kernel.entries import line_of
from muragat.kernel.journal import LANES, Journal
from muragat.kernel.lane import HEAD_ENTRIES, Packet
from muragat.kernel.sealing import BLOCK_BYTES, BLOCK_ENTRIES, seal


def fact(number=0, record=7, at=None, **more):
    return {'at': float(number if at is None else at), 'who': 'account:1', 'from': 'web 10.0.0.1',
            'what': 'record.changed', 'record': record, 'before': {'n': number}, 'after': {'n': number + 1},
            'details': {}, **more}


class Writer:
    """A connection of its own to one database."""

    def __init__(self, db):
        self.manager = transaction.TransactionManager(explicit=False)
        self.connection = db.open(self.manager)

    @property
    def journal(self):
        return self.connection.root()['journal']

    def append(self, *numbers, record=7):
        for number in numbers:
            self.journal.append(fact(number, record))

    def commit(self):
        self.manager.commit()

    def begin(self):
        self.manager.begin()
        self.journal.chain._p_activate()
        for lane in self.journal.lanes:
            lane._p_activate()

    def close(self):
        self.manager.abort()
        self.connection.close()


@pytest.fixture
def db():
    db = DB(DemoStorage())
    with db.transaction() as connection:
        connection.root()['journal'] = Journal()
    yield db
    db.close()


@pytest.fixture
def writers(db):
    writers = [Writer(db) for _ in range(3)]
    yield writers
    for writer in writers:
        writer.close()


def numbers(journal):
    return [entry.before['n'] for entry in journal.walk()]


def test_the_journal_is_read_backward_from_any_moment(db):
    with db.transaction() as connection:
        journal = connection.root()['journal']
        for number in range(50):
            journal.append(fact(number, record=number))
            if number % 7 == 6:
                seal(journal, number + 100.0)
        for until in (-1, 0, 6, 7, 20.5, 47, 48, 49, 60):
            expected = [number for number in range(49, -1, -1) if number <= until]
            assert [entry.before['n'] for entry in journal.backward(until)] == expected


def test_an_entry_keeps_every_part_of_the_fact(db):
    with db.transaction() as connection:
        journal = connection.root()['journal']
        key = journal.append(fact(3, details={'құжат': 'Р-12'}))
        entry = next(journal.entries_of(7))
    assert (entry.key, entry.who, entry.origin, entry.what) == (key, 'account:1', 'web 10.0.0.1', 'record.changed')
    assert (entry.before, entry.after, entry.details) == ({'n': 3}, {'n': 4}, {'құжат': 'Р-12'})
    assert entry.block is None


def test_what_is_no_fact_is_refused():
    with pytest.raises(ValueError, match='secret'):
        line_of({'at': 1.0, 'what': 'x', 'secret': 1})
    with pytest.raises(ValueError, match='at and what'):
        line_of({'at': 1.0})


def test_two_writers_of_one_lane_do_not_conflict(writers):
    one, two, reader = writers
    one.begin(), two.begin()
    one.append(1), two.append(2)
    one.commit(), two.commit()
    reader.begin()
    assert sorted(numbers(reader.journal)) == [1, 2]


def test_a_writer_and_the_sealer_do_not_conflict_in_either_order(writers):
    one, sealer, reader = writers
    one.append(1), one.commit()
    for first, second in ((one, sealer), (sealer, one)):
        one.begin(), sealer.begin()
        one.append(2)
        seal(sealer.journal, 9.0)
        first.commit(), second.commit()
        reader.begin()
    assert sorted(numbers(reader.journal)) == [1, 2, 2]
    assert len({entry.key for entry in reader.journal.walk()}) == 3


@pytest.mark.parametrize('order', list(itertools.permutations(range(3))))
@pytest.mark.parametrize('waiting', [HEAD_ENTRIES - 1, HEAD_ENTRIES, HEAD_ENTRIES + 1])
def test_two_writers_and_the_sealer_meet_at_a_full_lane(writers, order, waiting):
    """Each may move the old entries to a packet or a block: none may be written twice or get lost."""
    one, two, sealer = writers
    one.append(*range(waiting)), one.commit()
    for writer in writers:
        writer.begin()
    one.append(1000), two.append(2000)
    seal(sealer.journal, 9.0)
    for place in order:
        writers[place].commit()
    sealer.begin()
    assert sorted(numbers(sealer.journal)) == [*range(waiting), 1000, 2000]
    while seal(sealer.journal, 10.0):
        sealer.commit()
    assert sorted(entry.before['n'] for entry in sealer.journal.chain.walk()) == [*range(waiting), 1000, 2000]


class Model:
    """What random writers, savepoints and a sealer do with one lane, each from the snapshot it began with.

    Only the sealer (place 0) may have to begin anew; a writer never.
    """

    def __init__(self, db):
        self.writers = [Writer(db) for _ in range(4)]
        self.written = []
        self.pending = [[] for _ in self.writers]
        self.counter = itertools.count()
        self.sealing = False

    def act(self, place, action):
        writer = self.writers[place]
        if action == 'append':
            new = [next(self.counter) for _ in range(random.Random(place).choice([1, 40, 70]))]
            writer.append(*new)
            self.pending[place] += new
        elif action == 'savepoint':
            writer.manager.savepoint()
            writer.connection.cacheMinimize()
        elif action == 'seal' and place == 0:
            seal(writer.journal, 5.0, limit=100)
            self.sealing = True
        else:
            self.commit(place)

    def commit(self, place):
        try:
            self.writers[place].commit()
            self.written += self.pending[place]
        except ConflictError:
            self.writers[place].manager.abort()
            assert self.sealing, 'a writer met a conflict'
            assert place == 0, 'a writer met a conflict'
        finally:
            self.pending[place] = []
            self.sealing = self.sealing and place != 0
            self.writers[place].begin()


@settings(max_examples=60, deadline=None)
@given(st.lists(st.tuples(st.integers(0, 3), st.sampled_from(['append', 'append', 'commit', 'savepoint', 'seal'])),
                max_size=40))
@example([(0, 'append'), (0, 'append'), (0, 'commit'), (0, 'seal'), (1, 'append'), (1, 'commit'), (1, 'append'),
          (1, 'commit')])
@example([(0, 'append'), (0, 'append'), (0, 'commit'), (0, 'append'), (2, 'append'), (2, 'commit'), (2, 'append')])
def test_whatever_the_interleaving_each_entry_is_there_once(steps):
    db = DB(DemoStorage())
    with db.transaction() as connection:
        connection.root()['journal'] = Journal()
    model = Model(db)
    for step in steps:
        model.act(*step)
    for place in range(4):
        model.commit(place)
    model.writers[0].begin()
    assert sorted(numbers(model.writers[0].journal)) == sorted(model.written)
    while seal(model.writers[0].journal, 9.0):
        pass
    assert sorted(entry.before['n'] for entry in model.writers[0].journal.chain.walk()) == sorted(model.written)
    for writer in model.writers:
        writer.close()
    db.close()


def test_an_append_stays_small_however_many_wait(db):
    sizes = []
    for number in range(600):
        with db.transaction() as connection:
            journal = connection.root()['journal']
            journal.append(fact(number))
        sizes.append(len(connection._storage.load(journal.lanes[7]._p_oid)[0]))
    assert max(sizes[400:]) < 30_000
    assert max(sizes[400:]) < 1.2 * max(sizes[:200])


def test_an_append_stores_one_object(writers):
    one = writers[0]
    one.begin()
    one.append(1)
    assert one.connection._registered_objects == [one.journal.lanes[7]]


def test_the_entries_of_a_record_are_latest_first_over_blocks_and_lanes(db):
    with db.transaction() as connection:
        journal = connection.root()['journal']
        for number in range(9):
            journal.append(fact(number, record=7 if number % 2 else 8))
            if number in (3, 6):
                seal(journal, 99.0)
        assert [entry.before['n'] for entry in journal.entries_of(7)] == [7, 5, 3, 1]
        assert [entry.block for entry in journal.entries_of(7)] == [None, 2, 1, 1]
        assert list(journal.entries_of(71)) == []


def test_blocks_keep_the_order_of_time_over_lanes_and_of_commit_within_one(db):
    with db.transaction() as connection:
        journal = connection.root()['journal']
        for number in range(300):
            journal.append(fact(number, record=number % LANES))
        journal.append(fact(1000, record=1, at=5.0))
        seal(journal, 400.0)
        order = [entry.before['n'] for entry in journal.chain.walk()]
        assert [n for n in order if n != 1000] == list(range(300))
        assert [n for n in order if n % LANES == 1 or n == 1000][-1] == 1000


def test_latest_reads_lanes_then_blocks(db):
    with db.transaction() as connection:
        journal = connection.root()['journal']
        for number in range(6):
            journal.append(fact(number, record=number))
            if number == 3:
                seal(journal, 9.0)
        assert [entry.before['n'] for entry in journal.latest(3)] == [5, 4, 3]
        assert [entry.before['n'] for entry in journal.latest(2, offset=4)] == [1, 0]
        assert (journal.count, journal.unsealed_count, journal.oldest_unsealed) == (6, 2, 4.0)


def test_blocks_are_bounded_in_entries_and_bytes(db):
    with db.transaction() as connection:
        journal = connection.root()['journal']
        for number in range(BLOCK_ENTRIES + 10):
            journal.append(fact(number, record=number))
        for number in range(5):
            journal.append(fact(number, at=9999.0, details={'text': 'ә' * 60_000}))
        while seal(journal, 9.0):
            pass
        blocks = list(journal.chain.stream())
        assert all(block.count <= BLOCK_ENTRIES for block in blocks)
        assert all(len(block.content()) < 2 * BLOCK_BYTES for block in blocks)
        assert sum(block.count for block in blocks) == journal.chain.count == BLOCK_ENTRIES + 15


def test_a_backlog_is_sealed_in_pieces(db):
    with db.transaction() as connection:
        for number in range(3000):
            connection.root()['journal'].append(fact(number, record=number))
    with db.transaction() as connection:
        for number in range(3000):
            connection.root()['journal'].append(fact(number, record=number))
    with db.transaction() as connection:
        journal = connection.root()['journal']
        counts = list(iter(lambda: seal(journal, 9.0, limit=1000), 0))
        assert max(counts) <= 1000
        assert sum(counts) == 6000


FORBIDDEN = ('remove', 'delete', 'clear', 'truncate', 'purge', 'pop', 'prune', 'shorten', 'drop', 'discard', 'reset')


def test_no_public_function_shortens_the_journal():
    for owner in (Journal, Chain):
        names = [name for name in vars(owner) if not name.startswith('_')]
        assert not [name for name in names if any(word in name for word in FORBIDDEN)]


def test_reading_leaves_the_count_as_it_is_and_every_public_method_only_lets_it_grow(db):
    with db.transaction() as connection:
        journal = connection.root()['journal']
        for number in range(10):
            journal.append(fact(number))
        seal(journal, 9.0)
        journal.append(fact(11))
        calls = {'append': (fact(12),), 'entries_of': (7,), 'latest': (), 'backward': (), 'walk': (), 'unsealed': ()}
        methods = {name for name, value in vars(Journal).items() if callable(value) and not name.startswith('_')}
        assert methods == set(calls)
        for name, arguments in calls.items():
            before = journal.count
            result = getattr(journal, name)(*arguments)
            if name != 'append':
                list(result)
            assert journal.count >= before


def test_a_packet_is_never_written_again():
    assert [name for name in vars(Packet) if not name.startswith('__')] == []
