"""The matrix of roles and places, run over the deciding function and over the query."""
from datetime import date
from types import SimpleNamespace

import pytest

from muragat.kernel.access import TABLE, Permission, Role
from muragat.kernel.gate import Gate
from muragat.kernel.permits import Ground, Permits
from muragat.kernel.principals import ANONYMOUS, Principal
from muragat.kernel.record import NEVER
from muragat.kernel.visibility import Sights
from muragat.kernel.zones import NOWHERE, ROOT, Zones
from tests.security.expected import CHANGING, MAY, NOBODY, STRANGER, WHO, Outcome, Place, matrix, outcome

TODAY = date(2026, 5, 4)
GROUND = Ground('12', TODAY, 'head')
#: Fonds by place; each holds one record, whose id is a hundred times that of the fonds.
FONDS = {Place.OWN: 2, Place.FOREIGN: 3, Place.CLOSED: 4, Place.ZONE_CLOSED: 5, Place.PERMITTED: 6, Place.TRASH: 7}
PERMISSIONS = tuple(each.value for each in Permission)


def person(who):
    return ANONYMOUS if who == NOBODY else Principal(f'account:{who}', who)


@pytest.fixture(scope='module')
def gate():
    zones, permits = Zones(), Permits()
    for place, fonds in FONDS.items():
        zones.add(fonds, ROOT, 'fonds')
        for who in MAY if place is not Place.FOREIGN else ():
            zones.grant(fonds, person(who).id, Role(who))
    zones.close(FONDS[Place.ZONE_CLOSED], [], NEVER)
    zones.move(FONDS[Place.TRASH], NOWHERE)
    for who in (*MAY, STRANGER):
        permits.add(person(who).id, record(Place.PERMITTED).id, GROUND, TODAY, None, 'account:1')
    return Gate(zones, permits, TABLE, Sights(), TODAY)


def record(place):
    closed = place in (Place.CLOSED, Place.PERMITTED)
    return SimpleNamespace(
        id=FONDS[place] * 100, zone=FONDS[place], opens=NEVER if closed else 0, type_name='unit')


def met(gate, who, place, permission):
    principal, there = person(who), record(place)
    decision = gate.decide(principal, Permission(permission), there)
    if gate.sight(principal).sees(there.id, there.zone, there.opens):
        return Outcome.ALLOWED if decision else Outcome.FORBIDDEN
    assert not decision, 'allowed to do something with what he does not see'
    assert decision.reasons
    return Outcome.SIGN_IN if principal.is_anonymous else Outcome.HIDDEN


@pytest.mark.parametrize('who', WHO)
@pytest.mark.parametrize('place', Place)
def test_the_gate_answers_every_cell_of_the_matrix(gate, who, place):
    expected = {permission: outcome(who, place, permission) for permission in PERMISSIONS}
    assert {permission: met(gate, who, place, permission) for permission in PERMISSIONS} == expected


def test_the_matrix_knows_every_role_and_only_permissions_that_exist():
    assert set(MAY) == {role.value for role in Role}
    assert {name for names in MAY.values() for name in names.split()} == set(PERMISSIONS)
    assert set(PERMISSIONS) >= CHANGING


def test_every_cell_has_one_outcome():
    cells = matrix(PERMISSIONS)
    assert len({cell[:3] for cell in cells}) == len(cells) == len(WHO) * len(Place) * len(PERMISSIONS)


def test_the_inspector_changes_nothing_anywhere():
    assert not CHANGING & set(MAY['inspector'].split())
    assert not [cell for cell in matrix(CHANGING) if cell[0] == 'inspector' and cell[3] is Outcome.ALLOWED]


def test_a_foreign_record_answers_nobody_otherwise_than_a_missing_one():
    outcomes = {cell[3] for cell in matrix(PERMISSIONS) if cell[1] is Place.FOREIGN}
    assert outcomes == {Outcome.HIDDEN, Outcome.SIGN_IN}
