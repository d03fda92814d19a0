"""A founded archive with units that have pages, and processes that are killed while they write its index."""

import os
import signal
import subprocess
import sys

from muragat.main import open_house
from tests.founded_archive import settings_for
from tests.search.indexed import paged

INVENTORY = '/archive/Р-1/1'
WORDS = ('кеңес', 'хаттама', 'ауыл', 'мектеп', 'қаулы', 'жер', 'село', 'школа', 'постановление', 'земля')


def opened(var, engine='whoosh'):
    """The archive in a folder with an engine."""
    return open_house(settings_for(var, search__engine=engine))


def filled(house, count=40):
    """Units, each third with two pages; gives their ids."""
    with house.session() as desk:
        inventory = desk.resolve(INVENTORY)
        return [unit_in(desk, inventory, number, pages=not number % 3).id for number in range(2, count + 2)]


def unit_in(desk, inventory, number, pages=False):
    """A unit whose words tell its number."""
    word = WORDS[number % len(WORDS)]
    unit = desk.add(inventory, 'unit', {'number': str(number), 'title': {'kk': f'{word} сан{number}', 'ru': 'Дело'}})
    if pages:
        paged(desk, unit, [f'{word} бірінші бет\nжол {number}', f'екінші бет {number}'])
    return unit


KILLED = '''
import os, signal, sys
from muragat.search import building, indexer, rebuild
from tests.search.large_archive import opened
from tests.search.indexed import brought_up_to_date

var, engine, deed, target, name, when, wanted = sys.argv[1:]
rebuild.BLOCK, rebuild.RECORDS, rebuild.STRETCH = 3, 9, 21
indexer.STEP = 9
house = opened(var, engine)
parts = house.search
house.search.choice.wish(engine)
store = parts.choice.store(engine)
owner = {'store': store, 'choice': parts.choice, 'building': parts.building, 'places': type(parts.places),
         'house': house, 'log': None, 'index': type(store.open()), 'changes': None}[target]
genuine, calls = getattr(owner, name), [0]

def deadly(*arguments, **options):
    calls[0] += 1
    last = calls[0] == int(wanted)
    if last and when == 'before':
        os.kill(os.getpid(), signal.SIGKILL)
    outcome = genuine(*arguments, **options)
    if last:
        os.kill(os.getpid(), signal.SIGKILL)
    return outcome

setattr(owner, name, deadly)
if deed == 'rebuild':
    rebuild.Rebuild(house, engine).run()
else:
    while indexer.keep_up(house, 9):
        pass
house.close()
'''


def killed(var, engine, deed, target, name, when, wanted):
    """Do a deed in another process, which is killed before or after the n-th call of a method; whether it was."""
    arguments = [str(var), engine, deed, target, name, when, str(wanted)]
    done = subprocess.run([sys.executable, '-c', KILLED, *arguments], env={**os.environ, 'PYTHONPATH': '.'},
                          capture_output=True, text=True, check=False, timeout=120)
    assert done.returncode in (0, -signal.SIGKILL), done.stderr
    return done.returncode != 0
