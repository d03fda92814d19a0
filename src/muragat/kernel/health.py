"""Health of what works behind the pages: sealing, indexing, jobs."""
from collections.abc import Callable
from itertools import islice
from time import time
from typing import Any

from zope.interface import implementer

from muragat.kernel.i18n import _
from muragat.kernel.interfaces import IHealthCheck
from muragat.kernel.verification import PATIENCE, health

MANY = 1000


@implementer(IHealthCheck)
class SealingCheck:
    """Red when an entry of the journal has been unsealed for `patience` seconds."""

    def __init__(self, now: Callable[[], float] = time, patience: float = PATIENCE) -> None:
        self._now = now
        self._patience = patience

    def check(self, site: Any) -> tuple[bool, str]:
        """A pair (well, message)."""
        return health(site.journal, self._now(), self._patience)


@implementer(IHealthCheck)
class IndexingCheck:
    """How many changed records wait for the text index."""

    def check(self, site: Any) -> tuple[bool, str]:
        """A pair (well, message); it counts no further than MANY."""
        waiting = len(list(islice(site.dirty.records(), MANY + 1)))
        if waiting > MANY:
            return True, _('More than ${count} changed records wait to be indexed.', mapping={'count': str(MANY)})
        if waiting:
            return True, _('Changed records that wait to be indexed: ${count}.', mapping={'count': str(waiting)})
        return True, _('Every change is indexed.')


@implementer(IHealthCheck)
class JobsCheck:
    """Red when jobs have failed."""

    def check(self, site: Any) -> tuple[bool, str]:
        """A pair (well, message)."""
        counts = site.jobs.counts()
        if counts.failed:
            return False, _('Jobs that have failed: ${count}. Look at their causes and start them again.',
                            mapping={'count': str(counts.failed)})
        return True, _('Jobs waiting: ${waiting}, running: ${running}.',
                       mapping={'waiting': str(counts.waiting), 'running': str(counts.running)})
