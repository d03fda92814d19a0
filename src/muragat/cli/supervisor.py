"""The supervisor: a small process that starts the others, restarts what ends or hangs, and ends them in order."""

import contextlib
import json
import logging
import os
import select
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

from muragat.kernel.i18n import _
from muragat.settings import ENVIRONMENT, Settings

logger = logging.getLogger(__name__)

#: Seconds: first pause before a restart, life after which a process counts as well, between pings.
FIRST_PAUSE, WELL, PING = 0.2, 60.0, 2.0
PING_TIMEOUT = 5.0
#: Pyramid warns at each start of a library that it still uses.
QUIET = ('-W', 'ignore::UserWarning:pyramid.asset')
#: Restarts of a process before the archive was served at all.
ATTEMPTS = 3


@dataclass
class Child:
    """One process that must run."""

    name: str
    arguments: list[str]
    descriptors: tuple[int, ...] = ()
    process: subprocess.Popen[bytes] | None = None
    #: Monotonic seconds: when it was started, when it may be started again.
    started: float = 0.0
    due: float = 0.0
    pause: float = FIRST_PAUSE
    restarts: int = 0

    @property
    def alive(self) -> bool:
        """Whether it runs."""
        return self.process is not None and self.process.poll() is None

    def signal(self, number: int) -> None:
        """Send a signal to it and to its own children."""
        if self.alive and self.process is not None:
            with contextlib.suppress(ProcessLookupError):
                os.killpg(self.process.pid, number)


@dataclass
class Pulse:
    """Whether the object server answers: silent since when, None before it listened for the first time."""

    address: Path
    silence: float
    heard: float | None = None
    asked: float = field(default=0.0)

    def lost(self, now: float) -> bool:
        """Ask when it is time to; whether it has been silent for too long."""
        if now - self.asked < PING:
            return False
        self.asked = now
        answer = ping(self.address)
        if answer or (answer is False and self.heard is None):
            self.heard = time.monotonic()
            return False
        return self.heard is not None and time.monotonic() - self.heard > self.silence


