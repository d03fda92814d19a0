"""Child processes that open foreign files: a few at a time, with limits, whose failure is a named outcome."""

import json
import logging
import os
import select
import signal
import subprocess
import sys
import time
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from threading import Condition, Timer
from typing import Any

from muragat.ports.faults import PROCESS_FAULTS, WORDS, Failed, fault

logger = logging.getLogger(__name__)

CHILD = (sys.executable, '-m', 'muragat.adapters.child_process')
PIECE = 1 << 16
#: One thread each: as many children work at once as there are cores.
ENVIRONMENT = {'LC_ALL': 'C.UTF-8', 'PYTHONDONTWRITEBYTECODE': '1', 'OMP_THREAD_LIMIT': '1', 'OMP_NUM_THREADS': '1',
               'OPENBLAS_NUM_THREADS': '1', 'MALLOC_ARENA_MAX': '2'}


@dataclass(frozen=True)
class Bounds:
    """What a child may cost: memory, longest written file and longest answer in bytes, seconds for one task (by the
    clock and of the processor), tasks after which it is replaced, its niceness, and seconds without a task after which
    it ends."""

    memory: int = 3 << 30
    file: int = 1 << 30
    answer: int = 32 << 20
    seconds: float = 180
    tasks: int = 200
    niceness: int = 10
    idle: float = 15


class Children:
    """At most `count` children; a task that finds none idle waits for one. For many threads."""

    def __init__(self, count: int = 2, bounds: Bounds | None = None, command: tuple[str, ...] = CHILD) -> None:
        self._bounds = bounds or Bounds()
        self._command = command
        self._room = Condition()
        self._free = count
        self._idle: list[_Child] = []
        self._dismissal: Timer | None = None
        self._closed = False

    def ask(self, task: str, arguments: Mapping[str, Any], about: Path | None = None,
            seconds: float | None = None) -> Any:
        """What the function `task` ('module:function' below `muragat.adapters`) answers to these arguments.

        `about`: the file, for the log. Failed when the task or the child failed.
        """
        bounds = self._bounds
        wanted = json.dumps({'task': task, 'arguments': arguments, 'seconds': seconds or bounds.seconds}) + '\n'
        if len(wanted) > PIECE:
            raise ValueError('A question holds paths and numbers, not contents: it must fit into a pipe')
        child = self._taken()
        try:
            answer = child.ask(wanted.encode(), seconds or bounds.seconds, bounds.answer)
        except _Lost as lost:
            child.end()
            logger.warning('%s about %s: %s (%s)', task, about, lost.code, lost.note)
            raise Failed(fault(lost.code, lost.note)) from None
        except BaseException:
            # Its answer may still come, and would be taken for the next one.
            child.end()
            raise
        finally:
            self._returned(child)
        return self._opened(answer)

    def _opened(self, answer: Mapping[str, Any]) -> Any:
        code = answer.get('fault')
        if code is None:
            return answer.get('answer')
        raise Failed(fault(code if code in WORDS else 'not_understood', str(answer.get('note', ''))))

    def _taken(self) -> '_Child':
        with self._room:
            self._room.wait_for(lambda: self._free > 0 or self._closed)
            if self._closed:
                raise Failed(fault('died', 'closed'))
            self._free -= 1
            child = self._idle.pop() if self._idle else None
        if child is not None and child.fit(self._bounds.tasks):
            return child
        if child is not None:
            child.end()
        try:
            return _Child(self._command, self._bounds)
        except OSError as error:
            self._left()
            raise Failed(fault('died', f'cannot be started: {error}')) from error

    def _left(self) -> None:
        with self._room:
            self._free += 1
            self._room.notify()

    def _returned(self, child: '_Child') -> None:
        with self._room:
            keep = child.alive and not self._closed
            if keep:
                child.rests = time.monotonic()
                self._idle.append(child)
                self._watch_idle()
        self._left()
        if not keep:
            child.end()

    def _watch_idle(self) -> None:
        if self._idle and self._dismissal is None and not self._closed:
            self._dismissal = Timer(self._bounds.idle, self._dismiss)
            self._dismissal.daemon = True
            self._dismissal.start()

    def _dismiss(self) -> None:
        """End the children that had nothing to do for so long: each holds some 60 MB."""
        with self._room:
            rested = time.monotonic() - self._bounds.idle
            old = [child for child in self._idle if child.rests <= rested]
            self._idle = [child for child in self._idle if child.rests > rested]
            self._dismissal = None
            self._watch_idle()
        for child in old:
            child.end()

    def close(self) -> None:
        """End all children; tasks that are still asked for fail."""
        with self._room:
            self._closed = True
            idle, self._idle = self._idle, []
            if self._dismissal is not None:
                self._dismissal.cancel()
            self._room.notify_all()
        for child in idle:
            child.end()


