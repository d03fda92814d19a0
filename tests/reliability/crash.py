"""Kills processes of a serving archive at random moments while people work, and remembers what was promised to them."""

import contextlib
import hashlib
import http.client
import itertools
import json
import os
import random
import signal
import threading
import time
import urllib.error
import urllib.request
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import quote

from transaction.interfaces import TransientError
from ZEO.Exceptions import ClientDisconnected

from muragat.adapters.storage import OutcomeUnknown
from muragat.kernel.errors import Busy
from muragat.main import open_house
from muragat.media.jobs import PROVE
from tests.founded_archive import DOCUMENT

#: What a client meets when a process dies under it: it then knows nothing of the outcome.
UNKNOWN = (OSError, http.client.HTTPException, urllib.error.URLError, TransientError, ClientDisconnected,
           OutcomeUnknown, Busy, ValueError)
JOURNAL, YEAR = 'crash', 2025


@dataclass
class Promised:
    """What was answered with success."""

    uploads: set[str] = field(default_factory=set)
    edits: dict[str, int] = field(default_factory=dict)
    numbers: set[int] = field(default_factory=set)
    jobs: set[int] = field(default_factory=set)
    #: Answers that a person should not have met: (what, status, text).
    errors: list = field(default_factory=list)


class Rest:
    """A client of the REST interface."""

    def __init__(self, address, token):
        self.address, self.token = address, token

    def ask(self, method, path, body=None, kind='application/json', **headers):
        data = json.dumps(body).encode() if isinstance(body, dict) else body
        request = urllib.request.Request(
            f'{self.address}api/v1{quote(path, safe="/?&=")}', data, method=method, headers={
                'Authorization': f'Bearer {self.token}', 'Content-Type': kind,
                **{name.replace('_', '-'): value for name, value in headers.items()}})
        with urllib.request.urlopen(request, timeout=60) as answer:
            return json.loads(answer.read()), answer.headers


class Work:
    """People at work, each in a thread of its own, until `end`."""

    def __init__(self, served, rest, settings, records, seed):
        self.served, self.rest, self.settings, self.records = served, rest, settings, records
        self.promised = Promised()
        self._random = random.Random(seed)
        self._end = threading.Event()
        deeds = [self.upload, self.upload, self.edit, self.register]
        self._threads = [threading.Thread(target=self._loop, args=(deed, number)) for number, deed in enumerate(deeds)]

    def begin(self):
        for thread in self._threads:
            thread.start()

    def end(self):
        self._end.set()
        for thread in self._threads:
            thread.join()

    def _loop(self, deed, number):
        chance = random.Random(f'{number}')
        for count in itertools.count(1):
            if self._end.is_set():
                return
            try:
                deed(number, count, chance)
            except urllib.error.HTTPError as error:
                text = error.read().decode('utf8', 'replace')
                if error.code not in (503, 502):
                    self.promised.errors.append((deed.__name__, count, error.code, text[:500]))
                self._end.wait(0.1)
            except UNKNOWN:
                self._end.wait(0.1)

    def upload(self, number, count, chance):
        content = chance.randbytes(chance.choice((10, 1000, 50_000, 400_000))) + f'{number}-{count}'.encode()
        answer, _headers = self.rest.ask('POST', f'/records/{self.records["document"]}/files?filename=a{count}.bin',
                                         content, 'application/octet-stream')
        digest = hashlib.sha256(content).hexdigest()
        assert answer['sha256'] == digest
        self.promised.uploads.add(digest)

    def edit(self, number, count, _chance):
        path = f'/records/{self.records["unit"]}'
        _record, headers = self.rest.ask('GET', path)
        self.rest.ask('PATCH', path, {'values': {'title': {'kk': str(count), 'ru': str(count)}}},
                      If_Match=headers['ETag'])
        self.promised.edits[self.records['unit']] = count

    def register(self, _number, _count, _chance):
        """A number from a counter, a record that bears it and a job, in one transaction."""
        house = open_house(self.settings, served=True)
        try:
            for _ in range(20):
                if self._end.is_set():
                    return
                given, job = house.run(self._registered)
                self.promised.numbers.add(given)
                self.promised.jobs.add(job)
                # Each job proves all files of the document; the worker shall not fall behind for ever.
                self._end.wait(0.25)
        finally:
            with contextlib.suppress(*UNKNOWN):
                house.close()

    def _registered(self, desk):
        given = desk.site.numbers.take(JOURNAL, YEAR)
        desk.add(desk.resolve('/archive/Р-1/1'), 'unit', {'number': str(1000 + given),
                                                          'title': {'kk': 'x', 'ru': 'x'}})
        document = desk.resolve(DOCUMENT).id
        return given, desk.site.jobs.enqueue(PROVE, {'record': document}, 'system', desk.clock.now()).id


def kill(served, name):
    """SIGKILL a process of the archive by its name; whether it was there."""
    pid = served.process.pid if name == 'serve' else served.child(name)
    if pid is None:
        return False
    with contextlib.suppress(ProcessLookupError):
        os.kill(pid, signal.SIGKILL)
    return True


def looker_of(served):
    """Pid of the helper that looks at foreign bytes, or None."""
    web = served.child('web')
    if web is None:
        return None
    for each in Path('/proc').iterdir():
        with contextlib.suppress(OSError, IndexError):
            if each.name.isdigit() and (each / 'stat').read_text().rsplit(')', 1)[1].split()[1] == str(web):
                return int(each.name)
    return None


def wait(seconds):
    """Let time pass in which others work."""
    threading.Event().wait(seconds)


def settle(settings, seconds):
    """Wait until no job waits or runs and every entry is sealed; gives what is left when nothing moves for so long."""
    house = open_house(settings, served=True)
    try:
        last, deadline = None, 0.0
        while left := unsettled(house):
            if left != last:
                last, deadline = left, time.monotonic() + seconds
            if time.monotonic() > deadline:
                return left
            wait(0.2)
        return {}
    finally:
        house.close()


def unsettled(house):
    """How much is left of each kind of work, nothing of what is done."""
    with house.session() as desk:
        counts = desk.site.jobs.counts()
        left = {'waiting': counts.waiting, 'running': counts.running,
                'unsealed': desk.site.journal.unsealed_count, 'dirty': len(desk.site.dirty.batch(10))}
    return {name: number for name, number in left.items() if number}
