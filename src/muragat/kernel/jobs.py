"""Jobs: work that survives. Each job is an object of its own; claiming it is a change of that object."""
import heapq
import secrets
from collections.abc import Iterator, Mapping, Sequence
from enum import StrEnum
from itertools import islice
from typing import Any, NamedTuple

from BTrees.Length import Length
from BTrees.LOBTree import LOBTree
from persistent import Persistent

from muragat.kernel.i18n import _
from muragat.kernel.tray import Tray

SHELVES = 16
RANDOM_BITS = 21
LEASE = 60.0
ATTEMPTS = 5
FIRST_DELAY = 15.0
LONGEST_DELAY = 3600.0
LOST = _('The worker that did this job stopped before its end.')


class State(StrEnum):
    """Where a job stands."""

    WAITING = 'waiting'
    RUNNING = 'running'
    DONE = 'done'
    FAILED = 'failed'


class Priority(StrEnum):
    """Which jobs are taken first."""

    HIGH = 'high'
    NORMAL = 'normal'
    LOW = 'low'


class Counts(NamedTuple):
    """How many jobs stand where."""

    waiting: int
    running: int
    done: int
    failed: int


class Job(Persistent):
    """A piece of work: kind, plain arguments, attempts, lease, progress and outcome. Times are seconds of the epoch."""

    state = State.WAITING.value
    attempts = 0
    worker: str | None = None
    lease_until = 0.0
    started: float | None = None
    ended: float | None = None
    error: Any = None
    progress: tuple[int, int] | None = None
    result: Any = None

    def __init__(self, job_id: int, kind: str, arguments: Mapping[str, Any], by: str, now: float,
                 priority: str) -> None:
        self.id = job_id
        self.kind = kind
        self.arguments = dict(arguments)
        self.by = by
        self.created = now
        self.priority = priority
        self.ticket = self.id

    def claimable(self, now: float) -> bool:
        """Whether it waits, or its worker's lease has run out."""
        return self.state == State.WAITING or (self.state == State.RUNNING and self.lease_until < now)


class LeaseLost(Exception):
    """The job is no longer this worker's: its lease ran out and another has it, or it has ended."""


class Shelf(Persistent):
    """A sixteenth of the jobs: open ones by priority and due time, ended ones by the time of their end."""

    def __init__(self) -> None:
        self.by_id = Tray(LOBTree())
        self.open = {priority.value: Tray(LOBTree()) for priority in Priority}
        self.ended = {State.DONE.value: Tray(LOBTree()), State.FAILED.value: Tray(LOBTree())}


