"""`muragat worker`: one worker process, beside the others or alone."""

import signal

import click

from muragat.cli.frame import Call, Command
from muragat.cli.labour import Worker
from muragat.cli.processes import begin
from muragat.cli.watching import Watch
from muragat.search.indexer import keep_up


@click.command(cls=Command)
@click.option('--parent', type=int, default=0, hidden=True)
@click.option('--served', is_flag=True, hidden=True)
@click.pass_obj
def worker(call: Call, parent: int, served: bool) -> None:
    """Seal the journal, keep the index, do jobs and take in files until stopped."""
    begin(call.settings, 'worker', parent)
    house = call.house(served=served)
    labour, watch = Worker(house, keep_up), Watch(house)
    storage = house.db.storage
    if hasattr(storage, 'wake'):
        storage.wake = labour.wake
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda _number, _frame: labour.stop())
    try:
        watch.start()
        labour.run()
    finally:
        watch.stop()
        watch.join()
        house.close()
