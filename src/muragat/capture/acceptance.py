"""Acceptance: documents leave their batch for their targets in one transaction, with the ids they have."""

from collections.abc import Iterator
from typing import Any

from zope.interface import implementer

from muragat.capture import facts, tally
from muragat.capture.batch import documents_of, operator_of, still_read, targets_of
from muragat.capture.interfaces import IAcceptance
from muragat.capture.separation import separate
from muragat.capture.states import PROCESSING
from muragat.kernel.access import Permission
from muragat.kernel.errors import Hindered, Refusal
from muragat.kernel.i18n import _
from muragat.kernel.interfaces import IReadingEnd, IScanTarget
from muragat.kernel.principals import SYSTEM
from muragat.media.plan import kept_pages
from muragat.media.states import Stage, states_for_writing, states_of


def against_acceptance(desk: Any, batch: Any) -> list[Refusal]:
    """Everything that stands against the acceptance of a batch: documents, pages, targets and rights on them."""
    documents = list(documents_of(batch))
    refusals = [] if documents else [Refusal('empty', _('The batch holds no document.'))]
    waiting = sum(1 for each in documents if still_read(desk.site, each))
    if waiting:
        refusals.append(Refusal('being_read', _('Documents that are still being read: ${count}.',
                                                mapping={'count': waiting})))
    rescans = sum(1 for each in documents for page in kept_pages(desk.site, each.id) if page.rescan)
    if rescans:
        refusals.append(Refusal('rescan', _('Pages that are to be scanned again: ${count}.',
                                            mapping={'count': rescans})))
    return refusals + list(_against_targets(desk, batch))


def _against_targets(desk: Any, batch: Any) -> Iterator[Refusal]:
    asked: set[int] = set()
    for target, scan_target in targets_of(desk, batch).values():
        if target is None or not desk.visible(target):
            if 0 not in asked:
                yield Refusal('no_target', _('A target is not in the archive any more, or it is not open to you.'))
            asked.add(0)
        elif target.id not in asked:
            asked.add(target.id)
            yield from desk.may(Permission.ACCEPT, target).reasons
            yield from against_target(desk, target, scan_target)


def against_target(desk: Any, target: Any, scan_target: Any) -> list[Refusal]:
    """Why a record may not receive scans now, rights apart."""
    if scan_target is None:
        label = desk.registry.type_of(target).label(target, desk.principal.language)
        return [Refusal('no_scans', _('“${title}” is no place for scans.', mapping={'title': label}), 'target')]
    return list(scan_target.hindrances(desk))


def accept(desk: Any, batch: Any) -> None:
    """Move the documents of a batch to their targets; those of which nothing is kept stay in it."""
    pages = documents = 0
    for document_id, (_target, scan_target) in targets_of(desk, batch).items():
        document = desk.site.ids[document_id]
        pages += len(kept_pages(desk.site, document_id))
        documents += 1
        take_in(desk, document, scan_target, batch)
    tally.count(desk, batch, tally.ACCEPTED, pages)
    tally.count(desk, batch, tally.DOCUMENTS, documents)
    desk.fact(facts.ACCEPTED, batch, documents=documents, pages=pages, operator=operator_of(batch))


def take_in(desk: Any, document: Any, scan_target: Any, batch: Any) -> Any:
    """Give a document to its target; the record that holds it from now on."""
    states_for_writing(desk.site).leave_control(document.id, desk.clock.now())
    held = scan_target.receive(desk, document)
    desk.fact(facts.RECEIVED, held, batch=batch.__name__, batch_id=batch.id, document=document.id)
    told = desk.registry.adapt(held, IAcceptance)
    if told is not None:
        told.accepted(program(desk))
    return held


def returned(desk: Any, batch: Any) -> None:
    """Count what an operator got back."""
    tally.count(desk, batch, tally.RETURNED, sum(len(kept_pages(desk.site, each.id)) for each in documents_of(batch)))


def settle(desk: Any, batch: Any) -> None:
    """Lead a finished batch into quality control when everything of it is read."""
    if batch.state == PROCESSING and not any(still_read(desk.site, each) for each in documents_of(batch)):
        program(desk).transition(batch, 'control')


def into_control(desk: Any, batch: Any) -> None:
    """Follow the separator sheets, and accept at once where that is the policy; both are done by the program."""
    separate(program(desk), batch)
    if is_direct(desk, batch):
        try_to_accept(program(desk), batch)


def program(desk: Any) -> Any:
    """A desk of the program itself in the same transaction."""
    return type(desk)(desk.site, desk.registry, SYSTEM, desk.origin, desk.clock, desk.witness)


def try_to_accept(desk: Any, batch: Any) -> None:
    """Accept by policy; what stands against it is left to a person."""
    if not against_acceptance(desk, batch):
        desk.transition(batch, 'accept')


def is_direct(desk: Any, batch: Any) -> bool:
    """Whether every target of the batch takes scans without quality control."""
    targets = [scan_target for _target, scan_target in targets_of(desk, batch).values()]
    return bool(targets) and all(each is not None and each.direct() for each in targets)


def require_target(desk: Any, record: Any) -> Any:
    """The IScanTarget of a record that may receive scans from this person now; `Hindered` with every reason if not."""
    desk.require(Permission.INGEST, record)
    scan_target = desk.registry.adapt(record, IScanTarget)
    if refusals := against_target(desk, record, scan_target):
        raise Hindered(*refusals)
    return scan_target


@implementer(IReadingEnd)
class BatchReading:
    """A batch is told of each file of its documents that was read."""

    def __init__(self, batch: Any) -> None:
        self.batch = batch

    def read(self, desk: Any, record: Any, number: int) -> bool:
        """Count the pages and lead the batch on; True when the record waits for a person now."""
        reading = states_of(desk.site).of(record.id)[number]
        tally.count(desk, self.batch, tally.PAGES, reading.pages or 0)
        # Documents that separator sheets make of it now wait for control as well.
        states_for_writing(desk.site).set(record.id, number, Stage.IN_QUALITY_CONTROL, desk.clock.now(), reading.causes)
        self.batch.touch()
        settle(desk, self.batch)
        return desk.live(record) and record.__parent__ is self.batch
