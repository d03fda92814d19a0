"""Eight people at once on one file: what they write arrives, merged or tried again, and nothing is counted wrong."""

import threading

import pytest
import transaction
from ZODB.FileStorage import FileStorage

from muragat.kernel import folder as folder_module
from muragat.kernel.dates import parse_span
from muragat.kernel.desk import Desk
from muragat.kernel.figures import Tally
from muragat.kernel.principals import SYSTEM
from muragat.kernel.retry import run
from muragat.kernel.site import found
from muragat.kernel.soundness import defects
from muragat.kernel.stretches import Stretch
from tests.tiny_house import open_house

WRITERS = 8
EACH = 12


@pytest.fixture
def database(tmp_path, registry, clock):
    database, connection, _site = open_house(registry, clock, FileStorage(str(tmp_path / 'Data.fs')))
    connection.close()
    yield database
    database.close()


def all_at_once(database, registry, clock, work):
    """`work(desk, writer, turn)` by eight threads, each in its own connection and transactions; their failures."""
    failures, barrier = [], threading.Barrier(WRITERS)

    def writer(number):
        manager = transaction.TransactionManager()
        connection = database.open(manager)
        barrier.wait(timeout=20)
        try:
            for turn in range(EACH):
                def once(turn=turn):
                    site = connection.root()['muragat']
                    work(Desk(site, registry, SYSTEM, 'test', clock), number, turn)
                run(manager, once, 30)
        except Exception as error:
            failures.append(error)
        finally:
            manager.abort()
            connection.close()

    threads = [threading.Thread(target=writer, args=(number,)) for number in range(WRITERS)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(timeout=60)
    return failures


def left_behind(database, registry):
    with database.transaction() as connection:
        site = connection.root()['muragat']
        return site['boxes'].count, list(defects(site, registry))


@pytest.mark.parametrize('longest', [1000, 5])
def test_units_with_their_own_numbers_all_arrive_in_one_folder(database, registry, clock, monkeypatch, longest):
    monkeypatch.setattr(folder_module, 'LONGEST', longest)

    def work(desk, writer, turn):
        values = {'title': {'kk': 'Зат'}, 'dates': parse_span('1941')}
        desk.add(desk.site['boxes'], 'thing', values, name=f'{turn * WRITERS + writer + 1}')

    assert all_at_once(database, registry, clock, work) == []
    assert left_behind(database, registry) == (WRITERS * EACH, [])


def test_units_that_take_the_next_number_get_different_ones(database, registry, clock):
    def work(desk, writer, turn):
        desk.add(desk.site['boxes'], 'thing', {'title': {'kk': f'{writer} {turn}'}})

    assert all_at_once(database, registry, clock, work) == []
    assert left_behind(database, registry) == (WRITERS * EACH, [])
    with database.transaction() as connection:
        names = [each.__name__ for each in connection.root()['muragat']['boxes'].values()]
    assert names == [str(number) for number in range(1, WRITERS * EACH + 1)]


def test_a_crowd_that_adds_deletes_and_restores_leaves_everything_sound(database, registry, clock):
    def work(desk, writer, turn):
        boxes = desk.site['boxes']
        thing = desk.add(boxes, 'thing', {'title': {'kk': 'Зат'}}, name=f'{writer + 1}-{turn + 1}')
        if turn % 3 == 1:
            desk.delete(boxes[f'{writer + 1}-{turn}'], 'test')
        if turn % 3 == 2:
            desk.restore(next(each for each in desk.site.trash.latest() if each.name == f'{writer + 1}-{turn - 1}'))
        desk.transition(thing, 'finish')

    assert all_at_once(database, registry, clock, work) == []
    count, wrong = left_behind(database, registry)
    assert (count, wrong) == (WRITERS * EACH, [])


def test_a_count_made_beside_a_cut_is_refused_and_not_merged():
    old = {'length': 10, 'cuts': 0}
    merged = Stretch()._p_resolveConflict(old, {'length': 11, 'cuts': 0}, {'length': 9, 'cuts': 0})
    assert merged == {'length': 10, 'cuts': 0}
    with pytest.raises(Exception, match='cut'):
        Stretch()._p_resolveConflict(old, {'length': 5, 'cuts': 1}, {'length': 11, 'cuts': 0})


def test_tallies_merge_what_both_counted_and_drop_noughts():
    merged = Tally()._p_resolveConflict(
        {'counts': {'a': 1, 'b': 1}}, {'counts': {'a': 2, 'b': 1}}, {'counts': {'a': 1, 'c': 1}})
    assert merged == {'counts': {'a': 2, 'c': 1}}


def test_ids_of_neighbours_in_time_are_neighbours_and_never_the_same(database):
    with database.transaction() as one, database.transaction() as other:
        first = [one.root()['muragat'].ids.allocate() for _turn in range(3)]
        second = [other.root()['muragat'].ids.allocate() for _turn in range(3)]
    assert first == list(range(first[0], first[0] + 3))
    assert not set(first) & set(second)
    assert max(first + second) < 2**53


def test_a_database_can_hold_a_site_only_once(database, registry, clock):
    with database.transaction() as connection, pytest.raises(ValueError, match='founded'):
        found(connection.root(), registry, clock)

