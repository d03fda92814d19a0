"""Numbers without gaps, taken by many browsers at once."""

from threading import Thread

import pytest
from pyramid.response import Response

from muragat.kernel.access import Permission
from muragat.kernel.numbering import counter_name
from muragat.kernel.site import Site
from tests.staff_house import hire, staff_house, staff_registry
from tests.staff_site import Browser, site_app

COUNTER = counter_name('incoming', 2026)


@pytest.fixture
def house():
    house = staff_house(staff_registry())
    hire(house, 'head', 'administrator')
    yield house
    house.db.close()


@pytest.fixture
def runs():
    """One entry for each time the handler began."""
    return []


@pytest.fixture
def app(house, runs):
    def register(request):
        runs.append(request.path)
        request.hold_counter(COUNTER)
        return Response(str(request.site.numbers.take('incoming', 2026)))

    return site_app(house, lambda config: config.add_view(register, context=Site, name='register',
                                                          request_method='POST', permission=Permission.EDIT))


def browser(app, number):
    found = Browser(app, f'10.0.1.{number}')
    found.sign_in('head')
    return found


def test_the_request_begins_anew_with_the_lock_held(app, runs):
    assert browser(app, 1).post('/register').text == '1'
    assert len(runs) == 2


def test_many_at_once_get_numbers_without_gaps_and_doubles(app):
    browsers = [browser(app, number) for number in range(8)]
    tokens = [each.token('/account') for each in browsers]
    taken = []

    def work(one, token):
        for _each in range(5):
            taken.append(int(one.web.post('/register', {'csrf_token': token}).text))

    threads = [Thread(target=work, args=pair) for pair in zip(browsers, tokens, strict=True)]
    for each in threads:
        each.start()
    for each in threads:
        each.join()
    assert sorted(taken) == list(range(1, 41))


def test_when_the_lock_is_not_to_be_had_nothing_is_saved_and_words_say_so(app, house, monkeypatch):
    one = browser(app, 1)
    locks = house.registry.locks
    held = locks.counter_lock
    monkeypatch.setattr(locks, 'counter_lock', lambda name: held(name, 0.01))
    with held(COUNTER):
        answer = one.post('/register', {'title': 'Хат'}, status=503)
    assert 'Хат' in answer.text
    assert one.post('/register').text == '1'
