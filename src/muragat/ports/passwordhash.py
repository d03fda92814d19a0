"""The port of password hashing: slow, salted, with the cost written into the hash."""

from zope.interface import Interface


class IPasswordHash(Interface):
    """Hashes passwords and checks them in a time that does not tell whether the account exists."""

    def digest(password: str) -> str:
        """The hash of a password with the cost of today, as text that names its own cost and salt."""

    def verify(digest: str | None, password: str) -> bool:
        """True when the password belongs to the hash; None costs the same time and is never true."""

    def stale(digest: str) -> bool:
        """True when the hash was made at another cost than the one of today."""