class Supervisor:
    """Runs until SIGTERM or SIGINT; `ready` is called when the first web process answers."""

    def __init__(self, settings: Settings, listening: int, ready: Callable[[], None]) -> None:
        self._settings = settings
        self._tell_ready = ready
        self._ready_in, self._ready_out = os.pipe()
        self._wake_in, self._wake_out = os.pipe()
        self._stopping = False
        self._served = False
        self._pulse = Pulse(settings.place('run', 'zeo.sock'), settings['serve.silence'])
        self.objects = [] if settings['zodb.uri'] else [Child('objects', ['objects'])]
        self.webs = [Child(f'web{number or ""}', ['web', '--listening', str(listening), '--ready',
                                                  str(self._ready_out)], (listening, self._ready_out))
                     for number in range(settings['web.processes'])]
        self.workers = [Child('worker', ['worker', '--served'])]

    @property
    def children(self) -> list[Child]:
        """All of them, in the order in which they are started."""
        return self.objects + self.webs + self.workers

    def run(self) -> str | None:
        """Watch until told to stop; the reason in words when the archive could not be served at all."""
        self._listen_to_signals()
        reason = None
        while not self._stopping and reason is None:
            reason = self._look(time.monotonic())
            self._wait()
        self._stop()
        return reason

    def _listen_to_signals(self) -> None:
        # Set even when SIGINT was ignored by who started this process, as shells do for background jobs.
        for descriptor in (self._wake_in, self._wake_out):
            os.set_blocking(descriptor, False)
        signal.set_wakeup_fd(self._wake_out)
        for number in (signal.SIGTERM, signal.SIGINT, signal.SIGHUP):
            signal.signal(number, self._begin_to_stop)
        signal.signal(signal.SIGCHLD, lambda _number, _frame: None)

    def _begin_to_stop(self, _number: int, _frame: object) -> None:
        self._stopping = True

    def _wait(self) -> None:
        readable, _w, _x = select.select([self._wake_in] + [self._ready_in] * (not self._served), [], [], 0.5)
        if self._wake_in in readable:
            with contextlib.suppress(BlockingIOError):
                os.read(self._wake_in, 4096)
        if self._ready_in in readable and os.read(self._ready_in, 1):
            self._served = True
            self._tell_ready()

    def _look(self, now: float) -> str | None:
        for child in self.children:
            if self._stopping:
                return None
            if not child.alive:
                if child.process is not None and (reason := self._ended(child, now)):
                    return reason
                if now >= child.due:
                    self._start(child)
        if self.objects and self.objects[0].alive and self._pulse.lost(now):
            logger.error('the object server has been silent for %d s; it is killed', self._pulse.silence)
            self.objects[0].signal(signal.SIGKILL)
            self._pulse.heard = None
        return None

    def _ended(self, child: Child, now: float) -> str | None:
        """Take note of an end; a reason when nothing was served yet and the process refused to start."""
        assert child.process is not None
        status, child.process = child.process.returncode, None
        logger.warning('%s ended with status %d after %.1f s', child.name, status, now - child.started)
        if not self._served and (status == 1 or child.restarts >= ATTEMPTS):
            return self._last_words(child)
        longest = self._settings['serve.longest_pause']
        child.pause = FIRST_PAUSE if now - child.started > WELL else min(child.pause * 2, longest)
        child.due = now + (child.pause if child.restarts else 0)
        child.restarts += 1
        if child in self.objects:
            self._pulse.heard = None
        return None

    def _last_words(self, child: Child) -> str:
        lines = self._output(child).read_text('utf8', 'replace').strip().splitlines()
        said = lines[-1].removeprefix('muragat: ') if lines else '?'
        return _('${process} does not start: ${reason}', mapping={'process': child.name, 'reason': said})

    def _output(self, child: Child) -> Path:
        return self._settings.place('log', f'{child.name}.out')

    def _start(self, child: Child) -> None:
        with self._output(child).open('ab') as output:
            child.process = subprocess.Popen(
                [sys.executable, *QUIET, '-m', 'muragat.main', *child.arguments, '--parent', str(os.getpid())],
                stdin=subprocess.DEVNULL, stdout=output, stderr=output, pass_fds=child.descriptors,
                start_new_session=True, env=self._environment())
        child.started = time.monotonic()
        logger.info('%s started as %d', child.name, child.process.pid)

    def _environment(self) -> dict[str, str]:
        source = {ENVIRONMENT: str(self._settings.source)} if self._settings.source else {}
        return {**os.environ, **source, 'TMPDIR': str(self._settings.place('work'))}

    def _stop(self) -> None:
        """End web, then worker, then object server, each with the patience of the settings."""
        for group in (self.webs, self.workers, self.objects):
            for child in group:
                child.signal(signal.SIGTERM)
            deadline = time.monotonic() + self._settings['serve.patience']
            for child in group:
                self._await_end(child, deadline)
        logger.info('stopped')

    def _await_end(self, child: Child, deadline: float) -> None:
        if child.process is None:
            return
        try:
            child.process.wait(max(0.1, deadline - time.monotonic()))
        except subprocess.TimeoutExpired:
            logger.error('%s did not end in time; it is killed', child.name)
        # Also helpers that it may have left in its group.
        with contextlib.suppress(ProcessLookupError, PermissionError):
            os.killpg(child.process.pid, signal.SIGKILL)
        child.process.wait()


def ping(address: Path, timeout: float = PING_TIMEOUT) -> bool | None:
    """Whether the object server at a socket answers ZEO's question for its health; None when nobody listens there."""
    with contextlib.closing(socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)) as connection:
        connection.settimeout(timeout)
        try:
            connection.connect(str(address))
        except OSError:
            return None
        try:
            _message(connection)
            connection.sendall(b'\0\0\0\x04ruok')
            return bool(json.loads(_message(connection)))
        except (OSError, ValueError):
            return False


def _message(connection: socket.socket) -> bytes:
    length = int.from_bytes(_exactly(connection, 4), 'big')
    if length > 1 << 16:
        raise ValueError(length)
    return _exactly(connection, length)


def _exactly(connection: socket.socket, count: int) -> bytes:
    received = b''
    while len(received) < count:
        piece = connection.recv(count - len(received))
        if not piece:
            raise ValueError('closed')
        received += piece
    return received
