"""Children open foreign files: whatever happens to one is an outcome with a name, and the next task runs."""

import os
import select
import signal
import subprocess
import sys
import threading
import time
from contextlib import suppress
from pathlib import Path

import pytest

from muragat.adapters.children import CHILD, Bounds, Children
from muragat.ports.faults import WORDS, Failed, fault

#: Functions that a child can be asked for; they stand in a module below `muragat.adapters` only for these tests.
TASKS = '''
import os, resource, subprocess, sys, time
from muragat.ports.faults import Failed, fault

def echo(**arguments):
    return arguments
def pid(): return os.getpid()
def sleep(seconds): time.sleep(seconds)
def spin():
    while True: pass
def fill():
    kept = []
    while True: kept.append(bytearray(64 << 20))
def big(path, size):
    with open(path, 'wb') as stream:
        for _ in range(size >> 20): stream.write(b'x' * (1 << 20))
def say(text):
    print(text, flush=True); os.write(1, b'noise on the answer pipe\\n'); return 'said'
def fail(code): raise Failed(fault(code, 'so it was'))
def wrong(): raise LookupError('\\udcff not what it should be')
def die(): os._exit(3)
def crash(): os.abort()
def limits(): return [resource.getrlimit(resource.RLIMIT_AS)[0], os.nice(0), os.environ['OMP_THREAD_LIMIT']]
def grandchild():
    started = subprocess.Popen(['sleep', '60'], stdout=subprocess.DEVNULL)
    with open(os.environ['MURAGAT_TEST_NOTE'], 'w') as note: note.write(str(started.pid))
    time.sleep(60)
def where(out):
    import tempfile
    return tempfile.gettempdir()
'''
TASK = 'muragat.adapters.stand_in_tasks'


@pytest.fixture(scope='module')
def command(tmp_path_factory):
    """A child that knows the stand-in tasks beside the real ones."""
    folder = tmp_path_factory.mktemp('tasks')
    (folder / 'tasks.py').write_text(TASKS)
    code = (f'import sys, importlib.util as u; s = u.spec_from_file_location({TASK!r}, {str(folder / "tasks.py")!r});'
            f'm = u.module_from_spec(s); s.loader.exec_module(m); sys.modules[{TASK!r}] = m;'
            'from muragat.adapters.child_process import main; main()')
    return sys.executable, '-c', code


@pytest.fixture
def children(command):
    made = Children(2, Bounds(seconds=20, memory=2 << 30), command)
    yield made
    made.close()


def failing(children, task, **arguments):
    with pytest.raises(Failed) as failed:
        children.ask(f'{TASK}:{task}', arguments, seconds=arguments.pop('patience', None))
    return failed.value.fault


def gone(pid, seconds=5.0):
    """Whether a process ends in time; one that waits to be reaped has ended."""
    try:
        handle = os.pidfd_open(pid)
    except ProcessLookupError:
        return True
    try:
        return bool(select.select([handle], [], [], seconds)[0])
    finally:
        os.close(handle)


@pytest.fixture
def note(tmp_path, monkeypatch):
    """A pipe on which a grandchild's number comes."""
    path = tmp_path / 'pid'
    os.mkfifo(path)
    monkeypatch.setenv('MURAGAT_TEST_NOTE', str(path))
    return path


def test_a_task_is_answered_with_what_its_function_returns(children):
    assert children.ask(f'{TASK}:echo', {'text': 'Қазақ\n"', 'n': [1, None]}) == {'text': 'Қазақ\n"', 'n': [1, None]}


def test_a_child_does_many_tasks_and_is_replaced_after_some(command):
    children = Children(1, Bounds(tasks=2), command)
    pids = [children.ask(f'{TASK}:pid', {}) for _ in range(4)]
    children.close()
    assert pids[0] == pids[1] != pids[2] == pids[3]


def test_a_named_fault_comes_back_with_its_note_and_the_child_goes_on(children):
    first = children.ask(f'{TASK}:pid', {})
    assert failing(children, 'fail', code='password') == fault('password', 'so it was')
    assert children.ask(f'{TASK}:pid', {}) == first


@pytest.mark.parametrize(('task', 'code'), [
    ('die', 'died'), ('crash', 'died'), ('fill', 'memory'), ('wrong', 'not_understood')])
def test_what_goes_wrong_in_a_child_has_a_name_and_the_next_task_runs(children, task, code):
    assert failing(children, task).code == code
    assert children.ask(f'{TASK}:echo', {'a': 1}) == {'a': 1}


def test_a_child_that_hangs_is_stopped(children):
    began = time.monotonic()
    with pytest.raises(Failed) as failed:
        children.ask(f'{TASK}:sleep', {'seconds': 60}, seconds=0.4)
    assert failed.value.fault.code == 'hung'
    assert time.monotonic() - began < 10
    assert children.ask(f'{TASK}:echo', {}) == {}


def test_processor_time_is_limited_too(command):
    children = Children(1, Bounds(seconds=30), command)
    pid = children.ask(f'{TASK}:pid', {})
    children.ask(f'{TASK}:echo', {}, seconds=1)
    limit = next(line for line in Path(f'/proc/{pid}/limits').read_text().splitlines() if line.startswith('Max cpu'))
    assert int(limit.split()[3]) <= 4
    children.close()


