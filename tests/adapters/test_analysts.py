"""Analysts in other processes: the same as here, in order, whatever becomes of the processes."""

import os
import subprocess
import sys
from contextlib import closing, suppress

import pytest

from muragat.adapters import analysts as adapter
from muragat.adapters.analysts import AHEAD, IN_HAND, PIECE, ProcessAnalysts
from muragat.adapters.placed_terms import pack_page
from muragat.main import ANALYST
from muragat.search.analyst import Analyst
from tests.bench.place import family
from tests.served_archive import command_line, until

HERE = Analyst(pack_page).page
TEXTS = [f'Құжаттар тізімі {number}\nОпись дел № {number}' for number in range(3 * PIECE + 5)]
#: Stand-ins for an analyst: one that ends at once, one that cannot be started, one that is killed with a piece in its
#: hands, and one that can analyse nothing.
DEAD, NONE = (sys.executable, '-c', 'raise SystemExit(3)'), ('/no/such/program',)
KILLED = (sys.executable, '-c', '''
import os, signal, sys
from multiprocessing.connection import Connection
Connection(int(sys.argv[-1])).recv()
os.kill(os.getpid(), signal.SIGKILL)
''')
KILLED_ONCE = '''
import os, signal, sys
from multiprocessing.connection import Connection
from pathlib import Path
from muragat.adapters.placed_terms import pack_page
from muragat.main import analyse
from muragat.search.analyst import Analyst
begun = Path(sys.argv[1])
if begun.exists():
    analyse()
begun.touch()
owner = Connection(int(sys.argv[-1]))
owner.send(list(map(Analyst(pack_page).page, owner.recv())))
owner.recv()
owner.poll(None)
os.kill(os.getpid(), signal.SIGKILL)
'''
UNKNOWING = (sys.executable, '-c', '''
from muragat.adapters.analysts import answer
def page(text):
    raise ValueError(text)
answer(page)
''')


def analysts(command=ANALYST, here=HERE, count=1):
    return closing(ProcessAnalysts(command, here, count))


def refused(text):
    raise AssertionError(f'{text} was done here')


@pytest.mark.parametrize('command', [ANALYST, DEAD, NONE, KILLED, UNKNOWING])
@pytest.mark.parametrize('count', [0, 1, 2])
def test_pages_are_those_of_this_process_in_their_order(command, count):
    with analysts(command, count=count) as found:
        first, second = found.analysed(TEXTS), found.analysed(TEXTS[::-1])
        assert list(first) == list(map(HERE, TEXTS))
        assert list(second) == list(map(HERE, TEXTS[::-1]))
        assert list(found.analysed([])) == []


def test_another_process_does_it():
    with analysts(here=refused) as found:
        pages = found.analysed(TEXTS[:PIECE])
        until(lambda: found._idle.qsize() == IN_HAND)
        assert list(pages) == list(map(HERE, TEXTS[:PIECE]))


def test_what_was_begun_is_done_by_another_process_when_they_are_closed_before_it_is_taken():
    with analysts(here=refused) as found:
        first, second = found.analysed(TEXTS), found.analysed(TEXTS[::-1])
        taken = [next(first)]
        found.close()
        assert taken + list(first) == list(map(HERE, TEXTS))
        assert list(second) == list(map(HERE, TEXTS[::-1]))


def test_what_lies_with_one_that_is_killed_is_done_here_and_the_rest_by_another(tmp_path):
    """The first process answers once and is killed with two pieces in its hands; the next one does the rest."""
    done = []

    def here(text):
        done.append(text)
        return HERE(text)

    texts = [f'{number} қор' for number in range(6 * PIECE)]
    with analysts((sys.executable, '-c', KILLED_ONCE, str(tmp_path / 'begun')), here) as found:
        assert list(found.analysed(texts)) == list(map(HERE, texts))
    assert done == texts[PIECE:3 * PIECE]


def test_of_a_long_text_no_more_than_a_few_pieces_are_under_way():
    asked = []
    with analysts(count=1) as found:
        found._ask = lambda piece: asked.append(len(piece)) or list(map(HERE, piece))
        pages = found.analysed(['қор'] * (AHEAD + 4) * PIECE)
        until(lambda: len(asked) == AHEAD)
        assert found._threads._work_queue.empty()
        next(pages)
        until(lambda: len(asked) == AHEAD + 1)
        assert len(list(pages)) == (AHEAD + 4) * PIECE - 1


def test_one_that_could_do_nothing_is_not_begun_again_before_they_are_closed(monkeypatch):
    begun = []
    genuine = adapter._Process
    monkeypatch.setattr(adapter, '_Process', lambda command: begun.append(command) or genuine(command))
    with analysts(DEAD) as found:
        for turn in (1, 2):
            pages = found.analysed(TEXTS)
            until(lambda: found._useless)
            assert list(pages) == list(map(HERE, TEXTS))
            assert list(found.analysed(TEXTS)) == list(map(HERE, TEXTS))
            assert len(begun) == turn
            found.close()


@pytest.mark.parametrize('command', [ANALYST, UNKNOWING])
def test_a_text_that_cannot_be_analysed_raises_at_its_place(command):
    def here(text):
        if text == TEXTS[1]:
            raise ValueError(text)
        return HERE(text)

    with analysts(command, here) as found:
        pages, taken, failed = found.analysed([*TEXTS[:3], None, TEXTS[4]]), [], 0
        for _place in range(5):
            try:
                taken.append(next(pages))
            except (ValueError, TypeError, AttributeError):
                failed += 1
        assert (taken, failed) == ([HERE(TEXTS[place]) for place in (0, 2, 4)], 2)


def test_processes_end_when_they_are_closed_and_begin_again():
    with analysts(here=refused) as found:
        for _turn in range(2):
            pages = found.analysed(TEXTS[:2])
            assert len(list(pages)) == 2
            assert children_with('analyse()')
            found.close()
            assert not children_with('analyse()')


def test_an_analyst_ends_with_its_owner(tmp_path):
    owner = subprocess.Popen([sys.executable, '-c', '''
import sys, threading
from muragat.adapters.analysts import ProcessAnalysts
from muragat.main import ANALYST
found = ProcessAnalysts(ANALYST, None, 1)
pages = found.analysed(['қор'])
next(pages)
print(*[process._process.pid for process in [found._idle.get()]], flush=True)
threading.Event().wait()
'''], stdout=subprocess.PIPE, text=True)
    analyst = int(owner.stdout.readline())
    owner.kill()
    owner.wait()
    owner.stdout.close()
    until(lambda: not lives(analyst))


def lives(pid):
    with suppress(OSError), open(f'/proc/{pid}/stat') as file:
        return file.read().rpartition(')')[2].split()[0] != 'Z'
    return False


def children_with(words):
    """Children of this process whose command has the words."""
    return [pid for pid in family(os.getpid())[1:] if words in b' '.join(command_line(pid)).decode()]
