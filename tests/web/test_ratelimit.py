"""The brake on one address."""

from muragat.web.ratelimit import RateLimit


def test_hits_within_the_limit_pass_and_the_next_waits():
    limit = RateLimit(2, 60.0)
    assert [limit.wait('a', now) for now in (0.0, 10.0, 20.0)] == [0.0, 0.0, 40.0]


def test_the_window_slides():
    limit = RateLimit(2, 60.0)
    for now in (0.0, 10.0, 20.0):
        limit.wait('a', now)
    assert limit.wait('a', 60.5) == 0.0
    assert limit.wait('a', 61.0) > 0.0


def test_keys_do_not_disturb_each_other():
    limit = RateLimit(1, 60.0)
    assert limit.wait('a', 0.0) == limit.wait('b', 0.0) == 0.0


def test_memory_is_bounded():
    limit = RateLimit(1, 60.0, size=3)
    for number in range(100):
        limit.wait(str(number), 0.0)
    assert len(limit._hits) == 3
