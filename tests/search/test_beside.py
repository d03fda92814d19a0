"""Work beside that of a thread: in order, one at a time, and no error is lost."""

import threading
from contextlib import closing

import pytest

from muragat.search.beside import Beside

DEADLINE = 20


def test_one_thing_is_done_after_the_other_while_the_caller_goes_on():
    done, go_on = [], threading.Event()

    def work(number):
        assert go_on.wait(DEADLINE)
        done.append((number, threading.current_thread() is threading.main_thread()))

    with closing(Beside()) as beside:
        beside.do(work, 1)
        assert done == []
        go_on.set()
        beside.do(work, 2)
        assert done[:1] == [(1, False)]
        beside.wait()
        assert done == [(1, False), (2, False)]
        beside.wait()


@pytest.mark.parametrize('following', [lambda beside: beside.do(print), lambda beside: beside.wait()])
def test_an_error_meets_who_comes_next(following):
    with closing(Beside()) as beside:
        beside.do(int, 'none')
        with pytest.raises(ValueError, match='none'):
            following(beside)
        beside.do(int, '1')
        beside.wait()


def test_what_is_under_way_is_waited_for_at_the_end():
    done, begun = [], threading.Event()

    def work():
        begun.set()
        done.append(1)

    beside = Beside()
    beside.do(work)
    beside.close()
    assert (done, begun.is_set()) == ([1], True)
    beside.close()
