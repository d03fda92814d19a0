"""Nothing is lost: what was answered with success is there after processes were killed at random moments."""

import os
import random
import signal
import subprocess

import pytest

from muragat.content.staff.rules import Rules
from muragat.content.staff.service import Accounts
from muragat.kernel.access import Permission
from muragat.main import open_house
from muragat.media.jobs import PROVE
from muragat.media.proof import prove, walk
from muragat.ports.passwordhash import IPasswordHash
from tests.cli.test_serve import MURAGAT, Served, until
from tests.founded_archive import ini_for, settings_for
from tests.reliability import crash

#: ZEO lets go of the cache file of a client that was cut off only when it is collected.
pytestmark = pytest.mark.filterwarnings('ignore::pytest.PytestUnraisableExceptionWarning')

OPTIONS = {'worker__lease': 3, 'serve__longest_pause': 0.5, 'serve__silence': 5, 'zodb__index_growth': 200_000}
NAMES = ('objects', 'web', 'worker', 'objects', 'web', 'worker', 'looker', 'serve')


@pytest.fixture
def kills(request):
    asked = request.config.getoption('--kills')
    return 200 if request.config.getoption('--long') and asked == 20 else asked


def prepared(var):
    """A token of the administrator, and the records to work on."""
    house = open_house(settings_for(var))
    try:
        with house.session() as desk:
            unit = desk.resolve('/archive/Р-1/1/1')
            other = desk.add(unit, 'document', {'title': {'kk': 'x', 'ru': 'x'}})
            records = {'document': str(other.id), 'unit': str(unit.id)}
            account = desk.site['staff'].get('admin')
        with house.connection() as connection:
            principal = house.principals(house.site(connection)).find(f'account:{account.id}')
            desk = house.desk(connection, principal, 'test')
            accounts = Accounts(desk, house.ports[IPasswordHash], Rules.of(house.settings))
            return records, accounts.new_token(accounts.get('admin'), 'crash', list(Permission), 30)
    finally:
        house.close()


def murder(served, name):
    """Kill one process by name; whether it was there."""
    if name == 'looker':
        pid = crash.looker_of(served)
        if pid is not None:
            os.kill(pid, signal.SIGKILL)
        return pid is not None
    return crash.kill(served, name)


def check_kept(var, promised):
    """What is in the archive, against what was promised."""
    house = open_house(settings_for(var))
    try:
        with house.session() as desk:
            site = desk.site
            kept = {original.sha256 for *_place, original in walk(site)}
            assert promised.uploads - kept == set()
            assert [fault for fault in prove(site) if fault] == []
            for record_id, count in promised.edits.items():
                assert int(site.ids[int(record_id)].title['ru']) >= count
            borne = sorted(int(unit.number) - 1000 for unit in desk.resolve('/archive/Р-1/1').values()
                           if int(unit.number) > 1000)
            assert borne == list(range(1, site.numbers.last(crash.JOURNAL, crash.YEAR) + 1))
            assert promised.numbers <= set(borne)
            # Uploads are read by jobs of their own.
            done = [job.id for job in site.jobs.list('done', 100_000) if job.kind == PROVE]
            assert promised.jobs <= set(done)
            told = [entry.details['job'] for entry in site.journal.walk() if entry.what == 'file.proved']
            assert sorted(told) == sorted(done)
            assert len(set(told)) == len(told) == len(borne)
            assert [job for job in site.jobs.list('failed') if job.kind == PROVE] == []
    finally:
        house.close()


@pytest.mark.timeout(3600)
def test_nothing_that_was_promised_is_lost(var, tmp_path, kills, capfd):
    records, token = prepared(var)
    ini = ini_for(var, tmp_path / 'archive.ini', **OPTIONS)
    settings = settings_for(var, **OPTIONS)
    chance = random.Random()
    served = Served(ini)
    work = crash.Work(served, crash.Rest(served.address, token), settings, records, kills)
    try:
        work.begin()
        killed = 0
        while killed < kills:
            crash.wait(chance.uniform(0.05, 1.2))
            name = chance.choice(NAMES)
            killed += murder(served, name)
            if name == 'serve':
                served.end()
                served = work.served = Served(ini)
                work.rest.address = served.address
            if chance.random() < 0.7:
                until(served.answers)
        until(served.answers)
        work.end()
        assert crash.settle(settings, 90) == {}
    finally:
        work.end()
        served.process.terminate()
        served.process.wait(60)
        served.end()
    promised = work.promised
    assert promised.errors == []
    assert promised.uploads
    assert promised.numbers
    assert promised.edits
    check_kept(var, promised)
    with capfd.disabled():
        # For docs/reliability.md.
        print(f'\n{killed} kills; answered: {len(promised.uploads)} uploads, {sum(promised.edits.values())} edits, '
              f'{len(promised.numbers)} numbers, {len(promised.jobs)} jobs')
    verified = subprocess.run([*MURAGAT, '--config', str(ini), 'verify', 'all'], capture_output=True, text=True,
                                    check=False)
    assert verified.returncode == 0, verified.stdout + verified.stderr
