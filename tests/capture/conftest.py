"""An archive with batches in memory, for the tests that need no pipeline and no bytes."""

import pytest

from muragat.capture import deliveries
from muragat.kernel.desk import Desk
from muragat.kernel.principals import SYSTEM
from tests.capture import batches
from tests.tiny_house import SetClock, open_house


@pytest.fixture(scope='session')
def capture_registry():
    return batches.declared()


@pytest.fixture
def desk(capture_registry):
    clock = SetClock()
    database, connection, site = open_house(capture_registry, clock)
    yield Desk(site, capture_registry, SYSTEM, 'test', clock)
    connection.transaction_manager.abort()
    connection.close()
    database.close()


@pytest.fixture
def units(desk):
    return batches.holdings(desk)


@pytest.fixture
def unit(units):
    return units[0]


@pytest.fixture
def batch(desk, unit):
    return deliveries.begin(desk, unit)
