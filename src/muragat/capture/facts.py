"""Facts of batches and page plans, worded when read."""

from collections.abc import Mapping
from types import MappingProxyType
from typing import Any

from muragat.kernel.i18n import _

BEGUN = 'capture.begun'
ACCEPTED = 'capture.accepted'
RECEIVED = 'capture.received'
HANDED_OVER = 'capture.handed_over'
SEPARATED = 'capture.separated'
SLIP_LOST = 'capture.slip_lost'
ROTATED = 'plan.rotated'
MOVED = 'plan.moved'
DROPPED = 'plan.dropped'
BROUGHT_BACK = 'plan.brought_back'
LABELLED = 'plan.labelled'
RESCAN = 'plan.rescan'
NO_RESCAN = 'plan.no_rescan'
REPLACED = 'plan.replaced'
SPLIT = 'plan.split'
MERGED = 'plan.merged'
UNDONE = 'plan.undone'

#: Deeds on pages; in the history of the plan and in the journal under the same names.
DEEDS: Mapping[str, str] = MappingProxyType({
    ROTATED: _('Pages rotated: ${pages}'),
    MOVED: _('Pages put into another order: ${pages}'),
    DROPPED: _('Pages left out: ${pages}. ${reason}'),
    BROUGHT_BACK: _('Pages brought back: ${pages}'),
    LABELLED: _('Sheets numbered from ${first}'),
    RESCAN: _('To be scanned again: ${pages}. ${reason}'),
    NO_RESCAN: _('Need not be scanned again: ${pages}'),
    REPLACED: _('Page replaced: ${pages}'),
    SPLIT: _('Split before page ${pages}'),
    MERGED: _('Joined with the document after it'),
    UNDONE: _('The last deed on the pages was undone'),
})

WORDINGS: Mapping[str, str] = MappingProxyType({
    BEGUN: _('Begun on behalf of another person'),
    ACCEPTED: _('Scans accepted: ${documents} documents, ${pages} pages'),
    RECEIVED: _('Scans received from batch ${batch}'),
    HANDED_OVER: _('Files handed over to another record: ${files}'),
    SEPARATED: _('Separator sheets found: ${count}'),
    SLIP_LOST: _('A separator sheet names a record that takes no scans: ${named}'),
    **DEEDS,
})


def register(registry: Any) -> None:
    """How the journal words what happens to batches."""
    for name, wording in WORDINGS.items():
        registry.add_fact(name, wording)
