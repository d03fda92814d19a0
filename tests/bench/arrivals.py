"""An hour of units, five a second, as fast as it goes: whether the files of the index grow in number."""

import time
from contextlib import closing
from statistics import median

from muragat.kernel.principals import SYSTEM
from muragat.main import open_house
from muragat.search.indexer import keep_up
from tests.bench.archive import kept
from tests.bench.feeding import word_of
from tests.bench.frame import Figure
from tests.bench.papers_archive import FEW_PAPERS, PAPERS

ENGINES = ('whoosh', 'tantivy')
#: Units of one step of the indexer, as it is with five in a second.
STEP = 5
#: How much more files and time the last quarter may need than the first.
MORE = 1.5


def measure(run):
    """Each unit in its own commit, the indexer after each five; nothing serves."""
    return [figure for engine in ENGINES for figure in of(run, engine)]


def of(run, engine):
    """The figures of one engine."""
    with kept(run, run.pick(FEW_PAPERS, PAPERS)) as place:
        place.more = f'search.engine = {engine}'
        place.prepare()
        place.call('index', 'rebuild')
        with closing(open_house(place.settings)) as house:
            files, seconds = arrived(house, place.folder / 'var' / 'index' / engine, run.pick(20, 3600))
    quarter = len(files) // 4
    what = f'{engine}, {len(files)} commits of {STEP} units'
    return [Figure(f'{what}: files of the index at its most, first quarter', max(files[:quarter]), ''),
            Figure('the same, last quarter', max(files[-quarter:]), ''),
            Figure('the same, last quarter to first', max(files[-quarter:]) / max(files[:quarter]), 'times',
                   at_most=MORE),
            Figure(f'{engine}: a commit of the index, last quarter to first',
                   median(seconds[-quarter:]) / median(seconds[:quarter]), 'times', at_most=MORE)]


def arrived(house, folder, steps):
    """Files of the index after each step, and seconds that the step of the indexer took."""
    with house.session(SYSTEM, 'bench') as desk:
        inventories = [next(iter(fonds.values())).id for fonds in desk.site['archive'].values()]
    files, seconds = [], []
    for step in range(steps):
        for number in range(step * STEP, (step + 1) * STEP):
            add_unit(house, inventories[number % len(inventories)], word_of(number))
        began = time.perf_counter()
        while keep_up(house):
            pass
        seconds.append(time.perf_counter() - began)
        files.append(sum(1 for path in folder.rglob('*') if path.is_file()))
    return files, seconds


def add_unit(house, inventory, word):
    """A unit with a word in its title, in its own commit."""
    def added(desk):
        parent = desk.site.ids[inventory]
        title = {'kk': f'{word} туралы құжаттар', 'ru': f'Документы {word}'}
        desk.add(parent, 'unit', {'number': str(parent.next_number()), 'title': title})
    house.run(added)
