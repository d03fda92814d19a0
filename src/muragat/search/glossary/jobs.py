"""Learning from the titles of the archive as work in the background."""

from itertools import islice
from typing import Any

from muragat.kernel.access import Permission
from muragat.kernel.catalog import OPENS, ZONE
from muragat.kernel.i18n import _
from muragat.kernel.jobs import Job, State
from muragat.kernel.work import Task
from muragat.search.glossary.learning import Learner
from muragat.search.glossary.own import take_learned
from muragat.search.zonetree import zone_tree

LEARN = 'glossary.learn'
#: Records in one transaction, titles that are learned from, pairs that are proposed at once.
PIECE, ENOUGH, MOST = 500, 20_000, 300


def learn(task: Task) -> dict[str, int]:
    """Look through the titles and propose pairs."""
    learner, after = Learner(), 0
    total = task.run(lambda desk: len(desk.site.catalog.rows))
    done = 0
    while len(learner) < ENOUGH:
        titles, last = task.run(lambda desk, after=after: titles_of(desk, after))  # type: ignore[misc]
        for kk, ru in titles:
            learner.take(kk, ru)
        if last is None:
            break
        after, done = last, done + PIECE
        task.tell(min(done, total), total)
    pairs = [(pair.kk, pair.ru, pair.titles) for pair in learner.pairs()[:MOST]]
    return {'titles': len(learner), 'proposed': task.run(lambda desk: take_learned(desk, pairs))}


def titles_of(desk: Any, after: int) -> tuple[list[tuple[str, str]], int | None]:
    """Titles in both languages of the next records by id, and the last id; None when there was none.

    Nothing is learned from what is closed, by itself or with what it stands in: pairs are shown to all who search.
    """
    site, today = desk.site, desk.today.toordinal()
    closed = zone_tree(site.zones).closed(today)
    ids = list(islice(site.catalog.rows.keys(after + 1), PIECE))
    found = []
    for record_id in ids:
        row = site.catalog.row(record_id)
        if row[OPENS] > today or row[ZONE] in closed:
            continue
        title = getattr(site.ids[record_id], 'title', None)
        if isinstance(title, dict) and title.get('kk') and title.get('ru'):
            found.append((title['kk'], title['ru']))
    return found, ids[-1] if ids else None


def open_job(site: Any) -> Job | None:
    """A job that waits or runs."""
    found = (job for state in (State.WAITING, State.RUNNING) for job in site.jobs.list(state.value, 1000))
    return next((job for job in found if job.kind == LEARN), None)


def ask_for(desk: Any) -> None:
    """Put the work up for who manages vocabularies, unless it is put up already."""
    desk.require(Permission.MANAGE_VOCABULARIES, desk.site)
    if open_job(desk.site) is None:
        desk.site.jobs.enqueue(LEARN, {}, desk.principal.id, desk.clock.now())


def register(registry: Any) -> None:
    """The kind of work."""
    registry.add_job_kind(LEARN, learn, _('Look for terms of the glossary in titles'), heavy=True)
