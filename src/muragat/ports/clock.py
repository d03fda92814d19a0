"""The time, as something that tests can set."""

from datetime import date

from zope.interface import Interface


class IClock(Interface):
    """Tells the time; derived data never depend on any other source of it."""

    def now() -> float:
        """Seconds since the epoch, UTC."""

    def today() -> date:
        """The day in the archive's own time zone."""
