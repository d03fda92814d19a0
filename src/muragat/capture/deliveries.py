"""Deliveries: beginning a batch, and putting received files into it or straight into a target."""

from collections.abc import Iterable
from typing import Any, NamedTuple

from muragat.capture import tally
from muragat.capture.acceptance import program, require_target
from muragat.capture.batch import ROOT, Batch, documents_of, target_of
from muragat.capture.facts import BEGUN
from muragat.capture.interfaces import EACH, ONE
from muragat.capture.states import RECEIVING, RETURNED
from muragat.kernel.access import Permission, Role
from muragat.kernel.errors import Hindered, NotVisible, Refusal
from muragat.kernel.folder import Folder
from muragat.kernel.i18n import _
from muragat.kernel.interfaces import IScanTarget
from muragat.media.service import FileOf, Files
from muragat.media.staging import Staged


class Delivered(NamedTuple):
    """A file that was kept: the record that holds it and which of its files it is."""

    record: Any
    file: FileOf


def begin(desk: Any, target: Any, *, expected: int | None = None, operator: str = '', languages: Iterable[str] = (),
          gathering: str = EACH, remark: str = '') -> Batch:
    """A new batch of scans for a target; `operator` is a principal id, empty for the person of the desk.

    `expected` sheets are those of the target's description when none are given. Who has no role where batches stand,
    but may take in scans for the target, gets one on his batch alone.
    """
    scan_target = require_target(desk, target)
    root = desk.site.get(ROOT)
    if root is None:
        raise NotVisible
    values = {'target': target.id, 'expected': scan_target.expected() if expected is None else expected,
              'languages': tuple(languages), 'gathering': gathering, 'remark': remark}
    batch: Batch
    if desk.may(Permission.ADD, root, 'batch'):
        batch = desk.add(root, 'batch', values)
    else:
        batch = desk.create(root, desk.registry.types['batch'], values)
        for who in dict.fromkeys((desk.principal.id, operator or desk.principal.id)):
            program(desk).grant(batch, who, Role.SCANNING_OPERATOR)
    if operator and operator != desk.principal.id:
        batch.operator = operator
        desk.fact(BEGUN, batch, operator=operator)
    return batch


def deliver(desk: Any, files: Files, batch: Batch, staged: Staged, filename: str,
            languages: Iterable[str] = ()) -> Delivered:
    """Keep a received file in a batch that receives: as a document of its own, or with those before it.

    `languages` of the text; those of the batch when none are given. Bar codes of its pages are read for separator
    sheets. The caller discards the staged file after the commit.
    """
    desk.require(Permission.INGEST, batch)
    if batch.state == RETURNED:
        desk.transition(batch, 'more')
    batch.rely()
    if batch.state != RECEIVING:
        raise Hindered(Refusal('not_receiving', _('The batch does not receive scans any more.')))
    document = _open_document(batch) if batch.gathering == ONE else None
    if document is None:
        document = _new_document(desk, batch, filename)
    wishes = {'languages': list(languages) or list(batch.languages), 'codes': True}
    kept = files.attach(document, staged, filename, wishes=wishes)
    tally.count(desk, batch, tally.FILES)
    return Delivered(document, kept)


def deliver_into(desk: Any, files: Files, target: Any, staged: Staged, filename: str,
                 languages: Iterable[str] = (), who: str = '') -> Delivered:
    """Keep a received file in its target at once: the target's policy is direct, or the person may accept scans.

    `who`: principal id of the operator for whom it counts; the person of the desk when empty.
    """
    scan_target = require_target(desk, target)
    if not scan_target.direct():
        desk.require(Permission.ACCEPT, target)
    record = target
    if isinstance(target, Folder):
        kind = desk.registry.types[scan_target.kind]
        record = desk.create(target, kind, scan_target.values(filename))
    kept = files.attach(record, staged, filename, wishes={'languages': list(languages)})
    tally.count_for(desk, who or desk.principal.id, tally.FILES)
    return Delivered(record, kept)


def _open_document(batch: Batch) -> Any:
    """The document that takes the next file when all files are one: the last that was not separated yet."""
    last = list(documents_of(batch))[-1:]
    return last[0] if last and last[0].id not in batch.separated else None


def _new_document(desk: Any, batch: Batch, filename: str) -> Any:
    target = target_of(desk, batch)
    scan_target = desk.registry.adapt(target, IScanTarget) if target is not None else None
    if scan_target is None:
        raise Hindered(Refusal('no_target', _('The target of the batch takes no scans any more.')))
    kind = desk.registry.types[scan_target.kind]
    return desk.create(batch, kind, scan_target.values(filename))
