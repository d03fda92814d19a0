"""What is done with accounts: new ones, passwords, sessions, tokens, the end of an account."""

import secrets
from collections.abc import Iterable, Mapping
from typing import Any

from muragat.content.staff.credentials import Session, Token
from muragat.content.staff.entrance import Browser, WrongPassword, begin_session
from muragat.content.staff.lockout import Lockout
from muragat.content.staff.model import Account, principal_id, staff_of
from muragat.content.staff.rules import DAY, Rules
from muragat.content.staff.strength import FIELD, weaknesses
from muragat.kernel.access import Permission
from muragat.kernel.desk import Desk
from muragat.kernel.errors import Forbidden, Invalid, NotVisible, Refusal
from muragat.kernel.i18n import LANGUAGES, _
from muragat.kernel.principals import SYSTEM
from muragat.ports.passwordhash import IPasswordHash

PASSWORD_CHANGED = 'staff.password_changed'
PASSWORD_GIVEN = 'staff.password_given'
LANGUAGE_CHOSEN = 'staff.language_chosen'
UNLOCKED = 'staff.unlocked'
SESSION_ENDED = 'staff.session_ended'
TOKEN_MADE = 'staff.token_made'
TOKEN_ENDED = 'staff.token_ended'

#: Letters and digits that are not mistaken for one another on paper.
_ALPHABET = 'abcdefghjkmnpqrstuvwxyz23456789'
_GROUPS, _GROUP = 4, 5
_TITLE = 100


