"""Threads of the site take turns: first come, first served; a turn is never lost, and a slow answer stops nobody."""

from collections import defaultdict
from threading import Event, Thread

import pytest
from pyramid.response import Response

from muragat.kernel.site import Site
from muragat.web.assets import STATIC
from muragat.web.security import SIGNED_IN
from muragat.web.turns import TURNS, Turns
from tests.served_archive import DEADLINE, until
from tests.staff_house import hire, staff_house, staff_registry
from tests.staff_site import Browser, site_app

#: No turn of these tests lasts so long.
EVER = float(DEADLINE)


class Taker:
    """A thread that takes a turn, and keeps it until it is told to let go."""

    def __init__(self, turns, order=None):
        self.turns, self.order = turns, [] if order is None else order
        self.has, self.told = Event(), Event()
        self.thread = Thread(target=self.work, daemon=True)
        self.thread.start()

    def work(self):
        with self.turns.turn():
            self.order.append(self)
            self.has.set()
            assert self.told.wait(DEADLINE)

    def let_go(self):
        self.told.set()
        self.thread.join(DEADLINE)
        assert not self.thread.is_alive()


def holder(turns, order=None):
    """Who has the turn."""
    found = Taker(turns, order)
    assert found.has.wait(DEADLINE)
    return found


def waiter(turns, order=None):
    """Who stands in the row behind all others."""
    before = turns.waiting
    found = Taker(turns, order)
    until(lambda: turns.waiting > before)
    return found


@pytest.fixture
def turns():
    return Turns(EVER)


def test_who_came_first_is_served_first(turns):
    order = []
    takers = [holder(turns, order), *(waiter(turns, order) for _number in range(6))]
    assert turns.waiting == 6
    for place, taker in enumerate(takers):
        assert taker.has.wait(DEADLINE)
        assert order == takers[:place + 1]
        taker.let_go()
    assert turns.waiting == 0


def test_of_many_threads_one_has_the_turn_and_no_turn_is_lost(turns):
    inside, most, done = [], [], []

    def work(name):
        for _turn in range(200):
            with turns.turn():
                inside.append(name)
                most.append(len(inside))
                inside.remove(name)
            done.append(name)

    threads = [Thread(target=work, args=(name,)) for name in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(DEADLINE)
    assert (len(done), max(most), turns.waiting) == (1600, 1, 0)


def test_an_error_ends_the_turn(turns):
    waiting = []

    def fail():
        with turns.turn():
            waiting.append(waiter(turns))
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        fail()
    second, = waiting
    assert second.has.wait(DEADLINE)
    second.let_go()
    holder(turns).let_go()


def test_who_has_the_turn_needs_no_second_one_and_ends_it_but_once(turns):
    with turns.turn():
        with turns.turn():
            second = waiter(turns)
        assert turns.waiting == 1
        assert not second.has.is_set()
    assert second.has.wait(DEADLINE)
    second.let_go()


def test_a_turn_that_lasts_too_long_is_passed_on_and_does_not_end_that_of_another():
    moment = [0.0]
    turns = Turns(0.01, lambda: moment[0])
    slow, second = holder(turns), waiter(turns)
    assert not second.has.is_set()
    moment[0] = 1.0
    assert second.has.wait(DEADLINE)
    third = waiter(turns)
    slow.let_go()
    assert (turns.waiting, third.has.is_set()) == (1, False)
    second.let_go()
    assert third.has.wait(DEADLINE)
    third.let_go()


class Desk:
    """Views of a site that go on when they are told, each by its own event, and say their name."""

    def __init__(self):
        self.begun, self.told = defaultdict(Event), defaultdict(Event)

    def __call__(self, context, request):
        assert request.site is context
        if 'aside' in request.GET:
            request.step_aside()
        self.begun[request.view_name].set()
        assert self.told[request.view_name].wait(DEADLINE)
        if 'fail' in request.GET:
            raise RuntimeError(request.view_name)
        return Response(request.view_name)

    def declare(self, config):
        for name in ('first', 'second', 'third'):
            config.add_view(self, context=Site, name=name, permission=SIGNED_IN)


class Asker:
    """Somebody who asks the site in a thread of his own."""

    def __init__(self, browser, ask):
        self.answer = None
        self.thread = Thread(target=self.work, args=(browser, ask), daemon=True)
        self.thread.start()

    def work(self, browser, ask):
        self.answer = ask(browser)

    def answered(self):
        self.thread.join(DEADLINE)
        assert not self.thread.is_alive()
        return self.answer.text


@pytest.fixture(scope='module')
def house():
    house = staff_house(staff_registry())
    hire(house, 'head', 'administrator')
    yield house
    house.db.close()


@pytest.fixture
def desk():
    return Desk()


@pytest.fixture
def app(house, desk):
    app = site_app(house, desk.declare)
    app.registry[TURNS] = Turns(EVER)
    return app


@pytest.fixture
def ask(app):
    """ask(name, **more) -> who asks for a view."""
    browser = Browser(app)
    browser.sign_in('head')
    return lambda name, **more: Asker(browser, lambda browser: browser.get(f'/{name}', **more))


def test_one_request_is_answered_after_the_other(app, ask, desk):
    first = ask('first')
    assert desk.begun['first'].wait(DEADLINE)
    second = ask('second')
    until(lambda: app.registry[TURNS].waiting == 1)
    desk.told['second'].set()
    assert not desk.begun['second'].is_set()
    desk.told['first'].set()
    assert (first.answered(), second.answered()) == ('first', 'second')


def test_a_slow_request_that_stepped_aside_stops_nobody(ask, desk):
    slow = ask('first', params={'aside': 'yes'})
    assert desk.begun['first'].wait(DEADLINE)
    desk.told['second'].set()
    assert ask('second').answered() == 'second'
    desk.told['first'].set()
    assert slow.answered() == 'first'


def test_a_slow_request_that_did_not_step_aside_stops_others_only_for_a_while(app, ask, desk):
    app.registry[TURNS] = Turns(0.01)
    slow = ask('first')
    assert desk.begun['first'].wait(DEADLINE)
    desk.told['second'].set()
    assert ask('second').answered() == 'second'
    desk.told['first'].set()
    assert slow.answered() == 'first'


def test_a_request_that_fails_gives_its_turn_back(ask, desk):
    for each in 'first', 'second':
        desk.told[each].set()
    assert 'Error' in ask('first', params={'fail': 'yes'}, status=500).answered()
    assert ask('second').answered() == 'second'


def test_who_writes_and_who_asks_for_a_built_file_take_no_turn(app, house):
    browser = Browser(app)
    browser.sign_in('head')
    token = browser.token('/account')
    style = next(iter(STATIC.glob('*.css'))).name
    with app.registry[TURNS].turn():
        for ask in (lambda browser: browser.web.post('/nowhere', {'csrf_token': token}, status=404),
                    lambda browser: browser.get(f'/static/{style}')):
            Asker(browser, ask).answered()


def test_the_connections_of_readers_are_one(app, ask, desk, house):
    """So that memory is filled once, and what is read once is not read again by the next thread."""
    before = len(house.db.connectionDebugInfo())
    first = ask('first')
    assert desk.begun['first'].wait(DEADLINE)
    second = ask('second')
    until(lambda: app.registry[TURNS].waiting == 1)
    for each in 'second', 'first':
        desk.told[each].set()
    assert (first.answered(), second.answered()) == ('first', 'second')
    assert len(house.db.connectionDebugInfo()) == max(before, 1)
