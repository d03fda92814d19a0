"""Background work on files: done once, told once, and gone again when its worker is lost."""

import io

import pytest

from muragat.cli.labour import Worker
from muragat.kernel.jobs import LeaseLost
from muragat.media.jobs import PROVE, PURGE, wants_purge
from muragat.media.originals import originals_of
from muragat.media.service import files_at
from tests.founded_archive import DOCUMENT


@pytest.fixture
def worker(house):
    return Worker(house, lambda _house: False)


def attach(house, content=b'bytes'):
    with house.session() as desk:
        staged = files_at(desk, house).receive(io.BytesIO(content))
    with house.session() as desk:
        files_at(desk, house).attach(desk.resolve(DOCUMENT), staged, 'a.txt')
        number = desk.resolve(DOCUMENT).id
    staged.discard()
    return number


def enqueue(house, kind, **arguments):
    with house.session() as desk:
        return desk.site.jobs.enqueue(kind, arguments, 'system', house.clock.now()).id


def state(house, job_id):
    with house.session() as desk:
        job = desk.site.jobs.get(job_id)
        return str(job.state), job.result


def test_files_are_proved_and_the_journal_tells_it(house, worker):
    number = attach(house)
    job = enqueue(house, PROVE, record=number)
    assert worker.do_light_job()
    assert state(house, job) == ('done', {'files': 1, 'faults': []})
    assert not worker.do_light_job()


def test_a_damaged_file_is_named(house, worker):
    number = attach(house)
    blob, = house.settings.place('db', 'blobs').rglob('*.blob')
    blob.unlink()
    job = enqueue(house, PROVE, record=number)
    worker.do_light_job()
    assert state(house, job)[1]['faults'] == ['a.txt']


def test_a_job_that_fails_says_why_and_waits(house, worker, monkeypatch):
    job = enqueue(house, PROVE, record='no number')
    worker.do_light_job()
    with house.session() as desk:
        failed = desk.site.jobs.get(job)
        assert (str(failed.state), failed.attempts, 'ValueError' in str(failed.error.mapping)) == ('waiting', 1, True)


def test_the_outcome_of_a_lost_worker_is_not_kept_twice(house, worker):
    """Its lease ran out and another did the job: what it brings now is refused."""
    number = attach(house)
    enqueue(house, PROVE, record=number)
    task = worker._claim(frozenset({PROVE}))
    with house.session() as desk:
        desk.site.jobs.get(task.job_id).worker = 'another'
    with pytest.raises(LeaseLost):
        house.registry.job_kinds[PROVE].handler(task)
    with house.session() as desk:
        assert str(desk.site.jobs.get(task.job_id).state) == 'running'


def test_the_trash_is_emptied_when_its_days_are_over(house, worker):
    number = attach(house)
    with house.session() as desk:
        desk.delete(desk.resolve(DOCUMENT), 'a test')
        assert not wants_purge(desk, 30)
        assert wants_purge(desk, -1)
        assert not wants_purge(desk, -1)
    object.__setattr__(house.settings, '_values', {**house.settings, 'trash.days': -1})
    assert worker.do_light_job()
    with house.session() as desk:
        assert desk.site.ids.get(number) is None
        assert originals_of(desk.site).sheaf(number) is None
        assert [job.kind for job in desk.site.jobs.list('done')] == [PURGE]


def test_a_round_seals_what_was_written(house, worker):
    attach(house)
    worker.do_rounds()
    with house.session() as desk:
        assert desk.site.journal.unsealed_count == 0
        assert desk.site.journal.chain.count > 0
