"""The golden list: names under which objects are stored; none may vanish without an entry in renames.py."""
import pickletools
import pkgutil
from datetime import date
from importlib import import_module
from io import BytesIO
from pathlib import Path

import pytest
from persistent import Persistent

import muragat
from muragat.kernel.access import Role
from muragat.kernel.closure import Closure
from muragat.kernel.dates import parse_span
from muragat.kernel.evolution import renamed
from muragat.kernel.jobs import LOST
from muragat.kernel.permits import Ground
from muragat.renames import RENAMES
from tests.api.conftest import founded

GOLDEN = Path(__file__).parent.parent / 'golden' / 'persistent_names.txt'
#: Storeys whose modules hold persistent classes.
STOREYS = ('kernel', 'media', 'search', 'content', 'capture')


def modules():
    for storey in STOREYS:
        try:
            package = import_module(f'muragat.{storey}')
        except ModuleNotFoundError:
            continue
        yield package
        for found in pkgutil.walk_packages(package.__path__, f'{package.__name__}.'):
            yield import_module(found.name)


def stored_classes():
    """Dotted names of the persistent classes of the program."""
    return {f'{each.__module__}.{each.__qualname__}' for module in modules() for each in vars(module).values()
            if isinstance(each, type) and each.__module__ == module.__name__ and is_persistent(each)}


def is_persistent(cls):
    return issubclass(cls, Persistent) or any(base.__module__.startswith('BTrees.') for base in cls.__mro__)


@pytest.fixture(scope='module')
def golden():
    return set(GOLDEN.read_text().split())


def test_every_name_that_was_ever_stored_is_still_found(golden):
    assert muragat.__name__ == 'muragat'
    for name in sorted(golden):
        module, _dot, attribute = renamed(name, RENAMES).rpartition('.')
        assert hasattr(import_module(module), attribute), f'{name} needs an entry in renames.py'


def test_every_persistent_class_is_in_the_list(golden):
    missing = stored_classes() - golden
    assert not missing, 'add to tests/golden/persistent_names.txt: ' + ' '.join(sorted(missing))


def test_every_rename_leads_from_a_name_that_was_stored(golden):
    assert set(RENAMES) <= golden


def test_every_class_in_a_stored_record_is_in_the_list(golden, tmp_path):
    """Values inside of records are stored under the names of their classes too."""
    found = set()
    house = founded(tmp_path / 'var')
    try:
        with house.session() as desk:
            fill(desk)
        for transaction in house.db.storage.iterator():
            for record in transaction:
                found |= names_in(record.data)
    finally:
        house.close()
    missing = found - golden
    assert not missing, 'add to tests/golden/persistent_names.txt: ' + ' '.join(sorted(missing))


def fill(desk):
    """Something of every kind of value."""
    words = {'kk': 'Құжат', 'ru': 'Документ'}
    fonds = desk.add(desk.site['archive'], 'fonds', {'number': '1', 'title': words, 'dates': parse_span('1923')})
    inventory = desk.add(fonds, 'inventory', {'number': '1', 'title': words})
    unit = desk.add(inventory, 'unit', {'number': '1', 'title': words})
    desk.close(unit, [Closure('donor_term', date(2020, 1, 1), date(2090, 1, 1))])
    desk.close(fonds, [Closure('donor_term', date(2020, 1, 1), date(2090, 1, 1))])
    desk.grant(fonds, 'everyone', Role.READER, date(2090, 1, 1))
    desk.permit(unit, 'everyone', Ground('1', date(2020, 1, 1), 'Director'))
    desk.relate(unit, 'see_also', fonds)
    job = desk.site.jobs.enqueue('render', {'record': unit.id}, 'system', 1.0)
    desk.site.jobs.fail(desk.site.jobs.claim('w', 2.0), 'w', 3.0, LOST, final=True)
    assert desk.site.jobs.get(job.id).error == LOST
    desk.delete(desk.add(inventory, 'unit', {'number': '2', 'title': words}), 'mistake')


def names_in(data):
    """Dotted names of our own classes in a stored record."""
    found, texts = set(), []
    stream = BytesIO(data)
    for _pickle in range(2):
        for operation, argument, _place in pickletools.genops(stream):
            if operation.name == 'GLOBAL':
                found.add(argument.replace(' ', '.'))
            elif operation.name == 'STACK_GLOBAL':
                found.add('.'.join(texts[-2:]))
            elif isinstance(argument, str):
                texts.append(argument)
    return {name for name in found if name.startswith('muragat.')}
