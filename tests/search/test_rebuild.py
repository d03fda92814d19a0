"""The rebuild: what serves goes on serving, nothing is missed, and a kill at any point costs nothing but time."""

import json
import shutil
from contextlib import closing
from types import SimpleNamespace

import pytest

from muragat.cli.labour import Worker
from muragat.kernel.errors import NoSpace
from muragat.kernel.sight import Sight
from muragat.main import search_parts
from muragat.ports.textindex import Word
from muragat.search import building, rebuild
from muragat.search.batch import Batch
from muragat.search.indexer import keep_up
from muragat.search.indexing import VERSION
from muragat.search.jobs import REBUILD, ask_for, open_rebuild, reason, rebuild_when_needed
from muragat.search.naming.table import VERSION as NAMES
from muragat.search.rebuild import Rebuild, differences
from muragat.search.status import status_of
from muragat.search.verification import verify
from tests import founded_archive
from tests.search.large_archive import INVENTORY, filled, killed, opened, unit_in

ENGINES = ('whoosh', 'tantivy')


@pytest.fixture(scope='module')
def founded(tmp_path_factory):
    """Founded and filled once; copied for each test."""
    var = tmp_path_factory.mktemp('filled') / 'var'
    founded_archive.make(var)
    with closing(opened(var)) as house:
        filled(house)
    return var


@pytest.fixture
def var(founded, tmp_path):
    return founded_archive.copied(founded, tmp_path / 'var')


@pytest.fixture(params=ENGINES)
def engine(request):
    return request.param


@pytest.fixture
def house(var, engine):
    house = opened(var, engine)
    yield house
    house.close()


@pytest.fixture(autouse=True)
def small_steps(monkeypatch):
    """Several blocks go into a commit, and several commits into a snapshot."""
    for name, value in (('BLOCK', 3), ('RECORDS', 9), ('STRETCH', 21)):
        monkeypatch.setattr(rebuild, name, value)


def catch_up(house):
    while keep_up(house):
        pass


def difference(house):
    with house.session() as desk:
        verdict = verify(desk.site, desk.registry, house.search)
        return [(each.record, each.kind) for each in verdict.named]


def found(house, term, stream='word'):
    with house.session() as desk:
        return [hit.id for hit in house.search.index.search(Word(((stream, term),)), desk.sight, limit=100).hits]


def change(house, number, title):
    with house.session() as desk:
        unit = desk.resolve(f'{INVENTORY}/{number}')
        desk.change(unit, {'title': {'kk': title, 'ru': title}})
        return unit.id


def test_everything_is_indexed_and_nothing_differs(house):
    assert reason(house.search) == 'index_missing'
    told = []
    made = Rebuild(house, tell=lambda done, total: told.append((done, total))).run()
    with house.session() as desk:
        count = len(desk.site.catalog.rows)
    assert (made.records, made.corrected) == (count, 0)
    assert told[-1] == (count, count)
    assert [done for done, _total in told] == sorted(done for done, _total in told)
    catch_up(house)
    assert difference(house) == []
    assert reason(house.search) == ''
    assert len(found(house, 'бірінші')) == 13
    assert not house.search.building.going_on


@pytest.mark.parametrize(('lasting', 'large', 'processes'), [
    (0.0, 1_000_000, 1), (0.0, 1, 0), (0.0, 40, 1), (30.0, 1, 1), (30.0, 40, 0)])
def test_each_record_is_put_once_whatever_ends_a_snapshot_or_a_commit(house, monkeypatch, lasting, large, processes):
    monkeypatch.setattr(rebuild, 'LASTING', lasting)
    monkeypatch.setattr(rebuild, 'LARGE', large)
    monkeypatch.setattr(house.search.analysts, '_count', processes)
    put, commit = [], Batch.commit

    def noted(batch, index, generations):
        put.extend([*(document.id for document in batch.documents), *batch.gone])
        commit(batch, index, generations)

    monkeypatch.setattr(Batch, 'commit', noted)
    made = Rebuild(house).run()
    with house.session() as desk:
        assert sorted(put) == list(desk.site.catalog.rows)
    assert (made.records, made.corrected) == (len(put), 0)
    catch_up(house)
    assert difference(house) == []


def test_names_of_bodies_are_made_anew_with_the_index(house):
    Rebuild(house).run()
    catch_up(house)
    house.run(lambda desk: desk.site.bodies.begin(NAMES))
    Rebuild(house).run()
    catch_up(house)
    with house.session() as desk:
        assert len(desk.site.bodies) == desk.site.catalog.count('fonds')


