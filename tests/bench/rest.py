"""Units created over REST by one client, one commit each, beside bare commits to the same object server."""

import time

from persistent.mapping import PersistentMapping

from muragat.kernel.codecs import to_json
from muragat.kernel.fields import fields_of
from tests.bench.archive import kept
from tests.bench.clients import together
from tests.bench.frame import Figure, spread
from tests.bench.growth import template_of
from tests.bench.plan import FULL, SMALL
from tests.bench.visit import largest_inventory, token

PER_SECOND = 100
#: Objects and bytes of each that a bare commit writes: what the commit of a unit writes.
OBJECTS, BYTES = 14, 800


def bare(house, count):
    """Seconds of commits that only store."""
    with house.connection() as connection:
        holders = [PersistentMapping() for _number in range(OBJECTS)]
        connection.root()['bare'] = PersistentMapping(enumerate(holders))
    times = []
    for number in range(count):
        began = time.perf_counter()
        with house.connection() as connection:
            for holder in connection.root()['bare'].values():
                holder['text'] = f'{number:{BYTES}}'
        times.append(time.perf_counter() - began)
    return times


def bodies(house, template, count, first=0):
    """What is posted for each unit."""
    fields = fields_of(house.registry.types['unit'].schema)
    for index in range(first, first + count):
        values = template.unit_values(index)
        yield {'type': 'unit', 'values': {name: to_json(fields[name], value) for name, value in values.items()}}


def new_inventory(house, template, number):
    """Id of an empty inventory of the large fonds."""
    with house.session(origin='bench') as desk:
        fonds = largest_inventory(desk).__parent__
        return desk.add(fonds, 'inventory', {**template.values, 'number': number}).id


def measure(run):
    """Bare commits, units, bare commits again, all while every process runs."""
    count = run.pick(40, 2000)
    with kept(run, run.pick(SMALL, FULL)) as place, place.serving(), place.house() as house:
        template = template_of(place)
        header = {'Authorization': token(house, 'keeper')}
        address = f'/api/v1/records/{new_inventory(house, template, "600")}/children'
        before = bare(house, run.pick(20, 500))
        requests = [['POST', address, body, {}] for body in bodies(house, template, count)]
        found = together(port=place.port, headers=header, requests=[requests])
        after = bare(house, run.pick(20, 500))
        kept_count = arrived(house, address)
    answers = found['results'][0]
    refused = [answer for answer in answers if answer[0] != 201]
    if refused:
        run.say(f'refused: {refused[0]}')
    middle, high = spread([seconds for _status, seconds, _said in answers])
    bare_middle, _high = spread(before + after)
    return [
        Figure('units created over REST, one client, one commit each', count / found['seconds'], '/s',
               at_least=PER_SECOND),
        Figure('the same, median', middle, 'ms'),
        Figure('the same, 95th percentile', high, 'ms'),
        Figure(f'bare commits of {OBJECTS} objects of {BYTES} bytes', 1000 / bare_middle, '/s'),
        Figure('a unit over REST to a bare commit', middle / bare_middle, 'times'),
        Figure('units refused or lost', len(refused) + count - kept_count, '', at_most=0),
    ]


def arrived(house, address):
    """How many children the inventory of an address has."""
    with house.session(origin='bench') as desk:
        return desk.site.ids[int(address.split('/')[-2])].count
