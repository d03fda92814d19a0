"""The threads that wait for helper processes: as many pages are read at once as there are processors."""

import os
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import FIRST_COMPLETED, Future, ThreadPoolExecutor, wait
from itertools import islice
from threading import Lock
from typing import TypeVar

Item = TypeVar('Item')
Result = TypeVar('Result')

#: Seconds between two signs of life while nothing ends.
BEAT = 2.0


class Crew:
    """Shared by all jobs of a worker; its threads begin with the first page."""

    def __init__(self, size: int = 0) -> None:
        #: Pages that are read at the same time.
        self.size = size or len(os.sched_getaffinity(0))
        self._lock = Lock()
        self._pool: ThreadPoolExecutor | None = None

    def each(self, work: Callable[[Item], Result], items: Iterable[Item],
             beat: Callable[[], None]) -> Iterator[Result]:
        """Results as they come, a few items at a time; `beat` is called meanwhile and may raise to end everything.

        What has begun when the caller stops is waited for, so that nobody works in a folder that is removed.
        """
        left, running = iter(items), set[Future[Result]]()
        pool = self._ready()
        try:
            while True:
                running |= {pool.submit(work, item) for item in islice(left, self.size + 1 - len(running))}
                if not running:
                    return
                ended, running = wait(running, BEAT, FIRST_COMPLETED)
                beat()
                for future in ended:
                    yield future.result()
        finally:
            for future in running:
                future.cancel()
            wait(running)

    def _ready(self) -> ThreadPoolExecutor:
        with self._lock:
            if self._pool is None:
                self._pool = ThreadPoolExecutor(self.size, 'pages')
            return self._pool
