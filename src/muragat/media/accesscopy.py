"""Access copies of records: made from the stored words, by the page plan, again when either has changed."""

import hashlib
import json
import shutil
from collections.abc import Iterable, Iterator
from functools import partial
from itertools import islice
from pathlib import Path
from typing import Any, NamedTuple

from muragat.kernel.access import Permission
from muragat.kernel.errors import Hindered, Refusal
from muragat.kernel.i18n import _
from muragat.kernel.jobs import Priority, State
from muragat.kernel.work import Task
from muragat.media.originals import Original, originals_of
from muragat.media.plan import PlannedPage, kept_pages
from muragat.media.renditions import RenditionStore, renderer_of, store_of
from muragat.media.texts import PageText, texts_of
from muragat.ports.accesscopy import CopyPage, IAccessCopy
from muragat.ports.faults import Failed, fault
from muragat.ports.pages import IPageSource
from muragat.ports.renditions import IRenditions
from muragat.ports.words import Word

COPY = 'media.access_copy'
#: Where copies lie in the store of renditions, so that they are bounded with them.
SHELF, FILE = 'ac', 'copy.pdf'
#: Longest side of a picture in the copy, in pixels.
LONGEST = 10_000
#: A page that cannot be shown: A4.
EMPTY = (2480, 3508, 300.0)
#: Pages on which the finished copy is checked, and the share of words that must be found in their places.
CHECKED, FOUND = 5, 0.95
#: Jobs that are looked through for one that is put up already.
LOOKED = 1000


class Sheet(NamedTuple):
    """A page of the plan with what it is made from."""

    page: PlannedPage
    original: Original
    text: PageText | None


def sheets(site: Any, record_id: int) -> Iterator[Sheet]:
    """The pages that the copy has, in order."""
    sheaf, texts = originals_of(site).sheaf(record_id), texts_of(site)
    if sheaf is None:
        return
    for page in kept_pages(site, record_id):
        yield Sheet(page, sheaf.files[page.file][page.version - 1], texts.page(record_id, *page.spot))


def key_of(site: Any, record_id: int) -> str:
    """Changes with everything that the copy shows; '' when there is nothing to show."""
    facts = [[each.original.sha256, each.page.index, each.page.rotation,
              each.text and each.text._p_oid and each.text._p_oid.hex()] for each in sheets(site, record_id)]
    return hashlib.sha256(json.dumps(facts).encode()).hexdigest() if facts else ''


def copy_of(site: Any, settings: Any, record_id: int) -> Path | None:
    """The copy of a record as it is now; None when it must be made first. Rights are the caller's business."""
    key = key_of(site, record_id)
    path = _place(store_of(settings), record_id, key) / FILE
    return path if key and path.is_file() else None


def ask_for_copy(desk: Any, record: Any) -> Any:
    """Put up the job that makes the copy, unless one waits; gives the job. `Hindered` when there is nothing to copy."""
    desk.require(Permission.DOWNLOAD, record)
    if not key_of(desk.site, record.id):
        raise Hindered(Refusal('no_pages', _('There are no pages of which a copy could be made.')))
    for state in (State.WAITING, State.RUNNING):
        for job in desk.site.jobs.list(state, LOOKED):
            if job.kind == COPY and job.arguments['record'] == record.id:
                return job
    return put_up(desk, record)


def put_up(desk: Any, record: Any, priority: str = Priority.NORMAL) -> Any:
    """Put up the job that makes the copy; one that finds the copy made does nothing. Rights are the caller's
    business."""
    return desk.site.jobs.enqueue(COPY, {'record': record.id}, desk.principal.id, desk.clock.now(), priority)


def make(task: Task) -> dict[str, Any]:
    """Compose the copy, check it and put it in its place; what was there before goes."""
    house, record_id = task.house, int(task.arguments['record'])
    store = store_of(house.settings)

    def wanted(desk: Any) -> tuple[str, str, int]:
        record = desk.site.ids.get(record_id)
        title = desk.registry.type_of(record).label(record, 'kk') if record is not None else ''
        return key_of(desk.site, record_id), title, len(kept_pages(desk.site, record_id))

    key, title, count = task.run(wanted)
    if not key:
        return {'pages': 0}
    target = _place(store, record_id, key)
    if not (target / FILE).is_file():
        with store.unfinished() as folder:
            made = house.ports[IAccessCopy].compose(_pages(task, folder, count), folder, title, 'kk')
            _check(task, made, count)
            shutil.rmtree(target.parent, ignore_errors=True)
            target.mkdir(parents=True)
            made.rename(target / FILE)
    return {'pages': count, 'size': (target / FILE).stat().st_size}


