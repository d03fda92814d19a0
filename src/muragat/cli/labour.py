"""The labour of a worker: seals the journal, drains the spools, keeps the index, does jobs, tidies up."""

import logging
import os
import socket
import threading
from collections.abc import Callable
from typing import Any

from transaction.interfaces import TransientError

from muragat.capture.pipeline import leftovers
from muragat.kernel.draining import drain, sweep
from muragat.kernel.errors import Busy, Refused
from muragat.kernel.i18n import _
from muragat.kernel.jobs import LeaseLost
from muragat.kernel.renewal import wants_renewal
from muragat.kernel.sealing import seal
from muragat.kernel.work import Interrupted, Task
from muragat.media.jobs import wants_purge
from muragat.media.renditions import store_of
from muragat.media.service import area_of
from muragat.search.jobs import rebuild_when_needed

logger = logging.getLogger(__name__)

#: Seconds: longest pause after failures, between tidyings, between looks at the condition of the index.
LONGEST_PAUSE, TIDY, LOOK = 30.0, 3600.0, 2.0
#: Seconds after a bell, so that one round does what many commits left.
BREATH = 0.2
#: Entries after which a round is followed by the next at once.
FULL = 500


class Worker:
    """Threads: one for what must happen within a second, one for light jobs, and for heavy ones one more than there are
    processors; all sleep until something was committed."""

    def __init__(self, house: Any, indexer: Callable[[Any], Any]) -> None:
        self._house = house
        self._index = indexer
        self._name = f'{socket.gethostname()}:{os.getpid()}'
        self._stop = threading.Event()
        self._heavy = house.settings['worker.heavy'] or len(os.sched_getaffinity(0)) + 1
        self._bells = tuple(threading.Event() for _thread in range(2 + self._heavy))
        self._tidied = self._looked = 0.0

    def wake(self) -> None:
        """Something was committed or is wanted; cheap, from any thread."""
        for bell in self._bells:
            bell.set()

    def stop(self) -> None:
        """Ask all threads to end: light jobs after what they are doing, heavy ones in the middle."""
        self._stop.set()
        self.wake()

    def run(self) -> None:
        """Work until stopped."""
        steps = (self.do_light_job, *(self.do_heavy_job for _thread in range(self._heavy)))
        threads = [threading.Thread(target=self._loop, args=(step, bell), name=f'jobs-{place}')
                   for place, (step, bell) in enumerate(zip(steps, self._bells[1:], strict=True))]
        for thread in threads:
            thread.start()
        self._loop(self.do_rounds, self._bells[0])
        for thread in threads:
            thread.join()

    def _loop(self, step: Callable[[], bool], bell: threading.Event) -> None:
        pause = poll = self._house.settings['worker.poll']
        while not self._stop.is_set():
            bell.clear()
            try:
                more = step()
                pause = poll
            except (Busy, TransientError):
                logger.info('others wrote at the same moment; trying again')
                more, pause = False, min(pause * 2, LONGEST_PAUSE)
            except Exception:
                logger.exception('%s failed', step.__name__)
                more, pause = False, min(pause * 2, LONGEST_PAUSE)
            if not more:
                # After a failure the bell does not shorten the pause.
                (bell if pause == poll else self._stop).wait(pause)
                self._stop.wait(BREATH)

    def do_rounds(self) -> bool:
        """One round of what must happen within a second; whether there is more at once."""
        house, log = self._house, self._house.settings.place('log')
        drained = house.run(lambda desk: drain(desk.site.journal, log).facts)
        house.run(lambda desk: sweep(desk.site.journal, log))
        sealed = house.run(lambda desk: seal(desk.site.journal, house.clock.now()))
        indexed = self._index(house)
        self._tidy()
        self._look_at_index()
        if indexed:
            self._bells[0].set()
        return drained >= FULL or sealed >= FULL

    def do_light_job(self) -> bool:
        """Claim a job that does not fill the processors and do it; whether there was one."""
        return self.do_job(frozenset(kind.name for kind in self._house.registry.job_kinds.values() if not kind.heavy))

    def do_heavy_job(self) -> bool:
        """Claim a job that fills the processors and do it; whether there was one."""
        return self.do_job(frozenset(kind.name for kind in self._house.registry.job_kinds.values() if kind.heavy))

    def do_job(self, kinds: frozenset[str] | None = None) -> bool:
        """Claim a job of these kinds (None: of any) and do it; whether there was one."""
        task = self._claim(kinds)
        if task is None:
            return False
        try:
            self._do(task)
        except LeaseLost:
            logger.warning('job %d belongs to another worker by now', task.job_id)
        except Interrupted:
            task.run(lambda desk: self._put_back(desk, task.job_id))
        return True

    def _put_back(self, desk: Any, job_id: int) -> None:
        job = desk.site.jobs.get(job_id)
        if job is not None:
            desk.site.jobs.put_back(job, self._name, self._house.clock.now())

    def _claim(self, kinds: frozenset[str] | None = None) -> Task | None:
        now, lease = self._house.clock.now(), float(self._house.settings['worker.lease'])
        attempts = self._house.settings['worker.attempts']
        wanted = frozenset(self._house.registry.job_kinds) if kinds is None else kinds

        def claimed(desk: Any) -> Task | None:
            job = desk.site.jobs.claim(self._name, now, lease, wanted, attempts)
            return job and Task(self._house, self._name, job.id, job.kind, dict(job.arguments), job.by, lease,
                                self._stop.is_set)

        return self._house.run(claimed)

    def _do(self, task: Task) -> None:
        jobs_of, now = (lambda desk: desk.site.jobs), self._house.clock.now
        try:
            result = self._house.registry.job_kinds[task.kind].handler(task)
        except (LeaseLost, Interrupted, TransientError):
            raise
        except Exception as error:
            logger.exception('job %d (%s) failed', task.job_id, task.kind)
            words, attempts = _words(error), self._house.settings['worker.attempts']
            task.run(lambda desk: jobs_of(desk).fail(
                jobs_of(desk).get(task.job_id), self._name, now(), words, attempts=attempts))
            return
        if not task.concluded:
            task.run(lambda desk: jobs_of(desk).finish(jobs_of(desk).get(task.job_id), self._name, now(), result))

    def _look_at_index(self) -> None:
        """Have the index built when it cannot serve."""
        now = self._house.clock.now()
        if now - self._looked >= LOOK:
            self._looked = now
            if rebuild_when_needed(self._house):
                self.wake()

    def _tidy(self) -> None:
        now, settings = self._house.clock.now(), self._house.settings
        if now - self._tidied < TIDY:
            return
        self._tidied = now
        area_of(settings).sweep(now - settings['upload.staging_hours'] * 3600)
        leftovers.sweep(self._house)
        store_of(settings).sweep()
        self._house.run(lambda desk: wants_purge(desk, settings['trash.days']))
        self._house.run(wants_renewal)


def _words(error: Exception) -> Any:
    if isinstance(error, Refused) and error.refusals:
        return error.refusals[0].message
    return _('An error in the program: ${reason}', mapping={'reason': f'{type(error).__name__}: {error}'})
