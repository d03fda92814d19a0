"""Watching what comes in: the folders of the stations, and uploads that were left by a crash or by their senders."""

import logging
import threading
from typing import Any

from transaction.interfaces import TransientError

from muragat.capture.intake.finishing import finish_left, tidy, uploads_of
from muragat.capture.intake.inbox import inbox_of
from muragat.kernel.errors import Busy

logger = logging.getLogger(__name__)

#: Seconds between two looks into the folders, between two tidyings, and the longest pause after failures.
PAUSE, TIDY, LONGEST_PAUSE = 1.0, 3600.0, 30.0


class Watch:
    """One thread of the worker: it copies large files, so nothing that must happen within a second waits for it."""

    def __init__(self, house: Any) -> None:
        self._house = house
        self._uploads = uploads_of(house.settings)
        self._inbox = inbox_of(house.settings)
        self._stop = threading.Event()
        self._thread = threading.Thread(target=self._run, name='watch')
        self._tidied = 0.0

    def start(self) -> None:
        """Begin to watch."""
        self._inbox.folder.mkdir(parents=True, exist_ok=True)
        self._thread.start()

    def stop(self) -> None:
        """End after the file that is being taken."""
        self._stop.set()

    def join(self) -> None:
        """Wait for the end."""
        self._thread.join()

    def _run(self) -> None:
        pause = PAUSE
        while not self._stop.is_set():
            try:
                self.step()
                pause = PAUSE
            except (Busy, TransientError):
                pause = min(pause * 2, LONGEST_PAUSE)
            except Exception:
                logger.exception('taking in failed')
                pause = min(pause * 2, LONGEST_PAUSE)
            self._stop.wait(pause)

    def step(self) -> int:
        """Take what is whole; how many files."""
        done = self._inbox.step(self._house) + finish_left(self._house, self._uploads)
        now = self._house.clock.now()
        if now - self._tidied >= TIDY:
            self._tidied = now
            tidy(self._house, self._uploads)
            self._inbox.sweep()
        return done
