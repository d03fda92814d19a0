"""The job that reads a file: steps by the kind of the file, each once, taken up where an earlier life of it ended."""

import logging
import os
import shutil
from collections.abc import Callable, Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any

from muragat.capture.interfaces import IAcceptance
from muragat.capture.pipeline.context import Context, Mode, Work
from muragat.capture.pipeline.crew import Crew
from muragat.capture.pipeline.facts import READ_FACT
from muragat.capture.pipeline.kinds import PLANS, Kind, kind_of
from muragat.capture.pipeline.outcome import Outcome
from muragat.capture.pipeline.step import Step
from muragat.capture.pipeline.steps.known import Known
from muragat.capture.pipeline.steps.layer import Soundness
from muragat.capture.pipeline.steps.look import LookAt
from muragat.capture.pipeline.steps.malware import Malware
from muragat.capture.pipeline.steps.members import Members
from muragat.capture.pipeline.steps.office import Office
from muragat.capture.pipeline.steps.pages import Pages
from muragat.kernel.desk import Desk
from muragat.kernel.errors import Hindered
from muragat.kernel.interfaces import IReadingEnd
from muragat.kernel.work import Task
from muragat.media.causes import ATTENTION, Cause, cause
from muragat.media.originals import Original, originals_of
from muragat.media.service import stored_bytes
from muragat.media.states import Reading, Stage, states_of

logger = logging.getLogger(__name__)

#: Folder of the jobs below `var/work`.
FOLDER = 'read'


def steps_of(crew: Crew) -> Mapping[str, Step]:
    """All steps by name."""
    steps: Iterable[Step] = (Malware(), LookAt(), Known(), Soundness(), Pages(crew), Members(), Office())
    return {step.name: step for step in steps}


class Reader:
    """Handler of the job; one per worker, for its jobs share the processors."""

    def __init__(self, steps: Callable[[Crew], Mapping[str, Step]] = steps_of, size: int = 0) -> None:
        self._steps = steps(Crew(size))

    def __call__(self, task: Task) -> None:
        """Read the file, tell the outcome and end the job in one transaction."""
        work = Work(folder_of(task.house.settings, task.job_id))
        context = begun(task, work)
        if context is None:
            task.conclude(lambda desk: {'outdated': True})
        elif isinstance(context, Outcome):
            conclude(task, context.causes, {}, context.stop)
        else:
            causes, told, stop = self._through(context, work)
            conclude(task, causes, told, stop)
        work.clear()

    def _through(self, context: Context, work: Work) -> tuple[Sequence[Cause], Mapping[str, Any], Stage | None]:
        causes: list[Cause] = [*first_causes(context)]
        told: dict[str, Any] = {}
        for name in PLANS[kind_of(context.media_type)]:
            outcome = self._outcome(self._steps[name], context, work)
            causes += outcome.causes
            told.update(outcome.told)
            if outcome.stop is not None:
                return causes, told, outcome.stop
        return causes, told, None

    def _outcome(self, step: Step, context: Context, work: Work) -> Outcome:
        known = work.outcome(step.name)
        if known is not None:
            return known
        outcome = step.run(context, work) if step.wanted(context, work) else Outcome()
        work.keep(step.name, outcome)
        return outcome


def folder_of(settings: Any, job_id: int) -> Path:
    """Where a job works."""
    path: Path = settings.place('work', FOLDER, str(job_id))
    return path


