"""The rebuild as work in the background: asked for by a person, or by the worker when the index cannot serve."""

from itertools import chain
from typing import Any

from muragat.kernel.errors import Hindered, Refusal
from muragat.kernel.i18n import _
from muragat.kernel.jobs import Job, Priority, State
from muragat.kernel.work import Task
from muragat.ports.pageplaces import PlacesUnavailable
from muragat.ports.textindex import IndexUnavailable
from muragat.search.parts import SearchParts
from muragat.search.rebuild import Rebuild

REBUILD = 'index.rebuild'
#: Jobs of one state that are looked at.
_LOOKED_AT = 1000
#: What an index is rebuilt for: asked for, another engine is wished, a rebuild was begun; else the code of a condition.
ASKED, ENGINE, UNFINISHED = 'asked', 'engine', 'unfinished'
_ILL = ('index_missing', 'index_damaged', 'index_stale')


def rebuild(task: Task) -> dict[str, Any]:
    """Build the index aside and put it into its place; takes up what an earlier life of the job built."""
    arguments = task.arguments
    try:
        made = Rebuild(task.house, arguments.get('engine', ''), arguments.get('why', ASKED), task.tell).run()
    except (IndexUnavailable, PlacesUnavailable) as unavailable:
        raise Hindered(Refusal('index', _('The index that was being built cannot be read (${code}).', mapping={
            'code': str(unavailable)}))) from unavailable
    return made._asdict()


def open_rebuild(site: Any) -> Job | None:
    """A rebuild that waits or runs."""
    states = (State.WAITING, State.RUNNING)
    jobs = chain.from_iterable(site.jobs.list(state.value, _LOOKED_AT) for state in states)
    return next((job for job in jobs if job.kind == REBUILD), None)


def ask_for(desk: Any, why: str = ASKED, engine: str = '') -> Job:
    """Put a rebuild up, before all other heavy work; the one that is open already when there is one."""
    found = open_rebuild(desk.site)
    if found is None:
        found = desk.site.jobs.enqueue(REBUILD, {'why': why, 'engine': engine}, desk.principal.id, desk.clock.now(),
                                       Priority.HIGH)
    return found


def reason(parts: SearchParts) -> str:
    """What the index must be rebuilt for by itself; '' when it serves."""
    if parts.building.going_on:
        return UNFINISHED
    code = parts.index.condition().code
    if code in _ILL:
        return str(code)
    places = parts.places.condition()
    if not places.well:
        return str(places.code)
    return ENGINE if parts.choice.serving != parts.choice.wished else ''


def rebuild_when_needed(house: Any) -> bool:
    """Put a rebuild up when the index cannot serve, and nobody's rebuild is open or has failed; whether one was.

    It is safe: what serves stays until the new one was compared. After a failure a person decides, so that nothing
    goes round in circles.
    """
    why = reason(house.search)
    if not why:
        return False

    def asked(desk: Any) -> bool:
        failed = any(job.kind == REBUILD for job in desk.site.jobs.list(State.FAILED, _LOOKED_AT))
        if failed or open_rebuild(desk.site) is not None:
            return False
        ask_for(desk, why, house.search.choice.wished)
        return True

    return bool(house.run(asked))


def register(registry: Any) -> None:
    """The kind of work."""
    registry.add_job_kind(REBUILD, rebuild, _('Rebuild the text index'), heavy=True)
