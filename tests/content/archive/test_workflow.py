"""From being entered to approved, with every hindrance told at once; closure computed from dates."""

from datetime import date

import pytest

from muragat.kernel.closure import PERSONAL_SECRET, Closure
from muragat.kernel.dates import parse_span
from muragat.kernel.errors import Hindered
from muragat.kernel.workflow import open_transitions

DESCRIBED = {'sheets': 40, 'condition': 'good', 'languages': ('kk',)}


def hindrances(desk, record, name, note=''):
    with pytest.raises(Hindered) as caught:
        desk.transition(record, name, note)
    return {refusal.field or refusal.code for refusal in caught.value.refusals}


def test_a_unit_without_dates_and_sheets_is_told_all_that_is_missing(desk, inventory):
    bare = desk.add(inventory, 'unit', {'number': '1', 'title': {'kk': 'Іс'}})
    assert hindrances(desk, bare, 'describe') == {'dates', 'sheets', 'condition', 'languages', 'title'}


def test_undated_is_a_date_and_electronic_units_have_no_sheets(desk, inventory):
    unit = desk.add(inventory, 'unit', {
        'number': '1', 'title': {'kk': 'Іс', 'ru': 'Дело'}, 'dates': parse_span('күні жоқ'), 'carrier': 'electronic',
        'condition': 'good', 'languages': ('kk',)})
    desk.transition(unit, 'describe')
    assert unit.state == 'described'


def test_an_inventory_goes_to_the_commission_when_all_its_units_are_described(desk, inventory, unit):
    assert hindrances(desk, inventory, 'submit') == {'not_described'}
    desk.change(unit, DESCRIBED)
    desk.transition(unit, 'describe')
    desk.transition(inventory, 'submit')
    assert hindrances(desk, inventory, 'approve') == {'approved_on', 'approved_by'}
    desk.change(inventory, {'approved_on': date(2026, 8, 1), 'approved_by': 'ЭПК, № 7'})
    desk.transition(inventory, 'approve')
    assert inventory.state == 'approved'
    assert hindrances(desk, inventory, 'reopen') == {'note'}


def test_an_approved_inventory_is_opened_before_its_units_change(desk, fonds, inventory, unit):
    other = desk.add(fonds, 'inventory', {'number': '2', 'title': {'kk': 'Атау', 'ru': 'Название'}})
    desk.change(unit, DESCRIBED)
    desk.transition(unit, 'describe')
    desk.transition(inventory, 'submit')
    late = {'number': '34а', 'title': {'kk': 'Іс'}}
    for act in (lambda: desk.add(inventory, 'unit', late), lambda: desk.delete(unit, 'mistake'),
                lambda: desk.move(unit, other), lambda: desk.rename(unit, '35')):
        with pytest.raises(Hindered) as caught:
            act()
        assert 'settled' in {refusal.code for refusal in caught.value.refusals}
    desk.transition(inventory, 'send_back', 'A file was found')
    desk.add(inventory, 'unit', late)


def test_an_empty_inventory_is_not_put_before_the_commission(desk, inventory):
    assert hindrances(desk, inventory, 'submit') == {'empty'}


def test_open_transitions_name_what_stands_against_them(desk, unit):
    (offer,) = open_transitions(desk, unit)
    assert offer.transition.name == 'describe'
    assert {refusal.field for refusal in offer.refusals} == {'sheets', 'condition', 'languages'}


def test_a_document_is_described_by_its_date_and_language(desk, document):
    assert hindrances(desk, document, 'describe') == {'languages'}
    desk.change(document, {'languages': ('ru',)})
    desk.transition(document, 'describe')


def test_a_personal_secret_opens_75_years_after_the_last_date_and_follows_the_dates(desk, unit):
    desk.close(unit, (Closure(PERSONAL_SECRET, date(2020, 1, 1)),))
    assert date.fromordinal(unit.opens) == date(2007, 1, 1)
    desk.change(unit, {'dates': parse_span('1955-1960')})
    assert date.fromordinal(unit.opens) == date(2036, 1, 1)


def test_an_undated_record_cannot_be_closed_for_a_term_that_counts_from_its_date(desk, document):
    desk.change(document, {'date': parse_span('undated')})
    with pytest.raises(Exception, match='latest date'):
        desk.close(document, (Closure(PERSONAL_SECRET, date(2020, 1, 1)),))
