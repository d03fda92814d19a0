"""Page plan: which pages of which originals make a record, in which order and how; the originals stay as they are."""

from collections.abc import Iterable, Mapping
from typing import Any, NamedTuple

from BTrees.LOBTree import LOBTree
from persistent import Persistent

from muragat.media.states import states_of

#: Reasons for which pages are left out that are no words of a person: a separator sheet, a page that stands in another
#: document of the same file, a page in whose place a better one stands.
SEPARATOR, ELSEWHERE, REPLACED = '#separator', '#elsewhere', '#replaced'
#: Name of the first step of a history: the pages as the files brought them.
GROWN = 'plan.grown'

ROTATIONS = (0, 90, 180, 270)

Details = Mapping[str, Any]


class Spot(NamedTuple):
    """A page as it was handed over: number and version of the file, place in it from 0. For ever the same page."""

    file: int
    version: int
    index: int  # type: ignore[assignment]


class PlannedPage(NamedTuple):
    """A page in the plan. `rotation` in degrees clockwise; `label` of the sheet as '3' or '3 об.', '' when none is set;
    `dropped` and `rescan`: the reasons for which it is left out or is to be scanned again, '' when neither."""

    file: int
    version: int
    index: int  # type: ignore[assignment]
    rotation: int = 0
    label: str = ''
    dropped: str = ''
    rescan: str = ''

    @property
    def spot(self) -> Spot:
        """The page of the original."""
        return Spot(self.file, self.version, self.index)


Pages = tuple[PlannedPage, ...]


def _plain(pages: Pages) -> tuple[tuple[Any, ...], ...]:
    """Named tuples become plain ones, so that the database holds no class of theirs."""
    return tuple(tuple(each) for each in pages)


class PlanChange(Persistent):
    """One step of the history: what was done and the pages as they were after it."""

    def __init__(self, number: int, what: str, who: str, when: float, details: Details, pages: Pages) -> None:
        self.number = number
        #: Name of the deed; worded when it is read.
        self.what = what
        #: Principal id.
        self.who = who
        #: Seconds since the epoch, UTC.
        self.when = when
        self.details = dict(details)
        self._pages = _plain(pages)

    @property
    def pages(self) -> Pages:
        """The pages after the step."""
        return tuple(PlannedPage(*each) for each in self._pages)


class PagePlan(Persistent):
    """The plan of one record, with every change that was ever made to it."""

    def __init__(self) -> None:
        self._pages: tuple[tuple[Any, ...], ...] = ()
        #: Number of the last change; 0 before the first.
        self.last = 0
        self.changes = LOBTree()

    @property
    def pages(self) -> Pages:
        """All pages in order, those that are left out too."""
        return tuple(PlannedPage(*each) for each in self._pages)

    @property
    def kept(self) -> Pages:
        """The pages of the record in order, without those that are left out."""
        return tuple(each for each in self.pages if not each.dropped)

    def grow(self, counts: Iterable[tuple[int, int, int]]) -> bool:
        """Put in pages that are not there yet, without history; whether there were any. See `grown`."""
        pages = grown(self.pages, counts)
        if pages == self.pages:
            return False
        self._pages = _plain(pages)
        return True

    def change(self, what: str, pages: Iterable[PlannedPage], who: str, when: float,
               details: Details | None = None) -> PlanChange | None:
        """Set the pages and keep what they were; None and nothing written when they are the same."""
        pages = tuple(pages)
        if pages == self.pages:
            return None
        if not self.last:
            self._note(GROWN, self.pages, who, when, {})
        return self._note(what, pages, who, when, details or {})

    def history(self) -> list[PlanChange]:
        """All changes, the latest first."""
        return list(self.changes.values())[::-1]

    def _note(self, what: str, pages: Pages, who: str, when: float, details: Details) -> PlanChange:
        number = self.last + 1
        told = self.changes[number] = PlanChange(number, what, who, when, details, pages)
        self.last = number
        self._pages = _plain(pages)
        return told


class Plans(Persistent):
    """The page plans of a site by record id."""

    def __init__(self) -> None:
        self.by_record = LOBTree()

    def get(self, record_id: int) -> PagePlan | None:
        """The plan of a record; None when it has no pages yet."""
        found: PagePlan | None = self.by_record.get(record_id)
        return found

    def made(self, record_id: int) -> PagePlan:
        """The plan of a record, made when there is none."""
        found = self.by_record.get(record_id)
        if found is None:
            found = self.by_record[record_id] = PagePlan()
        return found

    def release(self, record_id: int) -> None:
        """Forget the plan of a record that is destroyed."""
        self.by_record.pop(record_id, None)


def plan_of(site: Any, record_id: int) -> PagePlan | None:
    """The plan of a record; None when it has no pages yet."""
    return None if site.plans is None else site.plans.get(record_id)


def plan_for_writing(site: Any, record_id: int) -> PagePlan:
    """The plan of a record with all its pages, made when there is none."""
    if site.plans is None:
        site.plans = Plans()
    plan: PagePlan = site.plans.made(record_id)
    plan.grow(counts_of(site, record_id))
    return plan


def grown(pages: Pages, counts: Iterable[tuple[int, int, int]]) -> Pages:
    """The pages with all those of files (number, newest version, how many pages) that are not among them yet.

    They stand after the last page of the same file, else at the end. Pages of an older version give their place, label
    and rotation to those of the new one.
    """
    for file, version, count in counts:
        pages = tuple(_renewed(pages, file, version, count))
        known = {page.spot for page in pages}
        new = [PlannedPage(file, version, index) for index in range(count) if Spot(file, version, index) not in known]
        places = [place for place, page in enumerate(pages, 1) if page.file == file]
        place = places[-1] if places else len(pages)
        pages = (*pages[:place], *new, *pages[place:])
    return pages


def counts_of(site: Any, record_id: int) -> list[tuple[int, int, int]]:
    """(number, newest version, pages) of the files of a record whose pages were counted."""
    readings = sorted(states_of(site).of(record_id).items())
    return [(number, reading.version, reading.pages) for number, reading in readings if reading.pages]


def pages_of(site: Any, record_id: int) -> Pages:
    """The pages of a record in the order of its plan, those that are left out too; writes nothing."""
    plan = plan_of(site, record_id)
    return grown(plan.pages if plan is not None else (), counts_of(site, record_id))


def kept_pages(site: Any, record_id: int) -> Pages:
    """The pages that a reader is shown, in order."""
    return tuple(page for page in pages_of(site, record_id) if not page.dropped)


def sheet_of(site: Any, record_id: int, spot: Spot) -> str:
    """What a citation calls a page: the label of its sheet, else its place among those shown; empty when it is none."""
    for place, page in enumerate(kept_pages(site, record_id), 1):
        if page.spot == spot:
            return page.label or str(place)
    return ''


def _renewed(pages: Pages, file: int, version: int, count: int) -> Iterable[PlannedPage]:
    for page in pages:
        if page.file == file and page.version < version:
            if page.index < count:
                yield page._replace(version=version, rescan='')
        else:
            yield page
