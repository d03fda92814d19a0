"""What is about to be read is asked for together."""

from types import SimpleNamespace

import transaction
from persistent.mapping import PersistentMapping
from ZODB import DB
from ZODB.MappingStorage import MappingStorage

from muragat.kernel.ahead import read_ahead


def test_only_what_is_not_in_memory_is_asked_for_and_all_of_it_at_once():
    db = DB(MappingStorage())
    with db.transaction() as connection:
        connection.root()['each'] = [PersistentMapping(number=number) for number in range(4)]
    with transaction.manager:
        connection = db.open()
        connection.cacheMinimize()
        first, *others = connection.root()['each']
        assert first['number'] == 0
        asked = []
        read_ahead(SimpleNamespace(_p_jar=SimpleNamespace(prefetch=asked.append)), [first, None, *others])
        assert asked == [others]
        read_ahead(connection.root(), others)
        assert [each['number'] for each in others] == [1, 2, 3]
    connection.close()
    db.close()
