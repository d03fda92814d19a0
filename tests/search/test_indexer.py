"""The indexer: exactly what is committed is found, after any crash."""
from types import SimpleNamespace

import pytest
from zope.interface import implementer

from muragat.adapters.memory_index import MemoryIndex
from muragat.kernel.interfaces import IIndexable
from muragat.kernel.searched import searched
from muragat.kernel.sight import Sight
from muragat.ports.textindex import Every, Phrase, Word
from muragat.search.analysis import streams
from muragat.search.indexer import Indexer
from tests.search.indexed import document_of
from tests.tiny_house import tiny_registry

ALL = Sight(10**6, None, None)


@pytest.fixture
def index():
    return MemoryIndex()


@pytest.fixture
def indexer(site, index, registry):
    return Indexer(site, index, registry)


def run(indexer):
    while indexer.step():
        pass


def add(desk, text, **values):
    return desk.add(desk.site['boxes'], 'thing', {'title': {'kk': text}, **values})


def found(index, word, stream='kk', sight=ALL):
    return [hit.id for hit in index.search(Word(((stream, streams(word)[stream][0]),)), sight).hits]


def test_what_was_added_is_found_after_a_step(desk, index, indexer):
    thing = add(desk, 'Құжаттар тізімі', note='Опись дел')
    assert indexer.step()
    assert found(index, 'тізімі') == found(index, 'дел', 'ru') == found(index, 'тызымы', 'folded') == [thing.id]
    assert not desk.site.dirty
    index.filled_to = None
    assert indexer.step() == 0


def test_what_was_changed_moved_and_deleted_follows(desk, index, indexer):
    thing = add(desk, 'бірінші')
    run(indexer)
    desk.change(thing, {'title': {'kk': 'екінші'}})
    run(indexer)
    assert (found(index, 'бірінші'), found(index, 'екінші')) == ([], [thing.id])
    desk.delete(thing, 'mistake')
    run(indexer)
    assert found(index, 'екінші') == []
    assert thing.id not in set(index.ids())


def test_a_crash_after_the_index_committed_settles_without_indexing_again(desk, index, indexer):
    thing = add(desk, 'құжат')
    batch = desk.site.dirty.batch()
    index.commit([document_of(desk.site.ids[record], desk.registry) for record in batch if record != 1], (), batch)
    later = add(desk, 'кейінгі')
    indexer.step()
    assert not desk.site.dirty
    assert found(index, 'құжат') == [thing.id]
    assert found(index, 'кейінгі') == [later.id]


def test_a_crash_before_the_dirty_set_committed_does_not_lose_a_later_change(desk, index, indexer):
    thing = add(desk, 'ескі')
    batch = desk.site.dirty.batch()
    index.commit([document_of(thing, desk.registry)], (), batch)
    desk.change(thing, {'title': {'kk': 'жаңа'}})
    run(indexer)
    assert found(index, 'жаңа') == [thing.id]
    assert found(index, 'ескі') == []


def test_steps_are_bounded(desk, index, indexer):
    for number in range(12):
        add(desk, f'құжат{number}')
    index.filled_to = None
    run_sizes = []
    while size := indexer.step(limit=5):
        run_sizes.append(size)
    assert max(run_sizes) <= 5
    assert index.search(Word((('kk', 'құжат11'),)), ALL).total == 1


def test_an_index_that_does_not_outlive_its_process_is_filled_at_start(desk, registry, indexer):
    things = [add(desk, 'құжат') for _ in range(7)]
    run(indexer)
    fresh = Indexer(desk.site, MemoryIndex(), registry)
    while fresh.step(limit=3):
        pass
    assert sorted(found(fresh.index, 'құжат')) == sorted(thing.id for thing in things)
    assert fresh.index.filled_to is None


def test_filling_ends_when_the_index_is_full(desk, registry, indexer):
    for _ in range(20):
        add(desk, 'құжат')
    run(indexer)
    fresh = Indexer(desk.site, MemoryIndex(limit_bytes=5000), registry)
    steps = 0
    while fresh.step(limit=2):
        steps += 1
    assert steps < 10
    assert not fresh.index.condition().well


def test_zone_opening_and_state_are_in_the_document(desk, registry):
    thing = add(desk, 'құжат')
    document = document_of(thing, registry)
    assert (document.zone, document.opens, document.type, document.state) == (thing.zone, 0, 'thing', 'draft')
    assert document.number_key


def test_a_family_says_what_is_indexed(desk):
    thing = add(desk, 'құжат')

    @implementer(IIndexable)
    class Indexable:
        def __init__(self, record):
            self.record = record

        def searched(self, schema):
            return searched(self.record, schema, {'title': 'keywords'})

    other = tiny_registry(SimpleNamespace(
        register=lambda registry: registry.register_adapter(Indexable, type(thing), IIndexable)))
    assert document_of(thing, other).fields.keys() == {'keywords', 'code'}


def test_a_phrase_over_streams_is_found(desk, index, indexer):
    thing = add(desk, 'Қор тізімі дело')
    run(indexer)
    folded = streams('тізімі')['folded'][0]
    phrase = Phrase((Word((('folded', folded),)), Word((('ru', 'дело'),))))
    assert [hit.id for hit in index.search(phrase, ALL).hits] == [thing.id]
    assert index.search(Every((phrase,)), Sight(10**6, frozenset(), frozenset())).total == 0
