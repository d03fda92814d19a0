"""The engines alone: loading them with papers, and questions to the service of which nothing is shown."""

from contextlib import contextmanager
from datetime import date
from time import perf_counter

from muragat.kernel.sight import Sight
from muragat.main import open_house
from muragat.search.analysis import streams
from muragat.search.question import Question
from muragat.search.service import Search
from tests.bench import papers
from tests.bench.archive import kept
from tests.bench.frame import Figure, spread
from tests.bench.papers_archive import FEW_PAPERS
from tests.bench.papers_index import PapersIndex

TODAY = date(2026, 1, 1).toordinal()
TOKENS_PER_SECOND = 300_000
#: Bounds in milliseconds for an engine and a number of papers: median and 95th percentile.
BOUNDS = {('tantivy', 1_000_000): (30, 100)}


class Seeing:
    """The desk of a small archive, for a person who sees what a sight says."""

    def __init__(self, desk, sight):
        self._desk = desk
        self.sight = sight

    def __getattr__(self, name):
        return getattr(self._desk, name)


@contextmanager
def desk_of(run):
    """The desk of an archive that is there for its tables only."""
    with kept(run, FEW_PAPERS) as place:
        house = open_house(place.settings)
        try:
            with house.session(origin='bench') as desk:
                yield desk
        finally:
            house.close()


def sights(count):
    """Who asks: a reader, from whom closed records are hidden, and one who sees every second zone besides."""
    zones = range(papers.FIRST_ZONE, papers.FIRST_ZONE + count // papers.ZONE + 1)
    return {'reader': Sight(TODAY, None, frozenset()),
            'half the zones': Sight(TODAY, frozenset(zones[::2]), frozenset())}


def analyser(run):
    """Tokens per second, every word known and at first sight."""
    texts = [papers.text_of(number) for number in range(run.pick(20, 400))]
    began = perf_counter()
    tokens = sum(len(streams(text)['kk']) for text in texts)
    first, began = perf_counter() - began, perf_counter()
    for _turn in range(5):
        for text in texts:
            streams(text)
    warm = (perf_counter() - began) / 5
    return [Figure('analyser, words known', tokens / warm, 'tokens/s', at_least=TOKENS_PER_SECOND),
            Figure('analyser, words met for the first time', tokens / first, 'tokens/s')]


def engine(run, name, count, desk):
    """An engine with so many papers."""
    kept_index = PapersIndex(run.data, name, count)
    loaded = kept_index.loaded(run.say)
    what = f'{name}, {count} papers'
    figures = [Figure(f'{what}: taken in, analysis not counted', loaded.per_second, 'papers/s'),
               Figure(f'{what}: size', kept_index.size / 1e6, 'MB')]
    asked = [Question(each.text, years=each.years or None) for each in papers.questions(run.pick(14, 210), count)]
    with kept_index.opened() as index:
        for who, sight in sights(count).items():
            search = Search(Seeing(desk, sight), index, 'kk')
            middle, high = spread(times(lambda question, search=search: search.ids(question, 25), asked))
            most, highest = BOUNDS.get((name, count), (None, None))
            figures += [Figure(f'{what}, {who}: a page of hits, median', middle, 'ms', at_most=most),
                        Figure(f'{what}, {who}: the same, 95th percentile', high, 'ms', at_most=highest)]
        middle, high = spread(times(search.facets, asked))
    return [*figures, Figure(f'{what}, {who}: facets, median', middle, 'ms'),
            Figure(f'{what}, {who}: the same, 95th percentile', high, 'ms')]


def times(ask, questions):
    """Seconds of each question, asked for the second time."""
    for question in questions:
        ask(question)
    found = []
    for question in questions:
        began = perf_counter()
        ask(question)
        found.append(perf_counter() - began)
    return found
