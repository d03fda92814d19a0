"""Units that arrive at an even pace while something else is measured."""

import threading
import time
from contextlib import contextmanager
from typing import NamedTuple

from muragat.content.staff.model import staff_of

#: Seconds between two looks for a unit, and after which it is given up.
PAUSE, PATIENCE = 0.02, 30.0
SYLLABLES = ('жаз', 'бел', 'қор', 'түс', 'мән', 'зер', 'шоқ', 'гүл', 'дәр', 'пеш')


class Arrived(NamedTuple):
    """A unit with the word that it alone has, and when its commit was done."""

    id: int
    word: str
    when: float


class Feeder(threading.Thread):
    """Adds so many units a second to the first inventory of a fonds that the reader sees, each with its own commit."""

    def __init__(self, house, per_second):
        super().__init__(daemon=True)
        self._house = house
        self._every = 1 / per_second
        self._stopped = threading.Event()
        self.arrived = []

    def run(self):
        due = time.monotonic()
        while not self._stopped.wait(max(0.0, due - time.monotonic())):
            word = word_of(len(self.arrived))
            record = self._house.run(lambda desk, word=word: add_unit(desk, word))
            self.arrived.append(Arrived(record, word, time.monotonic()))
            due += self._every

    def stop(self):
        """No more units."""
        self._stopped.set()
        self.join()


def word_of(number):
    """A word that no other unit has."""
    return ''.join(SYLLABLES[int(figure)] for figure in f'{number:04}')


def add_unit(desk, word):
    """A unit with a word in its title, where the reader sees it; its id."""
    account = staff_of(desk.site).get('narrow')
    fonds = next(each for each in desk.site['archive'].values()
                 if any(grant.principal == f'account:{account.id}' for grant in desk.site.zones.row(each.zone).grants))
    inventory = next(iter(fonds.values()))
    title = {'kk': f'{word} туралы құжаттар', 'ru': f'Документы {word}'}
    return desk.add(inventory, 'unit', {'number': str(inventory.next_number()), 'title': title}).id


@contextmanager
def arriving(house, per_second):
    """Units arrive while the block runs; gives those that have."""
    feeder = Feeder(house, per_second)
    feeder.start()
    try:
        yield feeder.arrived
    finally:
        feeder.stop()


def waits(house, per_second, seconds, ids_found):
    """How long each unit that arrives in so many seconds waits after its commit until `ids_found(word)` has its id."""
    found, end = [], time.monotonic() + seconds
    with arriving(house, per_second) as arrived:
        while time.monotonic() < end or len(found) < len(arrived):
            if len(found) == len(arrived):
                time.sleep(PAUSE)
                continue
            unit = arrived[len(found)]
            if unit.id in ids_found(unit.word) or time.monotonic() - unit.when > PATIENCE:
                found.append(time.monotonic() - unit.when)
                if time.monotonic() > end:
                    break
            else:
                time.sleep(PAUSE)
    return found
