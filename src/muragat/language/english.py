"""English words: Snowball stems."""

from functools import lru_cache
from threading import Lock
from typing import Any

import Stemmer


@lru_cache(maxsize=1)
def _stemmer() -> tuple[Any, Lock]:
    """The algorithm, which has a state, and what keeps two threads from meeting in it."""
    return Stemmer.Stemmer('english', maxCacheSize=0), Lock()


def stem(word: str) -> str:
    """The stem of a normalised word."""
    algorithm, lock = _stemmer()
    with lock:
        found: str = algorithm.stemWord(word)
    return found