def forget_copies(store: RenditionStore, record_id: int) -> None:
    """Remove the copies of a record that is destroyed."""
    shutil.rmtree(store.root / SHELF / str(record_id), ignore_errors=True)


def _place(store: RenditionStore, record_id: int, key: str) -> Path:
    return store.root / SHELF / str(record_id) / key


def _pages(task: Task, folder: Path, count: int) -> Iterator[CopyPage]:
    """Page by page, so that memory does not grow with their number."""
    for place in range(count):
        task.tell(place, count)
        sheet = task.run(partial(_loaded_of, task.arguments['record'], place))
        if sheet is not None:
            yield _page(task, folder, place, *sheet)


def _loaded_of(record_id: int, place: int, desk: Any) -> Any:
    return _loaded(desk.site, record_id, place)


def _loaded(site: Any, record_id: int, place: int) -> tuple[PlannedPage, Original, Path, Any, tuple[Word, ...]] | None:
    sheet = next(islice(sheets(site, record_id), place, None), None)
    if sheet is None:
        return None
    sheet.original._p_activate()
    path = Path(sheet.original.blob.committed())
    canvas, words = (sheet.text.canvas, sheet.text.words) if sheet.text is not None else (None, ())
    return sheet.page, sheet.original, path, canvas, words


def _page(task: Task, folder: Path, place: int, page: PlannedPage, original: Original, path: Path,
          canvas: tuple[int, int, float] | None, words: tuple[Word, ...]) -> CopyPage:
    ports, out = task.house.ports, folder / f'page-{place}'
    out.mkdir()
    try:
        if original.quarantine:
            raise Failed(fault('kind', 'quarantined'))
        image = ports[IPageSource].render(path, original.media_type, page.index, out,
                                          limits=renderer_of(task.house).limits)
        dots = task.house.settings['accesscopy.dpi'] / image.dpi
        side = min(LONGEST, round(max(image.width, image.height) * min(1.0, dots)))
        picture = ports[IRenditions].pictures(image, folder, (side,))[0].path.rename(folder / f'page-{place}.jpg')
    except Failed:
        return CopyPage(None, *(canvas or EMPTY), words, page.rotation)
    finally:
        shutil.rmtree(out, ignore_errors=True)
    width, height, dpi = canvas if canvas and canvas[0] else (image.width, image.height, image.dpi)
    return CopyPage(picture, width, height, dpi, words, page.rotation)


def _check(task: Task, made: Path, count: int) -> None:
    """Open the copy as any reader would, and find the words of some pages in their places; `Failed` otherwise."""
    source = task.house.ports[IPageSource]
    if source.look(made, 'application/pdf').pages != count:
        raise Failed(fault('damaged', 'pages are missing in the copy'))
    for place in range(0, count, max(1, count // CHECKED)):
        sheet = task.run(partial(_loaded_of, task.arguments['record'], place))
        if sheet is None or sheet[0].rotation or not sheet[3] or not sheet[4]:
            continue
        found = source.layer(made, place, int(sheet[3][2]))
        if in_place(sheet[4], found) < FOUND:
            raise Failed(fault('damaged', f'words of page {place + 1} are not in their places in the copy'))


def in_place(wanted: Iterable[Word], found: Iterable[Word]) -> float:
    """Share of words that are found with their middle inside the box that they ought to have."""
    places: dict[str, list[tuple[float, float]]] = {}
    for word in found:
        places.setdefault(word.text, []).append((word.left + word.width / 2, word.top + word.height / 2))
    total = hits = 0
    for word in wanted:
        total += 1
        hits += any(word.left - 2 <= x <= word.left + word.width + 2 and word.top - 2 <= y <= word.top + word.height + 2
                    for x, y in places.get(word.text, ()))
    return hits / total if total else 1.0
