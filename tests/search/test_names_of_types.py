"""Types are known by the short names of people at work, in each language."""

import pytest

from muragat.kernel.desk import Desk
from muragat.kernel.i18n import LANGUAGES
from muragat.kernel.principals import SYSTEM
from muragat.main import registry
from muragat.ports.textindex import OneOf
from muragat.search.query.names import Field
from muragat.search.query.values import ArchiveValues
from tests import founded_archive
from tests.tiny_house import SetClock, open_house


@pytest.fixture(scope='module')
def values(tmp_path_factory):
    declared = registry(founded_archive.settings_for(tmp_path_factory.mktemp('names')))
    clock = SetClock()
    database, connection, site = open_house(declared, clock)
    yield ArchiveValues(Desk(site, declared, SYSTEM, 'test', clock), None)
    connection.transaction_manager.abort()
    connection.close()
    database.close()


def searched(values):
    """All types but that of the site, which is in no index."""
    return [kind for name, kind in values.desk.registry.types.items() if name != 'site']


def test_every_type_has_a_short_name_in_each_language_that_leads_to_it_alone(values):
    for kind in searched(values):
        assert set(kind.called) == set(LANGUAGES), kind.name
        for name in (each for language in LANGUAGES for each in kind.called[language]):
            assert values.node(Field.TYPE, name) == OneOf('type', frozenset([kind.name])), (kind.name, name)
            assert values.is_name(Field.TYPE, name)


@pytest.mark.parametrize(('typed', 'kind'), [
    ('личный фонд', 'personal'), ('коллекция', 'collection'), ('жеке қор', 'personal'), ('записка', 'memo'),
    ('протоколы', 'protocol'), ('хаттамалар', 'protocol')])
def test_kinds_by_words_of_their_names(values, typed, kind):
    assert values.node(Field.TYPE, typed) == OneOf('kind', frozenset([kind]))


@pytest.mark.parametrize('typed', ['ед', 'дел земля', 'нечто', ''])
def test_what_is_no_name(values, typed):
    assert not values.is_name(Field.TYPE, typed)
