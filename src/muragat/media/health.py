"""Lines of the health page about the disk: free space, files received but not kept, work missing after a crash."""

import shutil
import time
from collections.abc import Callable
from typing import Any

from zope.interface import implementer

from muragat.kernel.i18n import _
from muragat.kernel.interfaces import IHealthCheck
from muragat.media.service import area_of


@implementer(IHealthCheck)
class SpaceCheck:
    """Red when so little is free that files are refused."""

    def __init__(self, settings: Any) -> None:
        self._settings = settings

    def check(self, _site: Any) -> tuple[bool, str]:
        """Free space on the disk of the archive, against the setting."""
        free, wanted = shutil.disk_usage(self._settings.var).free, self._settings['upload.min_free']
        amounts = {'free': free >> 20, 'wanted': wanted >> 20}
        if free < wanted:
            return False, _('Only ${free} MB are free; below ${wanted} MB no file is taken.', mapping=amounts)
        return True, _('${free} MB are free.', mapping=amounts)


@implementer(IHealthCheck)
class StagingCheck:
    """Files that were received and never kept; the worker removes them when they are old."""

    def __init__(self, settings: Any, now: Callable[[], float] = time.time) -> None:
        self._settings = settings
        self._now = now

    def check(self, _site: Any) -> tuple[bool, str]:
        """Red when old ones stay: then no worker tidies up."""
        age = (self._settings['upload.staging_hours'] + 2) * 3600
        old = len(area_of(self._settings).orphans(self._now() - age))
        if old:
            return False, _('${count} received files were never kept and are not removed.', mapping={'count': old})
        return True, _('No received file waits for its removal.')


@implementer(IHealthCheck)
class LossCheck:
    """Notes that finished work was missing at the end of the data file when it was opened."""

    def __init__(self, settings: Any) -> None:
        self._settings = settings

    def check(self, _site: Any) -> tuple[bool, str]:
        """Red while such a note lies beside the data file; the administrator removes it."""
        notes = sorted(path.name for path in self._settings.place('db').glob('Data.fs.short-*'))
        if notes:
            return False, _('Finished work was missing at the end of the data file: compare with the last backup, then '
                            'remove ${names}.', mapping={'names': ', '.join(notes)})
        return True, _('The data file was whole when it was opened.')


def register(registry: Any, settings: Any) -> None:
    """Put the lines on the health page."""
    registry.add_health_check('space', SpaceCheck(settings))
    registry.add_health_check('staging', StagingCheck(settings))
    registry.add_health_check('loss', LossCheck(settings))
