"""Access copies made ahead: where that is the policy, as soon as what was scanned is accepted and read."""

from typing import Any

from zope.interface import implementer

from muragat.capture.interfaces import IAcceptance
from muragat.kernel.jobs import Priority
from muragat.kernel.record import Record
from muragat.media.accesscopy import key_of, put_up
from muragat.media.states import stage_of

#: Value of the setting `capture.access_copy` under which copies are made ahead.
POLICY = 'acceptance'


@implementer(IAcceptance)
class CopyAhead:
    """Has the copy of an accepted record made, after everything that waits to be read."""

    def __init__(self, record: Any) -> None:
        self.record = record

    def accepted(self, desk: Any) -> None:
        """Put up the job when the record has pages and no file of it is still being read."""
        stage = stage_of(desk.site, self.record.id)
        if stage is not None and stage[0].ended and key_of(desk.site, self.record.id):
            put_up(desk, self.record, Priority.LOW)


def register(registry: Any, settings: Any) -> None:
    """Only where it is the policy."""
    if settings['capture.access_copy'] == POLICY:
        registry.register_adapter(CopyAhead, Record, IAcceptance)
