"""`muragat serve`: what dies or falls silent is started again, and nothing is left when it ends."""

import json
import os
import signal
import subprocess
import sys
import threading
import time
import urllib.error
import urllib.request
from pathlib import Path

import pytest

from muragat.cli.supervisor import ping
from tests.founded_archive import ini_for

DEADLINE = 40
MURAGAT = (sys.executable, '-m', 'muragat.main')


def until(condition, seconds=DEADLINE):
    """Wait for other processes; gives what the condition gave, fails when it takes too long."""
    deadline = time.monotonic() + seconds
    while not (outcome := condition()):
        assert time.monotonic() < deadline, condition
        threading.Event().wait(0.05)
    return outcome


def command_line(pid):
    try:
        return Path(f'/proc/{pid}/cmdline').read_bytes().split(b'\0')
    except (FileNotFoundError, ProcessLookupError):
        return []


def session_of(pid):
    """Processes that were started by a supervisor, however they are related now."""
    mark = str(pid).encode()
    return {int(each.name) for each in Path('/proc').iterdir() if each.name.isdigit()
            and (line := command_line(each.name))[-2:-1] == [mark] and b'--parent' in line}


class Served:
    """A supervisor under test."""

    def __init__(self, ini, *prefix):
        self.process = subprocess.Popen([*prefix, *MURAGAT, '--config', str(ini), '--language', 'en', 'serve', '--json'],
                                        stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
        line = self.process.stdout.readline()
        assert line, self.process.stderr.read()
        self.address = json.loads(line)['address']

    def child(self, name):
        """Pid of a child by the name of its command, or None."""
        found = [pid for pid in session_of(self.process.pid) if name.encode() in command_line(pid)]
        return found[0] if found else None

    def answers(self):
        try:
            with urllib.request.urlopen(self.address + 'login', timeout=10) as answer:
                return answer.status == 200
        except (OSError, urllib.error.URLError):
            return False

    def end(self):
        if self.process.poll() is None:
            self.process.kill()
        self.process.communicate()


@pytest.fixture
def serve(var, tmp_path):
    started = []

    def start(*prefix, **values):
        served = Served(ini_for(var, tmp_path / 'archive.ini', **values), *prefix)
        started.append(served)
        return served
    yield start
    for served in started:
        served.end()


def test_it_answers_and_ends_cleanly(serve, var):
    served = serve()
    assert served.answers()
    children = session_of(served.process.pid)
    assert len(children) == 3
    served.process.terminate()
    assert served.process.wait(DEADLINE) == 0
    assert session_of(served.process.pid) == set()
    log = (var / 'log' / 'serve.log').read_text()
    assert 'killed' not in log
    assert not (var / 'run' / 'zeo.sock').exists()
    assert (var / 'db' / 'Data.fs.index').exists()


def test_it_ends_by_sigint_although_its_parent_ignored_it(serve):
    """Shells start background jobs so."""
    served = serve('sh', '-c', "trap '' INT; exec \"$@\"", 'sh')
    served.process.send_signal(signal.SIGINT)
    assert served.process.wait(DEADLINE) == 0


def test_nothing_is_left_when_the_supervisor_is_killed(serve):
    served = serve()
    pid = served.process.pid
    served.process.kill()
    served.process.wait()
    until(lambda: not session_of(pid))


@pytest.mark.parametrize('name', ['objects', 'web', 'worker'])
def test_a_process_that_dies_is_started_again(serve, name):
    served = serve()
    until(lambda: served.child(name))
    pid = served.child(name)
    os.kill(pid, signal.SIGKILL)
    until(lambda: served.child(name) not in (None, pid))
    until(served.answers)
    served.process.terminate()
    assert served.process.wait(DEADLINE) == 0


def test_an_object_server_that_hangs_is_started_again(serve):
    served = serve(serve__silence=1)
    until(lambda: served.child('objects'))
    pid = served.child('objects')
    os.kill(pid, signal.SIGSTOP)
    until(lambda: served.child('objects') not in (None, pid))
    until(served.answers)


def test_a_process_that_does_not_end_is_killed(serve):
    served = serve(serve__patience=1)
    os.kill(served.child('web'), signal.SIGSTOP)
    served.process.terminate()
    assert served.process.wait(DEADLINE) == 0
    assert session_of(served.process.pid) == set()


def test_a_second_supervisor_of_the_same_archive_says_so_in_one_line(serve, tmp_path):
    serve()
    second = subprocess.run([*MURAGAT, '--config', str(tmp_path / 'archive.ini'), '--language', 'en', 'serve'],
                            capture_output=True, text=True, timeout=DEADLINE, check=False)
    assert second.returncode == 1
    assert second.stderr.splitlines() == ['muragat: This archive is being served already: 127.0.0.1:0.']


def test_an_address_in_use_is_told_in_one_line(serve, tmp_path, var):
    served = serve()
    port = served.address.rstrip('/').rsplit(':', 1)[1]
    ini = ini_for(tmp_path / 'other', tmp_path / 'other.ini', web__port=port)
    second = subprocess.run([*MURAGAT, '--config', str(ini), '--language', 'en', 'serve'],
                            capture_output=True, text=True, timeout=DEADLINE, check=False)
    assert (second.returncode, len(second.stderr.splitlines())) == (1, 1)
    assert f'127.0.0.1:{port}' in second.stderr


def test_an_archive_that_is_not_founded_is_told_in_one_line(tmp_path):
    ini = ini_for(tmp_path / 'none', tmp_path / 'none.ini')
    outcome = subprocess.run([*MURAGAT, '--config', str(ini), '--language', 'en', 'serve'],
                             capture_output=True, text=True, timeout=DEADLINE, check=False)
    assert (outcome.returncode, len(outcome.stderr.splitlines())) == (1, 1)
    assert 'muragat init' in outcome.stderr


def test_several_web_processes_share_the_port(serve):
    served = serve(web__processes=2)
    until(lambda: len(session_of(served.process.pid)) == 4)
    assert all(served.answers() for _ in range(20))


def test_a_socket_that_greets_nobody_is_no_answer(tmp_path):
    assert not ping(tmp_path / 'none', 0.1)
