"""The dirty set: nothing that changed is forgotten, nobody who writes is disturbed."""
import pytest
import transaction
from ZODB.DB import DB
from ZODB.DemoStorage import DemoStorage

from muragat.kernel.dirty import SHARDS, Dirty
from muragat.kernel.tray import HEAD_ITEMS


@pytest.fixture
def db():
    db = DB(DemoStorage())
    with db.transaction() as connection:
        connection.root()['dirty'] = Dirty()
    yield db
    db.close()


class Person:
    def __init__(self, db):
        self.manager = transaction.TransactionManager()
        self.connection = db.open(self.manager)
        self.dirty = self.connection.root()['dirty']

    def begin(self):
        self.manager.begin()
        for shard in self.dirty.shards:
            shard._p_activate()
        return self.dirty

    def commit(self):
        self.manager.commit()


@pytest.fixture
def people(db):
    people = [Person(db) for _ in range(3)]
    yield people
    for person in people:
        person.manager.abort()
        person.connection.close()


def test_a_record_touched_twice_is_in_the_set_once():
    dirty = Dirty()
    dirty.touch(5)
    first = dirty.batch()
    dirty.touch(5)
    assert set(dirty.batch()) == {5}
    assert dirty.batch() != first
    assert (dirty.count, 5 in dirty, 6 in dirty) == (1, True, False)


def test_what_changed_after_the_batch_stays():
    dirty = Dirty()
    dirty.touch_all([1, 2, 3])
    batch = dirty.batch()
    dirty.touch(2)
    assert dirty.settle(batch) == 2
    assert set(dirty.batch()) == {2}


def test_a_batch_is_bounded():
    dirty = Dirty()
    dirty.touch_all(range(1, 1000))
    assert len(dirty.batch(limit=100)) == 100
    assert len(dirty.batch(limit=5000)) == dirty.count == 999


def test_what_is_in_a_hurry_goes_first_and_once():
    dirty = Dirty()
    dirty.touch_all(range(1, 1000))
    dirty.hurry(999), dirty.hurry(998), dirty.hurry(5000)
    assert set(dirty.batch(2)) == {998, 999}
    assert sorted(dirty.records()) == list(range(1, 1000))
    assert set(list(dirty.records())[:2]) == {998, 999}
    assert (dirty.settle(dirty.batch(2)), dirty.count) == (2, 997)
    assert dirty.batch(2).keys().isdisjoint({998, 999})


def test_a_record_in_a_hurry_that_changed_again_is_in_a_hurry_still():
    dirty = Dirty()
    dirty.touch_all(range(1, 1000))
    dirty.hurry(999)
    batch = dirty.batch(1)
    dirty.touch(999)
    assert dirty.settle(batch) == 0
    assert set(dirty.batch(1)) == {999}


def test_an_archive_that_knew_no_hurry():
    dirty = Dirty()
    del dirty.first
    dirty.touch_all([1, 2, 64])
    assert len(dirty.batch()) == dirty.settle(dirty.batch()) == 3
    dirty.touch_all([64, 2])
    dirty.hurry(2)
    assert set(dirty.batch(1)) == {2}


def test_two_people_in_a_hurry_do_not_conflict(people):
    one, two, indexer = people
    for person, record in ((one, 64), (two, 128)):
        person.begin().touch(record)
        person.dirty.first._p_activate()
    one.dirty.hurry(64), two.dirty.hurry(128)
    one.commit(), two.commit()
    assert set(indexer.begin().batch(2)) == {64, 128}


def test_many_wait_without_making_a_touch_expensive():
    dirty = Dirty()
    dirty.touch_all(record * SHARDS for record in range(1, 5000))
    shard = dirty.shards[0]
    assert len(shard.head) <= HEAD_ITEMS
    assert dirty.count == 4999
    while batch := dirty.batch(500):
        assert dirty.settle(batch) == len(batch)
    assert not dirty


def test_a_record_touched_again_after_it_moved_to_the_tree_is_settled_by_its_latest_generation_only():
    dirty = Dirty()
    dirty.touch(64)
    old = dirty.batch()
    dirty.touch_all(record * SHARDS for record in range(2, 200))
    dirty.touch(64)
    assert dirty.settle(old) == 0
    assert dirty.settle(dirty.batch(1000)) == 199
    assert not dirty


def test_two_people_touching_one_shard_do_not_conflict(people):
    one, two, indexer = people
    one.begin().touch(64), two.begin().touch(128)
    one.commit(), two.commit()
    assert set(indexer.begin().batch()) == {64, 128}


def test_two_people_touching_one_record_do_not_conflict(people):
    one, two, indexer = people
    one.begin().touch(64), two.begin().touch(64)
    one.commit(), two.commit()
    assert set(indexer.begin().batch()) == {64}


@pytest.mark.parametrize('person_first', [True, False])
def test_what_a_person_touches_while_the_indexer_settles_stays(people, person_first):
    person, indexer, reader = people
    person.begin().touch_all([64, 128])
    person.commit()
    batch = indexer.begin().batch()
    person.begin().touch(64)
    indexer.dirty.settle(batch)
    first, second = (person, indexer) if person_first else (indexer, person)
    first.commit(), second.commit()
    assert set(reader.begin().batch()) == {64}


def test_what_is_settled_while_another_moves_it_to_the_tree_is_at_most_indexed_again(people):
    person, indexer, reader = people
    first = [record * SHARDS for record in range(1, HEAD_ITEMS + 1)]
    person.begin().touch_all(first)
    person.commit()
    batch = indexer.begin().batch()
    person.begin().touch(SHARDS * 1000)
    indexer.dirty.settle(batch)
    indexer.commit(), person.commit()
    found = set(reader.begin().batch())
    assert SHARDS * 1000 in found
    assert found <= {*first, SHARDS * 1000}
