"""A folder with an archive of its own, and the processes that serve it, started as an administrator starts them."""

import ctypes
import json
import os
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from contextlib import contextmanager
from pathlib import Path

from muragat.adapters.storage import alive, socket_path
from muragat.cli.processes import PR_SET_PDEATHSIG
from muragat.main import open_house
from muragat.settings import load

INI = """[app:main]
use = egg:muragat
var.dir = var
archive.name = Synthetic archive
web.port = {port}
upload.min_free = 100 MB
log.level = WARNING
{more}
"""
#: Seconds to wait for a process; a data file whose index was lost is read for minutes.
PATIENCE = 600


class Place:
    """One archive: its settings, its data file, its processes."""

    def __init__(self, folder: Path, more: str = '') -> None:
        self.folder = folder.absolute()
        self.more = more
        self.port = 0
        #: What `archive.Kept` knows of its loading.
        self.note = None
        self.plan = None

    @property
    def ini(self) -> Path:
        return self.folder / 'config' / 'bench.ini'

    @property
    def data(self) -> Path:
        """The data file."""
        return self.folder / 'var' / 'db' / 'Data.fs'

    @property
    def size(self) -> int:
        """Bytes of the data file."""
        return self.data.stat().st_size if self.data.exists() else 0

    def prepare(self) -> 'Place':
        """Write the settings with a free port."""
        self.port = free_port()
        self.ini.parent.mkdir(parents=True, exist_ok=True)
        self.ini.write_text(INI.format(port=self.port, more=self.more))
        return self

    @property
    def settings(self):
        return load(self.ini)

    @property
    def program(self) -> list[str]:
        return [sys.executable, '-m', 'muragat.main', '--config', str(self.ini), '--json']

    def start(self, *arguments: str) -> subprocess.Popen:
        """Start the program in a group of its own; it writes its answers as JSON."""
        with (self.folder / 'output.log').open('ab') as output:
            return subprocess.Popen([*self.program, *arguments], stdin=subprocess.DEVNULL, stdout=output,
                                    stderr=output, start_new_session=True, preexec_fn=_end_with_parent)

    def call(self, *arguments: str):
        """Run a command to its end; its answer."""
        done = subprocess.run([*self.program, *arguments], capture_output=True, text=True, check=False)
        if done.returncode:
            raise RuntimeError(f'muragat {" ".join(arguments)}: {done.stderr.strip()}')
        return json.loads(done.stdout)

    @contextmanager
    def objects(self):
        """The object server alone."""
        process = self.start('objects')
        try:
            self._await(process, lambda: alive(socket_path(self.settings)))
            yield process
        finally:
            stop(process)

    @contextmanager
    def serving(self):
        """All processes by `muragat serve`, until the first answer; gives the supervisor."""
        process = self.start('serve')
        try:
            self._await(process, self.answers)
            yield process
        finally:
            stop(process)

    @contextmanager
    def house(self):
        """A house of this process at the object server."""
        opened = open_house(self.settings, served=True)
        try:
            yield opened
        finally:
            opened.close()

    def _await(self, process, ready) -> None:
        deadline = time.monotonic() + PATIENCE
        while not ready():
            if process.poll() is not None or time.monotonic() > deadline:
                raise RuntimeError(f'did not start: {(self.folder / "output.log").read_text()[-2000:]}')
            time.sleep(0.01)

    @property
    def address(self) -> str:
        return f'http://127.0.0.1:{self.port}'

    def answers(self) -> bool:
        """Whether the site answers a stranger with its page for signing in."""
        try:
            with urllib.request.urlopen(f'{self.address}/login', timeout=30) as response:
                return response.status == 200
        except (urllib.error.URLError, OSError):
            return False


def _end_with_parent() -> None:
    # A measurement that is killed must leave no server behind that holds the data file.
    ctypes.CDLL(None).prctl(PR_SET_PDEATHSIG, signal.SIGTERM)


def stop(process: subprocess.Popen) -> float:
    """End a process as an administrator does; how long it took in seconds."""
    began = time.monotonic()
    if process.poll() is None:
        process.send_signal(signal.SIGTERM)
        try:
            process.wait(120)
        except subprocess.TimeoutExpired:
            os.killpg(process.pid, signal.SIGKILL)
            process.wait()
            raise
    return time.monotonic() - began


def family(pid: int) -> list[int]:
    """A process and all that descend from it."""
    children: dict[int, list[int]] = {}
    for entry in Path('/proc').iterdir():
        if entry.name.isdigit():
            try:
                parent = int((entry / 'stat').read_text().rpartition(')')[2].split()[1])
            except OSError:
                continue
            children.setdefault(parent, []).append(int(entry.name))
    found, waiting = [], [pid]
    while waiting:
        found.append(waiting.pop())
        waiting += children.get(found[-1], [])
    return found


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(('127.0.0.1', 0))
        return probe.getsockname()[1]
