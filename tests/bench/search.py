"""Searching: 20,000 papers over HTTP with both engines, the engines alone up to a million, analyser, rebuild."""

from tests.bench import search_engines, search_served

ENGINES = ('tantivy', 'whoosh')


def measure(run):
    """What is served first, then the engines alone, the largest last."""
    figures = search_engines.analyser(run)
    for engine in ENGINES:
        figures += search_served.served(run, engine)
    sizes = run.pick([(engine, 400) for engine in ENGINES],
                     [(engine, count) for count in (20_000, 50_000, 200_000) for engine in ENGINES]
                     + [('tantivy', 1_000_000)])
    with search_engines.desk_of(run) as desk:
        for engine, count in sizes:
            run.say(f'{engine}, {count} papers')
            figures += search_engines.engine(run, engine, count, desk)
    return figures
