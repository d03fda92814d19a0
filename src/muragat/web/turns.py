"""Turns: of the threads that answer questions one computes at a time, and the others stand in a row.

Threads that compute at once take the interpreter from each other every few milliseconds, and who lets go of it for a
moment, to read a file or to search an index, must get it back from one who has just begun.
"""

import time
from collections import deque
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from threading import Lock, get_ident

from pyramid.config import Configurator
from pyramid.request import Request

TURNS = 'turns'
#: Seconds after which the next one goes on beside who is still at it: each slow answer holds the row up for no longer.
LONGEST = 0.25


class _Place:
    """A place in the row; `called` is free when its turn has come."""

    def __init__(self) -> None:
        self.thread = get_ident()
        self.called = Lock()
        self.called.acquire()


class Turns:
    """First come, first served. A turn keeps nobody from anything: it is a matter of speed alone."""

    def __init__(self, longest: float = LONGEST, now: Callable[[], float] = time.monotonic) -> None:
        self._longest = longest
        self._now = now
        self._lock = Lock()
        self._row: deque[_Place] = deque()
        self._current: _Place | None = None
        self._until = 0.0

    @property
    def waiting(self) -> int:
        """How many stand in the row."""
        return len(self._row)

    @contextmanager
    def turn(self) -> Iterator[None]:
        """Wait for a turn and keep it to the end; a thread that has it goes on with it."""
        current = self._current
        if current is not None and current.thread == get_ident():
            yield
            return
        place = self._called()
        try:
            yield
        finally:
            with self._lock:
                if self._current is place:
                    self._call_next()

    def _called(self) -> _Place:
        place = _Place()
        with self._lock:
            self._row.append(place)
            if self._current is None:
                self._call_next()
        left = self._longest
        while not place.called.acquire(timeout=left):
            left = self._left()
        return place

    def _left(self) -> float:
        """Seconds that the turn of another may still last; when there are none the next one is called."""
        with self._lock:
            if self._row and self._now() >= self._until:
                self._call_next()
            return max(self._until - self._now(), 0)

    def _call_next(self) -> None:
        self._current = self._row.popleft() if self._row else None
        if self._current is not None:
            self._until = self._now() + self._longest
            self._current.called.release()


def turn(_request: Request) -> ExitStack:
    """What the request holds while it computes; its end gives it back."""
    return ExitStack()


def step_aside(request: Request) -> None:
    """Let others compute: called before a handler waits for another process, draws pages or walks through thousands."""
    request.turn.close()


def includeme(config: Configurator) -> None:
    """`request.turn`, `request.step_aside()`."""
    config.registry[TURNS] = Turns()
    config.add_request_method(turn, 'turn', reify=True)
    config.add_request_method(step_aside, 'step_aside')
