"""Media types by libmagic, in a helper process whose death is an outcome and not an accident."""

import json
import logging
import os
import re
import select
import subprocess
import sys
from pathlib import Path
from threading import Lock
from typing import Any

from zope.interface import implementer

from muragat.ports.mediatype import UNKNOWN, IMediaTypes, MediaType

logger = logging.getLogger(__name__)

MIME = re.compile(r'^[a-z0-9][a-z0-9!#$&^_.+-]*/[a-z0-9][a-z0-9!#$&^_.+-]*$')
CHILD = (sys.executable, '-m', 'muragat.adapters.magic_child')
LONGEST_ANSWER = 4096


@implementer(IMediaTypes)
class MagicMediaTypes:
    """Asks a helper with limits on memory (bytes) and time (seconds); a new one after `files` files or a death."""

    def __init__(self, memory: int = 512 << 20, seconds: float = 10, files: int = 500,
                 command: tuple[str, ...] = CHILD) -> None:
        self._limits = (str(memory), str(max(1, int(seconds))))
        self._seconds = seconds
        self._files = files
        self._command = command
        self._lock = Lock()
        self._child: Any = None
        self._left = 0

    def of(self, path: Path) -> MediaType:
        """The type of a file; `UNKNOWN` with a note when the helper died, was too slow or did not understand it."""
        if path.stat().st_size == 0:
            return MediaType(UNKNOWN, 'empty')
        with self._lock:
            try:
                return self._ask(path)
            except _Lost as lost:
                logger.warning('Looking at %s: %s', path, lost)
                self._end()
                return MediaType(UNKNOWN, str(lost))

    def _ask(self, path: Path) -> MediaType:
        child = self._ready()
        try:
            os.write(child.stdin.fileno(), json.dumps(str(path)).encode() + b'\n')
        except OSError as error:
            raise _Lost('looker_died') from error
        answer = self._answer(child)
        name = str(answer.get('type', '')).lower()
        if MIME.match(name) and not name.startswith('inode/'):
            return MediaType(name)
        return MediaType(UNKNOWN, 'not_understood')

    def _answer(self, child: Any) -> dict[str, Any]:
        pipe, answer = child.stdout.fileno(), b''
        while not answer.endswith(b'\n'):
            if not select.select([pipe], [], [], self._seconds)[0]:
                raise _Lost('looker_slow')
            piece = os.read(pipe, LONGEST_ANSWER)
            if not piece or len(answer) > LONGEST_ANSWER:
                raise _Lost('looker_died')
            answer += piece
        try:
            return dict(json.loads(answer))
        except ValueError as error:
            raise _Lost('looker_died') from error

    def _ready(self) -> Any:
        if self._child is None or self._left <= 0 or self._child.poll() is not None:
            self._end()
            self._child = subprocess.Popen(
                (*self._command, *self._limits), stdin=subprocess.PIPE, stdout=subprocess.PIPE,
                stderr=subprocess.DEVNULL, start_new_session=True, bufsize=0, env=_environment())
            self._left = self._files
        self._left -= 1
        return self._child

    def _end(self) -> None:
        child, self._child = self._child, None
        if child is not None:
            child.kill()
            child.wait()
            child.stdin.close()
            child.stdout.close()

    def close(self) -> None:
        """End the helper."""
        with self._lock:
            self._end()


class _Lost(Exception):
    """The helper gave no answer; the argument is the note."""


def _environment() -> dict[str, str]:
    return {**os.environ, 'LC_ALL': 'C.UTF-8', 'PYTHONDONTWRITEBYTECODE': '1'}
