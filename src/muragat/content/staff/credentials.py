"""What must never be shown: password hashes, sessions, tokens and failed sign-ins, each its own persistent object."""

import hashlib
import hmac
import secrets
from typing import Any

from BTrees.LOBTree import LOBTree
from BTrees.OOBTree import OOBTree, OOTreeSet
from persistent import Persistent

from muragat.kernel.access import Permission

_BYTES = 32
_NUMBER = 53


def new_secret() -> str:
    """256 random bits as text that may stand in a cookie or a header."""
    return secrets.token_urlsafe(_BYTES)


def fingerprint(secret: str) -> bytes:
    """What is stored of a secret of 256 bits: its SHA-256."""
    return hashlib.sha256(secret.encode()).digest()


class Credentials(Persistent):
    """How one account proves itself."""

    #: Text made by the port of password hashing; None until a password is set.
    digest: str | None = None
    #: The password was given by another person and opens only the page where it is changed.
    must_change: bool = False
    #: Seconds since the epoch, UTC; 0.0 when it never happened.
    changed: float = 0.0
    signed_in: float = 0.0

    def __init__(self) -> None:
        self.sessions = OOTreeSet()
        self.tokens = OOTreeSet()


class Session(Persistent):
    """One signed-in browser."""

    def __init__(self, account: int, term: int, now: float, address: str, agent: str, due: bool) -> None:
        self.account = account
        #: Which working term of the account it belongs to.
        self.term = term
        self.created = now
        self.address = address
        self.agent = agent
        #: Only the page where the password is changed is open.
        self.due = due
        #: Names the session on pages; tells nothing of the secret.
        self.number = secrets.randbits(_NUMBER)
        self._key = secrets.token_bytes(_BYTES)

    def sign(self, purpose: str) -> str:
        """A signature that only this session gives: for the time in its cookie and for CSRF tokens."""
        return hmac.new(self._key, purpose.encode(), 'sha256').hexdigest()


class Token(Persistent):
    """One API token: what a program may do in the name of an account."""

    def __init__(self, account: int, term: int, title: str, scopes: tuple[str, ...], now: float,
                 expires: float) -> None:
        self.account = account
        self.term = term
        #: Names the token on pages; tells nothing of the secret.
        self.number = secrets.randbits(_NUMBER)
        self.title = title
        #: Names of permissions, sorted.
        self.scopes = scopes
        self.created = now
        self.expires = expires

    @property
    def permissions(self) -> list[Permission]:
        """What the token may at most."""
        return [Permission(name) for name in self.scopes]


class Attempts(Persistent):
    """Failed sign-ins of one login or one address since the last success."""

    def __init__(self) -> None:
        self.count = 0
        self.last = 0.0
        self.until = 0.0

    def _p_resolveConflict(self, old: dict[str, Any], saved: dict[str, Any], new: dict[str, Any]) -> dict[str, Any]:
        """Failures that happen at once all count."""
        return {
            'count': max(saved['count'] + new['count'] - old['count'], 0),
            'last': max(saved['last'], new['last']),
            'until': max(saved['until'], new['until']),
        }


class Secrets(Persistent):
    """The store, an attribute of the staff folder."""

    def __init__(self) -> None:
        #: account id -> Credentials
        self.credentials = LOBTree()
        #: fingerprint -> Session
        self.sessions = OOBTree()
        #: fingerprint -> Token
        self.tokens = OOBTree()
        #: key of a login or an address -> Attempts
        self.attempts = OOBTree()

    def of(self, account_id: int) -> Credentials:
        """The credentials of an account, made when there are none yet."""
        found = self.credentials.get(account_id)
        if found is None:
            found = self.credentials[account_id] = Credentials()
        return found

    def due(self, account_id: int) -> bool:
        """Whether the account must change its password before anything else; only reads."""
        found = self.credentials.get(account_id)
        return found is not None and found.must_change

    def open_session(self, session: Session) -> str:
        """Keep a session and return its secret."""
        secret = new_secret()
        key = fingerprint(secret)
        self.sessions[key] = session
        self.of(session.account).sessions.insert(key)
        return secret

    def end_session(self, key: bytes) -> Session | None:
        """Forget a session; None when there is none."""
        session = self.sessions.pop(key, None)
        if session is not None:
            keys = self.of(session.account).sessions
            if key in keys:
                keys.remove(key)
        return session

    def sessions_of(self, account_id: int) -> list[tuple[bytes, Session]]:
        """The sessions of an account with their keys, the latest first."""
        found = self.credentials.get(account_id)
        pairs = [(key, self.sessions[key]) for key in found.sessions] if found is not None else []
        return sorted(pairs, key=lambda pair: -pair[1].created)

    def keep_token(self, token: Token) -> str:
        """Keep a token and return its secret."""
        secret = f'muragat_{new_secret()}'
        key = fingerprint(secret)
        self.tokens[key] = token
        self.of(token.account).tokens.insert(key)
        return secret

    def end_token(self, key: bytes) -> Token | None:
        """Forget a token; None when there is none."""
        token = self.tokens.pop(key, None)
        if token is not None:
            keys = self.of(token.account).tokens
            if key in keys:
                keys.remove(key)
        return token

    def tokens_of(self, account_id: int) -> list[tuple[bytes, Token]]:
        """The tokens of an account with their keys, the latest first."""
        found = self.credentials.get(account_id)
        pairs = [(key, self.tokens[key]) for key in found.tokens] if found is not None else []
        return sorted(pairs, key=lambda pair: -pair[1].created)
