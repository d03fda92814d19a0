"""Many persons at the door at the same moment: nobody's writing hinders another's."""

from contextlib import ExitStack

import pytest

from muragat.content.staff.entrance import Browser, Entrance, WrongPassword
from muragat.content.staff.model import staff_of
from muragat.content.staff.rules import Rules
from muragat.kernel.principals import ANONYMOUS
from muragat.ports.passwordhash import IPasswordHash
from tests.staff_house import PASSWORD, hire


def entrances(house, held, count):
    """Doors in transactions that all begin before the first one ends."""
    for _each in range(count):
        desk = held.enter_context(house.session(ANONYMOUS, 'web'))
        assert staff_of(desk.site).secrets.attempts is not None
        yield Entrance(desk, house.ports[IPasswordHash], Rules.of(house.settings))


def counted(house):
    with house.session() as desk:
        return sorted(each.count for each in staff_of(desk.site).secrets.attempts.values())


def fail(entrance, login, address):
    with pytest.raises(WrongPassword):
        entrance.sign_in(login, 'wrong', Browser(address, ''))


def test_failures_of_one_login_at_once_all_count(house):
    with ExitStack() as first:
        fail(*entrances(house, first, 1), 'head', '10.0.0.1')
    with ExitStack() as held:
        for entrance in entrances(house, held, 3):
            fail(entrance, 'head', '10.0.0.1')
    assert counted(house) == [4, 4]


def test_many_sign_in_at_once(house):
    logins = [f'person{number}' for number in range(8)]
    for login in logins:
        hire(house, login)
    with ExitStack() as held:
        cookies = [entrance.sign_in(login, PASSWORD, Browser('10.0.0.1', '')).cookie
                   for login, entrance in zip(logins, entrances(house, held, 8), strict=True)]
    with house.session() as desk:
        found = [house.principals(desk.site).by_session(each).name for each in cookies]
    assert found == [f'{login.title()} Test' for login in logins]
