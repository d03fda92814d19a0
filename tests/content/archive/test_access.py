"""Who may what with the holdings, closures and written permissions included."""

from datetime import date

import pytest

from muragat.content.archive.service import resolve_code
from muragat.kernel.access import Permission, Role
from muragat.kernel.closure import PERSONAL_SECRET, Closure
from muragat.kernel.dates import parse_span
from muragat.kernel.desk import Desk
from muragat.kernel.errors import Forbidden, NotVisible
from muragat.kernel.permits import Ground
from muragat.kernel.principals import Principal

TITLE = {'kk': 'Атау', 'ru': 'Название'}


@pytest.fixture
def as_role(desk, site, registry, clock, root):
    def sit(role):
        principal = Principal(f'account:{role.value}', role.value)
        desk.grant(root, principal.id, role)
        return Desk(site, registry, principal, 'test', clock)

    return sit


def test_who_scans_enters_documents_and_no_units(as_role, inventory, unit):
    operator = as_role(Role.SCANNING_OPERATOR)
    document = operator.add(unit, 'document', {'title': TITLE})
    operator.change(document, {'languages': ('kk',)})
    for parent, type_name, values in ((inventory, 'unit', {'number': '1', 'title': TITLE}),):
        with pytest.raises(Forbidden):
            operator.add(parent, type_name, values)
    with pytest.raises(Forbidden):
        operator.change(unit, {'sheets': 1})


def test_the_commission_decides_on_inventories_and_changes_nothing_else(desk, as_role, fonds, inventory, unit):
    desk.change(unit, {'sheets': 40, 'condition': 'good', 'languages': ('kk',)})
    desk.transition(unit, 'describe')
    desk.change(inventory, {'approved_on': date(2026, 8, 1), 'approved_by': 'ЭПК, № 7'})
    desk.transition(inventory, 'submit')
    member = as_role(Role.COMMISSION_MEMBER)
    member.transition(inventory, 'approve')
    assert inventory.state == 'approved'
    assert not member.may(Permission.EDIT, inventory)
    assert not member.may(Permission.TRANSITION, fonds)


def test_an_inspector_sees_all_and_changes_nothing(desk, as_role, unit):
    desk.close(unit, (Closure(PERSONAL_SECRET, date(2020, 1, 1), date(2090, 1, 1)),))
    inspector = as_role(Role.INSPECTOR)
    assert inspector.resolve('/archive/Р-12/1/34') is unit
    assert not any(inspector.may(each, unit) for each in (Permission.EDIT, Permission.ADD, Permission.DELETE,
                                                          Permission.TRANSITION, Permission.MOVE))


def test_a_personal_secret_is_hidden_from_a_reader_until_it_opens_or_is_permitted(desk, as_role, clock, unit):
    desk.change(unit, {'dates': parse_span('1955')})
    desk.close(unit, (Closure(PERSONAL_SECRET, date(2020, 1, 1)),))
    reader = as_role(Role.READER)
    with pytest.raises(NotVisible):
        reader.resolve('/archive/Р-12/1/34')
    assert resolve_code(reader, 'Р-12/1/34') is None
    assert reader.listing(unit.__parent__).total == 0
    desk.permit(unit, reader.principal.id, Ground('14', date(2026, 8, 1), 'Daughter'))
    assert reader.resolve('/archive/Р-12/1/34') is unit


def test_a_personal_secret_opens_by_itself_on_its_day(desk, as_role, clock, unit):
    desk.change(unit, {'dates': parse_span('1955')})
    desk.close(unit, (Closure(PERSONAL_SECRET, date(2020, 1, 1)),))
    clock.set(date(2030, 12, 31))
    hidden = as_role(Role.READER)
    assert not hidden.visible(unit)
    clock.set(date(2031, 1, 1))
    assert Desk(hidden.site, hidden.registry, hidden.principal, 'test', clock).visible(unit)


def test_documents_of_a_closed_unit(desk, as_role, unit, document):
    desk.close(unit, (Closure(PERSONAL_SECRET, date(2020, 1, 1), date(2090, 1, 1)),))
    assert not as_role(Role.READER).visible(document)