def test_the_old_index_serves_and_is_fed_while_another_is_built(house):
    Rebuild(house).run()
    catch_up(house)
    seen = []

    def meanwhile(done, _total):
        if len(seen) == 2:
            changed = change(house, 3, 'мүлдем басқа')
            with house.session() as desk:
                desk.delete(desk.resolve(f'{INVENTORY}/4'), 'mistake')
                added = unit_in(desk, desk.resolve(INVENTORY), 900, pages=True).id
            catch_up(house)
            assert found(house, 'мүлдем') == [changed]
            assert found(house, 'сан4') == []
            assert found(house, 'сан900') == [added]
        seen.append(done)

    Rebuild(house, tell=meanwhile).run()
    assert len(seen) > 4
    catch_up(house)
    assert difference(house) == []
    assert len(found(house, 'мүлдем')) == 1
    assert found(house, 'сан4') == []
    assert len(found(house, 'сан900')) == 1


def test_a_change_that_nobody_indexed_when_the_new_index_took_over_is_not_lost(house):
    Rebuild(house).run()
    changed = []

    def at_the_end(done, total):
        if done >= total - 3 and not changed:
            changed.append(change(house, 3, 'кейінгі'))

    Rebuild(house, tell=at_the_end).run()
    catch_up(house)
    assert found(house, 'кейінгі') == changed
    assert difference(house) == []


def test_it_is_taken_up_where_it_was_left(house):
    stopped = RuntimeError('stopped')

    def stop(done, _total):
        if done >= 18:
            raise stopped

    with pytest.raises(RuntimeError):
        Rebuild(house, why='test', tell=stop).run()
    assert reason(house.search) == 'unfinished'
    begun = house.search.building.state
    assert (begun.why, begun.done) == ('test', 18)
    told = []
    made = Rebuild(house, tell=lambda done, _total: told.append(done)).run()
    assert told[0] > 18
    assert made.corrected == 0
    catch_up(house)
    assert difference(house) == []


def test_what_changed_between_two_lives_of_a_rebuild_is_in_the_new_index(var, engine):
    def stop(done, _total):
        if done >= 27:
            raise RuntimeError

    with closing(opened(var, engine)) as house:
        Rebuild(house).run()
        catch_up(house)
        with pytest.raises(RuntimeError):
            Rebuild(house, tell=stop).run()
        changed = change(house, 2, 'арада')
        catch_up(house)
    with closing(opened(var, engine)) as house:
        assert Rebuild(house).run().corrected == 0
        assert found(house, 'арада') == [changed]
        catch_up(house)
        assert difference(house) == []


@pytest.mark.parametrize(('target', 'name', 'when', 'wanted'), [
    ('building', 'begin', 'before', 1), ('building', 'begin', 'after', 1),
    ('store', 'aside', 'before', 1), ('store', 'aside', 'after', 1),
    ('places', 'begin', 'before', 1), ('places', 'begin', 'after', 1),
    ('places', 'commit', 'before', 3), ('places', 'commit', 'after', 3),
    ('index', 'commit', 'before', 3), ('index', 'commit', 'after', 3),
    ('building', 'tell', 'before', 4), ('building', 'tell', 'after', 4),
    ('store', 'swap', 'before', 1), ('store', 'swap', 'after', 1),
    ('choice', 'serve', 'before', 1), ('choice', 'serve', 'after', 1),
    ('places', 'finish', 'before', 1), ('places', 'finish', 'after', 1),
    ('building', 'end', 'before', 1), ('building', 'end', 'after', 1),
])
def test_a_kill_at_any_step_of_a_rebuild_costs_only_time(var, target, name, when, wanted):
    engine = ENGINES[wanted % 2]
    assert killed(var, engine, 'rebuild', target, name, when, wanted)
    with closing(opened(var, engine)) as house:
        changed = change(house, 5, 'арада')
        catch_up(house)
        # What serves serves; else it is said to be missing.
        if house.search.index.condition().well:
            assert len(found(house, 'сан7')) == 1
        else:
            assert reason(house.search)
        Rebuild(house, engine).run()
        catch_up(house)
        assert difference(house) == []
        assert found(house, 'арада') == [changed]
        assert (house.search.building.state, reason(house.search)) == (None, '')


def test_an_engine_is_changed_aside(var):
    with closing(opened(var)) as house, closing(search_parts(house.settings)) as reader:
        def read():
            return [hit.id for hit in reader.index.search(Word((('word', 'сан7'),)), Sight(1, None, None)).hits]

        Rebuild(house).run()
        expected = read()
        assert len(expected) == 1
        house.search.choice.wish('tantivy')
        assert reason(house.search) == 'engine'
        assert house.search.choice.serving == 'whoosh'
        Rebuild(house).run()
        catch_up(house)
        assert reader.choice.serving == house.search.choice.serving == 'tantivy'
        assert read() == expected
        assert difference(house) == []
        assert sorted(path.name for path in (var / 'index').iterdir()) == ['chosen', 'places', 'serving', 'tantivy']
    with closing(opened(var)) as later:
        assert later.search.choice.serving == 'tantivy'
        assert found(later, 'сан7') == expected
        later.search.choice.wish('whoosh')
        assert not (var / 'index' / 'chosen').exists()


