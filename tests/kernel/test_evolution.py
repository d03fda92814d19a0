"""Evolution: a database that this program cannot read whole is refused at start, with the reason."""
import sys
from types import ModuleType, SimpleNamespace

import pytest
import transaction
from persistent import Persistent
from persistent.mapping import PersistentMapping
from ZODB.DB import DB
from ZODB.DemoStorage import DemoStorage
from ZODB.MappingStorage import MappingStorage

from muragat.adapters.naming import class_factory, name_classes
from muragat.kernel.evolution import Evolution, Step, check, evolve, ordered, pending, rehearse, renamed


class Site(PersistentMapping):
    """A root object with what evolution needs."""

    def __init__(self):
        super().__init__()
        self.evolution = Evolution()


class Thing(Persistent):
    """Where the old class has gone."""

    size = 1


def registry(*steps):
    return SimpleNamespace(steps={step.id: step for step in steps})


def step(name, run=lambda site, registry: None, after=()):
    return Step(name, name, run, after)


@pytest.fixture
def storage():
    return DemoStorage(base=MappingStorage())


@pytest.fixture
def old_class():
    """A class in a module that is gone when the test ends."""
    module = ModuleType('muragat_old_family')
    cls = type('OldThing', (Persistent,), {'__module__': module.__name__})
    module.OldThing = cls
    sys.modules[module.__name__] = module
    yield cls
    sys.modules.pop(module.__name__, None)


def opened(storage, renames=None):
    db = DB(storage)
    name_classes(db, renames or {})
    return db


def stored(db, *things):
    with db.transaction() as connection:
        site = connection.root().setdefault('muragat', Site())
    for thing in things:
        with db.transaction() as connection:
            site = connection.root()['muragat']
            site[str(len(site))] = thing


def known(db):
    with db.transaction() as connection:
        return connection.root()['muragat'].evolution.names.known


def serial_of_names(db, *things):
    stored(db, *things)
    with db.transaction() as connection:
        names = connection.root()['muragat'].evolution.names
        names._p_activate()
        return names._p_serial


OLD, NEW = 'muragat_old_family.OldThing', f'{Thing.__module__}.Thing'


def test_names_in_use_are_kept_from_the_founding_on(storage):
    db = opened(storage)
    stored(db)
    assert {f'{Site.__module__}.Site', 'muragat.kernel.evolution.Names'} <= known(db)
    assert NEW not in known(db)
    stored(db, Thing())
    assert NEW in known(db)
    db.close()


def test_a_name_is_kept_though_the_first_attempt_was_undone(storage):
    db = opened(storage)
    stored(db)
    manager = transaction.TransactionManager()
    connection = db.open(manager)
    connection.root()['muragat']['x'] = Thing()
    manager.savepoint()
    manager.abort()
    connection.root()['muragat']['x'] = Thing()
    manager.savepoint()
    manager.commit()
    connection.close()
    assert NEW in known(db)
    db.close()


def test_two_connections_that_store_new_classes_do_not_conflict(storage, old_class):
    db = opened(storage)
    stored(db)
    with db.transaction() as connection:
        site = connection.root()['muragat']
        site['a'], site['b'] = PersistentMapping(), PersistentMapping()
    managers = [transaction.TransactionManager() for _ in range(2)]
    connections = [db.open(manager) for manager in managers]
    for connection in connections:
        connection.root()['muragat'].evolution.names._p_activate()
    connections[0].root()['muragat']['a']['x'] = Thing()
    connections[1].root()['muragat']['b']['x'] = old_class()
    for manager, connection in zip(managers, connections, strict=True):
        manager.commit()
        connection.close()
    assert {OLD, NEW} <= known(db)
    db.close()


def test_nothing_is_written_beside_when_all_classes_are_known(storage):
    db = opened(storage)
    stored(db, Thing(), Thing())
    assert serial_of_names(db) == serial_of_names(db, Thing())
    db.close()


def test_a_database_with_an_unknown_class_is_refused_by_name(storage, old_class):
    db = opened(storage)
    stored(db, old_class())
    with db.transaction() as connection:
        assert check(connection.root(), registry(), {}) == []
    del sys.modules['muragat_old_family']
    with db.transaction() as connection:
        refusal, = check(connection.root(), registry(), {})
    assert refusal.code == 'unknown_class'
    assert refusal.message.mapping == {'name': OLD}
    db.close()


