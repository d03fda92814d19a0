"""The gate: permissions and closures of zones met by example, who sees a record, who may give a role."""
from datetime import date
from types import SimpleNamespace

import pytest

from muragat.kernel.access import TABLE, Permission, Role
from muragat.kernel.gate import Gate, gate_of
from muragat.kernel.permits import Ground, Permits
from muragat.kernel.principals import ANONYMOUS, SYSTEM, Principal
from muragat.kernel.record import NEVER
from muragat.kernel.registry import Registry
from muragat.kernel.visibility import Sights
from muragat.kernel.zones import ROOT, Zones

TODAY = date(2026, 5, 4)
LATER = date(2030, 1, 1).toordinal()
FONDS, INVENTORY, SISTER = 10, 20, 21
READER = Principal('account:1', 'reader')
ARCHIVIST = Principal('account:2', 'archivist')
STRANGER = Principal('account:3', 'stranger')
GROUND = Ground('12-к', TODAY, 'мұрагер')


@pytest.fixture
def gate():
    zones = Zones()
    zones.add(FONDS, ROOT, 'fonds')
    zones.add(INVENTORY, FONDS, 'inventory')
    zones.add(SISTER, FONDS, 'inventory')
    zones.grant(FONDS, READER.id, Role.READER)
    zones.grant(FONDS, ARCHIVIST.id, Role.ARCHIVIST)
    return Gate(zones, Permits(), TABLE, Sights(), TODAY)


def unit(zone=INVENTORY, opens=0, number=500):
    return SimpleNamespace(id=number, zone=zone, opens=opens, type_name='unit')


def node(zone, opens=0):
    return unit(zone, opens, zone)


def sees(gate, principal, record):
    by_query = gate.sight(principal).sees(record.id, record.zone, record.opens)
    assert by_query is bool(gate.decide(principal, Permission.VIEW, record))
    return by_query


def permit(gate, principal, record_id):
    return gate.permits.add(principal.id, record_id, GROUND, TODAY, None, ARCHIVIST.id)


def test_a_closed_fonds_hides_all_below_from_readers_and_not_from_the_archivist(gate):
    gate.zones.close(FONDS, [], LATER)
    assert not sees(gate, READER, unit())
    assert not sees(gate, READER, node(FONDS))
    assert sees(gate, ARCHIVIST, unit())


def test_a_permission_for_an_inventory_lifts_what_closes_its_fonds(gate):
    gate.zones.close(FONDS, [], LATER)
    permit(gate, READER, INVENTORY)
    assert sees(gate, READER, unit(INVENTORY))
    assert sees(gate, READER, node(INVENTORY))
    assert not sees(gate, READER, unit(SISTER))
    assert not sees(gate, READER, node(FONDS))


def test_a_permission_for_a_fonds_does_not_lift_what_closes_an_inventory_or_unit_by_itself(gate):
    gate.zones.close(FONDS, [], LATER)
    gate.zones.close(SISTER, [], LATER)
    permit(gate, READER, FONDS)
    assert sees(gate, READER, unit(INVENTORY))
    assert not sees(gate, READER, unit(INVENTORY, opens=LATER))
    assert not sees(gate, READER, unit(SISTER))


def test_a_permission_for_a_unit_shows_this_unit_alone_even_to_one_without_a_role(gate):
    permit(gate, STRANGER, 500)
    assert sees(gate, STRANGER, unit(opens=LATER))
    assert gate.decide(STRANGER, Permission.DOWNLOAD, unit(opens=LATER))
    assert not sees(gate, STRANGER, unit(number=501))


def test_a_token_without_the_scope_for_closed_records_has_no_use_of_permissions(gate):
    permit(gate, READER, 500)
    token = Principal(READER.id, 'token', scopes=frozenset({Permission.VIEW}))
    assert sees(gate, token, unit(number=501))
    assert not sees(gate, token, unit(opens=LATER))


def test_a_record_in_the_trash_of_zones_is_seen_by_the_system_alone(gate):
    gate.zones.move(FONDS, 0)
    assert not sees(gate, ARCHIVIST, unit())
    assert sees(gate, SYSTEM, unit())
    assert gate.who_sees(unit()) == []


