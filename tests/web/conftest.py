"""A small archive of boxes with people, seen through its pages."""

import pytest
from pyramid.config import Configurator

from muragat.adapters.openpyxl_spreadsheet import OpenpyxlSpreadsheet
from muragat.content import staff
from muragat.kernel.access import Role
from muragat.ports.spreadsheet import ISpreadsheet
from muragat.web import facts
from tests.staff_house import PASSWORD, hire, staff_house
from tests.tiny_house import tiny_registry
from tests.web.person import signed_in


@pytest.fixture(scope='session')
def registry():
    return tiny_registry(staff, facts)


@pytest.fixture
def house(registry):
    house = staff_house(registry)
    house.ports = {**house.ports, ISpreadsheet: OpenpyxlSpreadsheet()}
    with house.session() as desk:
        box = desk.add(desk.resolve('/boxes'), 'box', {'number': '1', 'title': {'kk': 'Бірінші', 'ru': 'Первая'}})
        for place in range(1, 61):
            desk.add(box, 'thing', {'title': {'kk': f'Зат {place}', 'ru': f'Вещь {place}'}, 'sheets': place})
    yield house
    house.db.close()


@pytest.fixture
def application(house):
    config = Configurator()
    config.registry['house'] = house
    config.include('muragat.web')
    config.include('muragat.content.staff')
    return config.make_wsgi_app()


@pytest.fixture
def visit(house, application):
    """visit(role) -> a browser in which an account with that role on the site has signed in."""

    def browse(role=Role.ADMINISTRATOR, on=None, login=None, language='en'):
        login = login or role.value.replace('_', '-')
        hire(house, login, role, on)
        return signed_in(application, login, PASSWORD, language)

    return browse
