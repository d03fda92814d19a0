"""Eight clients who write at once: on different records, into one folder, on one counter."""

import json
import subprocess
import sys

from tests.bench.archive import kept
from tests.bench.clients import LAST_ETAG, together
from tests.bench.frame import ROOT, Figure, spread
from tests.bench.growth import template_of
from tests.bench.plan import FULL, SMALL
from tests.bench.rest import arrived, bodies, new_inventory
from tests.bench.visit import largest_inventory, token

CLIENTS = 8
#: Processes that take numbers; the clients are divided among them.
PROCESSES = 2


def figures_of(words, answers, seconds, lost, run):
    """Rows of one kind of writing."""
    failed = [answer for answer in answers if answer[0] not in (200, 201)]
    if failed:
        run.say(f'failed: {failed[0]}')
    middle, high = spread([took for _status, took, _said in answers])
    return [
        Figure(f'{CLIENTS} clients, {words}: writes', len(answers) / seconds, '/s'),
        Figure('the same, median', middle, 'ms'),
        Figure('the same, 95th percentile', high, 'ms'),
        Figure('the same, errors', len(failed), '', at_most=0),
        Figure('the same, writes lost', lost, '', at_most=0),
    ]


def different_records(place, house, header, count, run):
    """Each client changes a record of its own again and again."""
    with house.session(origin='bench') as desk:
        ids = list(largest_inventory(desk).child_ids(3, CLIENTS))
        before = sum(desk.site.ids[each].revision for each in ids)
    requests = [
        [['GET', f'/api/v1/records/{each}', None, {}],
         *(['PATCH', f'/api/v1/records/{each}', {'values': {'sheets': 300 + number}}, {'If-Match': LAST_ETAG}]
           for number in range(count))]
        for each in ids]
    found = together(port=place.port, headers=header, requests=requests)
    with house.session(origin='bench') as desk:
        changes = sum(desk.site.ids[each].revision for each in ids) - before
        entries = [sum(entry.what == 'record.changed' for entry in desk.site.journal.entries_of(each)) for each in ids]
    answers = [answer for client in found['results'] for answer in client[1:]]
    lost = CLIENTS * count - min(changes, sum(entries))
    return figures_of('different records', answers, found['seconds'], lost, run)


def one_folder(place, house, header, count, run):
    """All add units to the same inventory, each its own numbers."""
    template = template_of(place)
    address = f'/api/v1/records/{new_inventory(house, template, "700")}/children'
    requests = [[['POST', address, body, {}] for body in bodies(house, template, count, number * count)]
                for number in range(CLIENTS)]
    found = together(port=place.port, headers=header, requests=requests)
    answers = [answer for client in found['results'] for answer in client]
    return figures_of('one folder', answers, found['seconds'], CLIENTS * count - arrived(house, address), run)


def one_counter(place, house, count):
    """Writers in two processes take numbers of one journal."""
    command = [sys.executable, '-m', 'tests.bench.registrars', str(place.ini), str(CLIENTS // PROCESSES), str(count)]
    working = [subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, text=True) for _each in range(PROCESSES)]
    told = [json.loads(each.communicate()[0]) for each in working]
    numbers = sorted(number for each in told for number in each['numbers'])
    errors = [error for each in told for error in each['errors']]
    wanted = CLIENTS * count
    return [
        Figure(f'{CLIENTS} clients, one counter: numbers', len(numbers) / max(each['seconds'] for each in told), '/s'),
        Figure('the same, errors', len(errors), '', at_most=0),
        Figure('the same, gaps', len(set(range(1, wanted + 1)) - set(numbers)), '', at_most=0),
        Figure('the same, doubles', len(numbers) - len(set(numbers)), '', at_most=0),
    ]


def measure(run):
    """All three while every process runs."""
    count = run.pick(5, 200)
    with kept(run, run.pick(SMALL, FULL)) as place, place.serving(), place.house() as house:
        header = {'Authorization': token(house, 'keeper')}
        return [*different_records(place, house, header, count, run),
                *one_folder(place, house, header, count, run),
                *one_counter(place, house, count)]
