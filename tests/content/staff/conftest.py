"""Houses with accounts."""

import pytest

from tests.staff_house import accounts_at, hire, staff_house, staff_registry


@pytest.fixture(scope='session')
def staffed():
    """The registry with the family of people."""
    return staff_registry()


@pytest.fixture
def house(staffed):
    """A founded house in memory with one administrator."""
    house = staff_house(staffed)
    hire(house, 'head', 'administrator')
    yield house
    house.db.close()


@pytest.fixture
def desk(house):
    """The desk of the program itself."""
    with house.session() as desk:
        yield desk


@pytest.fixture
def accounts(house, desk):
    """The use cases at the desk of the program itself."""
    return accounts_at(house, desk)
