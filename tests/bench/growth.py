"""Adding units one per commit to a large and a small archive, while all processes run: cost and bytes per unit."""

import time
from contextlib import ExitStack
from statistics import median

from muragat.kernel.dates import parse_span
from tests.bench.archive import kept
from tests.bench.frame import Figure, spread
from tests.bench.plan import FULL, MIDDLE, SMALL, TINY, unit_number
from tests.bench.visit import largest_inventory

RATIO, KILOBYTES = 1.5, 40
PATIENCE = 300


class Growing:
    """A served archive and a house of this process that adds to it."""

    def __init__(self, run, plan, stack) -> None:
        self.place = stack.enter_context(kept(run, plan))
        stack.enter_context(self.place.serving())
        self.house = stack.enter_context(self.place.house())
        self.template = template_of(self.place)
        with self.house.session(origin='bench') as desk:
            fonds = largest_inventory(desk).__parent__
            self.inventory = desk.add(fonds, 'inventory', {**self.template.values, 'number': '500'}).id
        settled(self.house)
        self.before = self.place.size
        self.times = []

    def add(self, index) -> None:
        """Add a unit and note how long it took."""
        self.times.append(added(self.house, self.inventory, self.template, index))

    def bytes_per_unit(self) -> float:
        """Growth of the data file for each unit, when the worker has done its part."""
        settled(self.house)
        return (self.place.size - self.before) / len(self.times)


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
    """The small and the large archive by turns, so that both meet the same machine."""
    run.conditions['growth'] = 'one process that writes to two archives by turns, each with all its processes'
    plans = run.pick((TINY, SMALL), (MIDDLE, FULL))
    count, last = run.pick((60, 30), (3000, 1000))
    with ExitStack() as stack:
        growing = [Growing(run, plan, stack) for plan in plans]
        for index in range(count):
            for each in growing:
                each.add(index)
        sizes = [each.bytes_per_unit() for each in growing]
    figures = []
    for plan, each, size in zip(plans, growing, sizes, strict=True):
        middle, high = spread(each.times[-last:])
        figures += [Figure(f'unit added in its own commit at {plan.units} units, median', middle, 'ms'),
                    Figure('the same, 95th percentile', high, 'ms'),
                    Figure('the same, data file with journal sealed', size / 1000, 'kB', at_most=KILOBYTES)]
    small, large = (median(each.times[-last:]) for each in growing)
    words = f'cost at {plans[1].units} to cost at {plans[0].units}'
    return [*figures, Figure(words, large / small, 'times', at_most=RATIO)]
