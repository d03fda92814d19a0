"""Waiting until records are read: by the worker beside a serving archive, else by doing the work here; with a limit."""

import threading
import time
from typing import Any

import click

from muragat.cli.labour import Worker
from muragat.kernel.i18n import _
from muragat.media.states import stage_of
from muragat.search.indexer import keep_up

#: Seconds between two looks at a record that others read.
PAUSE = 0.2
#: Seconds that waiting lasts at most when nobody says otherwise.
LONGEST = 3600

timeout = click.option('--timeout', type=click.IntRange(0), default=LONGEST, metavar='SECONDS',
                       help='How long --wait lasts at most; 0: for ever.')


class Waiting:
    """One limit in seconds for all records that are waited for; 0: none."""

    def __init__(self, house: Any, seconds: float) -> None:
        self._house = house
        self._until = time.monotonic() + (seconds or threading.TIMEOUT_MAX)
        self._worker = None if house.served else Worker(house, keep_up)

    def for_record(self, record: int) -> bool:
        """Whether all files of the record are read; False when the limit was reached before."""
        while not self._house.run(lambda desk: is_read(desk.site, record)):
            left = self._until - time.monotonic()
            if left <= 0:
                return False
            if self._worker is None or not self._work(self._worker, left):
                time.sleep(min(PAUSE, left))
        return True

    def _work(self, worker: Worker, left: float) -> bool:
        """Do one job; one that takes longer than is left is put back in the middle."""
        bell = threading.Timer(min(left, threading.TIMEOUT_MAX), worker.stop)
        bell.start()
        try:
            return worker.do_job()
        finally:
            bell.cancel()


def is_read(site: Any, record: int) -> bool:
    """Whether nothing of the record is still being read."""
    stage = stage_of(site, record)
    return stage is None or stage[0].ended


def not_yet(seconds: float) -> str:
    """What is told of a record that was not read within the limit."""
    return _('Not read within ${seconds} seconds. Nothing is lost: it is read as soon as a worker has time for it.',
             mapping={'seconds': str(seconds)})
