"""Renewal: the catalog made anew in pieces, beside people at work, when a new program defines its rows otherwise."""

from itertools import islice
from typing import Any

from muragat.kernel.catalog import definition_hash
from muragat.kernel.desk import Desk
from muragat.kernel.i18n import _
from muragat.kernel.registry import Registry
from muragat.kernel.work import Task

#: Kind of the job.
RENEW = 'catalog.renew'
#: Records in one transaction.
PIECE = 500


class CatalogCheck:
    """For the health page: whether the rows are what this program would make."""

    def __init__(self, registry: Registry) -> None:
        self._registry = registry

    def check(self, site: Any) -> tuple[bool, str]:
        """A pair (well, message)."""
        if stale(site, self._registry):
            return False, _('The catalog was made by another version of the program and is being renewed.')
        return True, _('The catalog is up to date.')


def stale(site: Any, registry: Registry) -> bool:
    """Whether rows were made by another definition."""
    return bool(site.catalog.definition != definition_hash(registry))


def wants_renewal(desk: Desk) -> bool:
    """Put the job up when the catalog is stale and nobody renews it yet; whether it was put up."""
    jobs = desk.site.jobs
    if not stale(desk.site, desk.registry):
        return False
    if any(job.kind == RENEW for state in ('waiting', 'running') for job in jobs.list(state, 1000)):
        return False
    jobs.enqueue(RENEW, {}, desk.principal.id, desk.clock.now())
    return True


def renew(task: Task) -> dict[str, int]:
    """Handler of the job."""
    done, after = 0, 0
    while (last := task.run(lambda desk, after=after: renew_piece(desk, after))) is not None:  # type: ignore[misc]
        done, after = done + PIECE, last
        task.tell(done, done)
    task.run(conclude)
    return {'records': done}


def renew_piece(desk: Desk, after: int, piece: int = PIECE) -> int | None:
    """Catalogue the next records by id anew; the last of them, None when there were none."""
    ids = list(islice(desk.site.catalog.rows.keys(after + 1), piece))
    for record_id in ids:
        desk.recatalogue(desk.site.ids[record_id])
    return ids[-1] if ids else None


def conclude(desk: Desk) -> None:
    """All rows are of this program's definition now."""
    desk.site.catalog.definition = definition_hash(desk.registry)
