"""Who is who: accounts behind sessions, tokens and ids."""

import hmac
import time
from collections.abc import Callable, Iterator
from typing import Any

from zope.interface import implementer

from muragat.content.staff.credentials import Secrets, Session, fingerprint
from muragat.content.staff.model import Account, Group, account_of, principal_id, staff_of
from muragat.content.staff.rules import Rules
from muragat.kernel.access import Permission
from muragat.kernel.interfaces import IPrincipals
from muragat.kernel.localized import pick
from muragat.kernel.principals import Principal
from muragat.kernel.sessions import ISession, ISessions

_MOST = 20
#: The cookie is sent anew when its time is older than this part of the idle limit.
_RENEWALS = 20
_NOTHING: frozenset[Permission] = frozenset()


@implementer(ISession)
class SignedIn:
    """A live session as a request meets it."""

    def __init__(self, principal: Principal, session: Session, secret: str, seen: float, rules: Rules,
                 now: float) -> None:
        self.principal = principal
        self.due = session.due
        self.key = fingerprint(secret)
        self.number = session.number
        self.sign = session.sign
        self._renew = now - seen > rules.idle / _RENEWALS
        self._secret = secret
        self._session = session
        self._now = now

    def renewed(self) -> str | None:
        """The cookie with the time of this request; None when the one that was sent is fresh enough."""
        return cookie_value(self._secret, self._session, self._now) if self._renew else None


@implementer(IPrincipals, ISessions)
class Principals:
    """Asked once per request; reads only."""

    def __init__(self, site: Any, now: Callable[[], float] = time.time, rules: Rules | None = None) -> None:
        self._site = site
        self._now = now
        self._rules = rules or Rules()

    @property
    def _secrets(self) -> Secrets:
        return staff_of(self._site).secrets

    def by_session(self, cookie_value: str) -> Principal | None:
        """The principal of a live session; with a password that must be changed first, it may do nothing."""
        found = self.session(cookie_value)
        return found.principal if found else None

    def session(self, cookie_value: str) -> SignedIn | None:
        """The live session of a cookie, or None when it ended, was revoked, or its account does not work any more."""
        secret, _dot, rest = cookie_value.partition('.')
        session = self._secrets.sessions.get(fingerprint(secret))
        if session is None:
            return None
        now = self._now()
        seen = _seen(session, rest)
        if seen is None or now - session.created > self._rules.session or now - seen > self._rules.idle:
            return None
        account = self._working(session.account)
        if account is None or session.term != account.term:
            return None
        principal = _principal(account, _NOTHING if session.due else None)
        return SignedIn(principal, session, secret, seen, self._rules, now)

    def by_token(self, secret: str) -> Principal | None:
        """The principal of an API token, narrowed to its scopes."""
        token = self._secrets.tokens.get(fingerprint(secret))
        if token is None or token.expires <= self._now():
            return None
        account = self._working(token.account)
        if account is None or token.term != account.term or self._secrets.due(account.id):
            return None
        return _principal(account, frozenset(token.permissions))

    def find(self, principal_id: str) -> Principal | None:
        """The account or group with this id, or None."""
        record = self._record(principal_id)
        if isinstance(record, Account):
            return _principal(record, None)
        return Principal(principal_id, _title(record)) if record is not None else None

    def by_login(self, login: str) -> Principal | None:
        """The account that works under this login, or None."""
        found = staff_of(self._site).get(login)
        account = self._working(found.id) if isinstance(found, Account) and found.login == login else None
        return _principal(account, None) if account is not None else None

    def name(self, principal_id: str) -> str:
        """How an account or group is called; the id itself when nobody bears it."""
        record = self._record(principal_id)
        return _title(record) if record is not None else principal_id

    def search(self, text: str) -> list[Principal]:
        """Accounts and groups whose name or login contains the text, at most twenty."""
        wanted = text.strip().casefold()
        found = []
        for record in self._matching(wanted):
            found.append(_principal(record, None) if isinstance(record, Account)
                         else Principal(principal_id(record), _title(record)))
            if len(found) == _MOST:
                break
        return found

    def _matching(self, wanted: str) -> Iterator[Account | Group]:
        for record in staff_of(self._site).values():
            if isinstance(record, Account):
                if record.active and wanted in f'{record.name}\n{record.login}'.casefold():
                    yield record
            elif isinstance(record, Group) and wanted in '\n'.join(record.title.values()).casefold():
                yield record

    def _record(self, principal_id: str) -> Account | Group | None:
        kind, _colon, number = principal_id.partition(':')
        if kind not in ('account', 'group') or not number.isdigit():
            return None
        record = self._site.ids.get(int(number))
        return record if isinstance(record, (Account, Group)) and record.type_name == kind else None

    def _working(self, number: int) -> Account | None:
        account = account_of(self._site, f'account:{number}')
        return account if account is not None and account.active and number in self._site.catalog.rows else None


def cookie_value(secret: str, session: Session, now: float) -> str:
    """The secret of the session with the signed time of the last request, so that reading writes nothing."""
    moment = str(int(now))
    return f'{secret}.{moment}.{session.sign(_purpose(moment))}'


def _seen(session: Session, rest: str) -> float | None:
    moment, _dot, signature = rest.partition('.')
    if not hmac.compare_digest(signature.encode(), session.sign(_purpose(moment)).encode()):
        return None
    return float(moment)


def _purpose(moment: str) -> str:
    return f'seen {moment}'


def _principal(account: Account, scopes: frozenset[Permission] | None) -> Principal:
    groups = frozenset(f'group:{number}' for number in account.groups)
    return Principal(principal_id(account), account.name, groups, scopes, account.language)


def _title(record: Account | Group) -> str:
    return record.name if isinstance(record, Account) else pick(record.title, 'kk')
