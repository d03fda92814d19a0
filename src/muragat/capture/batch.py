"""Batch: scans of one operator for one target, real records in a zone of their own until they are accepted."""

from collections.abc import Iterator, Mapping
from typing import Any, NamedTuple

from BTrees.LLBTree import LLBTree
from BTrees.LOBTree import LOBTree
from persistent import Persistent

from muragat.capture.interfaces import EACH, ONE, IBatch, ICapture
from muragat.kernel.fields import stored
from muragat.kernel.folder import Folder
from muragat.kernel.interfaces import IScanTarget
from muragat.media.plan import Pages, PlannedPage, kept_pages
from muragat.media.states import stage_of

__all__ = ['EACH', 'ONE', 'Batch', 'Capture', 'Deed', 'SlipSeen', 'documents_of', 'operator_of', 'still_read',
           'target_of', 'targets_of']

#: Serial of an object that was never stored.
_NEW = bytes(8)
#: Name of the root of all batches below the site.
ROOT = 'capture'


class SlipSeen(NamedTuple):
    """A separator sheet that was met in a batch: where it lies and what it said. It goes into no record."""

    document: int
    file: int
    version: int
    index: int  # type: ignore[assignment]
    #: Id of the record that it names; 0 when it names none.
    target: int


class Deed(Persistent):
    """What an operator did to pages of a batch in one step, so that it can be undone in one step."""

    undone = False

    def __init__(self, number: int, what: str, who: str, when: float, details: Mapping[str, Any],
                 before: Mapping[int, Pages], after: Mapping[int, Pages], made: tuple[int, ...] = (),
                 gone: tuple[int, ...] = ()) -> None:
        self.number = number
        #: Name of the deed; worded when it is read.
        self.what = what
        #: Principal id.
        self.who = who
        #: Seconds since the epoch, UTC.
        self.when = when
        self.details = dict(details)
        self._before = {record: _plain(pages) for record, pages in before.items()}
        self._after = {record: _plain(pages) for record, pages in after.items()}
        #: Ids of documents that the deed made, and of those it put into the trash.
        self.made = made
        self.gone = gone

    @property
    def before(self) -> dict[int, Pages]:
        """Document id -> its pages before the deed."""
        return {record: tuple(PlannedPage(*each) for each in pages) for record, pages in self._before.items()}

    @property
    def after(self) -> dict[int, Pages]:
        """Document id -> its pages after the deed."""
        return {record: tuple(PlannedPage(*each) for each in pages) for record, pages in self._after.items()}


def _plain(pages: Pages) -> tuple[tuple[Any, ...], ...]:
    return tuple(tuple(each) for each in pages)


@stored(ICapture)
class Capture(Folder):
    """The root of all batches; keeps the figures of operators by day."""

    type_name = 'capture'
    #: capture.tally.Tally, made with the first figure.
    tally: Any = None


@stored(IBatch)
class Batch(Folder):
    """Documents in the order in which they were scanned."""

    type_name = 'batch'
    #: Principal id of who scans, for whom it counts; '' when it is who began the batch. Nobody edits it.
    operator: str = ''
    #: LLBTree document id -> id of the target that a separator sheet named for it.
    targets: Any = None
    #: Separator sheets that were met, in order.
    slips: tuple[SlipSeen, ...] = ()
    #: Ids of documents that were looked through for separator sheets.
    separated: frozenset[int] = frozenset()
    #: LOBTree number -> Deed.
    deeds: Any = None

    def aim(self, document_id: int, target_id: int) -> None:
        """A document goes to another target than the batch."""
        if self.targets is None:
            self.targets = LLBTree()
        self.targets[document_id] = target_id

    def touch(self) -> None:
        """Let whoever leads the batch on at the same moment meet a conflict and look again at how things stand."""
        self._p_changed = True

    def rely(self) -> None:
        """Meet a conflict when the batch was led on at the same moment; others who rely on it are not disturbed."""
        if self._p_jar is not None and self._p_serial != _NEW:
            self._p_jar.readCurrent(self)

    def keep(self, deed: Deed) -> None:
        """Keep a deed."""
        self.touch()
        if self.deeds is None:
            self.deeds = LOBTree()
        self.deeds[deed.number] = deed

    @property
    def next_deed(self) -> int:
        """Number of the next deed."""
        return self.deeds.maxKey() + 1 if self.deeds else 1

    def last_deed(self) -> Deed | None:
        """The last deed that was not undone; None when there is none."""
        deeds = reversed(list(self.deeds.values())) if self.deeds else ()
        return next((deed for deed in deeds if not deed.undone), None)


def documents_of(batch: Batch) -> Iterator[Any]:
    """The documents of a batch in order."""
    return iter(batch.values())


def operator_of(batch: Batch) -> str:
    """Principal id of who scans."""
    return batch.operator or batch.created_by


def still_read(site: Any, document: Any) -> bool:
    """Whether files of the document are still being read."""
    told = stage_of(site, document.id)
    return told is not None and not told[0].ended


def target_of(desk: Any, batch: Batch, document: Any = None) -> Any:
    """The record that the batch, or one document of it, goes to, whoever may see it; None when it is gone."""
    wanted = batch.targets.get(document.id) if document is not None and batch.targets is not None else None
    record = desk.site.ids.get(wanted or batch.target)
    return record if record is not None and desk.live(record) else None


def targets_of(desk: Any, batch: Batch) -> dict[int, tuple[Any, Any]]:
    """Document id -> (target, its IScanTarget or None) for documents that have pages or are read without any."""
    found = {}
    for document in documents_of(batch):
        if has_content(desk.site, document):
            target = target_of(desk, batch, document)
            found[document.id] = (target, None if target is None else desk.registry.adapt(target, IScanTarget))
    return found


def has_content(site: Any, document: Any) -> bool:
    """Whether something of the document goes to its target: not when all its pages were left out."""
    plan = site.plans.get(document.id) if site.plans is not None else None
    return plan is None or not plan.pages or bool(kept_pages(site, document.id))


def sheets_in(pages: Pages) -> int:
    """Sheets of paper among pages: '3' and '3 об.' are one; a page without a label counts as a sheet."""
    labelled = {page.label.split()[0] for page in pages if page.label.strip() and not page.dropped}
    return len(labelled) + sum(1 for page in pages if not page.label.strip() and not page.dropped)