class Jobs(Persistent):
    """All jobs. Everything happens in the caller's transaction; a conflict means that another worker was faster."""

    def __init__(self) -> None:
        self.shelves = tuple(Shelf() for _ in range(SHELVES))
        self.lengths = {state.value: Length() for state in State}

    def enqueue(self, kind: str, arguments: Mapping[str, Any], by: str, now: float,
                priority: str = Priority.NORMAL) -> Job:
        """Put a job up; `arguments` are plain data, `by` a principal's id."""
        job = Job(self._new_id(now), kind, arguments, by, now, Priority(priority).value)
        shelf = self._shelf(job)
        shelf.by_id.put(job.id, job)
        shelf.open[job.priority].put(job.ticket, job)
        self.lengths[State.WAITING].change(1)
        return job

    def _new_id(self, now: float) -> int:
        while True:
            job_id = ticket(now)
            if self.get(job_id) is None:
                return job_id

    def get(self, job_id: int) -> Job | None:
        """The job of this id."""
        found: Job | None = self.shelves[job_id % SHELVES].by_id.get(job_id)
        return found

    def claim(self, worker: str, now: float, lease: float = LEASE, kinds: frozenset[str] | None = None,
              attempts: int = ATTEMPTS) -> Job | None:
        """Take a due job for `lease` seconds, or None. Commit before working on it; one lost too often fails here."""
        for job in self._due(now):
            if kinds is not None and job.kind not in kinds:
                continue
            if job.state == State.RUNNING and job.attempts >= attempts:
                self._end(job, State.FAILED, now, error=LOST)
                continue
            self._turn(job, State.RUNNING)
            job.worker, job.lease_until, job.started = worker, now + lease, now
            job.attempts += 1
            job.progress = None
            return job
        return None

    def _due(self, now: float) -> Iterator[Job]:
        first = secrets.randbelow(SHELVES)
        shelves = self.shelves[first:] + self.shelves[:first]
        last = ticket_before(now)
        for priority in Priority:
            for shelf in shelves:
                tray = shelf.open[priority]
                yield from self._due_of(tray, last, now)

    def _due_of(self, tray: Tray, last: int, now: float) -> Iterator[Job]:
        start = 0
        while page := list(islice(tray.items(start), 64)):
            for key, job in page:
                if key > last:
                    return
                if job.ticket != key or job.state in (State.DONE, State.FAILED):
                    tray.take(key)
                elif job.claimable(now):
                    yield job
            start = page[-1][0] + 1

    def renew(self, job: Job, worker: str, now: float, lease: float = LEASE,
              progress: tuple[int, int] | None = None) -> None:
        """Lengthen the lease and tell the progress (done, total). LeaseLost when the job is another's by now."""
        self._own(job, worker)
        job.lease_until = now + lease
        job.progress = progress or job.progress

    def finish(self, job: Job, worker: str, now: float, result: Any = None) -> None:
        """End a job well, in the transaction that stores its outcome. LeaseLost when it is another's by now."""
        self._own(job, worker)
        job.result = result
        self._end(job, State.DONE, now)

    def fail(self, job: Job, worker: str, now: float, error: Any, final: bool = False,
             attempts: int = ATTEMPTS) -> None:
        """Tell a failure in words (a Message): the job waits with a growing delay, and has failed after `attempts`."""
        self._own(job, worker)
        if final or job.attempts >= attempts:
            self._end(job, State.FAILED, now, error)
        else:
            job.error = error
            self._wait(job, now + delay(job.attempts))

    def put_back(self, job: Job, worker: str, now: float) -> None:
        """Let a job wait again that its worker leaves in the middle; that is no attempt. LeaseLost as in `renew`."""
        self._own(job, worker)
        job.attempts -= 1
        self._wait(job, now)

    def retry(self, job: Job, now: float) -> None:
        """Put a failed job up again with all its attempts; one in another state stays as it is."""
        if job.state == State.FAILED:
            self._shelf(job).ended[State.FAILED].take(job.ticket)
            job.attempts = 0
            job.ended = None
            self._wait(job, now)

    def counts(self) -> Counts:
        """How many jobs stand where, without walking them."""
        return Counts(*(self.lengths[state]() for state in State))

    def list(self, state: str, limit: int = 50, after: int | None = None) -> Sequence[Job]:
        """A page of jobs in one state, latest first; `after` is the ticket of the last job of the page before."""
        end = None if after is None else after - 1
        return list(islice(self._listed(State(state), end), limit))

    def _listed(self, state: State, end: int | None) -> Iterator[Job]:
        if state in (State.DONE, State.FAILED):
            trays = [shelf.ended[state] for shelf in self.shelves]
        else:
            trays = [tray for shelf in self.shelves for tray in shelf.open.values()]
        pages = (((key, job.id, job) for key, job in tray.backward(end)) for tray in trays)
        for key, _id, job in heapq.merge(*pages, reverse=True, key=lambda item: item[:2]):
            if job.state == state and job.ticket == key:
                yield job

    def _own(self, job: Job, worker: str) -> None:
        if job.state != State.RUNNING or job.worker != worker:
            raise LeaseLost(job.id)

    def _end(self, job: Job, state: State, now: float, error: Any = None) -> None:
        shelf = self._shelf(job)
        shelf.open[job.priority].take(job.ticket)
        self._turn(job, state)
        job.ended, job.lease_until, job.error = now, 0.0, error
        job.ticket = free_ticket(shelf.ended[state], now)
        shelf.ended[state].put(job.ticket, job)

    def _wait(self, job: Job, due: float) -> None:
        tray = self._shelf(job).open[job.priority]
        tray.take(job.ticket)
        self._turn(job, State.WAITING)
        job.worker, job.lease_until = None, 0.0
        job.ticket = free_ticket(tray, due)
        tray.put(job.ticket, job)

    def _turn(self, job: Job, state: State) -> None:
        if job.state != state:
            self.lengths[job.state].change(-1)
            self.lengths[state].change(1)
            job.state = state.value

    def _shelf(self, job: Job) -> Shelf:
        return self.shelves[job.id % SHELVES]


def delay(attempts: int) -> float:
    """Seconds to wait after so many attempts: 15 s, 1 min, 4 min, 16 min."""
    return float(min(FIRST_DELAY * 4 ** (attempts - 1), LONGEST_DELAY))


def ticket(at: float) -> int:
    """A number that sorts by time: milliseconds of the epoch and 21 random bits, below 2**63."""
    return int(at * 1000) << RANDOM_BITS | secrets.randbits(RANDOM_BITS)


def free_ticket(tray: Tray, at: float) -> int:
    """A ticket of this moment that the tray does not hold."""
    while tray.get(found := ticket(at)) is not None:
        pass
    return found


def ticket_before(at: float) -> int:
    """The greatest ticket of this moment."""
    return (int(at * 1000) + 1 << RANDOM_BITS) - 1
