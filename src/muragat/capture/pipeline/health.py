"""Lines of the health page about reading: whether the program for recognition is there, and what needs a person."""

import shutil
from itertools import islice
from typing import Any

from zope.interface import implementer

from muragat.kernel.i18n import _
from muragat.kernel.interfaces import IHealthCheck
from muragat.media.states import states_of

#: Records that are counted one by one.
COUNTED = 10_000


@implementer(IHealthCheck)
class RecognitionCheck:
    """Red when no page can be recognised."""

    def __init__(self, settings: Any) -> None:
        self._settings = settings

    def check(self, _site: Any) -> tuple[bool, str]:
        """Whether the command is found."""
        command = self._settings['capture.tesseract']
        if shutil.which(command) is None:
            return False, _('The program for recognition, ${command}, is not installed.', mapping={'command': command})
        return True, _('The program for recognition is installed.')


@implementer(IHealthCheck)
class AttentionCheck:
    """Files that wait for a person; that is work and no illness."""

    def check(self, site: Any) -> tuple[bool, str]:
        """How many records there are."""
        count = sum(1 for _record in islice(states_of(site).need_attention(), COUNTED))
        return True, _('Records with files that need a person: ${count}.', mapping={'count': count})


def register(registry: Any, settings: Any) -> None:
    """Put the lines on the health page."""
    registry.add_health_check('recognition', RecognitionCheck(settings))
    registry.add_health_check('attention', AttentionCheck())
