"""Rights on a fonds of 100,000 units, its move and its new number: time, and how many objects are written."""

import time
from contextlib import contextmanager
from statistics import median

from muragat.kernel.access import Role
from muragat.kernel.catalog import TYPE
from muragat.kernel.closure import BAD_CONDITION, Closure
from muragat.main import application
from muragat.web.addresses import href
from tests.bench.archive import kept
from tests.bench.frame import Figure
from tests.bench.pages import ask
from tests.bench.plan import FULL, SMALL
from tests.bench.visit import cookie, largest_inventory

SECONDS = 1
ROUNDS = 5


@contextmanager
def second_archive(house):
    """Another archive to which a fonds can be moved."""
    with house.session(origin='bench') as desk:
        kind = desk.type_named('archive')
        values = {'title': {'kk': 'Екінші архив', 'ru': 'Второй архив'}}
        other = desk.create(desk.site, kind, values, 'second').id
    yield other


def deeds(desk, fonds, other, number):
    """Words -> what is done in one transaction; every second round undoes the first."""
    account = f'account:{desk.site["staff"]["reader"].id}'
    away = number % 2 == 0
    return {
        'role given on the fonds' if away else 'role taken back':
            lambda: (desk.grant if away else desk.revoke)(fonds, account, Role.ARCHIVIST),
        'fonds closed to readers' if away else 'fonds opened again':
            lambda: desk.close(fonds, (Closure(BAD_CONDITION, desk.today),) if away else ()),
        'fonds given another number': lambda: desk.rename(fonds, f'П-{900 + number}'),
        'fonds moved to another archive':
            lambda: desk.move(fonds, desk.site.ids[other] if away else desk.site['archive']),
    }


def commits(house, fonds_id, other, number):
    """(words, seconds with the commit, objects written) of each deed, each in its own transaction."""
    with house.session(origin='bench') as desk:
        names = list(deeds(desk, desk.site.ids[fonds_id], other, number))
    for words in names:
        began = time.perf_counter()
        with house.session(origin='bench') as desk:
            deeds(desk, desk.site.ids[fonds_id], other, number)[words]()
        seconds = time.perf_counter() - began
        yield words, seconds, written(house.db.storage)


def written(storage):
    """How many objects the last transaction wrote."""
    return sum(1 for each in storage.iterator(storage.lastTransaction()) for _record in each)


def measure(run):
    """Medians over some rounds; the reader's next page is asked right after each change of rights."""
    times, objects, pages = {}, {}, []
    with kept(run, run.pick(SMALL, FULL)) as place, place.objects(), place.house() as house:
        app, reader = application(house), cookie(house, 'reader')
        with house.session(origin='bench') as desk:
            fonds = largest_inventory(desk).__parent__
            fonds_id, below, page = fonds.id, sum(each.count for each in fonds.values()), href(desk.site['archive'])
        with second_archive(house) as other:
            ask(app, page, reader)
            for number in range(run.pick(2, 2 * ROUNDS)):
                for words, seconds, count in commits(house, fonds_id, other, number):
                    times.setdefault(words, []).append(seconds)
                    objects.setdefault(words, []).append(count)
                    began = time.perf_counter()
                    ask(app, page, reader)
                    pages.append(time.perf_counter() - began)
        checked = whole(house, fonds_id, below)
    figures = []
    for words, seconds in times.items():
        figures += [Figure(f'{words} ({below} units below)', median(seconds) * 1000, 'ms', at_most=SECONDS * 1000),
                    Figure('the same, objects written', max(objects[words]), '')]
    return [*figures, Figure('the next page of a reader after it', median(pages) * 1000, 'ms'), checked]


def whole(house, fonds_id, below):
    """What was done to the fonds left all below it in place."""
    with house.session(origin='bench') as desk:
        fonds = desk.site.ids[fonds_id]
        rows = desk.site.catalog.rows
        units = sum(rows[each][TYPE] == 'unit' for one in fonds.values() for each in one.child_ids())
    return Figure('units missing below the fonds afterwards', below - units, '', at_most=0)
