"""Jobs: done once by one worker, never stuck, listed without walking what is finished."""
import threading

import pytest
import transaction
from ZODB.DB import DB
from ZODB.DemoStorage import DemoStorage
from ZODB.POSException import ConflictError

from muragat.kernel.i18n import _
from muragat.kernel.jobs import ATTEMPTS, LOST, Jobs, LeaseLost, Priority, State, delay

BROKEN = _('The scan cannot be read.')


@pytest.fixture
def jobs():
    return Jobs()


def put(jobs, now=100.0, **more):
    return jobs.enqueue('render', {'record': 1}, 'account:1', now, **more)


def test_a_job_is_claimed_done_and_found_again(jobs):
    job = put(jobs)
    assert jobs.get(job.id) is job
    assert jobs.claim('w1', 101.0) is job
    assert (job.state, job.worker, job.attempts, job.lease_until) == ('running', 'w1', 1, 161.0)
    assert jobs.claim('w2', 102.0) is None
    jobs.renew(job, 'w1', 110.0, progress=(3, 9))
    assert (job.lease_until, job.progress) == (170.0, (3, 9))
    jobs.finish(job, 'w1', 120.0, result={'sheets': 9})
    assert (job.state, job.result, job.ended) == ('done', {'sheets': 9}, 120.0)
    assert jobs.claim('w1', 999.0) is None
    assert jobs.get(job.id) is job
    assert jobs.counts() == (0, 0, 1, 0)


def test_arguments_are_the_jobs_own(jobs):
    arguments = {'record': 1}
    job = jobs.enqueue('render', arguments, 'account:1', 1.0)
    arguments['record'] = 2
    assert job.arguments == {'record': 1}


def test_a_lost_lease_runs_out_and_the_late_worker_is_told(jobs):
    job = put(jobs)
    jobs.claim('w1', 101.0)
    assert jobs.claim('w2', 161.0) is None
    assert jobs.claim('w2', 162.0) is job
    for late in (lambda: jobs.finish(job, 'w1', 163.0), lambda: jobs.renew(job, 'w1', 163.0),
                 lambda: jobs.fail(job, 'w1', 163.0, BROKEN)):
        with pytest.raises(LeaseLost):
            late()
    jobs.finish(job, 'w2', 164.0)
    with pytest.raises(LeaseLost):
        jobs.finish(job, 'w2', 165.0)


def test_a_failure_waits_longer_each_time_and_ends_in_words(jobs):
    job = put(jobs)
    now, waits = 101.0, []
    for attempt in range(1, ATTEMPTS + 1):
        assert jobs.claim('w', now) is job
        jobs.fail(job, 'w', now, BROKEN)
        assert job.error == BROKEN
        if attempt < ATTEMPTS:
            assert jobs.claim('w', now + delay(attempt) - 0.1) is None
            waits.append(delay(attempt))
            now += delay(attempt)
    assert waits == sorted(set(waits))
    assert (job.state, job.attempts) == ('failed', ATTEMPTS)
    assert jobs.list(State.FAILED) == [job]


def test_an_archive_may_try_less_often(jobs):
    job = put(jobs)
    assert jobs.claim('w', 101.0, attempts=1) is job
    jobs.fail(job, 'w', 102.0, BROKEN, attempts=1)
    assert job.state == 'failed'
    jobs.retry(job, 200.0)
    assert jobs.claim('w', 201.0, attempts=1) is job
    assert jobs.claim('w', 300.0, attempts=1) is None
    assert (job.state, job.error) == ('failed', LOST)


def test_a_job_that_kills_its_workers_fails_with_the_cause(jobs):
    job = put(jobs)
    now = 101.0
    for _attempt in range(ATTEMPTS):
        assert jobs.claim('w', now) is job
        now += 61.0
    assert jobs.claim('w', now) is None
    assert (job.state, job.error) == ('failed', LOST)
    assert jobs.counts() == (0, 0, 0, 1)


def test_a_hopeless_failure_is_final_at_once_and_can_be_retried(jobs):
    job = put(jobs)
    jobs.claim('w', 101.0)
    jobs.fail(job, 'w', 102.0, BROKEN, final=True)
    assert jobs.claim('w', 9999.0) is None
    jobs.retry(job, 200.0)
    assert jobs.list(State.FAILED) == []
    assert jobs.claim('w', 201.0) is job
    assert job.attempts == 1
    jobs.retry(job, 202.0)
    assert job.state == 'running'


def test_urgent_jobs_come_first_and_kinds_can_be_chosen(jobs):
    low = put(jobs, priority=Priority.LOW)
    for _number in range(5):
        put(jobs)
    high = put(jobs, priority='high')
    assert jobs.claim('w', 101.0) is high
    other = jobs.enqueue('mail', {}, 'system', 100.0, priority=Priority.LOW)
    assert jobs.claim('w', 101.0, kinds=frozenset({'mail'})) is other
    for _number in range(5):
        assert jobs.claim('w', 101.0) is not low
    assert jobs.claim('w', 101.0) is low