class Accounts:
    """Use cases over the accounts of a site, with the rights of the desk's principal."""

    def __init__(self, desk: Desk, hasher: IPasswordHash, rules: Rules) -> None:
        self._desk = desk
        self._hasher = hasher
        self._rules = rules
        self._staff = staff_of(desk.site)
        self._secrets = self._staff.secrets
        self._lockout = Lockout(self._secrets.attempts, rules)

    def get(self, login: str) -> Account:
        """The account with this login; NotVisible when there is none or it is hidden."""
        found = self._staff.get(login)
        if not isinstance(found, Account) or not self._desk.visible(found):
            raise NotVisible
        return found

    def add(self, values: Mapping[str, Any], password: str | None = None) -> tuple[Account, str]:
        """A new account and its first password, which opens only the page where it is changed."""
        account = self._desk.add(self._staff, 'account', dict(values))
        return account, self.give_password(account, password)

    def give_password(self, account: Account, password: str | None = None) -> str:
        """Give a first password, made at random when none is named, and end all sessions; it must be changed."""
        self._desk.require(Permission.MANAGE_ACCOUNTS, account)
        if password is not None:
            self._check(password, account)
        given = password or first_password()
        self._set(account, given, must_change=True)
        self._lockout.forget(account.login)
        self._desk.fact(PASSWORD_GIVEN, account)
        return given

    def settle_password(self, account: Account, password: str) -> None:
        """Set a password that need not be changed: for the first account of a demonstration or a service."""
        self._desk.require(Permission.MANAGE_ACCOUNTS, account)
        self._check(password, account)
        self._set(account, password, must_change=False)
        self._desk.fact(PASSWORD_GIVEN, account)

    def change_password(self, account: Account, old: str, new: str, repeated: str, browser: Browser) -> str:
        """The person's own change: all sessions end, the cookie of a new one is returned."""
        self._require_own(account)
        now = self._desk.clock.now()
        credentials = self._secrets.of(account.id)
        if self._lockout.wait(account.login, browser.address, now) > 0 or not self._hasher.verify(
                credentials.digest, old):
            self._lockout.failed(account.login, browser.address, now)
            raise WrongPassword
        self._check(new, account, repeated, old)
        self._set(account, new, must_change=False)
        self._desk.fact(PASSWORD_CHANGED, account)
        return begin_session(self._secrets, account, browser, False, now)

    def unlock(self, account: Account) -> None:
        """Let a person try again who failed too often."""
        self._desk.require(Permission.MANAGE_ACCOUNTS, account)
        if self._lockout.forget(account.login):
            self._desk.fact(UNLOCKED, account)

    def locked_until(self, account: Account) -> float:
        """Until when the account waits, seconds since the epoch; 0.0 when it does not."""
        until = self._lockout.until(account.login)
        return until if until > self._desk.clock.now() else 0.0

    def has_password(self, account: Account) -> bool:
        """Whether a password was ever given."""
        found = self._secrets.credentials.get(account.id)
        return found is not None and found.digest is not None

    def must_change(self, account: Account) -> bool:
        """Whether the password is due for a change."""
        return self._secrets.due(account.id)

    def choose_language(self, account: Account, language: str) -> None:
        """The person's own choice; Invalid when the pages do not speak it."""
        self._require_own(account)
        if language not in LANGUAGES:
            raise Invalid(Refusal('language', _('The pages are not available in this language.'), 'language'))
        desk = self._desk
        system = Desk(desk.site, desk.registry, SYSTEM, desk.origin, desk.clock, desk.witness)
        system.change(account, {'language': language})
        desk.fact(LANGUAGE_CHOSEN, account)

    def signed_in(self, account: Account) -> float:
        """When the person signed in last, seconds since the epoch; 0.0: never."""
        found = self._secrets.credentials.get(account.id)
        return found.signed_in if found is not None else 0.0

    def sessions(self, account: Account) -> list[Session]:
        """The live sessions, the latest first."""
        self._require_own_or_managed(account)
        now = self._desk.clock.now()
        return [session for _key, session in self._secrets.sessions_of(account.id)
                if now - session.created <= self._rules.session and session.term == account.term]

    def end_session(self, account: Account, number: int) -> None:
        """End one session; NotVisible when the account has none with this number."""
        self._require_own_or_managed(account)
        key = _key_of(self._secrets.sessions_of(account.id), number)
        self._secrets.end_session(key)
        self._desk.fact(SESSION_ENDED, account)

    def end_sessions(self, account: Account, but: bytes | None = None) -> int:
        """End all sessions but the one with this key; how many ended."""
        self._require_own_or_managed(account)
        keys = [key for key, _session in self._secrets.sessions_of(account.id) if key != but]
        for key in keys:
            self._secrets.end_session(key)
        if keys:
            self._desk.fact(SESSION_ENDED, account)
        return len(keys)

    def tokens(self, account: Account) -> list[Token]:
        """The tokens, the latest first; ended ones too until they are taken away."""
        self._require_own_or_managed(account)
        return [token for _key, token in self._secrets.tokens_of(account.id)]

    def new_token(self, account: Account, title: str, scopes: Iterable[Permission], days: int) -> str:
        """The secret of a new token, shown this once."""
        self._require_own(account)
        names = tuple(sorted(each.value for each in scopes))
        if defects := tuple(self._token_defects(title, names, days)):
            raise Invalid(*defects)
        now = self._desk.clock.now()
        token = Token(account.id, account.term, title.strip(), names, now, now + days * DAY)
        secret = self._secrets.keep_token(token)
        self._desk.fact(TOKEN_MADE, account, title=token.title, scopes=list(names))
        return secret

    def end_token(self, account: Account, number: int) -> None:
        """Revoke a token; NotVisible when the account has none with this number."""
        self._require_own_or_managed(account)
        token = self._secrets.end_token(_key_of(self._secrets.tokens_of(account.id), number))
        self._desk.fact(TOKEN_ENDED, account, title=token.title if token else '')

    def deactivate(self, account: Account, note: str = '') -> None:
        """The person works here no more: sessions and tokens end at once; Hindered for the last administrator."""
        self._desk.transition(account, 'deactivate', note)
        self._end_all(account)

    def activate(self, account: Account, note: str = '') -> None:
        """The person is back; sessions and tokens of the time before stay ended."""
        self._desk.transition(account, 'activate', note)
        self._end_all(account)

    def _end_all(self, account: Account) -> None:
        self._end_all_sessions(account)
        for key, _token in self._secrets.tokens_of(account.id):
            self._secrets.end_token(key)

    def _end_all_sessions(self, account: Account) -> None:
        for key, _session in self._secrets.sessions_of(account.id):
            self._secrets.end_session(key)

    def _set(self, account: Account, password: str, must_change: bool) -> None:
        credentials = self._secrets.of(account.id)
        credentials.digest = self._hasher.digest(password)
        credentials.must_change = must_change
        credentials.changed = self._desk.clock.now()
        self._end_all_sessions(account)

    def _check(self, password: str, account: Account, repeated: str | None = None, old: str | None = None) -> None:
        found = [*weaknesses(password, account.login, account.name, self._rules.password_length)]
        if repeated is not None and repeated != password:
            found.append(Refusal('different', _('The two new passwords differ.'), 'repeated_password'))
        if password == old:
            found.append(Refusal('same', _('The new password is the old one.'), FIELD))
        if found:
            raise Invalid(*found)

    def _token_defects(self, title: str, names: tuple[str, ...], days: int) -> Iterable[Refusal]:
        if not title.strip() or len(title) > _TITLE:
            yield Refusal('title', _('Say in a few words what the token is for.'), 'title')
        if not names:
            yield Refusal('scopes', _('Choose at least one thing that the token may do.'), 'scopes')
        if not 1 <= days <= self._rules.token / DAY:
            most = int(self._rules.token / DAY)
            yield Refusal('days', _('A token ends after 1 to ${most} days.', mapping={'most': most}), 'days')

    def _require_own(self, account: Account) -> None:
        principal = self._desk.principal
        by_token = bool(principal.scopes)
        if principal.id != principal_id(account) or by_token:
            raise Forbidden(Refusal('own', _('Only the person can do this, and not by a token.')))

    def _require_own_or_managed(self, account: Account) -> None:
        principal = self._desk.principal
        if principal.id != principal_id(account) or principal.scopes:
            self._desk.require(Permission.MANAGE_ACCOUNTS, account)


def first_password() -> str:
    """A random password of about 99 bits that can be read out from paper."""
    return '-'.join(''.join(secrets.choice(_ALPHABET) for _each in range(_GROUP)) for _group in range(_GROUPS))


def _key_of(pairs: Iterable[tuple[bytes, Any]], number: int) -> bytes:
    for key, thing in pairs:
        if thing.number == number:
            return key
    raise NotVisible
