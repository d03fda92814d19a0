"""The indexer killed at each step of its commits, records that cannot be read, deletion and restoring."""

from contextlib import closing

import pytest

from muragat.kernel.record import Record
from muragat.ports.textindex import Every, OneOf, Order, Word
from muragat.search import analyst, batch, indexer
from muragat.search.indexer import keep_up
from muragat.search.rebuild import Rebuild
from muragat.search.status import status_of
from muragat.search.verification import verify
from tests import founded_archive
from tests.search.indexed import keep_page
from tests.search.large_archive import INVENTORY, filled, killed, opened, unit_in


@pytest.fixture(scope='module')
def founded(tmp_path_factory):
    """Indexed once, then changed; copied for each test."""
    var = tmp_path_factory.mktemp('filled') / 'var'
    founded_archive.make(var)
    with closing(opened(var)) as house:
        filled(house, 10)
        Rebuild(house).run()
        catch_up(house)
        with house.session() as desk:
            inventory = desk.resolve(INVENTORY)
            for number in range(100, 125):
                unit_in(desk, inventory, number, pages=number % 4 == 0)
            desk.delete(desk.resolve(f'{INVENTORY}/3'), 'mistake')
    return var


@pytest.fixture
def var(founded, tmp_path):
    return founded_archive.copied(founded, tmp_path / 'var')


@pytest.fixture
def house(var):
    house = opened(var)
    catch_up(house)
    yield house
    house.close()


def catch_up(house):
    while keep_up(house):
        pass


def difference(house):
    with house.session() as desk:
        return [(each.record, each.kind) for each in verify(desk.site, desk.registry, house.search).named]


def found(house, term):
    with house.session() as desk:
        return [hit.id for hit in house.search.index.search(Word((('word', term),)), desk.sight, limit=100).hits]


@pytest.mark.parametrize(('target', 'name', 'when', 'wanted'), [
    ('places', 'commit', 'before', 2), ('places', 'commit', 'after', 2),
    ('index', 'commit', 'before', 2), ('index', 'commit', 'after', 2),
    ('house', 'run', 'after', 2),
])
def test_a_kill_at_any_step_of_a_commit_leaves_no_difference(var, target, name, when, wanted):
    assert killed(var, 'whoosh', 'index', target, name, when, wanted)
    with closing(opened(var)) as house:
        catch_up(house)
        assert difference(house) == []
        assert len(found(house, 'сан104')) == 1
        with house.session() as desk:
            assert not desk.site.dirty


def test_a_record_that_cannot_be_read_is_set_aside_with_its_cause_and_stops_no_other(house, monkeypatch):
    with house.session() as desk:
        good, bad = desk.resolve(f'{INVENTORY}/104'), desk.resolve(f'{INVENTORY}/108')
        ids = good.id, bad.id
        for record in (good, bad):
            desk.change(record, {'title': {'kk': 'жаңа атау'}})
    genuine = batch.Reading.document

    def fails(reading):
        if reading.record.id == ids[1]:
            raise ValueError('оқылмайды')
        return genuine(reading)

    monkeypatch.setattr(batch.Reading, 'document', fails)
    catch_up(house)
    assert found(house, 'атау') == [ids[0]]
    # Nor is it found as it was before: it may be closed by now.
    assert found(house, 'сан108') == []
    with house.session() as desk:
        assert not desk.site.dirty
        assert status_of(desk.site, house.search).troubles == ((ids[1], 'ValueError: оқылмайды'),)
        well, words = desk.registry.health_checks['search'].check(desk.site)
        assert (well, words.mapping) == (False, {'count': '1'})
    assert difference(house) == [(ids[1], 'trouble')]
    monkeypatch.undo()
    with house.session() as desk:
        desk.change(desk.resolve(f'{INVENTORY}/108'), {'title': {'kk': 'жаңа атау екі'}})
    catch_up(house)
    assert len(found(house, 'атау')) == 2
    assert difference(house) == []