def test_closed_is_told_of_the_record_whoever_asks(gate):
    assert not gate.closed(unit())
    assert gate.closed(unit(opens=NEVER))
    gate.zones.close(FONDS, [], LATER)
    assert gate.opens(unit()) == LATER
    assert gate.closed(unit())


def test_adding_is_decided_by_the_type_that_is_added(gate):
    gate.table = TABLE.extended([(Role.READER, 'note', {Permission.ADD})])
    assert gate.decide(READER, Permission.ADD, node(INVENTORY), 'note')
    assert not gate.decide(READER, Permission.ADD, node(INVENTORY), 'unit')


def test_who_sees_names_the_person_the_role_the_node_and_the_reason(gate):
    gate.zones.grant(INVENTORY, 'group:8', Role.READER, date(2026, 12, 31))
    gate.zones.grant(INVENTORY, 'group:9', Role.READER, date(2026, 1, 1))
    permit(gate, STRANGER, 500)
    seers = gate.who_sees(unit())
    assert [seer[:3] for seer in seers] == [
        (READER.id, Role.READER, FONDS),
        (ARCHIVIST.id, Role.ARCHIVIST, FONDS),
        ('group:8', Role.READER, INVENTORY),
        (STRANGER.id, None, 500),
    ]
    assert seers[2].why.mapping['day'] == '2026-12-31'
    assert seers[3].why.mapping == {'number': '12-к', 'day': '2026-05-04'}


def test_who_sees_a_closed_record_leaves_out_those_who_see_open_ones_only(gate):
    assert [seer.principal for seer in gate.who_sees(unit(opens=LATER))] == [ARCHIVIST.id]


def test_a_grant_on_the_record_itself_is_told_from_an_inherited_one(gate):
    gate.zones.grant(INVENTORY, 'group:8', Role.READER)
    whys = {seer.principal: str(seer.why) for seer in gate.who_sees(node(INVENTORY))}
    assert whys == {
        READER.id: '${role}, inherited', ARCHIVIST.id: '${role}, inherited', 'group:8': '${role}, granted here'
    }


def test_roles_of_groups_and_of_everyone_count(gate):
    gate.zones.grant(ROOT, 'everyone', Role.ANONYMOUS)
    gate.zones.grant(INVENTORY, 'group:8', Role.COMMISSION_MEMBER)
    member = Principal('account:4', 'member', groups=frozenset({'group:8'}))
    assert gate.roles(member, INVENTORY) == {Role.ANONYMOUS, Role.COMMISSION_MEMBER}
    assert gate.roles(ANONYMOUS, INVENTORY) == {Role.ANONYMOUS}


def against(gate, principal, role):
    return [refusal.code for refusal in gate.against_grant(principal, node(INVENTORY), role)]


def test_nobody_gives_a_stronger_role_than_he_has(gate):
    assert against(gate, ARCHIVIST, Role.READER) == []
    assert against(gate, ARCHIVIST, Role.ARCHIVIST) == []
    assert against(gate, ARCHIVIST, Role.INSPECTOR) == ['stronger_role']
    assert against(gate, ARCHIVIST, Role.ADMINISTRATOR) == ['stronger_role']
    assert against(gate, READER, Role.READER) == ['role']


def test_an_administrator_and_the_system_give_every_role(gate):
    gate.zones.grant(ROOT, 'account:9', Role.ADMINISTRATOR)
    administrator = Principal('account:9', 'administrator')
    for role in Role:
        assert against(gate, administrator, role) == against(gate, SYSTEM, role) == []


def test_a_token_gives_roles_only_with_the_scope_for_it(gate):
    token = Principal(ARCHIVIST.id, 'token', scopes=frozenset({Permission.VIEW}))
    assert against(gate, token, Role.READER) == ['scope']


def test_the_gate_of_a_site_knows_the_rows_of_families():
    registry = Registry()
    registry.add_roles([(Role.READER, 'note', {Permission.EDIT}), (None, 'account', ())])
    gate = gate_of(SimpleNamespace(zones=Zones(), permits=Permits()), registry, TODAY)
    assert gate.table.allows(Role.READER, Permission.EDIT, 'note')
    assert gate.table.apart == {'account'}
    assert gate_of(SimpleNamespace(zones=Zones(), permits=Permits()), registry, TODAY).table is gate.table
