"""The workbench: what an operator does to the pages of a batch, each deed one step that can be undone."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import Any, NamedTuple

from muragat.capture import facts, tally
from muragat.capture.batch import Batch, Deed, documents_of, still_read
from muragat.capture.joining import joined, parted
from muragat.capture.states import CONTROL, RECEIVING, RETURNED
from muragat.kernel.access import Permission
from muragat.kernel.errors import Hindered, Invalid, NotVisible, Refusal
from muragat.kernel.i18n import _
from muragat.kernel.record import path
from muragat.media.plan import (
    ELSEWHERE,
    REPLACED,
    ROTATIONS,
    Pages,
    PlannedPage,
    Spot,
    kept_pages,
    pages_of,
    plan_for_writing,
)

LONGEST_REASON = 500
LONGEST_LABEL = 20
VERSO = 'об.'
_OPEN = (RECEIVING, CONTROL, RETURNED)


class Pick(NamedTuple):
    """A page that an operator chose."""

    document: int
    spot: Spot


@dataclass(frozen=True)
class Workbench:
    """Deeds on the documents of one batch, in the caller's transaction. The originals are never touched."""

    desk: Any
    batch: Batch

    def rotate(self, picks: Iterable[Pick], degrees: int) -> Deed | None:
        """Turn pages clockwise by 90, 180 or 270 degrees more."""
        if degrees not in ROTATIONS[1:]:
            raise Invalid(Refusal('degrees', _('Pages are turned by 90, 180 or 270 degrees.'), 'degrees'))
        return self._each(facts.ROTATED, picks, lambda page: page._replace(rotation=(page.rotation + degrees) % 360),
                          degrees=degrees)

    def drop(self, picks: Iterable[Pick], reason: str) -> Deed | None:
        """Leave pages out, for a reason; they stay in the files and can be brought back."""
        reason = self._reason(reason)
        deed = self._each(facts.DROPPED, picks, lambda page: page._replace(dropped=reason), reason=reason)
        self._count(tally.DROPPED, deed)
        return deed

    def bring_back(self, picks: Iterable[Pick]) -> Deed | None:
        """Take pages in again that were left out."""
        picks = tuple(picks)
        if any(self._page(pick).dropped == ELSEWHERE for pick in picks):
            raise Hindered(Refusal('elsewhere', _('This page stands in another document; join the two instead.')))
        return self._each(facts.BROUGHT_BACK, picks, lambda page: page._replace(dropped=''))

    def rescan(self, picks: Iterable[Pick], reason: str) -> Deed | None:
        """Ask for pages to be scanned again; the batch is not accepted until they were."""
        reason = self._reason(reason)
        deed = self._each(facts.RESCAN, picks, lambda page: page._replace(rescan=reason), reason=reason)
        self._count(tally.RESCANS, deed)
        return deed

    def no_rescan(self, picks: Iterable[Pick]) -> Deed | None:
        """Pages are good enough after all."""
        return self._each(facts.NO_RESCAN, picks, lambda page: page._replace(rescan=''))

    def name(self, pick: Pick, label: str) -> Deed | None:
        """Write the number of its sheet on a page: '3' or '3 об.'; an empty one takes it off."""
        label = ' '.join(label.split())
        if len(label) > LONGEST_LABEL or not label.isprintable():
            raise Invalid(Refusal('label', _('The number of a sheet is like 3 or 3 об.'), 'label'))
        return self._each(facts.LABELLED, [pick], lambda page: page._replace(label=label), first=label)

    def number(self, document_id: int, first: int, both_sides: bool = False) -> Deed | None:
        """Number the sheets of a document from a number on; with both sides every second page is a back."""
        if not 1 <= first <= 100_000:
            raise Invalid(Refusal('first', _('Sheets are numbered from 1.'), 'first'))
        document, labelled, place = self.document(document_id), [], 0
        for page in pages_of(self.desk.site, document.id):
            if not page.dropped:
                sheet, back = divmod(place, 2) if both_sides else (place, 0)
                page = page._replace(label=f'{first + sheet} {VERSO}' if back else str(first + sheet))
                place += 1
            labelled.append(page)
        return self._do(facts.LABELLED, {document.id: tuple(labelled)}, first=first, both_sides=both_sides)

    def move(self, pick: Pick, before: Spot | None) -> Deed | None:
        """Put a page before another one of its document, or at the end."""
        page = self._page(pick)
        rest = [each for each in pages_of(self.desk.site, pick.document) if each.spot != pick.spot]
        if before is not None and before not in {each.spot for each in rest}:
            raise NotVisible
        place = next((place for place, each in enumerate(rest) if each.spot == before), len(rest))
        return self._do(facts.MOVED, {pick.document: (*rest[:place], page, *rest[place:])},
                        pages=self._places([pick]))

    def split(self, pick: Pick) -> Deed | None:
        """Begin a new document with this page; it stands at the end of the batch's documents and has their target."""
        document = self._settled(pick.document)
        pages, kept = pages_of(self.desk.site, document.id), kept_pages(self.desk.site, document.id)
        place = next((place for place, page in enumerate(kept) if page.spot == pick.spot), 0)
        if not place:
            raise Hindered(Refusal('first_page', _('A document cannot be split before its first page.')))
        told = self._places([pick])
        made, wanted = self.begun_after(document), kept[place:]
        plans = {made.id: parted(self.desk, document, made, pages, wanted),
                 document.id: tuple(page._replace(dropped=ELSEWHERE) if page in wanted else page for page in pages)}
        return self._do(facts.SPLIT, plans, made=(made.id,), pages=told)

    def begun_after(self, document: Any) -> Any:
        """An empty document of the batch with the values and the target of another one; asks for no right."""
        kind = self.desk.registry.type_of(document)
        title = {language: f'{text} ({self.desk.next_number(self.batch)})' for language, text in document.title.items()}
        made = self.desk.create(self.batch, kind, {'title': title})
        if self.batch.targets is not None and document.id in self.batch.targets:
            self.batch.aim(made.id, self.batch.targets[document.id])
        return made

    def merge(self, document_id: int) -> Deed | None:
        """Put the pages of the next document after those of this one; the next document is no more."""
        document = self._settled(document_id)
        following = list(documents_of(self.batch))
        place = following.index(document) + 1
        if place == len(following):
            raise Hindered(Refusal('last_document', _('There is no document after this one.')))
        gone = self._settled(following[place].id)
        before = {document.id: pages_of(self.desk.site, document.id)}
        pages = joined(self.desk, document, gone)
        self.desk.discard(gone, path(document))
        return self._do(facts.MERGED, {document.id: pages}, before, gone=(gone.id,), document=gone.id)

    def replace(self, pick: Pick, file: int) -> Deed | None:
        """Put the first page of a file that was just attached to the document in the place of a page."""
        page = self._page(pick)
        new = PlannedPage(file, 1, 0, label=page.label)
        pages = []
        for each in pages_of(self.desk.site, pick.document):
            if each.spot == pick.spot:
                pages += [new, each._replace(dropped=REPLACED, rescan='')]
            elif each.file != file:
                pages.append(each)
        return self._do(facts.REPLACED, {pick.document: tuple(pages)}, pages=self._places([pick]))

    def undo(self) -> Deed | None:
        """Take the last deed back; None when there is none. What came in since stays."""
        self.require_open()
        deed = self.batch.last_deed()
        if deed is None:
            return None
        if any(not _follows(pages_of(self.desk.site, each), after) for each, after in deed.after.items()):
            raise Hindered(Refusal('changed_since', _('The pages were changed since; this cannot be undone.')))
        for each in deed.gone:
            self._bring_document_back(each)
        for each, before in deed.before.items():
            if each not in deed.made:
                self._set(each, _undone(pages_of(self.desk.site, each), before, deed.after[each]), facts.UNDONE,
                          {'deed': deed.what})
        for each in deed.made:
            self.desk.discard(self.document(each), path(self.batch))
        deed.undone = True
        return deed

    def _bring_document_back(self, document_id: int) -> None:
        item = self.desk.site.trash.get(document_id)
        if item is None:
            raise Hindered(Refusal('gone', _('A document that was joined is not in the trash any more.')))
        name = item.name if item.name not in self.batch else self.desk.next_number(self.batch)
        self.desk.bring_back(item, name)

    def require_open(self) -> None:
        """Go on when the person may edit the batch and it lies open for that."""
        self.desk.require(Permission.EDIT, self.batch)
        if self.batch.state not in _OPEN:
            raise Hindered(Refusal('not_open', _('Pages are worked on while scans are received, in quality control '
                                                 'and after the batch was returned.')))

    def _each(self, what: str, picks: Iterable[Pick], made: Callable[[PlannedPage], PlannedPage],
              **details: Any) -> Deed | None:
        picks = tuple(dict.fromkeys(picks))
        if not picks:
            raise Invalid(Refusal('no_page', _('Choose pages first.')))
        chosen: dict[int, set[Spot]] = {}
        for pick in picks:
            self._page(pick)
            chosen.setdefault(pick.document, set()).add(pick.spot)
        plans = {document: tuple(made(page) if page.spot in spots else page
                                 for page in pages_of(self.desk.site, document))
                 for document, spots in chosen.items()}
        return self._do(what, plans, pages=self._places(picks), **details)

    def _do(self, what: str, plans: Mapping[int, Pages], before: Mapping[int, Pages] | None = None,
            made: tuple[int, ...] = (), gone: tuple[int, ...] = (), **details: Any) -> Deed | None:
        """`before`: what the pages were, when files that came with the deed have added to them already."""
        self.require_open()
        before = before or {document: pages_of(self.desk.site, document) for document in plans}
        if dict(before) == dict(plans) and not gone:
            return None
        for document, pages in plans.items():
            self._set(document, pages, what, details)
        deed = Deed(self.batch.next_deed, what, self.desk.principal.id, self.desk.clock.now(), details, before, plans,
                    made, gone)
        self.batch.keep(deed)
        return deed

    def _set(self, document_id: int, pages: Pages, what: str, details: Mapping[str, Any]) -> None:
        plan = plan_for_writing(self.desk.site, document_id)
        if plan.change(what, pages, self.desk.principal.id, self.desk.clock.now(), details) is not None:
            self.desk.site.dirty.touch(document_id)
            self.desk.fact(what, self.desk.site.ids[document_id], **details)

    def _count(self, what: str, deed: Deed | None) -> None:
        if deed is not None:
            changed = sum(1 for document, pages in deed.after.items()
                          for was, now in zip(deed.before[document], pages, strict=False) if was != now)
            tally.count(self.desk, self.batch, what, changed)

    def document(self, document_id: int) -> Any:
        """A document of the batch that the person sees; `NotVisible` when it is none."""
        self.require_open()
        document = self.desk.site.ids.get(document_id)
        if document is None or document.__parent__ is not self.batch or not self.desk.visible(document):
            raise NotVisible
        return document

    def _settled(self, document_id: int) -> Any:
        document = self.document(document_id)
        if still_read(self.desk.site, document):
            raise Hindered(Refusal('being_read', _('The document is still being read; wait for the end.')))
        return document

    def _page(self, pick: Pick) -> PlannedPage:
        document = self.document(pick.document)
        page = next((page for page in pages_of(self.desk.site, document.id) if page.spot == pick.spot), None)
        if page is None:
            raise NotVisible
        return page

    def _places(self, picks: Iterable[Pick]) -> str:
        """Pages in words: the labels of their sheets, or their places."""
        told = []
        for pick in picks:
            pages = pages_of(self.desk.site, pick.document)
            place = next(place for place, page in enumerate(pages, 1) if page.spot == pick.spot)
            told.append(pages[place - 1].label or str(place))
        return ', '.join(told)

    def _reason(self, reason: str) -> str:
        reason = reason.strip()
        if not reason or reason.startswith('#') or len(reason) > LONGEST_REASON:
            raise Invalid(Refusal('no_reason', _('Give the reason.'), 'reason'))
        return reason


def _follows(pages: Pages, after: Pages) -> bool:
    """Whether the pages are those after a deed, but for pages that came in since."""
    known = {page.spot for page in after}
    return tuple(page for page in pages if page.spot in known) == after


def _undone(pages: Pages, before: Pages, after: Pages) -> Pages:
    """The pages before a deed; what the deed itself brought in is left out, what came in since stays."""
    was, brought = {page.spot for page in before}, {page.spot for page in after}
    rest = (page for page in pages if page.spot not in was)
    return (*before, *(page._replace(dropped=ELSEWHERE) if page.spot in brought else page for page in rest))
