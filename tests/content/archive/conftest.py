"""An archive with one fonds, one inventory and a few units, in memory."""

import pytest

from muragat.content import archive
from muragat.kernel import closure
from muragat.kernel.dates import parse_span
from muragat.kernel.desk import Desk
from muragat.kernel.principals import SYSTEM
from muragat.kernel.registry import Registry
from muragat.kernel.site import register as register_kernel
from tests.tiny_house import SetClock, open_house


@pytest.fixture(scope='session')
def registry():
    registry = Registry()
    register_kernel(registry)
    closure.register(registry)
    archive.register(registry)
    registry.freeze()
    return registry


@pytest.fixture
def clock():
    return SetClock()


@pytest.fixture
def site(registry, clock):
    database, connection, site = open_house(registry, clock)
    yield site
    connection.transaction_manager.abort()
    connection.close()
    database.close()


@pytest.fixture
def desk(site, registry, clock):
    return Desk(site, registry, SYSTEM, 'test', clock)


@pytest.fixture
def root(desk, site):
    abbreviation = {'kk': 'АОМА', 'ru': 'ГААО', 'en': 'SAAR'}
    return desk.change(site['archive'], {'abbreviation': abbreviation})


@pytest.fixture
def fonds(desk, root):
    return desk.add(root, 'fonds', {
        'number': 'Р-12', 'title': {'kk': 'Атқару комитеті', 'ru': 'Исполком'}, 'dates': parse_span('1928-1960')})


@pytest.fixture
def inventory(desk, fonds):
    return desk.add(fonds, 'inventory', {
        'number': '1', 'title': {'kk': 'Тұрақты', 'ru': 'Постоянные'}, 'dates': parse_span('1928-1941')})


@pytest.fixture
def unit(desk, inventory):
    return desk.add(inventory, 'unit', {
        'number': '34', 'title': {'kk': 'Хаттамалар', 'ru': 'Протоколы'}, 'dates': parse_span('1931')})


@pytest.fixture
def document(desk, unit):
    return desk.add(unit, 'document', {
        'title': {'kk': '№ 5 хаттама', 'ru': 'Протокол № 5'}, 'kind': 'protocol', 'date': parse_span('14.04.1931')})
