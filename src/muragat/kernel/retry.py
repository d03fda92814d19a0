"""Doing a unit of work again when others wrote at the same moment."""

from __future__ import annotations

import random
import time
from collections.abc import Callable
from typing import Any, TypeVar

from transaction.interfaces import TransientError

from muragat.kernel.errors import Busy

Result = TypeVar('Result')

#: Seconds: the first pause is at most this long, each next one up to twice as long as the one before.
FIRST_PAUSE = 0.004
LONGEST_PAUSE = 0.4


def run(
    manager: Any,
    function: Callable[[], Result],
    seconds: float = 8.0,
    *,
    sleep: Callable[[float], object] = time.sleep,
    clock: Callable[[], float] = time.monotonic,
    chance: Callable[[], float] = random.random,
) -> Result:
    """Run the function in a transaction of its own and commit; again on a conflict, with pauses of random length.

    ``manager``: a transaction manager. ``seconds``: how long it is tried; then Busy, with nothing saved. Any other
    error aborts and is passed on. ``clock`` counts seconds; ``chance`` gives a number from 0 to 1.
    """
    deadline = clock() + seconds
    pause = FIRST_PAUSE
    while True:
        try:
            return _once(manager, function)
        except TransientError as conflict:
            if clock() >= deadline:
                raise Busy from conflict
        sleep(pause * chance())
        pause = min(2 * pause, LONGEST_PAUSE)


def _once(manager: Any, function: Callable[[], Result]) -> Result:
    manager.begin()
    try:
        result = function()
        manager.commit()
    except BaseException:
        manager.abort()
        raise
    return result
