"""What speaks against acts on batches from other places than their own pages."""

from typing import Any

from zope.interface import implementer

from muragat.capture.states import ACCEPTED, PROCESSING
from muragat.kernel.errors import Refusal
from muragat.kernel.i18n import _
from muragat.kernel.interfaces import IGuard


@implementer(IGuard)
class BatchGuard:
    """A batch that is being read or was accepted takes nothing in, and an accepted one stays as proof of the work."""

    def __init__(self, batch: Any) -> None:
        self.batch = batch

    def against(self, desk: Any, act: str) -> list[Refusal]:
        """Every reason against the act."""
        if act == 'hold' and self.batch.state in (PROCESSING, ACCEPTED):
            return [Refusal('not_receiving', _('The batch does not receive scans any more.'))]
        if act == 'release' and self.batch.state != ACCEPTED:
            return [Refusal('not_accepted', _('Scans leave their batch when it is accepted.'))]
        if act == 'delete' and self.batch.state == PROCESSING:
            return [Refusal('being_read', _('The batch is being read at this moment.'))]
        return []
