"""What the web asks of a signed-in browser; served by `content.staff` through `house.principals`."""

from zope.interface import Attribute, Interface


class ISession(Interface):
    """A live session."""

    principal = Attribute('The Principal; it may do nothing while the password is due for a change.')
    due = Attribute('Whether the password must be changed before anything else.')

    def sign(purpose: str) -> str:
        """A signature, as hexadecimal text, that only this session gives for this purpose."""

    def renewed() -> str | None:
        """The cookie value with the time of this request; None when the one that was sent is fresh enough."""


class ISessions(Interface):
    """Finds sessions; the same object serves `kernel.interfaces.IPrincipals`."""

    def session(cookie_value: str) -> ISession | None:
        """The ISession of a live session, or None."""
