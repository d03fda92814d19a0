"""The golden list: names under which objects are stored; none may vanish without an entry in renames.py."""
import pkgutil
from importlib import import_module
from pathlib import Path

import pytest
from persistent import Persistent

import muragat
from muragat.kernel.evolution import renamed
from muragat.renames import RENAMES

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
