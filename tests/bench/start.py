"""Starting everything by `muragat serve` until the first answer, and the memory of all processes at rest."""

import time
from contextlib import contextmanager
from statistics import median

from tests.bench.archive import kept
from tests.bench.frame import Figure, pss
from tests.bench.place import Place, family, stop
from tests.bench.plan import FULL, SMALL
from tests.bench.visit import Visitor


@contextmanager
def demonstration(run):
    """The demonstration archive in a folder of its own."""
    place = Place(run.data / 'demonstration').prepare()
    if not place.data.exists():
        place.call('init')
        place.call('demo')
    yield place


def begun(place):
    """Seconds from the call of the program to its first answer, and the running supervisor."""
    started = time.perf_counter()
    process = place.start('serve')
    while not place.answers():
        if process.poll() is not None:
            raise RuntimeError((place.folder / 'output.log').read_text()[-2000:])
        time.sleep(0.01)
    return time.perf_counter() - started, process


def of(place, name, run):
    """The figures of one archive."""
    times, stops = [], []
    for _round in range(run.pick(1, 5)):
        seconds, process = begun(place)
        times.append(seconds)
        time.sleep(1)
        stops.append(stop(process))
    _seconds, process = begun(place)
    try:
        time.sleep(run.pick(2, 60))
        idle = pss(family(process.pid))
        parts = {pid: pss([pid]) for pid in family(process.pid)}
        run.say(f'{name}: ' + ', '.join(f'{size:.0f}' for size in parts.values()) + ' MiB')
        visitor = Visitor(place, 'keeper') if name != 'demonstration archive' else None
        used = after_visits(visitor, process, run) if visitor else []
    finally:
        stop(process)
    return [
        Figure(f'start to first answer, {name}', median(times), 's', at_most=3),
        Figure(f'start to first answer, {name}, slowest of {len(times)}', max(times), 's'),
        Figure(f'stop, {name}', median(stops), 's'),
        Figure(f'idle memory of {len(parts)} processes, {name}', idle, 'MiB', at_most=300),
        *used,
    ]


def after_visits(visitor, process, run):
    """Memory after many pages were shown."""
    with visitor:
        paths = visitor.units(run.pick(20, 500))
        for path in paths:
            visitor.get(path)
    return [Figure(f'memory after {len(paths)} record pages', pss(family(process.pid)), 'MiB')]


def measure(run):
    """First the demonstration archive, then the large one."""
    run.conditions['memory of processes'] = 'PSS of supervisor, object server, web process and worker'
    with demonstration(run) as place:
        figures = of(place, 'demonstration archive', run)
    plan = run.pick(SMALL, FULL)
    with kept(run, plan) as place:
        return figures + of(place, f'{plan.units} units', run)
