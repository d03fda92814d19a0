"""Numbers of fonds, inventories and units: their form, identity, limit and keeping."""

from datetime import date

import pytest

from muragat.content.archive.workflow import UNITS_LIMIT
from muragat.kernel.errors import Hindered, Invalid, Taken
from muragat.kernel.parameters import Row

TITLE = {'kk': 'Атау', 'ru': 'Название'}


@pytest.mark.parametrize(('number', 'prefix'), [('Р-1', 'Р'), ('12', ''), ('П-7', 'П'), ('ДГ-3', 'ДГ'), ('р5', 'Р'),
                                                ('Р-12а', 'Р')])
def test_numbers_of_fonds(desk, root, number, prefix):
    assert desk.add(root, 'fonds', {'number': number, 'title': TITLE}).prefix == prefix


@pytest.mark.parametrize(('type_name', 'number'), [('fonds', 'Ф-12'), ('fonds', 'двенадцать'), ('fonds', 'Р-'),
                                                   ('inventory', 'а'), ('unit', '2-1'), ('unit', 'Р-1')])
def test_a_number_of_another_form_is_refused_at_its_field(desk, root, fonds, inventory, type_name, number):
    parent = {'fonds': root, 'inventory': fonds, 'unit': inventory}[type_name]
    with pytest.raises(Invalid) as caught:
        desk.add(parent, type_name, {'number': number, 'title': TITLE})
    assert [refusal.field for refusal in caught.value.refusals] == ['number']


def test_an_inventory_may_have_a_group_index(desk, fonds, inventory):
    assert desk.add(fonds, 'inventory', {'number': '2-1', 'title': TITLE}).__name__ == '2-1'
    assert desk.add(fonds, 'inventory', {'number': '21', 'title': TITLE}).__name__ == '21'


@pytest.mark.parametrize('number', ['P-12', 'р-12', 'Р12', 'Р-012', 'Р-12'])
def test_a_number_that_looks_the_same_is_taken(desk, root, fonds, number):
    with pytest.raises((Taken, Invalid)) as caught:
        desk.add(root, 'fonds', {'number': number, 'title': TITLE})
    assert 'taken' in {refusal.code for refusal in caught.value.refusals}


def test_letters_put_late_finds_in_their_place(desk, inventory):
    for number in ('10', '2', '12', '12б', '12а', '13'):
        desk.add(inventory, 'unit', {'number': number, 'title': TITLE})
    assert [unit.__name__ for unit in inventory.values()] == ['2', '10', '12', '12а', '12б', '13']


def test_documents_are_numbered_in_their_order(desk, unit, document):
    second = desk.add(unit, 'document', {'title': TITLE})
    assert (document.__name__, second.__name__) == ('1', '2')


def test_renaming_keeps_the_id_and_what_is_below(desk, root, fonds, unit):
    before = fonds.id, unit.id
    desk.rename(fonds, 'Р-99')
    assert (fonds.number, root['P-99'], root.get('Р-12')) == ('Р-99', fonds, None)
    assert (fonds.id, desk.resolve('/archive/Р-99/1/34').id) == before


def test_an_inventory_takes_no_more_units_than_the_law_of_the_day_allows(desk, site, clock, inventory, unit):
    site.parameters.replace(UNITS_LIMIT, [Row(date(2018, 1, 1), 1, 'A'), Row(date(2030, 1, 1), 2, 'B')])
    with pytest.raises(Hindered) as caught:
        desk.add(inventory, 'unit', {'number': '35', 'title': TITLE})
    assert caught.value.refusals[0].message.mapping == {'limit': 1}
    assert inventory.count == 1


def test_the_declared_limit_is_9999(registry):
    assert [row.value for row in registry.parameters[UNITS_LIMIT].rows] == [9999]


def test_a_listed_fonds_is_never_deleted_and_its_number_never_free(desk, root, fonds):
    desk.transition(fonds, 'enlist')
    with pytest.raises(Hindered) as caught:
        desk.delete(fonds, 'mistake')
    assert 'accounted' in {refusal.code for refusal in caught.value.refusals}
    desk.transition(fonds, 'depart', 'Act 5 of transfer')
    with pytest.raises(Hindered):
        desk.delete(fonds, 'gone')
    with pytest.raises(Taken):
        desk.add(root, 'fonds', {'number': 'P-12', 'title': TITLE})


def test_nothing_is_added_to_what_has_departed(desk, fonds):
    desk.transition(fonds, 'enlist')
    desk.transition(fonds, 'depart', 'Act 5')
    with pytest.raises(Hindered) as caught:
        desk.add(fonds, 'inventory', {'number': '1', 'title': TITLE})
    assert caught.value.refusals[0].code == 'departed'
    desk.transition(fonds, 'take_back', 'Act 6')
    desk.add(fonds, 'inventory', {'number': '1', 'title': TITLE})


def test_a_draft_can_be_deleted_and_its_number_waits_in_the_trash(desk, root, fonds):
    item = desk.delete(fonds, 'entered twice')
    with pytest.raises(Taken):
        desk.add(root, 'fonds', {'number': 'P-12', 'title': TITLE})
    desk.restore(item)
    assert root['Р-12'] is fonds
