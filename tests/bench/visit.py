"""A person's session, a program's token, and connections to a serving archive that stay open."""

import http.client
import json
from contextlib import AbstractContextManager

from muragat.content.staff.entrance import Browser, acting, begin_session
from muragat.content.staff.model import staff_of
from muragat.content.staff.rules import Rules
from muragat.content.staff.service import Accounts
from muragat.kernel.access import Permission
from muragat.ports.passwordhash import IPasswordHash
from muragat.web.addresses import href
from muragat.web.cookies import SESSION_COOKIE


def cookie(house, login: str) -> str:
    """The Cookie header of a new session of a person; signing in itself is not measured."""
    def begin(desk):
        staff = staff_of(desk.site)
        return begin_session(staff.secrets, staff.get(login), Browser('127.0.0.1', 'bench'), False, house.clock.now())
    return f'{SESSION_COOKIE}={house.run(begin)}'


def token(house, login: str) -> str:
    """The Authorization header of a new token that may do what the person may."""
    def make(desk):
        account = staff_of(desk.site).get(login)
        accounts = Accounts(acting(desk, account), house.ports[IPasswordHash], Rules.of(house.settings))
        return accounts.new_token(account, 'bench', Permission, 1)
    return f'Bearer {house.run(make)}'


class Connection:
    """One HTTP connection, kept open."""

    def __init__(self, port: int, headers: dict[str, str]) -> None:
        self._client = http.client.HTTPConnection('127.0.0.1', port, timeout=60)
        self._headers = headers

    def ask(self, method: str, address: str, body=None, **more: str) -> tuple[int, http.client.HTTPMessage, bytes]:
        """Status, headers and body; a body that is given is sent as JSON."""
        headers = {**self._headers, **more}
        if body is not None:
            body = json.dumps(body).encode()
            headers.setdefault('Content-Type', 'application/json')
        self._client.request(method, address, body, headers)
        answer = self._client.getresponse()
        return answer.status, answer.headers, answer.read()

    def close(self) -> None:
        self._client.close()


class Visitor(AbstractContextManager):
    """A person at a serving archive; an answer that is no page is an error of the measurement."""

    def __init__(self, place, login: str) -> None:
        with place.house() as house:
            self.cookie = cookie(house, login)
            self._paths = unit_paths(house)
        self._connection = Connection(place.port, {'Cookie': self.cookie})

    def units(self, count: int) -> list[str]:
        """Addresses of units, spread evenly over the archive."""
        return self._paths[::max(1, len(self._paths) // count)][:count]

    def get(self, address: str) -> bytes:
        """The page at an address."""
        status, _headers, body = self._connection.ask('GET', address)
        if status != 200:
            raise RuntimeError(f'{address}: {status}')
        return body

    def __exit__(self, *error) -> None:
        self._connection.close()


def unit_paths(house, most: int = 1000) -> list[str]:
    """Addresses of up to `most` open units, spread evenly over all inventories."""
    with house.session(origin='bench') as desk:
        archive = desk.site['archive']
        inventories = [inventory for fonds in archive.values() for inventory in fonds.values() if inventory.count]
        share = max(1, most // len(inventories))
        found = []
        for inventory in inventories:
            ids = inventory.child_ids(inventory.count // 2, share)
            found += [href(unit) for each in ids if not (unit := desk.site.ids[each]).opens]
        return found


def largest_inventory(desk):
    """The first inventory of the large fonds."""
    fonds = max(desk.site['archive'].values(), key=lambda each: sum(one.count for one in each.values()))
    return fonds['1']


