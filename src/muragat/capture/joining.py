"""Joining and parting documents: the pages of one become pages of another, while both hold the same originals."""

from collections.abc import Iterable
from typing import Any

from muragat.media.plan import ELSEWHERE, Pages, PlannedPage, Spot, pages_of
from muragat.media.sharing import share


def carried(desk: Any, source: Any, target: Any, pages: Pages, more: Iterable[int] = ()) -> dict[Spot, PlannedPage]:
    """Pages of a record as pages of another, which holds their files, and `more`, from now on; by what they were."""
    now = desk.clock.now()
    files = dict.fromkeys((*(page.file for page in pages), *more))
    numbers = {file: share(desk.site, source.id, file, target.id, now) for file in files}
    return {page.spot: page._replace(file=numbers[page.file]) for page in pages}


def parted(desk: Any, source: Any, target: Any, pages: Pages, wanted: Pages) -> Pages:
    """What the plan of a new record is when it takes the wanted ones of the pages: the rest stands elsewhere."""
    there = carried(desk, source, target, wanted)
    files = {page.file for page in wanted}
    rest = tuple(page for page in pages if page.file in files and page not in wanted)
    return (*there.values(), *(page._replace(file=_there(there, page), dropped=ELSEWHERE) for page in rest))


def _there(carried_pages: dict[Spot, PlannedPage], page: PlannedPage) -> int:
    return next(now.file for was, now in carried_pages.items() if was.file == page.file)


def joined(desk: Any, target: Any, source: Any, files: Iterable[int] = ()) -> Pages:
    """What the plan of a record is when the pages of another one stand after its own.

    `files`: numbers of files that come along though they have no pages. A page of the target that stood elsewhere,
    namely in the source, comes with the source.
    """
    own = pages_of(desk.site, target.id)
    coming = tuple(carried(desk, source, target, pages_of(desk.site, source.id), files).values())
    wanted = {page.spot for page in coming if page.dropped != ELSEWHERE}
    own = tuple(page for page in own if page.spot not in wanted or page.dropped != ELSEWHERE)
    present = {page.spot for page in own}
    return (*own, *(page for page in coming if page.spot not in present))
