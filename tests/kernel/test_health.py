"""Health: red when a person must act, and only then."""
import pytest
from zope.interface.verify import verifyObject

from muragat.kernel.health import MANY, IndexingCheck, JobsCheck, SealingCheck
from muragat.kernel.interfaces import IHealthCheck
from muragat.kernel.sealing import seal


@pytest.mark.parametrize('check', [SealingCheck(), IndexingCheck(), JobsCheck()])
def test_each_check_serves_the_page(check, site):
    assert verifyObject(IHealthCheck, check)
    assert check.check(site)[1]


def test_sealing_is_red_when_nobody_seals(site, clock):
    check = SealingCheck(clock.now)
    assert check.check(site)[0]
    clock.time += 61
    assert not check.check(site)[0]
    seal(site.journal, clock.now())
    assert check.check(site)[0]


def test_a_failed_job_is_red_until_it_is_put_up_again(site, clock):
    site.jobs.enqueue('render', {}, 'system', clock.now())
    assert JobsCheck().check(site)[0]
    job = site.jobs.claim('w', clock.now())
    site.jobs.fail(job, 'w', clock.now(), 'broken', final=True)
    well, message = JobsCheck().check(site)
    assert not well
    assert message.mapping == {'count': '1'}
    site.jobs.retry(job, clock.now())
    assert JobsCheck().check(site)[0]


def test_what_waits_for_the_index_is_counted_to_a_bound(site):
    site.dirty.settle(site.dirty.batch(10_000))
    assert IndexingCheck().check(site)[1].mapping is None
    site.dirty.touch_all(range(1, 11))
    assert IndexingCheck().check(site)[1].mapping == {'count': '10'}
    site.dirty.touch_all(range(1, MANY + 100))
    assert IndexingCheck().check(site)[1].mapping == {'count': str(MANY)}
