"""Lines of the health page about what comes in: unfinished uploads, and files that the watched folders refused."""

import time
from collections.abc import Callable
from typing import Any

from zope.interface import implementer

from muragat.capture.intake.finishing import uploads_of
from muragat.capture.intake.inbox import inbox_of, told
from muragat.kernel.i18n import _
from muragat.kernel.interfaces import IHealthCheck

#: Seconds without a piece after which an upload counts as abandoned, and after which a person should see to it.
ABANDONED, LONG_AGO = 3600.0, 86_400.0


@implementer(IHealthCheck)
class UploadsCheck:
    """Uploads that nobody goes on with; they are removed when they expire."""

    def __init__(self, settings: Any, now: Callable[[], float] = time.time) -> None:
        self._settings = settings
        self._now = now

    def check(self, _site: Any) -> tuple[bool, str]:
        """Red when one was abandoned a day ago: its sender may not know that it never arrived."""
        now, waiting = self._now(), uploads_of(self._settings).waiting()
        abandoned = [each for each in waiting if now - each.touched > ABANDONED]
        if not abandoned:
            return True, _('Uploads going on: ${count}.', mapping={'count': len(waiting)})
        oldest = min(abandoned, key=lambda each: each.touched)
        return now - oldest.touched < LONG_AGO, _(
            'Uploads that nobody goes on with: ${count}, ${size} MB; each is removed after ${days} days. The oldest is '
            '“${name}”.', mapping={'count': len(abandoned), 'size': sum(each.offset for each in abandoned) >> 20,
                                   'days': self._settings['upload.days'], 'name': oldest.order.filename})


@implementer(IHealthCheck)
class InboxCheck:
    """Files in watched folders that were refused and wait for a person."""

    def __init__(self, settings: Any) -> None:
        self._settings = settings

    def check(self, _site: Any) -> tuple[bool, str]:
        """Red while refused files lie there; whoever has seen to them removes them."""
        refused = inbox_of(self._settings).refused()
        if refused:
            return False, _('Files in watched folders were refused: ${count}, for example ${name}. The note beside '
                            'each says why; remove both when it is settled.',
                            mapping={'count': len(refused), 'name': told(refused[0])})
        return True, _('No file in a watched folder was refused.')


def register(registry: Any, settings: Any) -> None:
    """Put the lines on the health page."""
    registry.add_health_check('uploads', UploadsCheck(settings))
    registry.add_health_check('inbox', InboxCheck(settings))
