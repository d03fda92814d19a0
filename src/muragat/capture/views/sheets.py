"""What the contact sheet of a batch shows: documents with their pages, and what is wrong with each."""

from collections.abc import Iterable
from typing import Any, NamedTuple

from muragat.capture.batch import documents_of, target_of
from muragat.capture.findings import Finding, findings_of
from muragat.capture.workbench import Pick
from muragat.kernel.errors import NotVisible
from muragat.kernel.i18n import _
from muragat.kernel.interfaces import IScanTarget
from muragat.media.plan import ELSEWHERE, REPLACED, SEPARATOR, PlannedPage, Spot, pages_of
from muragat.media.states import Stage, stage_of
from muragat.web.addresses import href

#: Documents on one page of the screen; more pages than this are shown only when one document has them.
MOST_PAGES = 200

DROPPED = {SEPARATOR: _('Separator sheet'), REPLACED: _('Replaced by a better page')}


class Tile(NamedTuple):
    """One page on the contact sheet."""

    #: What the form sends when the page is chosen.
    token: str
    page: PlannedPage
    #: What a citation calls it; '' when it is left out.
    sheet: str
    place: int
    findings: list[Finding]
    picture: str
    address: str
    #: Why it is left out, in words; '' when it is not.
    dropped: str


class Paper(NamedTuple):
    """One document on the contact sheet."""

    document: Any
    #: IScanTarget's words, '' when the target is hidden or gone.
    target: str
    #: Address of the target.
    target_address: str
    #: Whether a separator sheet sent it elsewhere than the batch.
    aimed: bool
    stage: Stage | None
    findings: list[Finding]
    tiles: list[Tile]


class ContactSheet(NamedTuple):
    """A part of a batch."""

    papers: list[Paper]
    #: What is about the whole batch.
    findings: list[Finding]
    #: Code -> how many findings there are in the whole batch.
    counts: dict[str, int]
    part: int
    parts: int
    pages: int


def contact_sheet(request: Any, batch: Any, part: int = 1, only_found: bool = False) -> ContactSheet:
    """A part of the batch with all its findings; `only_found`: only pages with which something is wrong."""
    found = findings_of(request.desk, batch)
    by_page: dict[tuple[int, Spot | None], list[Finding]] = {}
    counts: dict[str, int] = {}
    for finding in found:
        by_page.setdefault((finding.document, finding.spot), []).append(finding)
        counts[finding.code] = counts.get(finding.code, 0) + 1
    papers = [_paper(request, batch, each, by_page, only_found) for each in documents_of(batch)]
    if only_found:
        papers = [paper for paper in papers if paper.tiles or paper.findings]
    parts = _parted(papers)
    part = min(max(part, 1), len(parts))
    return ContactSheet(parts[part - 1], by_page.get((0, None), []), counts, part, len(parts),
                        sum(1 for paper in papers for tile in paper.tiles if not tile.dropped))


def _parted(papers: list[Paper]) -> list[list[Paper]]:
    parts: list[list[Paper]] = [[]]
    count = 0
    for paper in papers:
        if parts[-1] and count + len(paper.tiles) > MOST_PAGES:
            parts.append([])
            count = 0
        parts[-1].append(paper)
        count += len(paper.tiles)
    return parts


def _paper(request: Any, batch: Any, document: Any, found: dict[tuple[int, Spot | None], list[Finding]],
           only_found: bool) -> Paper:
    desk = request.desk
    target = target_of(desk, batch, document)
    seen = target is not None and desk.visible(target)
    scan_target = desk.registry.adapt(target, IScanTarget) if seen else None
    told = stage_of(desk.site, document.id)
    tiles = [tile for tile in _tiles(desk.site, document, found) if tile.findings or not only_found]
    return Paper(document, scan_target.title(request.language) if scan_target is not None else '',
                 href(target) if seen else '', batch.targets is not None and document.id in batch.targets,
                 told[0] if told is not None else None, found.get((document.id, None), []), tiles)


def _tiles(site: Any, document: Any, found: dict[tuple[int, Spot | None], list[Finding]]) -> Iterable[Tile]:
    place = 0
    for page in pages_of(site, document.id):
        if page.dropped == ELSEWHERE:
            continue
        place += not page.dropped
        sheet = '' if page.dropped else page.label or str(place)
        token = token_of(Pick(document.id, page.spot))
        address = '' if page.dropped else href(document, 'view', page=place)
        yield Tile(token, page, sheet, place, found.get((document.id, page.spot), []),
                   href(document.__parent__, 'picture', of=token), address, DROPPED.get(page.dropped, page.dropped))


def token_of(pick: Pick) -> str:
    """A page as a form names it."""
    return '.'.join(str(each) for each in (pick.document, *pick.spot))


def pick_of(token: str) -> Pick:
    """The page that a form names; `NotVisible` when it names none."""
    parts = token.split('.')
    if len(parts) != 4 or not all(each.isascii() and each.isdigit() and len(each) < 17 for each in parts):
        raise NotVisible
    document, file, version, index = (int(each) for each in parts)
    return Pick(document, Spot(file, version, index))