def test_a_job_of_the_wanted_kind_is_found_behind_many_others(jobs):
    for _number in range(2000):
        put(jobs)
    wanted = jobs.enqueue('mail', {}, 'system', 100.5)
    assert jobs.claim('w', 101.0, kinds=frozenset({'mail'})) is wanted


def test_lists_are_paged_latest_first(jobs):
    ended = []
    for number in range(200):
        put(jobs, now=100.0 + number)
        job = jobs.claim('w', 400.0)
        jobs.finish(job, 'w', 500.0 + number)
        ended.append(job)
    pages, after = [], None
    while page := jobs.list('done', limit=30, after=after):
        pages += page
        after = page[-1].ticket
    assert pages == ended[::-1]
    assert jobs.counts() == (0, 0, 200, 0)


def test_the_page_of_finished_jobs_loads_only_what_it_shows():
    db = DB(DemoStorage(), cache_size=100_000)
    with db.transaction() as connection:
        jobs = connection.root()['jobs'] = Jobs()
        for number in range(3000):
            job = put(jobs, now=float(number))
            jobs._end(job, State.DONE, 5000.0 + number)
    connection = db.open()
    connection.cacheMinimize()
    connection._load_count = 0
    assert len(connection.root()['jobs'].list('done', 50)) == 50
    assert connection.getTransferCounts()[0] < 250
    connection.close()
    db.close()


def test_waiting_and_running_jobs_are_listed_apart(jobs):
    first, second = put(jobs, 1.0), put(jobs, 2.0)
    claimed = jobs.claim('w', 3.0)
    waiting = second if claimed is first else first
    assert (jobs.list('running'), jobs.list('waiting')) == ([claimed], [waiting])


def run_in(db, function):
    manager = transaction.TransactionManager()
    connection = db.open(manager)
    try:
        while True:
            manager.begin()
            try:
                result = function(connection.root()['jobs'])
                manager.commit()
                return result
            except ConflictError:
                manager.abort()
    finally:
        manager.abort()
        connection.close()


def test_eight_claimers_do_every_job_once():
    db = DB(DemoStorage(), pool_size=20)
    with db.transaction() as connection:
        connection.root()['jobs'] = Jobs()
    run_in(db, lambda jobs: [put(jobs, now=100.0) for _ in range(120)])
    done = []

    def claimed(jobs, name):
        job = jobs.claim(name, 200.0, lease=1e9)
        return job.id if job else None

    def work(name):
        while (job_id := run_in(db, lambda jobs: claimed(jobs, name))) is not None:
            run_in(db, lambda jobs, job_id=job_id: jobs.finish(jobs.get(job_id), name, 201.0))
            done.append(job_id)

    threads = [threading.Thread(target=work, args=(f'w{n}',)) for n in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(done) == len(set(done)) == 120
    assert run_in(db, lambda jobs: jobs.counts()) == (0, 0, 120, 0)
    assert run_in(db, lambda jobs: len(jobs.list('done', 500))) == 120
    db.close()


def test_two_claimers_of_one_job_one_gets_it():
    db = DB(DemoStorage())
    with db.transaction() as connection:
        put(connection.root().setdefault('jobs', Jobs()))
    one, two = transaction.TransactionManager(), transaction.TransactionManager()
    first, second = db.open(one), db.open(two)
    assert first.root()['jobs'].claim('a', 101.0)
    assert second.root()['jobs'].claim('b', 101.0)
    one.commit()
    with pytest.raises(ConflictError):
        two.commit()
    two.abort()
    assert second.root()['jobs'].claim('b', 101.0) is None
    for connection, manager in ((first, one), (second, two)):
        manager.abort()
        connection.close()
    db.close()


def test_people_who_put_jobs_up_do_not_conflict_with_workers_who_end_them():
    db = DB(DemoStorage())
    with db.transaction() as connection:
        put(connection.root().setdefault('jobs', Jobs()))
    for number in range(100):
        one, two = transaction.TransactionManager(), transaction.TransactionManager()
        person, worker = db.open(one), db.open(two)
        for shelf in person.root()['jobs'].shelves:
            shelf.by_id._p_activate()
        put(person.root()['jobs'], now=200.0 + number)
        job = worker.root()['jobs'].claim('w', 1000.0)
        worker.root()['jobs'].finish(job, 'w', 1001.0)
        two.commit()
        one.commit()
        person.close()
        worker.close()
    with db.transaction() as connection:
        assert connection.root()['jobs'].counts() == (1, 0, 100, 0)
    db.close()


def test_a_job_left_in_the_middle_waits_again_and_that_is_no_attempt(jobs):
    job = jobs.enqueue('x', {}, 'system', 100.0)
    assert jobs.claim('a', 100.0) is job
    jobs.put_back(job, 'a', 101.0)
    assert (job.state, job.attempts, job.worker) == (State.WAITING, 0, None)
    assert jobs.claim('b', 101.0) is job
    with pytest.raises(LeaseLost):
        jobs.put_back(job, 'a', 102.0)
