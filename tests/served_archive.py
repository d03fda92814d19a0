"""`muragat serve` as a child of a test, and what is known of its own children."""

import json
import subprocess
import sys
import threading
import time
import urllib.error
import urllib.request
from pathlib import Path

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
        command = [*prefix, *MURAGAT, '--config', str(ini), '--language', 'en', 'serve', '--json']
        self.process = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
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
