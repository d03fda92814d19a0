"""A brake on one address that asks too often; it lives in the memory of one process."""

from collections import OrderedDict
from threading import Lock


class RateLimit:
    """At most `limit` hits of one key in any `seconds`; remembers at most `size` keys, the latest ones."""

    def __init__(self, limit: int, seconds: float, size: int = 10_000) -> None:
        self._limit = limit
        self._seconds = seconds
        self._size = size
        self._hits: OrderedDict[str, list[float]] = OrderedDict()
        self._lock = Lock()

    def wait(self, key: str, now: float) -> float:
        """Count one hit; 0.0 when it is within the limit, else the seconds until the next one would be."""
        with self._lock:
            recent = [hit for hit in self._hits.pop(key, ()) if hit > now - self._seconds]
            allowed = len(recent) < self._limit
            if allowed:
                recent.append(now)
            self._hits[key] = recent
            while len(self._hits) > self._size:
                self._hits.popitem(last=False)
            return 0.0 if allowed else recent[0] + self._seconds - now
