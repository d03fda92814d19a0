"""What every measurement shares: a figure with its bound, the conditions of a run, and how both are printed."""

import os
import platform
import subprocess
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from statistics import median, quantiles
from time import perf_counter

ROOT = Path(__file__).parent.parent.parent


@dataclass(frozen=True)
class Figure:
    """One measured number; `at_most` or `at_least` is what the design asks of a full run."""

    what: str
    value: float
    unit: str
    at_most: float | None = None
    at_least: float | None = None

    def plain(self):
        """The row as JSON data."""
        return {**vars(self), 'kept': self.kept}

    @property
    def kept(self):
        """Whether the number is within its bound; a number without one always is."""
        return ((self.at_most is None or self.value <= self.at_most)
                and (self.at_least is None or self.value >= self.at_least))

    @property
    def bound(self):
        """The bound in words, or ''."""
        if self.at_most is not None:
            return f'≤ {self.at_most:g} {self.unit}'
        return f'≥ {self.at_least:g} {self.unit}' if self.at_least is not None else ''


@dataclass
class Run:
    """What a measurement gets: where it may keep data, how large it shall be, and whom it tells its progress."""

    data: Path
    #: 'small' proves that it runs, 'full' gives the figure.
    profile: str
    say: Callable[[str], None] = print
    #: Further conditions that the measurement adds: units, processes, warm or cold.
    conditions: dict = field(default_factory=dict)

    def pick(self, small, full):
        """The size that belongs to the profile."""
        return full if self.profile == 'full' else small


def spread(seconds):
    """(median, 95th percentile) of times, in milliseconds."""
    return median(seconds) * 1000, quantiles(seconds, n=20)[-1] * 1000


def timed(function, *arguments):
    """How many seconds a call took, and its result."""
    began = perf_counter()
    result = function(*arguments)
    return perf_counter() - began, result


def pss(pids):
    """Proportional memory of processes together, in MiB, as the kernel counts it; one that has ended holds none."""
    return sum(map(_pss, pids)) / 1024


def _pss(pid):
    try:
        lines = Path(f'/proc/{pid}/smaps_rollup').read_text().splitlines()
    except (FileNotFoundError, ProcessLookupError):
        return 0
    return next((int(line.split()[1]) for line in lines if line.startswith('Pss:')), 0)


def conditions():
    """Machine, program and moment of a run."""
    commit = subprocess.run(['git', 'describe', '--always', '--dirty'], cwd=ROOT, capture_output=True, text=True)
    models = [line.split(':')[1].strip() for line in Path('/proc/cpuinfo').read_text().splitlines()
              if line.startswith('model name')]
    memory = os.sysconf('SC_PAGE_SIZE') * os.sysconf('SC_PHYS_PAGES') / 1024 ** 3
    return {
        'date': datetime.now(UTC).strftime('%Y-%m-%d %H:%M UTC'),
        'commit': commit.stdout.strip() or 'unknown',
        'processor': models[0] if models else platform.machine(),
        'cores': len(os.sched_getaffinity(0)),
        'memory': f'{memory:.0f} GiB',
        'load before': f'{os.getloadavg()[0]:.1f}',
        'Python': platform.python_version(),
    }


def table(figures, said):
    """The conditions in words, and the figures as rows of docs/performance.md."""
    words = ', '.join(f'{name} {value}' for name, value in said.items())
    rows = [f'| {figure.what} | {figure.bound} | {shown(figure.value)} {figure.unit} |' for figure in figures]
    return '\n'.join([f'{words}', '', '| what | target | measured |', '|---|---|---|', *rows])


def page(outcomes):
    """All tables of a run for docs/performance.md; what differs from the first conditions is told at each."""
    parts, common = [], {}
    for name, (said, figures) in outcomes.items():
        common = common or said
        own = {what: value for what, value in said.items() if common.get(what) != value and what != 'date'}
        parts += [f'### {name}', '', table(figures, own), '']
    words = ', '.join(f'{name} {value}' for name, value in common.items())
    return '\n'.join([words, '', *parts])


def shown(value):
    """A number with three or four digits that mean something."""
    return f'{value:.0f}' if abs(value) >= 1000 else f'{value:.3g}'
