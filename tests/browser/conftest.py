"""The demonstration archive served on this machine, and headless Chromium before it."""

import os
from pathlib import Path

import pytest

from muragat.content.archive.demonstration import fill
from muragat.kernel.principals import SYSTEM
from muragat.kernel.site import found
from muragat.main import application, open_house
from muragat.media.service import files_at
from muragat.ports.pagepainter import IPagePainter
from tests.answering import answering
from tests.founded_archive import settings_for
from tests.search.indexed import brought_up_to_date
from tests.staff_house import accounts_at

PASSWORD = 'тау мен өзен 1941'
FRONTEND = Path(__file__).parents[2] / 'src/muragat/web/frontend'


@pytest.fixture(scope='session')
def house(tmp_path_factory):
    """The demonstration archive in a folder of its own."""
    house = open_house(settings_for(tmp_path_factory.mktemp('demonstration') / 'var'), create=True)
    with house.connection() as connection:
        found(connection.root(), house.registry, house.clock)
    with house.session(SYSTEM, 'demonstration') as desk:
        filled = fill(desk, files_at(desk, house), house.ports[IPagePainter], accounts_at(house, desk), PASSWORD)
    for each in filled.staged:
        each.discard()
    brought_up_to_date(house)
    yield house
    house.close()


@pytest.fixture(scope='session')
def address(house):
    """Where it is served."""
    with answering(application(house)) as address:
        yield address


@pytest.fixture(scope='session')
def axe():
    """The source of axe-core."""
    return (FRONTEND / 'node_modules/axe-core/axe.min.js').read_text('utf8')


@pytest.fixture(scope='session')
def screens():
    """The folder for pictures of each screen, named by MURAGAT_SCREENS; None when nobody wants them."""
    wanted = os.environ.get('MURAGAT_SCREENS')
    if wanted:
        Path(wanted).mkdir(parents=True, exist_ok=True)
    return Path(wanted) if wanted else None


@pytest.fixture(scope='session')
def signed_in(chromium, address):
    """signed_in(login, language, width) -> a page of a person; one context for each, kept for the session."""
    contexts = {}

    def open_page(login, language='ru', width=1280, **options):
        key = login, language, width, tuple(options.items())
        if key not in contexts:
            context = chromium.new_context(viewport={'width': width, 'height': 900}, base_url=address, **options)
            context.add_cookies([{'name': 'language', 'value': language, 'url': address}])
            page = context.new_page()
            page.goto('/login')
            page.fill('#field-login', login)
            page.fill('#field-password', PASSWORD)
            page.click('main button[type=submit]')
            page.wait_for_url(f'{address}/')
            page.close()
            contexts[key] = context
        page = contexts[key].new_page()
        page.set_default_timeout(15_000)
        return page

    yield open_page
    for context in contexts.values():
        context.close()