def test_a_file_that_grows_too_large_is_a_flood(command, tmp_path):
    children = Children(1, Bounds(file=4 << 20), command)
    with pytest.raises(Failed) as failed:
        children.ask(f'{TASK}:big', {'path': str(tmp_path / 'x'), 'size': 16 << 20})
    assert failed.value.fault.code == 'flooded'
    children.close()


def test_what_a_library_prints_does_not_spoil_the_answer(children):
    assert children.ask(f'{TASK}:say', {'text': 'x' * 10_000}) == 'said'


def test_limits_and_niceness_reach_the_child(children):
    memory, niceness, threads = children.ask(f'{TASK}:limits', {})
    assert (memory, threads) == (2 << 30, '1')
    assert niceness >= 10


def test_temporary_files_lie_in_the_folder_of_the_work(children, tmp_path):
    assert children.ask(f'{TASK}:where', {'out': str(tmp_path)}) == str(tmp_path)


def test_only_our_own_functions_can_be_asked_for(children):
    with pytest.raises(Failed) as failed:
        children.ask('os:getcwd', {})
    assert failed.value.fault.code == 'not_understood'


def test_what_a_child_started_dies_with_it(command, note):
    children, pids = Children(1, Bounds(), command), []
    reader = threading.Thread(target=lambda: pids.append(int(note.read_text())))
    reader.start()
    with pytest.raises(Failed):
        children.ask(f'{TASK}:grandchild', {}, seconds=2)
    reader.join()
    assert gone(pids[0])
    children.close()


def test_a_child_ends_with_its_owner_even_in_the_middle_of_a_task(command, note):
    """The owner is killed: nobody closes anything, the pipe just ends."""
    code = (f'from muragat.adapters.children import Bounds, Children; '
            f'Children(1, Bounds(), {command!r}).ask({TASK + ":grandchild"!r}, {{}})')
    with subprocess.Popen([sys.executable, '-c', code]) as owner:
        pid = int(note.read_text())
        owner.kill()
    assert gone(pid)


def test_a_child_that_was_killed_while_idle_is_replaced(children):
    os.kill(children.ask(f'{TASK}:pid', {}), signal.SIGKILL)
    with suppress(Failed):
        children.ask(f'{TASK}:echo', {})
    assert children.ask(f'{TASK}:echo', {}) == {}


@pytest.mark.parametrize(('code', 'expected'), [
    ('input()', 'died'),
    ('import time; input(); time.sleep(60)', 'hung'),
    ('import sys; input(); sys.stdout.write("x" * 3_000_000); sys.stdout.flush(); input()', 'flooded'),
    ('import os; input(); os.write(1, b"{\\"answer\\": \\"\\xff\\"}\\n"); input()', 'garbled'),
    ('input(); print("[]", flush=True); input()', 'garbled'),
    ('input(); print("{}", flush=True); input()', 'garbled'),
    ('input(); print(flush=True); input()', 'garbled'),
    ('input(); print("{\\"fault\\": \\"of its own making\\"}", flush=True); input()', 'not_understood'),
    ('import os; os.abort()', 'died'),
], ids=['ends', 'hangs', 'floods', 'not UTF-8', 'a list', 'nothing in it', 'an empty line', 'unknown fault', 'crashes'])
def test_a_child_that_fails_is_a_named_fault(code, expected):
    bounds = Bounds(seconds=0.7 if expected == 'hung' else 20, answer=1 << 20)
    children = Children(1, bounds, (sys.executable, '-c', code))
    with pytest.raises(Failed) as failed:
        children.ask(f'{TASK}:echo', {})
    assert failed.value.fault.code == expected
    assert failed.value.fault.words == WORDS[expected]
    children.close()


def test_as_many_tasks_run_at_once_as_there_are_children(children):
    gate, pids = threading.Barrier(2), []

    def work():
        gate.wait()
        children.ask(f'{TASK}:sleep', {'seconds': 0.2})
        pids.append(children.ask(f'{TASK}:pid', {}))

    threads = [threading.Thread(target=work) for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(pids) == 2


def test_closed_children_answer_no_more(command):
    children = Children(1, Bounds(), command)
    pid = children.ask(f'{TASK}:pid', {})
    children.close()
    assert gone(pid)
    with pytest.raises(Failed):
        children.ask(f'{TASK}:echo', {})


def test_a_program_that_cannot_be_started_is_a_fault_each_time():
    children = Children(1, Bounds(), ('/nonexistent/program',))
    for _ in range(3):
        with pytest.raises(Failed) as failed:
            children.ask(f'{TASK}:echo', {})
        assert failed.value.fault.code == 'died'
    children.close()


def test_no_child_is_started_before_the_first_question():
    children = Children(1, Bounds(), ('/nonexistent',))
    children.close()


def test_the_command_is_this_program():
    assert CHILD[1:] == ('-m', 'muragat.adapters.child_process')


def test_a_child_with_nothing_to_do_ends_and_the_next_task_gets_another(command):
    children = Children(1, Bounds(idle=0.2), command)
    first = children.ask(f'{TASK}:pid', {})
    assert gone(first)
    assert children.ask(f'{TASK}:pid', {}) != first
    children.close()
