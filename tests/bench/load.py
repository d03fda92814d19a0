"""Loading the synthetic archive through desk and object server; one that was kept is not loaded again."""

from tests.bench.archive import kept
from tests.bench.frame import Figure
from tests.bench.plan import FULL, SMALL


def measure(run):
    """Time and size as they were noted down when it was loaded."""
    plan = run.pick(SMALL, FULL)
    with kept(run, plan) as place:
        note = place.note
    return [
        Figure(f'{plan.units} units loaded', note.seconds / 60, 'min', at_most=30),
        Figure('data file after loading', note.size / 1e9, 'GB', at_most=8),
        Figure('bytes per unit after loading in batches', note.size / 1000 / plan.units, 'kB'),
        Figure('memory of the loading process at its most', note.memory, 'MiB'),
        Figure(f'text index of all built by {plan.engine}', note.indexing / 60, 'min'),
    ]
