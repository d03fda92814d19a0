"""The search of a serving archive: rebuild, questions over REST, several clients, while units arrive."""

import json
import statistics
import time
from pathlib import Path
from urllib.parse import urlencode

from muragat.content.staff.entrance import acting
from muragat.content.staff.model import staff_of
from muragat.content.staff.rules import Rules
from muragat.content.staff.service import Accounts
from muragat.kernel.access import Role
from muragat.ports.passwordhash import IPasswordHash
from muragat.search.question import Question
from muragat.search.service import search_for
from tests.bench import feeding, papers
from tests.bench.archive import PASSWORD, kept
from tests.bench.clients import together
from tests.bench.frame import Figure, shown, spread
from tests.bench.papers_archive import FEW_PAPERS, PAPERS
from tests.bench.place import family, stop
from tests.bench.visit import Connection, token

#: By engine, in milliseconds: median and 95th percentile of a page of hits, median of the facets; documents a second.
BOUNDS = {'tantivy': (20, 50, 20, 600), 'whoosh': (45, 160, 80, 100)}
CLIENTS = 4
#: What the processes of a rebuild may hold, MiB.
MEMORY = 500
#: Units that arrive in a second, and seconds after which each is found.
ARRIVING, VISIBLE = 5, 2.0
#: Our share of an answer: median, and for each hit that is shown, in milliseconds.
OWN, PER_HIT = 3, 0.3


def served(run, engine):
    """All that is measured with one engine."""
    plan = run.pick(FEW_PAPERS, PAPERS)
    with kept(run, plan) as place:
        place.more = f'search.engine = {engine}'
        place.prepare()
        figures = rebuilt(run, place, engine)
        with place.serving(), place.house() as house:
            prepare(house)
            client = Client(place, token(house, 'narrow'))
            asked = papers.questions(run.pick(14, 210), plan.units)
            for part in (pages, alone, crowd, arriving):
                found = part(run, house, client, asked, engine)
                for figure in found:
                    run.say(f'{figure.what}: {shown(figure.value)} {figure.unit}')
                figures += found
    return figures


def rebuilt(run, place, engine):
    """A rebuild with the analysis, no server running."""
    records, seconds, most = rebuild(place)
    run.say(f'{engine}: rebuilt {records} records in {seconds:.0f} s')
    return [Figure(f'{engine}: rebuild of {records} records, analysis included', records / seconds, 'documents/s',
                   at_least=BOUNDS[engine][3]),
            Figure(f'{engine}: memory of the rebuild at its most', most, 'MiB', at_most=MEMORY)]


def rebuild(place):
    """Records, seconds from the first one to the swap, and memory of all its processes at its most in MiB."""
    process, most = place.start('index', 'rebuild'), 0.0
    try:
        while process.poll() is None:
            most = max(most, sum(map(private_memory, family(process.pid))))
            time.sleep(0.5)
    finally:
        stop(process)
    if process.returncode:
        raise RuntimeError((place.folder / 'output.log').read_text()[-2000:])
    told = json.loads((place.folder / 'output.log').read_text().splitlines()[-1])
    return told['records'], told['seconds'], most


def private_memory(pid):
    """Memory that a process holds for itself, MiB; pages of files, which the system may let go, are not counted."""
    try:
        rows = dict(line.split(':', 1) for line in Path(f'/proc/{pid}/status').read_text().splitlines())
        return int(rows['RssAnon'].split()[0]) / 1024
    except (OSError, KeyError):
        return 0.0


def prepare(house):
    """A reader who is given every second fonds, so that zones restrict what he finds."""
    def give(desk):
        staff = staff_of(desk.site)
        if staff.get('narrow') is None:
            accounts = Accounts(desk, house.ports[IPasswordHash], Rules.of(house.settings))
            account, _given = accounts.add({'login': 'narrow', 'name': 'Narrow'})
            accounts.settle_password(account, PASSWORD)
            for number, fonds in enumerate(desk.site['archive'].values()):
                if number % 2 == 0:
                    desk.grant(fonds, f'account:{account.id}', Role.READER)
    house.run(give)


class Client:
    """Asks over REST with a token."""

    def __init__(self, place, authorization):
        self.port = place.port
        self.headers = {'Authorization': authorization}
        self._connection = Connection(place.port, self.headers)

    def anew(self):
        """A connection that was idle for minutes is closed by the server."""
        self._connection = Connection(self.port, self.headers)

    def ask(self, address):
        """The answer and how long it took in seconds."""
        began = time.perf_counter()
        status, _headers, body = self._connection.ask('GET', address)
        seconds = time.perf_counter() - began
        if status != 200:
            raise RuntimeError(f'{address}: {status} {body[:300]}')
        return json.loads(body), seconds

    def times(self, addresses):
        """Seconds of each answer, over a connection of its own."""
        self.anew()
        return [self.ask(address)[1] for address in addresses]


