"""The clock of the machine."""

import time
from datetime import date

from zope.interface import implementer

from muragat.ports.clock import IClock


@implementer(IClock)
class SystemClock:
    """Time of the operating system in its time zone."""

    def now(self) -> float:
        return time.time()

    def today(self) -> date:
        return date.today()
