"""The table of roles and the one function that decides from it."""
from datetime import date

import pytest

from muragat.kernel.access import (
    GRID,
    PERMISSION_TITLES,
    ROLE_TITLES,
    TABLE,
    AccessTable,
    Decision,
    Permission,
    Role,
    Standing,
    decide,
    parse_grid,
)
from muragat.kernel.principals import ANONYMOUS, SYSTEM, Principal

CHANGES = frozenset(Permission) - {
    Permission.VIEW, Permission.VIEW_CLOSED, Permission.DOWNLOAD, Permission.VIEW_JOURNAL, Permission.EXPORT,
    Permission.VIEW_ACCESS,
    Permission.VIEW_HEALTH, Permission.VIEW_RULES,
}


def as_(*roles, **facts):
    return Standing(frozenset(roles), zone_type='fonds', **facts)


def codes(decision):
    return [reason.code for reason in decision.reasons]


def test_every_role_answers_every_permission_explicitly():
    answers = parse_grid(GRID)
    assert set(answers) == {(role, permission) for role in Role for permission in Permission}


def test_the_heads_of_the_grid_name_the_roles_in_their_order():
    heads = GRID.strip().splitlines()[0].split()[1:]
    assert all(role.value.startswith(head) for head, role in zip(heads, Role, strict=True))


@pytest.mark.parametrize('broken', ['view y y', GRID.replace('view_health          y', 'view_health          maybe')])
def test_a_grid_with_a_missing_or_odd_answer_is_refused(broken):
    with pytest.raises(ValueError, match=r'argument|no answer'):
        parse_grid('head\n' + broken if broken.startswith('view') else broken)


def test_every_role_and_permission_has_words():
    assert set(ROLE_TITLES) == set(Role)
    assert set(PERMISSION_TITLES) == set(Permission)


@pytest.mark.parametrize('role', Role)
@pytest.mark.parametrize('permission', Permission)
def test_on_an_open_record_the_decision_is_the_answer_of_the_table(role, permission):
    assert bool(decide(TABLE, permission, as_(role), 'unit')) is TABLE.general[role, permission]


def test_the_administrator_may_everything():
    closed = as_(Role.ADMINISTRATOR, closed=True, opens=800_000)
    assert all(decide(TABLE, permission, closed) for permission in Permission)


@pytest.mark.parametrize('permission', sorted(CHANGES, key=lambda each: each.value))
def test_the_inspector_sees_what_is_closed_and_changes_nothing(permission):
    closed = as_(Role.INSPECTOR, closed=True, opens=800_000)
    assert decide(TABLE, Permission.VIEW, closed)
    assert not decide(TABLE, permission, closed)


def test_nobody_known_sees_nothing_that_was_not_granted():
    assert codes(decide(TABLE, Permission.VIEW, as_())) == ['role']
    assert decide(TABLE, Permission.VIEW, as_(Role.ANONYMOUS))
    assert not decide(TABLE, Permission.DOWNLOAD, as_(Role.ANONYMOUS))


def test_a_closed_record_is_refused_to_a_reader_with_the_day_on_which_it_opens():
    decision = decide(TABLE, Permission.VIEW, as_(Role.READER, closed=True, opens=date(2031, 5, 4).toordinal()))
    assert codes(decision) == ['closed']
    assert decision.reasons[0].message.mapping == {'day': '2031-05-04'}


def test_a_record_closed_without_end_says_so():
    decision = decide(TABLE, Permission.VIEW, as_(Role.READER, closed=True, opens=10_000_000))
    assert 'lifted' in decision.reasons[0].message


def test_a_written_permission_opens_a_closed_record_for_seeing_and_downloading_only():
    standing = as_(Role.READER, closed=True, opens=800_000, permitted=True)
    assert decide(TABLE, Permission.VIEW, standing)
    assert decide(TABLE, Permission.DOWNLOAD, standing, 'unit')
    assert not decide(TABLE, Permission.EDIT, standing, 'unit')


