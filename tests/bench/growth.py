"""Adding units one per commit to a large and a small archive, while all processes run: cost and bytes per unit."""

import time
from statistics import median

from muragat.kernel.dates import parse_span
from tests.bench.archive import kept
from tests.bench.frame import Figure, spread
from tests.bench.plan import FULL, MIDDLE, SMALL, TINY, unit_number
from tests.bench.visit import largest_inventory

RATIO, KILOBYTES = 1.5, 40
PATIENCE = 300


def grown(place, run):
    """Seconds of each of the last additions, and bytes of the data file for each addition."""
    count, last = run.pick((60, 30), (3000, 1000))
    with place.serving(), place.house() as house:
        template = template_of(place)
        with house.session(origin='bench') as desk:
            fonds = largest_inventory(desk).__parent__
            inventory = desk.add(fonds, 'inventory', {**template.values, 'number': '500'}).id
        settled(house)
        before = place.size
        times = [added(house, inventory, template, index) for index in range(count)]
        settled(house)
        return times[-last:], (place.size - before) / count


def template_of(place):
    """An inventory of the plan, for the values of its units."""
    return next(place.plan.inventories())


def added(house, inventory, template, index):
    """Seconds from the beginning of a transaction to the end of its commit."""
    values = template.unit_values(index) | {'number': unit_number(index), 'dates': parse_span('1931')}
    began = time.perf_counter()
    house.run(lambda desk: desk.add(desk.site.ids[inventory], 'unit', values))
    return time.perf_counter() - began


def settled(house) -> None:
    """Wait until the worker has sealed the journal and indexed what changed."""
    deadline = time.monotonic() + PATIENCE
    while time.monotonic() < deadline:
        with house.session(origin='bench') as desk:
            if not desk.site.journal.unsealed_count and not desk.site.dirty:
                return
        time.sleep(0.2)
    raise RuntimeError('the worker does not come to an end')


def measure(run):
    """First the small archive, then the large one."""
    run.conditions['growth'] = 'one process that writes beside supervisor, object server, web and worker'
    small, large = run.pick((TINY, SMALL), (MIDDLE, FULL))
    found = {}
    for plan in (small, large):
        with kept(run, plan) as place:
            found[plan.units] = grown(place, run)
    figures = []
    for units, (times, kilobytes) in found.items():
        middle, high = spread(times)
        figures += [Figure(f'unit added in its own commit at {units} units, median', middle, 'ms'),
                    Figure('the same, 95th percentile', high, 'ms'),
                    Figure('the same, data file with journal sealed', kilobytes / 1000, 'kB', at_most=KILOBYTES)]
    ratio = median(found[large.units][0]) / median(found[small.units][0])
    return [*figures, Figure(f'cost at {large.units} to cost at {small.units}', ratio, 'times', at_most=RATIO)]