class _Lost(Exception):
    """A child gave no answer that could be used."""

    def __init__(self, code: str, note: str = '') -> None:
        super().__init__(code)
        self.code, self.note = code, note


class _Child:
    """One child in a process group of its own, with all that it started."""

    def __init__(self, command: tuple[str, ...], bounds: Bounds) -> None:
        limits = (bounds.memory, bounds.file, bounds.niceness)
        self._process = subprocess.Popen(
            (*command, *map(str, limits)), stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL,
            start_new_session=True, bufsize=0, env={**os.environ, **ENVIRONMENT})
        self._tasks = 0
        self.alive = True
        #: Since when it has nothing to do, by `time.monotonic`.
        self.rests = 0.0

    @property
    def pid(self) -> int:
        """The number of the process, which is that of its group."""
        return self._process.pid

    def fit(self, tasks: int) -> bool:
        """Whether it lives and has done fewer tasks than this."""
        return self.alive and self._tasks < tasks and self._process.poll() is None

    def ask(self, wanted: bytes, seconds: float, longest: int) -> dict[str, Any]:
        """The answer to one line."""
        self._tasks += 1
        try:
            self._process.stdin.write(wanted)  # type: ignore[union-attr]
        except OSError as error:
            raise self._death() from error
        return self._understood(self._line(time.monotonic() + seconds, longest))

    def _line(self, until: float, longest: int) -> bytes:
        pipe = self._process.stdout.fileno()  # type: ignore[union-attr]
        poll, pieces, size = select.poll(), [], 0
        poll.register(pipe, select.POLLIN)
        while True:
            if not poll.poll(max(0.0, until - time.monotonic()) * 1000):
                raise _Lost('hung')
            piece = os.read(pipe, PIECE)
            if not piece:
                raise self._death()
            size += len(piece)
            if size > longest:
                raise _Lost('flooded', f'{size} bytes')
            pieces.append(piece)
            if piece.endswith(b'\n'):
                return b''.join(pieces)

    def _understood(self, line: bytes) -> dict[str, Any]:
        try:
            answer = json.loads(line.decode('utf8'))
        except ValueError as error:
            raise _Lost('garbled', type(error).__name__) from error
        if not isinstance(answer, dict) or not answer.keys() & {'answer', 'fault'}:
            raise _Lost('garbled', 'no answer in it')
        if answer.get('fault') in PROCESS_FAULTS:
            raise _Lost(answer['fault'], str(answer.get('note', '')))
        return answer

    def _death(self) -> _Lost:
        with suppress(subprocess.TimeoutExpired):
            self._process.wait(5)
        code = self._process.returncode
        return _Lost('hung', 'processor time') if code == -signal.SIGXCPU else _Lost('died', f'exit code {code}')

    def end(self) -> None:
        """Kill it with all that it started; may be called twice."""
        if not self.alive:
            return
        self.alive = False
        with suppress(ProcessLookupError):
            os.killpg(self._process.pid, signal.SIGKILL)
        self._process.wait()
        for pipe in (self._process.stdin, self._process.stdout):
            pipe.close()  # type: ignore[union-attr]
