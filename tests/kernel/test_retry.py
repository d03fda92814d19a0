"""Retrying: conflicts are tried again with random pauses until the time is over, other errors never."""
import pytest
import transaction
from ZODB.POSException import ConflictError

from muragat.kernel.errors import Busy
from muragat.kernel.retry import FIRST_PAUSE, LONGEST_PAUSE, run


class Time:
    """A clock that moves only by sleeping."""

    def __init__(self):
        self.now = 0.0
        self.pauses = []

    def sleep(self, seconds):
        self.pauses.append(seconds)
        self.now += seconds

    def __call__(self):
        return self.now


@pytest.fixture
def time():
    return Time()


@pytest.fixture
def manager():
    return transaction.TransactionManager(explicit=True)


def failing(times, result='done'):
    """A function that meets a conflict so many times, then returns."""
    attempts = []

    def function():
        attempts.append(1)
        if len(attempts) <= times:
            raise ConflictError('met')
        return result

    function.attempts = attempts
    return function


def tried(manager, time, function, seconds=8.0, chance=lambda: 1.0):
    return run(manager, function, seconds, sleep=time.sleep, clock=time, chance=chance)


def test_the_result_is_handed_back_without_a_pause(manager, time):
    assert tried(manager, time, failing(0)) == 'done'
    assert time.pauses == []


def test_a_conflict_is_tried_again_with_growing_pauses(manager, time):
    assert tried(manager, time, failing(10)) == 'done'
    assert time.pauses[:3] == [FIRST_PAUSE, 2 * FIRST_PAUSE, 4 * FIRST_PAUSE]
    assert max(time.pauses) == LONGEST_PAUSE


def test_pauses_are_of_random_length(manager, time):
    lengths = iter([0.25, 0.75])
    tried(manager, time, failing(2), chance=lambda: next(lengths))
    assert time.pauses == [0.25 * FIRST_PAUSE, 0.75 * 2 * FIRST_PAUSE]


def test_when_the_time_is_over_the_answer_is_busy_and_nothing_is_saved(manager, time):
    with pytest.raises(Busy) as caught:
        tried(manager, time, failing(10_000), seconds=3.0)
    assert 3.0 <= time.now <= 3.0 + LONGEST_PAUSE
    assert isinstance(caught.value.__cause__, ConflictError)


def test_another_error_is_passed_on_at_once_and_undone(manager, time):
    undone = []

    def function():
        manager.get().addAfterAbortHook(lambda: undone.append(1))
        raise KeyError('other')

    with pytest.raises(KeyError):
        tried(manager, time, function)
    assert undone == [1]
    assert time.pauses == []


def test_a_conflict_met_by_the_commit_is_tried_again(manager, time):
    commits = []

    def function():
        def meet():
            commits.append(1)
            if len(commits) == 1:
                raise ConflictError('met at commit')

        manager.get().addBeforeCommitHook(meet)

    tried(manager, time, function)
    assert len(commits) == 2
