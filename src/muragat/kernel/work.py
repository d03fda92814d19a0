"""What the handler of a job is given: its arguments, transactions of its own, and a way to tell how far it is."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, TypeVar

from muragat.kernel.jobs import LeaseLost
from muragat.kernel.principals import SYSTEM

if TYPE_CHECKING:
    from muragat.kernel.desk import Desk
    from muragat.kernel.house import House

Result = TypeVar('Result')

ORIGIN = 'worker'


class Interrupted(Exception):
    """The worker is asked to stop: the job is left where it is, and the next worker goes on with it."""


@dataclass
class Task:
    """One job in the hands of a worker. `lease` in seconds; what runs longer must `tell` in between."""

    house: House
    worker: str
    job_id: int
    kind: str
    arguments: Mapping[str, Any]
    by: str
    lease: float
    #: Whether the worker is asked to stop.
    stopping: Callable[[], bool] = field(default=bool, repr=False)
    _told: float = field(default=0.0, repr=False)
    #: Set when the job was finished in the transaction that stored its outcome.
    concluded: bool = False

    def run(self, function: Callable[[Desk], Result]) -> Result:
        """`function(desk)` in a transaction of its own, again after conflicts."""
        return self.house.run(function, SYSTEM, ORIGIN)

    def tell(self, done: int, total: int) -> None:
        """Progress; lengthens the lease. LeaseLost when another worker has the job by now, Interrupted when this one is
        asked to stop: both end the handler."""
        if self.stopping():
            raise Interrupted
        now = self.house.clock.now()
        if now - self._told >= self.lease / 6:
            self._told = now
            self.run(lambda desk: desk.site.jobs.renew(self._job(desk), self.worker, now, self.lease, (done, total)))

    def conclude(self, function: Callable[[Desk], Any]) -> None:
        """Store the outcome and end the job in one transaction: both happen once, or neither."""
        def both(desk: Desk) -> None:
            result = function(desk)
            desk.site.jobs.finish(self._job(desk), self.worker, self.house.clock.now(), result)

        self.run(both)
        self.concluded = True

    def _job(self, desk: Desk) -> Any:
        job = desk.site.jobs.get(self.job_id)
        if job is None:
            raise LeaseLost(self.job_id)
        return job