def test_a_class_that_moved_loads_and_saves_under_its_new_name(storage, old_class):
    db = opened(storage)
    thing = old_class()
    thing.size = 5
    stored(db, thing)
    del sys.modules['muragat_old_family']
    renames = {OLD: 'muragat_old_family.Middle', 'muragat_old_family.Middle': NEW}
    db2 = opened(storage, renames)
    with db2.transaction() as connection:
        assert check(connection.root(), registry(), renames) == []
        moved = connection.root()['muragat']['0']
        assert type(moved) is Thing
        assert moved.size == 5
        moved.size = 6
    with db2.transaction() as connection:
        assert type(connection.root()['muragat']['0']) is Thing
        assert connection.root()['muragat']['0'].size == 6


def test_without_the_rename_the_class_would_load_broken(storage, old_class):
    assert class_factory({})(None, 'muragat_old_family', 'OldThing') is old_class
    del sys.modules['muragat_old_family']
    broken = class_factory({})(None, 'muragat_old_family', 'OldThing')
    assert broken is not old_class
    assert hasattr(broken, '__Broken_state__')


def test_a_root_that_cannot_be_read_is_refused():
    assert [refusal.code for refusal in check({'muragat': object()}, registry(), {})] == ['unreadable']
    assert check({}, registry(), {}) == []


def test_renames_are_followed_to_the_end_and_never_in_circles():
    assert renamed('a.A', {'a.A': 'b.B', 'b.B': 'c.C'}) == 'c.C'
    assert renamed('a.A', {'a.A': 'b.B', 'b.B': 'a.A'}) in ('a.A', 'b.B')


def test_steps_run_after_those_they_follow_then_by_date():
    late = step('archive.2026-01-02.a')
    first = step('staff.2026-01-01.z', after=('archive.2026-01-02.a',))
    other = step('archive.2025-05-05.b')
    assert ordered([first, late, other]) == [other, late, first]
    with pytest.raises(ValueError, match='follows itself'):
        ordered([step('a.1.x', after=('a.1.y',)), step('a.1.y', after=('a.1.x',))])
    with pytest.raises(ValueError, match='unknown'):
        ordered([step('a.1.x', after=('nothing',))])


@pytest.fixture
def house(storage):
    db = opened(storage)
    stored(db)
    manager = transaction.TransactionManager()
    connection = db.open(manager)
    yield manager, lambda: connection.root()['muragat']
    manager.abort()
    connection.close()
    db.close()


def test_each_step_is_done_once_and_remembered(house):
    manager, site = house
    count = {'runs': 0}

    def run(site, registry):
        count['runs'] += 1
        site['seen'] = count['runs']

    steps = registry(step('archive.2026-01-01.a', run))
    assert [each.id for each in evolve(manager, site, steps, 7.0)] == ['archive.2026-01-01.a']
    assert list(evolve(manager, site, steps, 8.0)) == []
    assert (site()['seen'], site().evolution.done) == (1, {'archive.2026-01-01.a': 7.0})


def test_a_step_that_fails_leaves_the_earlier_ones_done(house):
    manager, site = house

    def fails(site, registry):
        site['half'] = True
        raise ArithmeticError

    steps = registry(step('a.2026-01-01.x'), step('a.2026-01-02.y', fails))
    with pytest.raises(ArithmeticError):
        list(evolve(manager, site, steps, 1.0))
    assert [each.id for each in pending(site(), steps)] == ['a.2026-01-02.y']
    assert 'half' not in site()


def test_a_rehearsal_changes_nothing(house):
    manager, site = house
    steps = registry(step('a.2026-01-01.x', lambda site, registry: site.update(seen=1)))
    assert [each.id for each in rehearse(manager, site, steps)] == ['a.2026-01-01.x']
    assert 'seen' not in site()
    assert pending(site(), steps)


def test_pending_steps_and_steps_of_a_later_program_are_refused(house):
    _manager, site = house
    site().evolution.mark('future.2030-01-01.x', 1.0)
    refusals = check({'muragat': site()}, registry(step('a.2026-01-01.x')), {})
    assert [refusal.code for refusal in refusals] == ['later_program', 'pending_step']


def test_a_new_site_has_all_steps_done():
    site = Site()
    steps = registry(step('a.2026-01-01.x'))
    site.evolution.mark_all(steps, 5.0)
    assert pending(site, steps) == []
