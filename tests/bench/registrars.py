"""Writers in a process of their own who take numbers from one counter and print what they took."""

import json
import sys
import threading
import time

from muragat.kernel.numbering import counter_name
from muragat.main import open_house
from muragat.settings import load

JOURNAL, YEAR = 'bench', 2026


def register(house, count, numbers, errors) -> None:
    """Take numbers one by one, each in a transaction that writes a fact besides."""
    def once(desk):
        number = desk.site.numbers.take(JOURNAL, YEAR)
        desk.fact('bench.registered', desk.site, number=number)
        return number

    for _time in range(count):
        try:
            with house.registry.locks.counter_lock(counter_name(JOURNAL, YEAR)):
                numbers.append(house.run(once))
        except Exception as error:
            errors.append(repr(error))


def main(ini: str, threads: str, count: str) -> None:
    house = open_house(load(ini), served=True)
    numbers, errors = [], []
    writers = [threading.Thread(target=register, args=(house, int(count), numbers, errors))
               for _each in range(int(threads))]
    began = time.perf_counter()
    for writer in writers:
        writer.start()
    for writer in writers:
        writer.join()
    json.dump({'numbers': numbers, 'errors': errors, 'seconds': time.perf_counter() - began}, sys.stdout)
    house.close()


if __name__ == '__main__':
    main(*sys.argv[1:])