def address_of(asked, what='search', **more):
    """The address of a question."""
    years = dict(zip(('from', 'to'), asked.years, strict=False))
    return f'/api/v1/{what}?{urlencode({"q": asked.text, **years, **more})}'


def pages(run, house, client, asked, engine):
    """One client, warm: pages of 25 hits with snippets, facets by a second request."""
    searches = [address_of(each, limit=25) for each in asked]
    facets = [address_of(each, 'search/facets') for each in asked]
    client.times(searches)
    client.times(facets[:20])
    hits = statistics.mean(len(client.ask(address)[0]['hits']) for address in searches)
    middle, high = spread(client.times(searches))
    facet_middle, facet_high = spread(client.times(facets))
    most, highest, facets_most, _rate = BOUNDS[engine]
    return [Figure(f'{engine}: a page of hits over HTTP, median', middle, 'ms', at_most=most),
            Figure(f'{engine}: the same, 95th percentile', high, 'ms', at_most=highest),
            Figure(f'{engine}: hits of a page, mean', hits, ''),
            Figure(f'{engine}: facets over HTTP, median', facet_middle, 'ms', at_most=facets_most),
            Figure(f'{engine}: the same, 95th percentile', facet_high, 'ms')]


def alone(run, house, client, asked, engine):
    """The same questions without HTTP: the engine's share and ours."""
    shares, rests = [], []
    with house.session(origin='bench') as desk:
        mine = acting(desk, staff_of(desk.site).get('narrow'))
        for turn in range(2):
            for each in asked:
                answer = search_for(house, mine).ask(Question(each.text, years=each.years or None))
                if turn:
                    shares.append(answer.engine_ms / 1000)
                    rests.append((answer.took_ms - answer.engine_ms - PER_HIT * len(answer.hits)) / 1000)
    share_middle, share_high = spread(shares)
    return [Figure(f'{engine}: the engine alone, median', share_middle, 'ms'),
            Figure(f'{engine}: the same, 95th percentile', share_high, 'ms'),
            Figure(f'{engine}: our share beyond {PER_HIT} ms for each hit, median', spread(rests)[0], 'ms',
                   at_most=OWN)]


def crowd(run, house, client, asked, engine):
    """Several clients against one."""
    seconds = run.pick(1, 15)
    requests = [['GET', address_of(each, limit=25), None, {}] for each in asked]
    found = [together(port=client.port, headers=client.headers, seconds=seconds,
                      requests=[requests[number * len(requests) // CLIENTS:] + requests for number in range(number_of)])
             for number_of in (1, CLIENTS)]
    rates, highs = [], []
    for each in found:
        times = [taken for results in each['results'] for status, taken, _said in results if status == 200]
        refused = [status for results in each['results'] for status, _taken, _said in results if status != 200]
        if refused:
            raise RuntimeError(f'{engine}: {len(refused)} questions were answered by {refused[0]}')
        rates.append(len(times) / each['seconds'])
        highs.append(spread(times)[1])
    return [Figure(f'{engine}: one client', rates[0], 'pages/s'),
            Figure(f'{engine}: {CLIENTS} clients to one, pages/s', rates[1] / rates[0], 'times', at_least=0.9),
            Figure(f'{engine}: the same, 95th percentile', highs[1] / highs[0], 'times', at_most=4.5)]


def arriving(run, house, client, asked, engine):
    """Units that arrive: what searching costs meanwhile, and when each is found."""
    searches = [address_of(each, limit=25) for each in asked]
    before = spread(client.times(searches))[0]
    with feeding.arriving(house, ARRIVING):
        meanwhile = spread(client.times(searches))[0]

    def ids_found(word):
        answer, _seconds = client.ask(address_of(papers.Asked('one', word), limit=25))
        return {int(hit['id']) for hit in answer['hits']}

    waited = feeding.waits(house, ARRIVING, run.pick(2, 20), ids_found)
    return [Figure(f'{engine}: searching while {ARRIVING} units arrive in a second, median to quiet',
                   meanwhile / before, 'times', at_most=2),
            Figure(f'{engine}: a unit is found after its commit, median', statistics.median(waited), 's'),
            Figure(f'{engine}: the same, at most', max(waited), 's', at_most=VISIBLE)]
