"""The catalog: rows follow records, what is out of date is named, and all of it can be made anew."""

import pytest

from muragat.kernel import catalog
from muragat.kernel.catalog import Catalog, definition_hash, title_key
from muragat.kernel.dates import parse_span
from muragat.kernel.i18n import translator
from muragat.kernel.registry import Registry
from muragat.kernel.renewal import CatalogCheck, conclude, renew_piece, wants_renewal
from muragat.kernel.site import register
from muragat.kernel.soundness import defects, live_records
from tests.tiny_house import tiny_registry


@pytest.fixture
def things(desk):
    boxes = desk.site['boxes']
    made = [desk.add(boxes, 'thing', {'title': {'kk': f'Зат {number}'}, 'dates': parse_span('1941')})
            for number in range(5)]
    desk.transition(made[0], 'finish')
    return made


def test_a_row_says_what_lists_ask(site, things, clock):
    row = site.catalog.row(things[0].id)
    assert (row.type_name, row.zone, row.opens, row.state, row.year) == ('thing', site['boxes'].id, 0, 'done', 1941)
    assert row.modified == int(clock.now())
    assert site.catalog.row(404) is None


def test_who_walks_all_rows_holds_few_of_them(site, things, monkeypatch):
    site._p_jar.transaction_manager.commit()
    monkeypatch.setattr(catalog, '_PORTION', 2)
    walked, held = [], []
    for record, row in site.catalog.walked():
        walked.append((record, row))
        held.append(site.catalog.rows._p_changed is None)
    assert walked == list(site.catalog.rows.items())
    assert held == [True] * len(walked)


def test_states_are_found_without_walking(site, things):
    assert list(site.catalog.in_state('done')) == [things[0].id]
    assert set(site.catalog.query(types=('thing',), states=('draft',))) == {each.id for each in things[1:]}
    assert list(site.catalog.query(closed=True)) == []
    assert site.catalog.count('thing') == 5


def test_records_without_a_state_or_closure_cost_their_indexes_nothing(site, things):
    assert site['boxes'].id not in site.catalog.states.indexed()
    assert len(site.catalog.states.not_indexed()) == len(site.catalog.closed.not_indexed()) == 0
    assert len(site.catalog.closed.indexed()) == 0


def test_verification_names_what_is_missing_out_of_date_or_too_much(site, things, registry):
    catalog = site.catalog
    del catalog.rows[things[1].id]
    catalog.rows[things[2].id] = (*catalog.rows[things[2].id][:-1], 0)
    catalog.states.unindex_doc(things[3].id)
    catalog.rows[404] = catalog.rows[things[4].id]
    found = '\n'.join(map(translator('en').translate, catalog.verify(live_records(site), registry)))
    assert f'{things[1].id}: its row in the catalog is missing' in found
    assert f'{things[2].id}: its row in the catalog is out of date' in found
    assert f'{things[3].id}: an index' in found
    assert 'Rows of the catalog without a record: 1.' in found


def test_a_catalog_made_anew_is_the_one_that_grew(site, things, registry):
    grown = dict(site.catalog.rows.items())
    anew = Catalog()
    assert anew.rebuild(live_records(site), registry) == len(grown)
    assert dict(anew.rows.items()) == grown
    assert list(anew.verify(live_records(site), registry)) == []
    assert site.catalog.definition == anew.definition


def test_another_definition_of_types_is_noticed(registry):
    other = Registry()
    register(other)
    assert definition_hash(other) != definition_hash(registry) == definition_hash(tiny_registry())


def test_titles_sort_as_the_kazakh_alphabet_has_it():
    titles = ['Ұстаз', 'Бөбек', 'Әділет', 'Ақын', 'Ғылым', 'Гүл']
    assert sorted(titles, key=title_key) == ['Ақын', 'Әділет', 'Бөбек', 'Гүл', 'Ғылым', 'Ұстаз']


def test_a_stale_catalog_is_renewed_in_pieces_by_one_job(desk, site, things, registry, clock):
    assert CatalogCheck(registry).check(site)[0]
    assert not wants_renewal(desk)
    site.catalog.definition = 'of yesterday'
    broken = things[2].id
    site.catalog.rows[broken] = (*site.catalog.rows[broken][:-2], 'of yesterday', 0)
    site.catalog.states.unindex_doc(things[3].id)
    assert not CatalogCheck(registry).check(site)[0]
    assert (wants_renewal(desk), wants_renewal(desk)) == (True, False)
    after, pieces = 0, 0
    while (after := renew_piece(desk, after, 2)) is not None:
        pieces += 1
    conclude(desk)
    assert pieces == 3
    assert CatalogCheck(registry).check(site)[0]
    assert list(defects(site, registry)) == []
