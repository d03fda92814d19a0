"""What an index endures: a document of thousands of pages, and an hour of units that arrive five a second."""

import time
from contextlib import closing
from statistics import median

from muragat.main import open_house
from muragat.search.indexer import keep_up
from tests.bench.archive import kept
from tests.bench.feeding import word_of
from tests.bench.frame import Figure
from tests.bench.papers_archive import FEW_PAPERS, PAPERS, keep_papers
from tests.bench.search_served import MEMORY, rebuild

ENGINES = ('whoosh', 'tantivy')
#: Units of one step of the indexer, as it is with five in a second.
STEP = 5
#: How much more files and time the last quarter of the hour may need than the first.
MORE = 1.5


def measure(run):
    """Each unit in its own commit, the indexer after each five, as fast as it goes; nothing serves."""
    return [figure for engine in ENGINES for figure in of(run, engine)]


def of(run, engine):
    """The figures of one engine."""
    pages = run.pick(40, 5000)
    with kept(run, run.pick(FEW_PAPERS, PAPERS)) as place:
        place.more = f'search.engine = {engine}'
        place.prepare()
        with closing(open_house(place.settings)) as house:
            inventories = long_document(house, pages)
        records, seconds, memory = rebuild(place)
        run.say(f'{engine}: rebuilt {records} records in {seconds:.0f} s')
        with closing(open_house(place.settings)) as house:
            files, taken = arrived(house, inventories, place.folder / 'var' / 'index' / engine, run.pick(20, 3600))
    quarter = len(files) // 4
    what = f'{engine}, {len(files)} commits of {STEP} units'
    return [Figure(f'{engine}: memory of a rebuild that meets a document of {pages} pages', memory, 'MiB',
                   at_most=MEMORY),
            Figure(f'{what}: files of the index at its most, first quarter', max(files[:quarter]), ''),
            Figure('the same, last quarter', max(files[-quarter:]), ''),
            Figure('the same, last quarter to first', max(files[-quarter:]) / max(files[:quarter]), 'times',
                   at_most=MORE),
            Figure(f'{engine}: a commit of the index, last quarter to first',
                   median(taken[-quarter:]) / median(taken[:quarter]), 'times', at_most=MORE)]


def long_document(house, pages):
    """Give a unit so many pages; the ids of inventories that take more units."""
    def made(desk):
        inventories = [next(iter(fonds.values())) for fonds in desk.site['archive'].values()]
        keep_papers(desk, next(iter(inventories[-1].values())), pages)
        return [inventory.id for inventory in inventories]
    return house.run(made)


def arrived(house, inventories, folder, steps):
    """Files of the index after each step, and seconds that the step of the indexer took."""
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
