"""What every test may ask for: options of the run and the shared fixtures."""

import shutil

import pytest

from muragat.kernel.desk import Desk
from muragat.kernel.principals import SYSTEM
from tests.tiny_house import SetClock, open_house, tiny_registry

BROWSER = ('--headless', '--no-sandbox', '--disable-gpu', '--disable-quic', '--no-first-run',
           '--disable-background-networking', '--disable-component-update', '--disable-sync')


def pytest_addoption(parser):
    parser.addoption('--long', action='store_true', help='run what is marked long')
    parser.addoption('--kills', type=int, default=20, help='how many processes the crash test kills')


def pytest_configure(config):
    config.addinivalue_line('markers', 'long: takes minutes; runs with --long')


def pytest_collection_modifyitems(config, items):
    if config.getoption('--long'):
        return
    for item in items:
        if item.get_closest_marker('long'):
            item.add_marker(pytest.mark.skip(reason='needs --long'))


@pytest.fixture(scope='session')
def registry():
    """What a house of boxes and things declares; frozen, so that tests may share it."""
    return tiny_registry()


@pytest.fixture
def clock():
    """A clock that stands still until the test sets it."""
    return SetClock()


@pytest.fixture
def site(registry, clock):
    """A site founded in memory; `site._p_jar.transaction_manager.commit()` keeps what was done."""
    database, connection, founded = open_house(registry, clock)
    yield founded
    connection.transaction_manager.abort()
    connection.close()
    database.close()


@pytest.fixture
def desk(site, registry, clock):
    """The desk of the program itself, which may everything."""
    return Desk(site, registry, SYSTEM, 'test', clock)


@pytest.fixture(scope='session')
def chromium():
    """The browser of the system; one for the whole run, since Playwright stands no second one beside it."""
    from playwright.sync_api import sync_playwright

    path = shutil.which('chromium') or shutil.which('chromium-browser')
    assert path, 'chromium is not installed; scripts/setup --test installs it'
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=path, args=list(BROWSER))
        yield browser
        browser.close()
