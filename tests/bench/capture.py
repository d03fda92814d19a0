"""Scans from the file to the searchable record, beside bare Tesseract on the same images with the same parallelism."""

import json
import os
import subprocess
import threading
import time
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from itertools import cycle
from pathlib import Path
from statistics import quantiles

from muragat.media.states import Stage, stage_of, states_of
from muragat.web.addresses import href
from tests.bench import scans
from tests.bench.archive import kept
from tests.bench.frame import Figure, pss
from tests.bench.place import family
from tests.bench.plan import SMALL
from tests.bench.quality import BARE
from tests.bench.visit import Visitor, largest_inventory

#: Shares of bare Tesseract's pages per minute, and seconds beyond bare recognition of one page.
GOOD, WORN, LATER = 0.88, 0.60, 3.0
#: MiB of a child with its Tesseract, and how often slower a page may come while all processors read.
HELPER, SLOWER = 600, 2.0
#: Seconds between two looks, and between two visits.
PAUSE, VISIT = 0.1, 0.25
PATIENCE = 3600


def bare(paths):
    """Seconds that Tesseract takes for these images, as many at once as there are processors."""
    environment = {**os.environ, 'OMP_THREAD_LIMIT': '1'}

    def one(path):
        subprocess.run(['tesseract', str(path), '-', *BARE, 'tsv'], env=environment, capture_output=True, check=True)

    began = time.monotonic()
    with ThreadPoolExecutor(len(os.sched_getaffinity(0))) as crew:
        list(crew.map(one, paths))
    return time.monotonic() - began


def target(house, number):
    """Address of a unit that may receive files, another for each number."""
    with house.session(origin='bench') as desk:
        inventory = largest_inventory(desk)
        for each in inventory.child_ids(0, inventory.count):
            unit = desk.site.ids[each]
            if not unit.opens and unit.count == 0:
                if number == 0:
                    return href(unit)
                number -= 1
    raise LookupError('no unit is left')


def hand_over(place, paths, into):
    """Ids of the records that files became, and when the last one was kept."""
    done = subprocess.run([*place.program, 'ingest', '--again', '--into', into, *map(str, paths)],
                          capture_output=True, text=True, check=False)
    if done.returncode:
        raise RuntimeError(f'ingest: {done.stderr.strip()} {done.stdout[-500:]}')
    return [int(json.loads(line)['id']) for line in done.stdout.splitlines()], time.time()


def read_at(house, ids):
    """When each record was read, in seconds of the epoch; waits until all are."""
    deadline = time.monotonic() + PATIENCE
    while time.monotonic() < deadline:
        with house.session(origin='bench') as desk:
            stages = [stage_of(desk.site, each) for each in ids]
            if all(found and found[0].ended for found in stages):
                failed = [each for each, found in zip(ids, stages, strict=True) if found[0] != Stage.DONE]
                if failed:
                    raise RuntimeError(f'records {failed} were not read')
                return [max(one.ended for one in states_of(desk.site).of(each).values()) for each in ids]
        time.sleep(PAUSE)
    raise RuntimeError('reading takes too long')


def rate(place, house, paths, into):
    """Seconds from the first file to the last page."""
    began = time.time()
    ids, _kept_at = hand_over(place, paths, into)
    return max(read_at(house, ids)) - began


@contextmanager
def watched(pid):
    """Most memory of one helper with what it started, and of all other processes together, in MiB."""
    most, stop = {'helper': 0.0, 'others': 0.0}, threading.Event()

    def look():
        while not stop.wait(0.5):
            helpers, members = helpers_of(pid), set(family(pid))
            for each in helpers:
                most['helper'] = max(most['helper'], memory(family(each)))
                members -= set(family(each))
            most['others'] = max(most['others'], memory(members))

    watcher = threading.Thread(target=look)
    watcher.start()
    try:
        yield most
    finally:
        stop.set()
        watcher.join()


def helpers_of(pid):
    """The children that open foreign files."""
    found = []
    for each in family(pid):
        try:
            if b'child_process' in Path(f'/proc/{each}/cmdline').read_bytes():
                found.append(each)
        except OSError:
            continue
    return found


def memory(pids):
    """Memory of processes of which some may just have ended."""
    total = 0.0
    for pid in pids:
        try:
            total += pss([pid])
        except OSError:
            continue
    return total


def visits(visitor, seconds):
    """Seconds of each of many record pages, asked for one after another with pauses."""
    times, until, paths = [], time.monotonic() + seconds, cycle(visitor.units(50))
    while time.monotonic() < until:
        began = time.monotonic()
        visitor.get(next(paths))
        times.append(time.monotonic() - began)
        time.sleep(VISIT)
    return times


def p95(times):
    return quantiles(times, n=20)[-1] * 1000


def side_by_side(place, house, paths, into, run):
    """Our pages per minute as a share of bare Tesseract's, which runs before and after."""
    before = bare(paths)
    ours = rate(place, house, paths, into)
    after = bare(paths)
    run.say(f'{len(paths)} pages: bare {before:.1f} s and {after:.1f} s, ours {ours:.1f} s')
    return (before + after) / 2 / ours, 60 * len(paths) / ours


def one_page(place, house, path, into):
    """Seconds from the end of the upload to the text of one page, beyond bare recognition."""
    alone = bare([path])
    ids, kept_at = hand_over(place, [path], into)
    return read_at(house, ids)[0] - kept_at - alone


def disturbed(place, house, paths, into, run):
    """p95 of record pages idle and while every processor reads."""
    with Visitor(place, 'keeper') as visitor:
        visits(visitor, 2)
        idle = visits(visitor, run.pick(4, 20))
        ids, _kept_at = hand_over(place, paths, into)
        busy = visits(visitor, run.pick(4, 20))
        read_at(house, ids)
    return p95(idle), p95(busy)


def measure(run):
    """Good pages, worn pages, one page, and pages of the site meanwhile; every process runs."""
    good = [path for path, _text in scans.kept(run.data, run.pick(4, 100), 1)]
    worn = [path for path, _text in scans.kept(run.data, run.pick(2, 40), 3)]
    with kept(run, SMALL) as place, place.serving() as process, place.house() as house, watched(process.pid) as most:
        # The first page of all also starts the helpers.
        rate(place, house, good[:2], target(house, 0))
        share, minute = side_by_side(place, house, good, target(house, 0), run)
        worn_share, worn_minute = side_by_side(place, house, worn, target(house, 0), run)
        later = one_page(place, house, good[0], target(house, 0))
        idle, busy = disturbed(place, house, good[:run.pick(4, 40)], target(house, 0), run)
    return [
        Figure(f'{len(good)} good pages, all in all, share of bare', share, '', at_least=GOOD),
        Figure(f'{len(good)} good pages', minute, 'pages/min'),
        Figure(f'{len(worn)} worn pages, share of bare', worn_share, '', at_least=WORN),
        Figure(f'{len(worn)} worn pages', worn_minute, 'pages/min'),
        Figure('text of one page after its upload, beyond bare', later, 's', at_most=LATER),
        Figure('record page while all processors read, p95 by idle p95', busy / idle, '', at_most=SLOWER),
        Figure('record page, idle, p95', idle, 'ms'),
        Figure('memory of a helper with its Tesseract, at most', most['helper'], 'MiB', at_most=HELPER),
        Figure('memory of all other processes, at most', most['others'], 'MiB'),
    ]
