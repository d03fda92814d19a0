"""All pages of a file, several at a time; each is committed when it is read."""

import logging
import shutil
from collections.abc import Iterable

from muragat.capture.pipeline.context import Context, Mode, Work
from muragat.capture.pipeline.crew import Crew
from muragat.capture.pipeline.outcome import Outcome
from muragat.capture.pipeline.page import PageContext, PageResult, PageStep
from muragat.capture.pipeline.page_steps import PAGE_STEPS
from muragat.kernel.desk import Desk
from muragat.media.causes import Cause, cause
from muragat.media.states import states_of
from muragat.media.texts import Source, texts_for_writing, texts_of
from muragat.ports.faults import Failed, Fault, fault

logger = logging.getLogger(__name__)

#: Times that a page may be begun without an end before it counts as one that kills its worker.
BEGINNINGS = 3
#: Seconds for each page that was read, between two times a long file is indexed: fifty times what indexing costs.
SECONDS_A_PAGE = 0.25


class Pages:
    """Tells `words`, and `failed`: pages that could not be read."""

    name = 'pages'

    def __init__(self, crew: Crew, steps: tuple[PageStep, ...] = PAGE_STEPS) -> None:
        self._crew = crew
        self._steps = steps

    def wanted(self, context: Context, work: Work) -> bool:
        """When there are pages."""
        return bool(work.told('look').get('pages'))

    def run(self, context: Context, work: Work) -> Outcome:
        """Read what is not read yet; what was read before a worker was killed stays."""
        total, believed = int(work.told('look')['pages']), bool(work.told('layer').get('believed'))
        done = self._done(context)
        begun = frozenset(done)
        context.task.tell(len(done), total)
        wanted = (PageContext(context, index, work.folder / f'page-{index}', believed)
                  for index in range(total) if index not in begun)
        failed: dict[int, Fault] = {}
        touched = context.task.house.clock.now()
        for result in self._crew.each(self._read, wanted, lambda: context.task.tell(len(done), total)):
            if result.fault is not None:
                failed[result.index] = result.fault
                continue
            done.add(result.index)
            now = context.task.house.clock.now()
            index_now = now - touched >= pause_before_index(context.settings['capture.index_seconds'], len(done))
            touched = now if index_now else touched
            self._keep(context, result, len(done), index_now)
        return self._outcome(context, failed)

    def _done(self, context: Context) -> set[int]:
        """Pages that need not be read by this job any more."""
        def found(desk: Desk) -> set[int]:
            texts = texts_of(desk.site)
            if context.mode == Mode.RETRY:
                return {index for index, text in texts.pages(*context.place)
                        if not text.note or text.read_by(context.job)}
            return {index for index, text in texts.pages(*context.place)
                    if text.read_by(context.job) or (context.mode == Mode.REDO and text.source == Source.CORRECTED)}

        return context.task.run(found)  # type: ignore[no-any-return]

    def _read(self, page: PageContext) -> PageResult:
        """One page, in a thread of the crew."""
        result = PageResult(page.index)
        if _begun_too_often(page):
            return PageResult(page.index, fault=fault('died', 'begun again and again'))
        page.folder.mkdir(exist_ok=True)
        try:
            for step in self._steps:
                if step.wanted(page, result.draft):
                    step.run(page, result.draft)
        except Failed as failed:
            return PageResult(page.index, fault=failed.fault)
        finally:
            shutil.rmtree(page.folder, ignore_errors=True)
        return result

    def _keep(self, context: Context, result: PageResult, done: int, index_now: bool) -> None:
        def kept(desk: Desk) -> None:
            reading = states_of(desk.site).of(context.record).get(context.number)
            if desk.site.ids.get(context.record) is None or reading is None or reading.job != context.job:
                return
            texts_for_writing(desk.site).keep_read(*context.place, result.index, result.text(context.job))
            reading.done = done
            if index_now:
                desk.site.dirty.touch(context.record)

        context.task.run(kept)
        (context.folder / f'begun-{result.index}').unlink(missing_ok=True)

    def _outcome(self, context: Context, failed: dict[int, Fault]) -> Outcome:
        def summed(desk: Desk) -> tuple[int, list[int]]:
            words, without = 0, []
            for index, text in texts_of(desk.site).pages(*context.place):
                words += text.count
                without += [index] if text.note == 'nothing' else []
                text._p_deactivate()
            return words, without

        words, silent = context.task.run(summed)
        causes = [*_told(failed), *(cause('ink_without_text', page=index + 1) for index in silent[:1])]
        return Outcome(tuple(causes), told={'words': words, 'failed': sorted(failed), 'silent': silent})


def pause_before_index(shortest: float, pages: int) -> float:
    """Seconds after which a file that is still being read is indexed again: the whole of it goes into the index, so
    that a file of many pages waits longer."""
    return max(shortest, pages * SECONDS_A_PAGE)


def _told(failed: dict[int, Fault]) -> Iterable[Cause]:
    if not failed:
        return
    first = min(failed)
    logger.warning('pages that could not be read: %s', {index: each.code for index, each in failed.items()})
    if len(failed) == 1:
        yield cause('page_failed', page=first + 1, reason=failed[first].code)
    else:
        yield cause('pages_failed', count=len(failed), page=first + 1, reason=failed[first].code)


def _begun_too_often(page: PageContext) -> bool:
    """Count the beginnings of a page in the folder of the job."""
    note = page.file.folder / f'begun-{page.index}'
    with note.open('a') as beginnings:
        beginnings.write('.')
    return note.stat().st_size > BEGINNINGS
