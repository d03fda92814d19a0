"""Written permissions: their term, their paper, their revocation."""
from datetime import date, timedelta

import pytest

from muragat.kernel.errors import Hindered, Invalid
from muragat.kernel.permits import Ground, Permits

DAY = date(2026, 5, 4)
ONE = timedelta(1)
GROUND = Ground('17', date(2026, 5, 1), 'Ахметова Г., қызы')


@pytest.fixture
def permits():
    return Permits()


def test_a_permission_holds_from_its_first_to_its_last_day(permits):
    permits.add('account:1', 500, GROUND, DAY, DAY + ONE, 'account:9')
    held = [bool(permits.permitted({'account:1'}, DAY + number * ONE)) for number in range(-1, 3)]
    assert held == [False, True, True, False]


def test_a_permission_without_end_holds_on(permits):
    permits.add('account:1', 500, GROUND, DAY, None, 'account:9')
    assert permits.permitted({'account:1'}, date(2126, 1, 1)) == {500}


def test_permissions_of_several_ids_are_joined_and_of_others_not(permits):
    permits.add('account:1', 500, GROUND, DAY, None, 'account:9')
    permits.add('group:4', 501, GROUND, DAY, None, 'account:9')
    permits.add('account:2', 502, GROUND, DAY, None, 'account:9')
    assert permits.permitted({'account:1', 'group:4', 'everyone'}, DAY) == {500, 501}


def test_a_permission_is_found_by_its_holder_and_by_its_record_with_its_paper(permits):
    permit = permits.add('account:1', 500, GROUND, DAY, None, 'account:9')
    assert list(permits.of('account:1')) == list(permits.on(500)) == [permit]
    assert permit.ground == GROUND
    assert permit.by == 'account:9'
    assert permits[permit.id] == permit


def test_a_revoked_permission_ends_at_once_and_stays_on_record(permits):
    permit = permits.add('account:1', 500, GROUND, DAY, None, 'account:9')
    permits.revoke(permit.id, DAY, 'account:8', 'қайтарып алынды')
    assert permits.permitted({'account:1'}, DAY) == frozenset()
    assert [(each.revoked, each.revoked_by, each.reason) for each in permits.on(500)] == [
        (DAY, 'account:8', 'қайтарып алынды')]
    assert len(permits) == 1


def test_a_permission_is_revoked_once_and_with_a_reason(permits):
    permit = permits.add('account:1', 500, GROUND, DAY, None, 'account:9')
    with pytest.raises(Invalid):
        permits.revoke(permit.id, DAY, 'account:8', ' ')
    permits.revoke(permit.id, DAY, 'account:8', 'why')
    with pytest.raises(Hindered):
        permits.revoke(permit.id, DAY, 'account:8', 'why')
    with pytest.raises(KeyError):
        permits.revoke(1, DAY, 'account:8', 'why')


def test_all_defects_of_a_paper_are_told_at_once(permits):
    with pytest.raises(Invalid) as caught:
        permits.add('', 500, Ground(' ', DAY + ONE, ''), DAY, DAY - ONE, 'account:9')
    assert [refusal.code for refusal in caught.value.refusals] == [
        'principal', 'ground_number', 'ground_given_by', 'ground_dated', 'until']
    assert len(permits) == 0


def test_every_change_gives_a_new_version(permits):
    versions = [permits.version]
    permit = permits.add('account:1', 500, GROUND, DAY, None, 'account:9')
    versions.append(permits.version)
    permits.revoke(permit.id, DAY, 'account:9', 'why')
    versions.append(permits.version)
    assert len(set(versions)) == 3
