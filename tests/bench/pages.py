"""Pages in the server: times inside one warm process at the object server, and record pages per second over HTTP."""

import time
from urllib.parse import urlencode

from pyramid.request import Request

from muragat.main import application
from muragat.web.addresses import href
from muragat.web.paging import SIZE
from tests.bench.archive import kept
from tests.bench.clients import together
from tests.bench.frame import Figure, spread
from tests.bench.plan import FULL, SMALL
from tests.bench.visit import Visitor, cookie, largest_inventory, unit_paths

MEDIAN, P95, PER_SECOND = 25, 60, 150
CLIENTS = 4


def addresses(house):
    """What is asked for: words -> addresses that are taken in turn."""
    units = unit_paths(house)
    with house.session(origin='bench') as desk:
        inventory = largest_inventory(desk)
        last = -(-inventory.count // SIZE)
        listed = {
            'first page': {}, 'last page': {'page': last}, 'filtered by state': {'state': 'described'},
            'filtered by a word': {'q': 'хаттамалары'}, 'filtered by dates': {'since': '1920', 'until': '1921'},
            'closed ones': {'closed': 'yes'}, 'sorted by title': {'sort': 'title'},
            'sorted by dates, last page': {'sort': 'dates', 'page': last}, 'sorted by sheets': {'sort': 'sheets'},
        }
        lists = {f'inventory of {inventory.count}, {words}': [f'{href(inventory)}?{urlencode(query)}' if query
                                                              else href(inventory)] for words, query in listed.items()}
        return {
            'home page': ['/'],
            'record page of a unit': units[::5],
            **lists,
            'tree node, an inventory': [href(inventory, 'branch')],
            'tree node, the archive': [href(desk.site['archive'], 'branch')],
            'page of the large fonds': [href(inventory.__parent__)],
        }


def ask(app, address, cookies):
    """One request inside the process; the body, so that nothing is left to be made later."""
    request = Request.blank(address, headers={'Cookie': cookies}, base_url='http://127.0.0.1:6543')
    response = request.get_response(app)
    if response.status_int != 200:
        raise RuntimeError(f'{address}: {response.status} {response.text[:500]}')
    return response.body


def times(app, asked, cookies, count):
    """Seconds of `count` requests after each address was asked once."""
    for address in asked:
        ask(app, address, cookies)
    found = []
    for number in range(count):
        began = time.perf_counter()
        ask(app, asked[number % len(asked)], cookies)
        found.append(time.perf_counter() - began)
    return found


def inside(place, run):
    """Figures of the pages in one process, for who sees all and for a reader who does not see what is closed."""
    figures = []
    with place.objects(), place.house() as house:
        app = application(house)
        asked = addresses(house)
        for login in ('keeper', 'reader'):
            cookies = cookie(house, login)
            for words, each in asked.items():
                middle, high = spread(times(app, each, cookies, run.pick(20, 200)))
                figures += [Figure(f'{words}, {login}, median', middle, 'ms', at_most=MEDIAN),
                            Figure(f'{words}, {login}, 95th percentile', high, 'ms', at_most=P95)]
    return figures


def over_http(place, run):
    """Requests per second for record pages from clients in another process."""
    with place.serving(), Visitor(place, 'keeper') as visitor:
        paths = visitor.units(100)
        for path in paths:
            visitor.get(path)
        requests = [[['GET', path, None, {}] for path in paths[number:] + paths[:number]] for number in range(CLIENTS)]
        found = together(port=place.port, headers={'Cookie': visitor.cookie}, requests=requests,
                         seconds=run.pick(1, 15))
    answers = [answer for client in found['results'] for answer in client]
    failed = [answer for answer in answers if answer[0] != 200]
    if failed:
        run.say(f'failed: {failed[0]}')
    middle, high = spread([seconds for _status, seconds, _said in answers])
    return [
        Figure(f'record pages over HTTP, {CLIENTS} clients', len(answers) / found['seconds'], '/s',
               at_least=PER_SECOND),
        Figure('the same, median', middle, 'ms'),
        Figure('the same, 95th percentile', high, 'ms'),
        Figure('the same, answers that were no page', len(failed), '', at_most=0),
    ]


def measure(run):
    """Inside one process first, then by `muragat serve`."""
    run.conditions['pages'] = 'warm, one web process'
    with kept(run, run.pick(SMALL, FULL)) as place:
        return inside(place, run) + over_http(place, run)
