"""Passwords hashed by argon2id."""

import secrets
from base64 import b64encode

from argon2 import PasswordHasher, Type
from argon2.exceptions import InvalidHashError, VerificationError
from zope.interface import implementer

from muragat.ports.passwordhash import IPasswordHash

_SALT, _HASH = 16, 32


@implementer(IPasswordHash)
class Argon2PasswordHash:
    """argon2id with a cost given in rounds, KiB of memory and lanes."""

    def __init__(self, rounds: int, memory: int, lanes: int = 1) -> None:
        self._hasher = PasswordHasher(rounds, memory, lanes, hash_len=_HASH, salt_len=_SALT, type=Type.ID)
        self._nobody = f'$argon2id$v=19$m={memory},t={rounds},p={lanes}${_random(_SALT)}${_random(_HASH)}'

    def digest(self, password: str) -> str:
        """The hash of a password with the cost of today."""
        return self._hasher.hash(password)

    def verify(self, digest: str | None, password: str) -> bool:
        """True when the password belongs to the hash; an absent or unreadable hash costs the same time."""
        try:
            return self._hasher.verify(digest or self._nobody, password) and digest is not None
        except VerificationError:
            return False
        except InvalidHashError:
            return self.verify(None, password)

    def stale(self, digest: str) -> bool:
        """True when the hash was made at another cost than the one of today."""
        return self._hasher.check_needs_rehash(digest)


def _random(count: int) -> str:
    """A salt or a hash that no password has, as argon2 writes it."""
    return b64encode(secrets.token_bytes(count)).decode().rstrip('=')
