"""Separation: separator sheets among the pages of a batch begin documents and name their targets."""

from collections.abc import Iterator
from typing import Any, NamedTuple

from muragat.capture import facts
from muragat.capture.batch import Batch, SlipSeen, documents_of
from muragat.capture.joining import parted
from muragat.capture.slips import Slip, slip_on
from muragat.kernel.interfaces import IScanTarget
from muragat.media.plan import ELSEWHERE, SEPARATOR, Pages, PlannedPage, kept_pages, pages_of, plan_for_writing
from muragat.media.texts import texts_of


class Section(NamedTuple):
    """Pages of one document up to the next sheet or label; `slip` is what they follow, None before the first."""

    slip: Slip | None
    pages: Pages


def separate(desk: Any, batch: Batch) -> int:
    """Follow the slips of documents that were not looked through yet; how many were met. Asks for no right.

    A target that was named holds for all that was scanned after it, until the next slip.
    """
    aimed, met = 0, 0
    for document in list(documents_of(batch)):
        if document.id in batch.separated:
            aimed = batch.targets.get(document.id, 0) if batch.targets is not None else 0
            continue
        aimed, count = _separate_document(desk, batch, document, aimed)
        met += count
    if met:
        desk.fact(facts.SEPARATED, batch, count=met)
    return met


def _separate_document(desk: Any, batch: Batch, document: Any, aimed: int) -> tuple[int, int]:
    pages = pages_of(desk.site, document.id)
    slips = slips_of(desk.site, document.id)
    sections = list(sections_of(tuple(page for page in pages if not page.dropped), slips))
    sheets = {spot for spot, slip in slips.items() if slip.is_sheet}
    _keep(desk, batch, document, slips, sheets)
    batch.separated |= {document.id}
    first, *rest = sections or [Section(None, ())]
    aimed = _aim(desk, batch, document, first.slip, aimed)
    own = {page.spot for page in first.pages}
    left = tuple(page._replace(dropped=SEPARATOR) if page.spot in sheets and not page.dropped
                 else page if page.dropped or page.spot in own else page._replace(dropped=ELSEWHERE) for page in pages)
    for section in rest:
        made = _document_of(desk, batch, document, pages, section)
        batch.separated |= {made.id}
        aimed = _aim(desk, batch, made, section.slip, aimed)
    _set(desk, document.id, left)
    return aimed, len(slips)


def slips_of(site: Any, record_id: int) -> dict[Any, Slip]:
    """The slips that were read on pages of a record, by page."""
    texts, found = texts_of(site), {}
    for page in kept_pages(site, record_id):
        text = texts.page(record_id, *page.spot)
        slip = slip_on(text.codes) if text is not None else None
        if slip is not None:
            found[page.spot] = slip
    return found


def sections_of(pages: Pages, slips: dict[Any, Slip]) -> Iterator[Section]:
    """The pages in sections, each without its sheet; of sheets that follow each other the last one counts."""
    slip: Slip | None = None
    gathered: list[PlannedPage] = []
    for page in pages:
        here = slips.get(page.spot)
        if here is not None:
            if gathered:
                yield Section(slip, tuple(gathered))
            slip, gathered = here, []
        if here is None or not here.is_sheet:
            gathered.append(page)
    if gathered or slip is not None:
        yield Section(slip, tuple(gathered))


def _document_of(desk: Any, batch: Batch, document: Any, pages: Pages, section: Section) -> Any:
    """A new document of the batch with the pages of a section."""
    number = desk.next_number(batch)
    title = {language: f'{text} ({number})' for language, text in document.title.items()}
    made = desk.create(batch, desk.registry.type_of(document), {'title': title})
    _set(desk, made.id, parted(desk, document, made, pages, section.pages))
    return made


def _set(desk: Any, record_id: int, pages: Pages) -> None:
    plan = plan_for_writing(desk.site, record_id)
    if plan.change(facts.SEPARATED, pages, desk.principal.id, desk.clock.now()) is not None:
        desk.site.dirty.touch(record_id)


def _aim(desk: Any, batch: Batch, document: Any, slip: Slip | None, aimed: int) -> int:
    """Let the document go where its slip says, else where the one before it goes; gives that target, 0 the batch's."""
    if slip is not None and slip.record and slip.record != aimed:
        target = desk.site.ids.get(slip.record)
        live = target is not None and desk.live(target)
        if live and desk.registry.adapt(target, IScanTarget) is not None:
            aimed = slip.record
        else:
            desk.fact(facts.SLIP_LOST, batch, named=str(slip.record), document=document.id)
    if aimed and aimed != batch.target:
        batch.aim(document.id, aimed)
    return aimed


def _keep(desk: Any, batch: Batch, document: Any, slips: dict[Any, Slip], sheets: set[Any]) -> None:
    seen = tuple(SlipSeen(document.id, file, version, index, slip.record)
                 for (file, version, index), slip in slips.items() if (file, version, index) in sheets)
    if seen:
        batch.slips += seen
