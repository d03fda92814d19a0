"""`muragat serve`: what dies or falls silent is started again, and nothing is left when it ends."""

import os
import signal
import socket
import subprocess

import pytest

from muragat.cli.supervisor import Pulse, ping
from tests.founded_archive import ini_for
from tests.served_archive import DEADLINE, MURAGAT, Served, session_of, until


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


def test_a_server_that_is_not_there_yet_is_not_taken_for_a_silent_one(tmp_path):
    pulse = Pulse(tmp_path / 'none', silence=-1)
    assert ping(pulse.address, 0.1) is None
    assert not pulse.lost(now=10)
    assert not pulse.lost(now=20)


def test_a_server_that_listens_and_never_answered_is_lost_after_the_silence(tmp_path, monkeypatch):
    monkeypatch.setattr('muragat.cli.supervisor.ping', lambda address: ping(address, 0.1))
    pulse = Pulse(tmp_path / 'silent.sock', silence=-1)
    with socket.socket(socket.AF_UNIX) as listening:
        listening.bind(str(pulse.address))
        listening.listen()
        assert not pulse.lost(now=10)
        assert pulse.lost(now=20)
