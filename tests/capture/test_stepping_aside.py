"""Who waits for another process or walks through thousands lets others compute; who answers a question does not."""

from contextlib import contextmanager

import pytest
from webtest import TestApp

from muragat.adapters.paperforms_weasyprint import WeasyPaperForms
from muragat.capture import deliveries
from muragat.content.staff.entrance import acting
from muragat.content.staff.model import staff_of
from muragat.content.staff.rules import Rules
from muragat.content.staff.service import Accounts
from muragat.kernel.access import Permission
from muragat.main import application
from muragat.media.renditions import Renderer
from muragat.media.service import Files, files_at
from muragat.ports.passwordhash import IPasswordHash
from muragat.search.service import Search
from muragat.search.status import IndexCheck
from muragat.search.views import index
from muragat.web.pages import several
from muragat.web.turns import TURNS, Turns
from tests.archive_on_disk import founded, house, var
from tests.capture.batches import read
from tests.capture.test_control_pages import picture
from tests.founded_archive import DOCUMENT
from tests.web.person import signed_in

__all__ = ['founded', 'house', 'var']

UNIT = '/archive/Р-1/1/1'


class Watched(Turns):
    """Tells whether a turn is taken."""

    taken = False

    @contextmanager
    def turn(self):
        with super().turn():
            self.taken = True
            try:
                yield
            finally:
                self.taken = False


@pytest.fixture
def turns():
    return Watched()


@pytest.fixture
def app(house, turns):
    app = application(house)
    app.registry[TURNS] = turns
    return app


@pytest.fixture
def records(house):
    """Ids: `document` has a page that was read, `scan` the same in a batch."""
    with house.session() as desk:
        files, document = files_at(desk, house), desk.resolve(DOCUMENT)
        staged = [files.receive(picture(tone)) for tone in (90, 200)]
        files.attach(document, staged[0], 'scan.png')
        read(desk, document, 1, 1)
        batch = deliveries.begin(desk, desk.resolve(UNIT))
        delivered = deliveries.deliver(desk, files, batch, staged[1], 'scan.png')
        read(desk, delivered.record, 1, 1)
        return {'document': document.id, 'scan': delivered.record.id}


@pytest.fixture
def browser(app, records):
    return signed_in(app)


@pytest.fixture
def program(app, house, records):
    """REST with a token."""
    with house.session() as desk:
        account = staff_of(desk.site).get('admin')
        accounts = Accounts(acting(desk, account), house.ports[IPasswordHash], Rules.of(house.settings))
        secret = accounts.new_token(account, 'test', Permission, 1)
    return TestApp(app, extra_environ={'HTTP_AUTHORIZATION': f'Bearer {secret}'})


@pytest.fixture
def seen(turns, monkeypatch):
    """seen(owner, name) -> a list that says of each call whether it was made in a turn."""
    def watch(owner, name):
        calls, called = [], getattr(owner, name)

        def watched(*arguments, **keywords):
            calls.append(turns.taken)
            return called(*arguments, **keywords)

        monkeypatch.setattr(owner, name, watched)
        return calls

    return watch


@pytest.mark.parametrize(('address', 'owner', 'name'), [
    (f'{DOCUMENT}/page-picture?of=1.1.0', Renderer, 'picture'),
    (f'{DOCUMENT}/page-tiles?of=1.1.0', Renderer, 'tiles'),
    ('/capture/1/picture?of={scan}.1.1.0', Renderer, 'picture'),
    (f'{DOCUMENT}/file?number=1', Files, 'open'),
    (f'{UNIT}/papers?kind=sheets', WeasyPaperForms, 'sheets'),
    (f'{UNIT}/export.csv', several.Listing, 'ids'),
    ('/search/export.xlsx?type=unit', Search, 'ids'),
    ('/health', IndexCheck, 'check'),
    ('/index', index, 'status_of'),
])
def test_a_page_that_takes_long_lets_others_compute(browser, records, seen, address, owner, name):
    calls = seen(owner, name)
    browser.get(address.format(**records), status='*')
    assert set(calls) == {False}


@pytest.mark.parametrize(('address', 'owner', 'name'), [
    ('files/1/content', Files, 'open'),
    ('pages/1/picture', Renderer, 'picture'),
])
def test_bytes_over_rest_let_others_compute(program, records, seen, address, owner, name):
    calls = seen(owner, name)
    program.get(f'/api/v1/records/{records["document"]}/{address}', status='*')
    assert set(calls) == {False}


def test_a_search_is_answered_in_a_turn(browser, program, turns, seen):
    calls = seen(Search, 'ask')
    browser.get('/search', {'q': 'Название'})
    program.get('/api/v1/search', {'q': 'Название'})
    assert (calls, turns.taken) == ([True, True], False)