def test_every_reason_is_gathered():
    standing = as_(Role.READER, closed=True, opens=800_000, scopes=frozenset())
    assert codes(decide(TABLE, Permission.EDIT, standing, 'unit')) == ['closed', 'scope', 'scope', 'role']


@pytest.mark.parametrize('permission', Permission)
def test_scopes_give_nothing_that_the_role_does_not(permission):
    for role in Role:
        scoped = decide(TABLE, permission, as_(role, scopes=frozenset(Permission)), 'unit')
        assert bool(scoped) is TABLE.general[role, permission]


def test_scopes_take_away_what_they_do_not_name():
    reading = frozenset({Permission.VIEW})
    assert decide(TABLE, Permission.VIEW, as_(Role.ADMINISTRATOR, scopes=reading))
    assert codes(decide(TABLE, Permission.EDIT, as_(Role.ADMINISTRATOR, scopes=reading))) == ['scope']
    assert codes(decide(TABLE, Permission.VIEW, as_(Role.ADMINISTRATOR, scopes=reading, closed=True))) == ['closed']


def test_who_may_not_see_may_not_change():
    table = AccessTable(
        {(role, permission): permission is Permission.EDIT for role in Role for permission in Permission}
    )
    assert codes(decide(table, Permission.EDIT, as_(Role.READER), 'unit')) == ['role']


def test_a_family_adds_answers_for_its_types_only():
    table = TABLE.extended([(Role.COUNCIL_SECRETARY, 'session', {Permission.ADD, Permission.EDIT})])
    assert decide(table, Permission.ADD, as_(Role.COUNCIL_SECRETARY), 'session')
    assert not decide(table, Permission.ADD, as_(Role.COUNCIL_SECRETARY), 'unit')
    assert not TABLE.allows(Role.COUNCIL_SECRETARY, Permission.ADD, 'session')


def test_a_row_for_every_type_reaches_every_type_but_those_kept_apart():
    table = TABLE.extended([(Role.READER, '*', {Permission.EXPORT}), (None, 'account', ())])
    assert table.allows(Role.READER, Permission.EXPORT, 'unit')
    assert table.allows(Role.READER, Permission.EXPORT)
    assert not table.allows(Role.READER, Permission.EXPORT, 'account')


def test_a_type_kept_apart_knows_only_its_own_rows():
    table = TABLE.extended([(None, 'staff', ()), (Role.ADMINISTRATOR, 'staff', Permission)])
    for permission in Permission:
        allowed = [role for role in Role if table.allows(role, permission, 'staff')]
        assert allowed == [Role.ADMINISTRATOR]
    assert not decide(table, Permission.VIEW, Standing(frozenset({Role.ARCHIVIST}), zone_type='staff'), 'account')


def test_a_role_covers_weaker_roles_and_an_administrator_all():
    assert TABLE.covers({Role.ARCHIVIST}, Role.READER)
    assert TABLE.covers({Role.ARCHIVIST}, Role.SCANNING_OPERATOR)
    assert not TABLE.covers({Role.ARCHIVIST}, Role.INSPECTOR)
    assert not TABLE.covers({Role.READER}, Role.ARCHIVIST)
    assert all(TABLE.covers({Role.ADMINISTRATOR}, role) for role in Role)
    assert not any(TABLE.covers(set(Role) - {Role.ADMINISTRATOR}, role) for role in [Role.ADMINISTRATOR])


def test_a_right_on_one_type_makes_a_role_stronger():
    table = TABLE.extended([(Role.READER, 'session', {Permission.ACCEPT})])
    assert not table.covers({Role.REQUEST_OFFICER}, Role.READER)


def test_a_decision_is_true_or_false():
    assert Decision(True)
    assert not Decision(False)


def test_the_ids_of_a_principal_are_his_groups_and_everyone():
    person = Principal('account:7', 'Аяна', groups=frozenset({'group:3'}))
    assert person.ids == {'account:7', 'group:3', 'everyone', 'signed-in'}
    assert ANONYMOUS.ids == {'anonymous', 'everyone'}
    assert SYSTEM.is_system
    assert not person.is_system
    assert not person.is_anonymous
