"""How far the reading of each file is: what a list shows, and why something needs a person."""

from collections.abc import Iterable, Iterator
from enum import StrEnum
from typing import Any

from BTrees.LOBTree import LOBTree
from persistent import Persistent

from muragat.kernel.i18n import _
from muragat.kernel.jobs import State as JobState
from muragat.kernel.tray import Tray
from muragat.media.causes import Cause, cause


class Stage(StrEnum):
    """Where a file, or a record with files, stands."""

    WAITING = 'waiting'
    RUNNING = 'running'
    DONE = 'done'
    DONE_WITHOUT_TEXT = 'done_without_text'
    NEEDS_ATTENTION = 'needs_attention'
    IN_QUALITY_CONTROL = 'in_quality_control'

    @property
    def wording(self) -> str:
        """The stage in words."""
        return TITLES[self]

    @property
    def ended(self) -> bool:
        """Whether nothing more happens by itself."""
        return self not in (Stage.WAITING, Stage.RUNNING)


TITLES = {
    Stage.WAITING: _('Waits to be read'),
    Stage.RUNNING: _('Is being read'),
    Stage.DONE: _('Read'),
    Stage.DONE_WITHOUT_TEXT: _('Kept, without text'),
    Stage.NEEDS_ATTENTION: _('Needs attention'),
    Stage.IN_QUALITY_CONTROL: _('In quality control'),
}
#: A record stands where the first of these stands among its files.
_WORST = (Stage.NEEDS_ATTENTION, Stage.RUNNING, Stage.WAITING, Stage.IN_QUALITY_CONTROL, Stage.DONE_WITHOUT_TEXT,
          Stage.DONE)


class Reading(Persistent):
    """The reading of the newest version of one file. Times are seconds of the epoch."""

    stage: str = Stage.WAITING.value
    causes: tuple[Cause, ...] = ()
    #: Pages of the file, when known.
    pages: int | None = None
    #: Pages that are read.
    done: int = 0
    #: Languages it is or was read in ('kk', 'ru', 'en'); empty: the default.
    languages: tuple[str, ...] = ()
    #: Whether bar codes are looked for.
    codes: bool = False
    ended: float | None = None
    #: The stage that the reading came to by itself; quality control hides it for a time.
    verdict: str = Stage.DONE.value

    def __init__(self, version: int, job: int, since: float) -> None:
        self.version = version
        #: Id of the job that reads it.
        self.job = job
        self.since = since


class States(Persistent):
    """Readings of all files: record id -> {number of the file: Reading}; and which records need attention."""

    def __init__(self) -> None:
        self.readings = LOBTree()
        #: Record id -> when it came to need attention.
        self.attention = Tray(LOBTree())

    def of(self, record_id: int) -> dict[int, Reading]:
        """The readings of a record by the number of the file."""
        return dict(self.readings.get(record_id, {}))

    def begin(self, record_id: int, number: int, version: int, job: int, now: float,
              languages: Iterable[str] = (), codes: bool = False) -> Reading:
        """A file waits to be read by a job; what was known of an earlier reading is forgotten."""
        reading = Reading(version, job, now)
        reading.languages, reading.codes = tuple(languages), codes
        self.readings[record_id] = {**self.readings.get(record_id, {}), number: reading}
        self._mark(record_id, now)
        return reading

    def set(self, record_id: int, number: int, stage: Stage, now: float, causes: Iterable[Cause] = ()) -> None:
        """A file has come to a stage, because of these causes."""
        reading = self.readings[record_id][number]
        reading.stage, reading.causes = stage.value, tuple(causes)
        reading.ended = now if stage.ended else None
        self._mark(record_id, now)

    def leave_control(self, record_id: int, now: float) -> None:
        """The files of a record stand again where their reading brought them: it was accepted."""
        for number, reading in self.of(record_id).items():
            if reading.stage == Stage.IN_QUALITY_CONTROL:
                self.set(record_id, number, Stage(reading.verdict), now, reading.causes)

    def _mark(self, record_id: int, now: float) -> None:
        needs = any(each.stage == Stage.NEEDS_ATTENTION for each in self.readings[record_id].values())
        if needs and self.attention.get(record_id) is None:
            self.attention.put(record_id, now)
        elif not needs and self.attention.get(record_id) is not None:
            self.attention.take(record_id)

    def need_attention(self) -> Iterator[int]:
        """Ids of records with a file that needs attention."""
        return (record_id for record_id, _since in self.attention.items())

    def release(self, record_id: int) -> None:
        """Forget a record that is purged for ever."""
        self.readings.pop(record_id, None)
        self.attention.take(record_id)


def states_of(site: Any) -> States:
    """The states of a site for reading; empty, unstored ones when nothing was ever read."""
    found = getattr(site, 'states', None)
    return found if isinstance(found, States) else States()


def states_for_writing(site: Any) -> States:
    """The states of a site, made with the first file."""
    found = getattr(site, 'states', None)
    if not isinstance(found, States):
        found = site.states = States()
    return found


def stage_of_file(site: Any, reading: Reading) -> tuple[Stage, tuple[Cause, ...]]:
    """Where a file stands and why; a job that ended without a word is told too."""
    stage = Stage(reading.stage)
    if stage.ended:
        return stage, reading.causes
    job = site.jobs.get(reading.job)
    if job is None or job.state == JobState.FAILED:
        why = cause('job_failed', reason=job.error) if job is not None and job.error else cause('job_lost')
        return Stage.NEEDS_ATTENTION, (*reading.causes, why)
    return stage, reading.causes


def stage_of(site: Any, record_id: int) -> tuple[Stage, tuple[Cause, ...]] | None:
    """Where a record stands with its files and why; None when it has none that are read."""
    told = [stage_of_file(site, each) for _number, each in sorted(states_of(site).of(record_id).items())]
    if not told:
        return None
    stage = min((each for each, _causes in told), key=_WORST.index)
    return stage, tuple(dict.fromkeys(why for _stage, causes in told for why in causes))
