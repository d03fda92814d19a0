"""What every test may ask for: options of the run and the shared fixtures."""

import pytest

from muragat.kernel.desk import Desk
from muragat.kernel.principals import SYSTEM
from tests.tiny_house import SetClock, open_house, tiny_registry

from muragat.kernel.desk import Desk
from muragat.kernel.principals import SYSTEM
from tests.tiny_house import SetClock, open_house, tiny_registry


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


@pytest.fixture
def clock():
    """A clock that the test sets."""
    return SetClock()


@pytest.fixture(scope='session')
def registry():
    """The kernel's registry with boxes, bags and things."""
    return tiny_registry()


@pytest.fixture
def site(registry, clock):
    """A founded site in memory; `site._p_jar.transaction_manager.commit()` keeps what was done."""
    database, connection, site = open_house(registry, clock)
    yield site
    connection.transaction_manager.abort()
    connection.close()
    database.close()


@pytest.fixture
def desk(site, registry, clock):
    """The desk of the program itself."""
    return Desk(site, registry, SYSTEM, 'test', clock)


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
    """A site founded in memory."""
    database, connection, founded = open_house(registry, clock)
    yield founded
    connection.transaction_manager.abort()
    connection.close()
    database.close()


@pytest.fixture
def desk(site, registry, clock):
    """The desk of the program itself, which may everything."""
    return Desk(site, registry, SYSTEM, 'test', clock)
