"""Passwords hashed by argon2id."""

from argon2 import PasswordHasher, Type
from argon2.exceptions import InvalidHashError, VerificationError
from zope.interface import implementer

from muragat.ports.passwordhash import IPasswordHash


@implementer(IPasswordHash)
class Argon2PasswordHash:
    """argon2id with a cost given in rounds, KiB of memory and lanes."""

    def __init__(self, time_cost: int, memory_cost: int, parallelism: int = 1) -> None:
        self._hasher = PasswordHasher(time_cost, memory_cost, parallelism, type=Type.ID)
        self._nobody = self._hasher.hash('nobody has this password')

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
