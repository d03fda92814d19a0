"""Failed sign-ins: after some free ones a login and an address wait, each time twice as long."""

import hashlib
import ipaddress
import secrets
from itertools import chain, islice
from typing import Any

from muragat.content.staff.credentials import Attempts
from muragat.content.staff.rules import DAY, Rules

#: An address is shared by many persons, so it may fail more often than one login.
_ADDRESS_SHARE = 4
#: Failures older than this are forgotten.
_MEMORY = DAY
#: How many keys are kept at most, and how many old ones one failure clears away.
_SIZE = 20_000
_SWEEP = 50


class Lockout:
    """The table of failures; the same for logins that exist and for those that do not, so it betrays none."""

    def __init__(self, attempts: Any, rules: Rules) -> None:
        self._attempts = attempts
        self._rules = rules

    def wait(self, login: str, address: str, now: float) -> float:
        """Seconds until this login may be tried from this address; 0.0: at once."""
        found = (self._attempts.get(key) for key in (login_key(login), address_key(address)))
        return max(0.0, *(each.until - now for each in found if each is not None), 0.0)

    def failed(self, login: str, address: str, now: float) -> None:
        """Count a failure of both."""
        self._count(login_key(login), self._rules.failures, now)
        self._count(address_key(address), self._rules.failures * _ADDRESS_SHARE, now)

    def forget(self, login: str) -> bool:
        """Clear the failures of a login, after a success or by an administrator; False when there were none."""
        return self._attempts.pop(login_key(login), None) is not None

    def until(self, login: str) -> float:
        """When the login may be tried again, seconds since the epoch; 0.0 when nothing hinders it."""
        found = self._attempts.get(login_key(login))
        return found.until if found is not None else 0.0

    def _count(self, key: str, free: int, now: float) -> None:
        found = self._attempts.get(key)
        if found is None:
            self._sweep(now)
            found = self._attempts[key] = Attempts()
        if found.last < now - _MEMORY:
            found.count = 0
        found.count += 1
        found.last = now
        if found.count > free:
            found.until = now + self.delay(found.count - free)

    def delay(self, beyond: int) -> float:
        """Waiting time in seconds after so many failures beyond the free ones."""
        return float(min(self._rules.delay * 2 ** min(beyond - 1, 30), self._rules.longest_delay))

    def _sweep(self, now: float) -> None:
        """Forget some old keys, beginning anywhere; when the table is full, those that wait for nothing as well."""
        full = len(self._attempts) > _SIZE
        start = secrets.token_hex(4)
        keys = chain(self._attempts.keys(min=start), self._attempts.keys(max=start))
        for key in list(islice(keys, _SWEEP)):
            found = self._attempts[key]
            if found.last < now - _MEMORY or (full and found.until < now):
                del self._attempts[key]


def login_key(login: str) -> str:
    """A key of fixed length whatever was typed; what was typed may be a password and is not kept."""
    return hashlib.sha256(b'login ' + login.strip().casefold().encode()).hexdigest()


def address_key(address: str) -> str:
    """A key of the address; neighbours in one IPv6 network are one address."""
    try:
        number = ipaddress.ip_address(address)
    except ValueError:
        return hashlib.sha256(b'address ' + address.encode()).hexdigest()
    if number.version == 6:
        number = ipaddress.ip_network((number, 64), strict=False).network_address
    return hashlib.sha256(b'address ' + number.packed).hexdigest()
