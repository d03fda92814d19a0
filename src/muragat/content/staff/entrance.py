"""Signing in and out: the password, the lockout, a new session each time."""

from typing import Any, NamedTuple

from muragat.content.staff.credentials import Session, fingerprint
from muragat.content.staff.lockout import Lockout
from muragat.content.staff.model import Account, principal_id, staff_of
from muragat.content.staff.principals import cookie_value
from muragat.content.staff.rules import Rules
from muragat.kernel.desk import Desk
from muragat.kernel.errors import Forbidden, Refusal
from muragat.kernel.i18n import _
from muragat.kernel.principals import Principal
from muragat.ports.passwordhash import IPasswordHash

SIGNED_IN = 'staff.signed_in'
SIGNED_OUT = 'staff.signed_out'
FAILED = 'staff.sign_in_failed'
_AGENT = 200


class Browser(NamedTuple):
    """From where somebody signs in: the network address and what the program calls itself."""

    address: str
    agent: str


class Entered(NamedTuple):
    """What signing in gives: the cookie, and whether the password must be changed first."""

    cookie: str
    due: bool


class Waiting(Forbidden):
    """Too many failures; `seconds` until the next attempt is heard."""

    def __init__(self, seconds: float) -> None:
        minutes = max(1, round(seconds / 60))
        wording = _('Too many failed attempts. Try again in ${minutes} min.', mapping={'minutes': minutes})
        super().__init__(Refusal('waiting', wording))
        self.seconds = seconds


class WrongPassword(Forbidden):
    """The login and the password do not belong together; which of them is wrong is not told."""

    def __init__(self) -> None:
        super().__init__(Refusal('wrong', _('The login or the password is wrong.')))


class Entrance:
    """The door, for one request of a stranger; its desk only writes down what happened."""

    def __init__(self, desk: Desk, hasher: IPasswordHash, rules: Rules) -> None:
        self._desk = desk
        self._hasher = hasher
        self._rules = rules
        self._secrets = staff_of(desk.site).secrets
        self._lockout = Lockout(self._secrets.attempts, rules)

    def sign_in(self, login: str, password: str, browser: Browser, old_cookie: str | None = None) -> Entered:
        """A new session; `Waiting` or `WrongPassword` else, whose count the caller must commit.

        The hash is worked out for unknown logins too, so that the time does not tell which accounts exist.
        """
        now = self._desk.clock.now()
        if (seconds := self._lockout.wait(login, browser.address, now)) > 0:
            raise Waiting(seconds)
        account = self._account(login)
        proved = self._hasher.verify(self._digest(account), password)
        if account is None or not proved or not account.active:
            self._lockout.failed(login, browser.address, now)
            self._desk.fact(FAILED, account)
            raise WrongPassword
        return self._enter(account, password, browser, old_cookie, now)

    def sign_out(self, cookie: str) -> None:
        """End the session of the cookie."""
        session = self._secrets.end_session(_key(cookie))
        if session is not None:
            account = self._desk.site.ids.get(session.account)
            self._desk.fact(SIGNED_OUT, account)

    def _enter(self, account: Account, password: str, browser: Browser, old_cookie: str | None, now: float) -> Entered:
        self._lockout.forget(account.login)
        credentials = self._secrets.of(account.id)
        if self._hasher.stale(credentials.digest or ''):
            credentials.digest = self._hasher.digest(password)
        credentials.signed_in = now
        if old_cookie:
            self._secrets.end_session(_key(old_cookie))
        self._end_old_sessions(account, now)
        due = credentials.must_change
        acting(self._desk, account).fact(SIGNED_IN, account)
        return Entered(begin_session(self._secrets, account, browser, due, now), due)

    def _end_old_sessions(self, account: Account, now: float) -> None:
        for key, session in self._secrets.sessions_of(account.id):
            if now - session.created > self._rules.session or session.term != account.term:
                self._secrets.end_session(key)

    def _account(self, login: str) -> Account | None:
        found = staff_of(self._desk.site).get(login.strip()) if login.strip() else None
        return found if isinstance(found, Account) and found.login == login.strip().casefold() else None

    def _digest(self, account: Account | None) -> str | None:
        credentials = self._secrets.credentials.get(account.id) if account is not None else None
        return credentials.digest if credentials is not None else None


def begin_session(secrets: Any, account: Account, browser: Browser, due: bool, now: float) -> str:
    """A new session of an account; the value of its cookie."""
    session = Session(account.id, account.term, now, browser.address, browser.agent[:_AGENT], due)
    return cookie_value(secrets.open_session(session), session, now)


def acting(desk: Desk, account: Account) -> Desk:
    """A desk of the account in the same transaction, from the same place."""
    principal = Principal(principal_id(account), account.name, language=account.language)
    return Desk(desk.site, desk.registry, principal, desk.origin, desk.clock, desk.witness)


def _key(cookie: str) -> bytes:
    return fingerprint(cookie.partition('.')[0])
