"""Waiting after failed sign-ins: it grows, it ends, it betrays no account."""

import pytest
from BTrees.OOBTree import OOBTree

from muragat.content.staff.credentials import Attempts
from muragat.content.staff.lockout import Lockout, address_key, login_key
from muragat.content.staff.rules import DAY, Rules

RULES = Rules(failures=3, delay=30.0, longest_delay=600.0)


@pytest.fixture
def lockout():
    return Lockout(OOBTree(), RULES)


def fail(lockout, times, now, login='asanov', address='10.0.0.1'):
    for _each in range(times):
        lockout.failed(login, address, now)


def test_free_failures_cost_nothing(lockout):
    fail(lockout, 3, 0.0)
    assert lockout.wait('asanov', '10.0.0.1', 0.0) == 0.0


def test_each_further_failure_doubles_the_waiting_up_to_the_longest(lockout):
    fail(lockout, 3, 0.0)
    waits = []
    for _each in range(8):
        fail(lockout, 1, 0.0)
        waits.append(lockout.wait('asanov', '10.0.0.9', 0.0))
    assert waits == [30.0, 60.0, 120.0, 240.0, 480.0, 600.0, 600.0, 600.0]


def test_waiting_ends_with_the_clock(lockout):
    fail(lockout, 4, 1000.0)
    assert lockout.wait('asanov', '10.0.0.9', 1029.0) == 1.0
    assert lockout.wait('asanov', '10.0.0.9', 1030.0) == 0.0


def test_one_address_trying_many_logins_waits_too(lockout):
    for number in range(13):
        lockout.failed(f'login{number}', '10.0.0.1', 0.0)
    assert lockout.wait('untouched', '10.0.0.1', 0.0) == 30.0
    assert lockout.wait('untouched', '10.0.0.2', 0.0) == 0.0


def test_failures_are_forgotten_after_a_day(lockout):
    fail(lockout, 4, 0.0)
    fail(lockout, 1, DAY + 1)
    assert lockout.wait('asanov', '10.0.0.9', DAY + 1) == 0.0


def test_success_clears_the_login(lockout):
    fail(lockout, 4, 0.0)
    assert lockout.forget('Asanov ')
    assert lockout.until('asanov') == 0.0


def test_what_was_typed_is_not_kept():
    table = OOBTree()
    Lockout(table, RULES).failed('my password by mistake', '10.0.0.1', 0.0)
    assert all(len(key) == 64 and 'password' not in key for key in table)


def test_neighbours_of_one_ipv6_network_are_one_address():
    assert address_key('2001:db8::1') == address_key('2001:db8::ffff:1')
    assert address_key('2001:db8::1') != address_key('2001:db8:0:1::1')
    assert login_key('A') == login_key('a ')


def test_old_keys_are_swept(lockout):
    table = OOBTree()
    lockout = Lockout(table, RULES)
    for number in range(40):
        lockout.failed(f'login{number}', f'10.1.0.{number}', 0.0)
    for number in range(2):
        lockout.failed(f'late{number}', f'10.2.0.{number}', 3 * DAY)
    assert len(table) == 4


def test_failures_at_the_same_moment_all_count():
    old = {'count': 2, 'last': 1.0, 'until': 0.0}
    merged = Attempts()._p_resolveConflict(old, {'count': 3, 'last': 5.0, 'until': 35.0},
                                           {'count': 4, 'last': 6.0, 'until': 20.0})
    assert merged == {'count': 5, 'last': 6.0, 'until': 35.0}