def test_another_rebuild_that_was_begun_is_not_mixed_with_this_one(var):
    def stop(done, _total):
        if done >= 18:
            raise RuntimeError

    with closing(opened(var)) as house:
        with pytest.raises(RuntimeError):
            Rebuild(house, tell=stop).run()
        state = house.search.building.state
        house.search.building.tell(state._replace(version='another'))
        told = []
        Rebuild(house, tell=lambda done, _total: told.append(done)).run()
        assert told[0] <= 9
        with pytest.raises(RuntimeError):
            Rebuild(house, tell=stop).run()
        Rebuild(house, 'tantivy').run()
        catch_up(house)
        assert difference(house) == []
        assert not (var / 'index' / 'whoosh').exists()


def test_lost_places_are_noticed_and_built_again(house, var):
    Rebuild(house).run()
    for path in (var / 'index' / 'places').iterdir():
        path.unlink()
    assert reason(house.search) == 'places_missing'
    with house.session() as desk:
        assert status_of(desk.site, house.search).code == 'places_missing'
        assert not desk.registry.health_checks['search'].check(desk.site)[0]
    changed = change(house, 2, 'арада')
    catch_up(house)
    assert found(house, 'арада') == [changed]
    Rebuild(house).run()
    catch_up(house)
    assert difference(house) == []


def test_places_that_are_lost_while_an_index_is_built_are_built_from_the_beginning(house, var):
    def stop(done, _total):
        if done >= 27:
            raise RuntimeError

    with pytest.raises(RuntimeError):
        Rebuild(house, tell=stop).run()
    for path in (var / 'index' / 'places').iterdir():
        path.unlink()
    Rebuild(house).run()
    catch_up(house)
    assert difference(house) == []


def test_a_deleted_index_is_said_to_be_missing_and_not_made_anew_silently(house, var, engine):
    Rebuild(house).run()
    catch_up(house)
    shutil.rmtree(var / 'index' / engine)
    change(house, 2, 'арада')
    assert keep_up(house) == 0
    assert reason(house.search) == 'index_missing'
    with house.session() as desk:
        assert not desk.registry.health_checks['search'].check(desk.site)[0]
        assert len(list(desk.site.dirty.records())) == 1
    assert not (var / 'index' / engine).exists()


def test_an_engine_that_cannot_tell_how_it_is_counts_as_damaged(house, monkeypatch):
    Rebuild(house).run()

    def fails(_index):
        raise KeyError('sums')

    monkeypatch.setattr(type(house.search.choice.store(house.search.choice.serving).open()), 'condition', fails)
    assert reason(house.search) == 'index_damaged'


def test_the_worker_has_a_missing_index_built_once_and_not_after_a_failure(house):
    assert rebuild_when_needed(house)
    assert not rebuild_when_needed(house)
    with house.session() as desk:
        job = desk.site.jobs.claim('x', desk.clock.now() + 1, kinds=frozenset([REBUILD]))
        assert (job.arguments['why'], job.priority) == ('index_missing', 'high')
        desk.site.jobs.fail(job, 'x', desk.clock.now(), 'no', final=True)
    assert not rebuild_when_needed(house)


def test_a_worker_does_it_as_a_job_and_takes_it_up_when_it_was_asked_to_stop(house):
    asked = house.run(lambda desk: ask_for(desk).id)
    worker = Worker(house, keep_up)
    worker.stop()
    assert worker.do_heavy_job()
    with house.session() as desk:
        job = open_rebuild(desk.site)
        assert (job.state, job.attempts) == ('waiting', 0)
    assert house.search.building.state.done == 9
    assert Worker(house, keep_up).do_heavy_job()
    with house.session() as desk:
        assert open_rebuild(desk.site) is None
        assert desk.site.jobs.get(asked).result['records'] == len(desk.site.catalog.rows)
    catch_up(house)
    assert difference(house) == []


def test_an_index_that_serves_is_left_alone(house):
    Rebuild(house).run()
    assert not rebuild_when_needed(house)


def test_nothing_is_built_on_a_full_disk(var, monkeypatch):
    monkeypatch.setattr(rebuild, 'disk_usage', lambda _folder: SimpleNamespace(free=1000))
    with closing(opened(var)) as house, pytest.raises(NoSpace):
        Rebuild(house).run()


def test_state_on_disk_names_engine_and_version(var):
    def stop(done, _total):
        raise RuntimeError

    with closing(opened(var)) as house, pytest.raises(RuntimeError):
        Rebuild(house, tell=stop).run()
    told = json.loads((var / 'index' / building.STATE).read_text())
    assert (told['engine'], told['version'], told['done']) == ('whoosh', VERSION, 9)


@pytest.mark.parametrize(('wanted', 'had', 'differing'), [
    ([1, 2, 3], [2, 3], []), ([2, 3], [2, 3, 9], [9]), ([2, 5, 7], [3, 5], [2, 3, 7]), ([], [4], [4]),
])
def test_differences_of_growing_sequences(wanted, had, differing):
    assert list(differences(wanted, had)) == differing