def begun(task: Task, work: Work) -> Context | Outcome | None:
    """What is to be read; an outcome when its bytes are not there; None when nobody wants it any more."""
    wanted = task.arguments

    def found(desk: Desk) -> Original | None:
        sheaf, reading = originals_of(desk.site).sheaf(wanted['record']), _reading(desk, task)
        if sheaf is None or reading is None or desk.site.ids.get(wanted['record']) is None:
            return None
        if reading.stage != Stage.RUNNING:
            reading.stage = Stage.RUNNING.value
        original: Original = sheaf.files[wanted['number']][wanted['version'] - 1]
        # Loaded now: the connection is closed when it is looked at.
        original._p_activate()
        try:
            with stored_bytes(original) as file:
                placed(Path(file.name), work.folder / 'original')
        except Hindered:
            (work.folder / 'original').unlink(missing_ok=True)
        return original

    original = task.run(found)
    if original is None:
        return None
    path = work.folder / 'original'
    if not path.exists():
        return Outcome((cause('bytes_missing'),), Stage.NEEDS_ATTENTION)
    house = task.house
    return Context(
        task.job_id, wanted['record'], wanted['number'], wanted['version'], path, original.media_type,
        original.filename, original.size, original.sha256, tuple(wanted.get('languages') or ()),
        Mode(wanted.get('mode', Mode.RETRY)), bool(wanted.get('codes')), int(wanted.get('depth', 0)), work.folder,
        house.settings, house.ports, task)


def placed(source: Path, target: Path) -> None:
    """The stored bytes under a name in the folder of the job: they stay when the record is purged meanwhile."""
    if target.exists():
        return
    unfinished = target.with_suffix('.new')
    unfinished.unlink(missing_ok=True)
    try:
        os.link(source, unfinished)
    except OSError:
        shutil.copyfile(source, unfinished)
    os.replace(unfinished, target)


def first_causes(context: Context) -> Iterable[Cause]:
    """What the kind of a file says by itself."""
    kind = kind_of(context.media_type)
    if not context.size:
        yield cause('empty_file')
    elif kind == Kind.RECORDING:
        yield cause('not_read')
    elif kind == Kind.OTHER:
        yield cause('unknown_type')


def conclude(task: Task, causes: Sequence[Cause], told: Mapping[str, Any], stop: Stage | None) -> None:
    """Tell where the file stands and end the job, in one transaction."""
    wanted = task.arguments

    def both(desk: Desk) -> dict[str, Any]:
        record, reading = desk.site.ids.get(wanted['record']), _reading(desk, task)
        if record is None or reading is None:
            return {'outdated': True}
        why = list(dict.fromkeys(causes))
        stage = stop or stage_for(why, told)
        if stage == Stage.DONE_WITHOUT_TEXT and not why:
            why.append(cause('no_text'))
        states = desk.site.states
        states.set(record.id, wanted['number'], stage, desk.clock.now(), why)
        reading.verdict = stage.value
        desk.site.dirty.touch(record.id)
        end = desk.registry.adapt(record.__parent__, IReadingEnd)
        if end is not None and end.read(desk, record, wanted['number']):
            states.set(record.id, wanted['number'], Stage.IN_QUALITY_CONTROL, desk.clock.now(), why)
        elif Stage(reading.stage) == Stage.IN_QUALITY_CONTROL:
            states.leave_control(record.id, desk.clock.now())
        if end is None and (told_of := desk.registry.adapt(record, IAcceptance)) is not None:
            told_of.accepted(desk)
        details = {'number': wanted['number'], 'version': wanted['version'], 'stage': stage.value,
                   'pages': told.get('pages', 0), 'words': told.get('words', 0),
                   'causes': [each.code for each in why]}
        desk.fact(READ_FACT, record, **details)
        return details

    task.conclude(both)


def stage_for(causes: Iterable[Cause], told: Mapping[str, Any]) -> Stage:
    """Where a file stands by what was found."""
    if any(each.code in ATTENTION for each in causes):
        return Stage.NEEDS_ATTENTION
    return Stage.DONE if told.get('words') else Stage.DONE_WITHOUT_TEXT


def _reading(desk: Desk, task: Task) -> Reading | None:
    """The reading that this job is for; None when a later version or another job has taken its place."""
    reading = states_of(desk.site).of(task.arguments['record']).get(task.arguments['number'])
    return reading if reading is not None and reading.job == task.job_id else None
