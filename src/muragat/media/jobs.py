"""Work on files in the background: proof of originals, and the end of what lay in the trash long enough."""

from typing import Any, NamedTuple

from muragat.kernel.i18n import _
from muragat.kernel.work import Task
from muragat.media.accesscopy import COPY, forget_copies, make
from muragat.media.facts import DAMAGED, PROVED
from muragat.media.originals import originals_of
from muragat.media.proof import wrong
from muragat.media.renditions import store_of

PROVE = 'media.prove'
PURGE = 'trash.purge'


def register(registry: Any) -> None:
    """The kinds of work."""
    registry.add_job_kind(PROVE, prove, _('Check the files of a record'))
    registry.add_job_kind(COPY, make, _('Make the access copy of a record'), heavy=True)
    registry.add_job_kind(PURGE, purge, _('Remove what lay in the trash long enough'))


def prove(task: Task) -> None:
    """Read every original of a record again; the journal tells the outcome once."""
    record_id = int(task.arguments['record'])
    with task.house.session() as desk:
        sheaf = originals_of(desk.site).sheaf(record_id)
        originals = [each for versions in sheaf.files.values() for each in versions] if sheaf else []
        faults = []
        for done, original in enumerate(originals, 1):
            faults += [original.filename] if wrong(original) else []
            task.tell(done, len(originals))
        count = len(originals)

    def told(desk: Any) -> dict[str, Any]:
        record = desk.site.ids.get(record_id)
        desk.fact(DAMAGED if faults else PROVED, record, count=count, names=', '.join(faults), job=task.job_id)
        return {'files': count, 'faults': faults}

    task.conclude(told)


def purge(task: Task) -> dict[str, int]:
    """Destroy expired things of the trash one by one, with their files."""
    days, purged = task.house.settings['trash.days'], 0
    store = store_of(task.house.settings)
    while (gone := task.run(lambda desk: _purge_one(desk, days))) is not None:
        for sha256 in gone.originals:
            store.forget(sha256)
        for record_id in gone.records:
            forget_copies(store, record_id)
        purged += 1
        task.tell(purged, purged)
    return {'purged': purged}


class Gone(NamedTuple):
    """What was destroyed: ids of records, and checksums of originals that nobody holds any more."""

    records: list[int]
    originals: list[str]


def _purge_one(desk: Any, days: int) -> Gone | None:
    """Destroy one thing; None when nothing has expired."""
    item = next(desk.site.trash.expired(desk.clock.now(), days), None)
    if item is None:
        return None
    records = [record.id for record in desk.subtree(item.record)]
    sheaves = filter(None, map(originals_of(desk.site).sheaf, records))
    held = {original.sha256 for sheaf in sheaves for versions in sheaf.files.values() for original in versions}
    desk.destroy(item)
    return Gone(records, [each for each in held if not originals_of(desk.site).holding(each)])


def wants_purge(desk: Any, days: int) -> bool:
    """Put a purge up when something has lain long enough; whether one was put up."""
    jobs = desk.site.jobs
    if next(desk.site.trash.expired(desk.clock.now(), days), None) is None:
        return False
    if any(job.kind == PURGE for state in ('waiting', 'running') for job in jobs.list(state, 1000)):
        return False
    jobs.enqueue(PURGE, {}, desk.principal.id, desk.clock.now(), 'low')
    return True
