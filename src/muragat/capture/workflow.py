"""States of a batch: receiving, processing, quality control, then accepted or returned."""

from typing import Any

from muragat.capture.acceptance import accept, against_acceptance, into_control, returned, settle
from muragat.capture.batch import documents_of, still_read
from muragat.capture.states import ACCEPTED, CONTROL, PROCESSING, RECEIVING, RETURNED
from muragat.kernel.access import Permission, Role
from muragat.kernel.errors import Refusal
from muragat.kernel.i18n import _
from muragat.kernel.workflow import State, Transition, Workflow

__all__ = ['ACCEPTED', 'BATCH', 'CONTROL', 'PROCESSING', 'RECEIVING', 'RETURNED']


def is_not_empty(desk: Any, batch: Any) -> list[Refusal]:
    """What keeps a batch from being finished."""
    return [] if batch.count else [Refusal('empty', _('Nothing was scanned yet.'))]


def is_read(desk: Any, batch: Any) -> list[Refusal]:
    """What keeps a batch from quality control: files that are still being read."""
    waiting = sum(1 for each in documents_of(batch) if still_read(desk.site, each))
    wording = _('Documents that are still being read: ${count}.', mapping={'count': waiting})
    return [Refusal('being_read', wording)] if waiting else []


BATCH = Workflow(
    'batch', RECEIVING,
    (State(RECEIVING, _('Receiving'), waits_for=Role.SCANNING_OPERATOR),
     State(PROCESSING, _('Processing')),
     State(CONTROL, _('Quality control'), waits_for=Role.ARCHIVIST),
     State(ACCEPTED, _('Accepted')),
     State(RETURNED, _('Returned'), waits_for=Role.SCANNING_OPERATOR)),
    (
        Transition('finish', _('Everything is scanned'), (RECEIVING,), PROCESSING, permission=Permission.INGEST,
                   guards=(is_not_empty,), effect=settle),
        Transition('control', _('Into quality control'), (PROCESSING,), CONTROL, permission=Permission.INGEST,
                   guards=(is_read,), effect=into_control),
        Transition('more', _('Receive more scans'), (PROCESSING, CONTROL, RETURNED), RECEIVING,
                   permission=Permission.INGEST),
        Transition('accept', _('Accept'), (CONTROL,), ACCEPTED, permission=Permission.ACCEPT,
                   guards=(against_acceptance,), effect=accept),
        Transition('return', _('Return to the operator'), (CONTROL,), RETURNED, permission=Permission.ACCEPT,
                   note_required=True, effect=returned),
    ))