def test_a_document_that_the_engine_refuses_stops_no_other(house, monkeypatch):
    with house.session() as desk:
        bad = desk.resolve(f'{INVENTORY}/104').id
        for number in (104, 105, 106):
            desk.change(desk.resolve(f'{INVENTORY}/{number}'), {'title': {'kk': 'жаңа атау'}})
    engine = type(house.search.choice.store('whoosh').open())
    genuine = engine.commit

    def fails(index, documents, deleted, generations):
        if any(document.id == bad for document in documents):
            raise RuntimeError('тым үлкен')
        genuine(index, documents, deleted, generations)

    monkeypatch.setattr(engine, 'commit', fails)
    catch_up(house)
    assert len(found(house, 'атау')) == 2
    assert difference(house) == [(bad, 'trouble')]


def test_what_lies_in_the_trash_is_not_found_and_comes_back_with_all_below_it(house):
    with house.session() as desk:
        unit = desk.resolve(f'{INVENTORY}/104')
        below = desk.add(unit, 'document', {'title': {'kk': 'ерекше құжат'}}).id
        above = unit.id
    catch_up(house)
    assert found(house, 'ерекше') == [below]
    with house.session() as desk:
        desk.delete(desk.resolve(f'{INVENTORY}/104'), 'mistake')
    catch_up(house)
    assert (found(house, 'ерекше'), found(house, 'сан104')) == ([], [])
    assert difference(house) == []
    with house.session() as desk:
        desk.restore(desk.site.trash.get(above))
    catch_up(house)
    assert (found(house, 'ерекше'), found(house, 'сан104')) == ([below], [above])
    assert difference(house) == []


def test_what_stands_in_a_unit_keeps_its_order_when_the_unit_gets_another_number(house):
    with house.session() as desk:
        first, second = desk.resolve(f'{INVENTORY}/104'), desk.resolve(f'{INVENTORY}/105')
        documents = [desk.add(unit, 'document', {'title': {'kk': 'реттік құжат'}}).id for unit in (first, second)]
        inventory = first.zone
    catch_up(house)

    def ordered():
        with house.session() as desk:
            query = Every((Word((('word', 'реттік'),)), OneOf('zone', frozenset([inventory]))))
            return [hit.id for hit in house.search.index.search(query, desk.sight, Order.NUMBER).hits]

    assert ordered() == documents
    with house.session() as desk:
        desk.rename(desk.resolve(f'{INVENTORY}/104'), '999')
    catch_up(house)
    assert ordered() == documents[::-1]


def test_a_corrected_page_is_analysed_and_no_other(house, monkeypatch):
    analysed, genuine = [], analyst.analysed
    monkeypatch.setattr(analyst, 'analysed', lambda text: analysed.append(text) or genuine(text))
    with house.session() as desk:
        unit = desk.resolve(f'{INVENTORY}/104')
        keep_page(desk, unit, (1, 1), 1, 'түзетілген бет')
        record_id = unit.id
    catch_up(house)
    assert analysed == ['түзетілген бет']
    assert found(house, 'түзетілген') == found(house, 'сан104') == [record_id]
    assert house.search.places.sheets(record_id, [{('word', 'түзетілген')}]).sheets[0].page == 2
    with house.session() as desk:
        desk.change(desk.resolve(f'{INVENTORY}/104'), {'title': {'kk': 'басқа атау'}})
    catch_up(house)
    assert analysed == ['түзетілген бет']
    assert found(house, 'түзетілген') == [record_id]


def test_a_step_ends_when_it_holds_many_tokens(house, monkeypatch):
    monkeypatch.setattr(indexer, 'TOKENS', 10)
    with house.session() as desk:
        for number in range(104, 110):
            desk.change(desk.resolve(f'{INVENTORY}/{number}'), {'title': {'kk': 'бір екі үш төрт бес'}})
    steps = []
    while done := keep_up(house):
        steps.append(done)
    assert len(steps) >= 3
    assert difference(house) == []


def test_the_verification_names_what_differs(house):
    with house.session() as desk:
        missing, stale = desk.resolve(f'{INVENTORY}/104'), desk.resolve(f'{INVENTORY}/105')
        ids = missing.id, stale.id
        old = desk.site.catalog.rows[stale.id]
        desk.site.catalog.rows[stale.id] = (*old[:-1], old[-1] + 5)
        assert isinstance(missing, Record)
    index, places = house.search.index, house.search.places
    index.commit((), [ids[0]], {})
    places.drop([ids[0]])
    places.put(77, b'', [])
    places.commit()
    assert sorted(difference(house)) == sorted([
        (ids[0], 'missing'), (ids[0], 'places_missing'), (ids[1], 'stale'), (77, 'places_surplus')])
