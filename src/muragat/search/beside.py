"""Work beside that of a thread: a commit waits for the engine and the disk, while the next batch is gathered."""

from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor
from typing import Any


class Beside:
    """One thing after the other; who brings the next one waits for the last, and meets its error."""

    def __init__(self) -> None:
        self._thread: ThreadPoolExecutor | None = None
        self._last: Future[None] | None = None

    def do(self, work: Callable[..., None], *arguments: Any) -> None:
        """Begin it when the last one is done."""
        self.wait()
        if self._thread is None:
            self._thread = ThreadPoolExecutor(1, 'beside')
        self._last = self._thread.submit(work, *arguments)

    def wait(self) -> None:
        """Until nothing is under way."""
        last, self._last = self._last, None
        if last is not None:
            last.result()

    def close(self) -> None:
        """The last one is waited for; its error is that of nobody any more."""
        if self._thread is not None:
            self._thread.shutdown()
            self._thread = None
