"""What every text index must do, whatever engine serves it."""
from datetime import date
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from zope.interface.verify import verifyObject

from muragat.adapters.index_store import FolderStore
from muragat.adapters.memory_index import MemoryIndex, within_one
from muragat.adapters.whoosh_index.engine import engine as whoosh_engine
from muragat.kernel.sight import Sight
from muragat.ports.textindex import (
    FILLER,
    STREAMS,
    During,
    Every,
    Hit,
    IndexDocument,
    ITextIndex,
    Near,
    OneOf,
    Order,
    Phrase,
    Prefix,
    Some,
    Without,
    Word,
)

TODAY = date(2026, 1, 1).toordinal()
ALL = Sight(TODAY, None, None)


def on_disk(engine):
    def make(path):
        store = FolderStore(path, engine)
        store.aside()
        store.swap()
        return store.open()
    return make


ADAPTERS = {'memory': lambda path: MemoryIndex(), 'whoosh': on_disk(whoosh_engine())}



@pytest.fixture(params=sorted(ADAPTERS))
def index(request, tmp_path):
    index = ADAPTERS[request.param](tmp_path)
    yield index
    index.close()


def fresh_indexes():
    """One empty index after the other, of each engine."""
    for make in ADAPTERS.values():
        with TemporaryDirectory() as folder:
            index = make(Path(folder))
            yield index
            index.close()


def streams(text):
    """'құжат/құжат| дело|дело' is not needed: words `kk:ru:folded:word`, missing streams filled."""
    rows = [(*word.split(':'), '', '', '')[:4] for word in text.split()]
    columns = zip(*rows, strict=True) if rows else ((),) * 4
    return {name: tuple(term or FILLER for term in column) for name, column in zip(STREAMS, columns, strict=True)}


def document(number, text='', title='', **more):
    values = {'type': 'unit', 'family': 'archive', 'zone': 1, 'opens': 0, **more}
    return IndexDocument(id=number, fields={'title': streams(title), 'text': streams(text)}, **values)


def put(index, *documents, deleted=(), generations=None):
    index.commit(documents, deleted, generations or {})


def found(index, query, sight=ALL, **more):
    return [hit.id for hit in index.search(query, sight, **more).hits]


def kk(term, *fields):
    return Word((('kk', term),), fields)


def test_it_serves_the_port(index):
    assert verifyObject(ITextIndex, index)


def test_a_word_is_found_in_its_stream_and_field_only(index):
    put(index, document(1, text='құжат:документ'), document(2, title='құжат'))
    assert sorted(found(index, kk('құжат'))) == [1, 2]
    assert found(index, kk('құжат', 'title')) == [2]
    assert found(index, Word((('ru', 'документ'),))) == [1]
    assert found(index, kk('документ')) == []


def test_a_word_is_any_of_its_terms(index):
    put(index, document(1, text='құжат'), document(2, text=':дело'), document(3, text='басқа'))
    assert sorted(found(index, Word((('kk', 'құжат'), ('ru', 'дело'))))) == [1, 2]


def test_the_filler_is_never_found(index):
    put(index, document(1, text='құжат'))
    assert found(index, Word((('ru', FILLER),))) == []
    assert index.terms('ru', '', ALL) == []


def test_a_phrase_may_mix_streams_and_keeps_positions(index):
    put(index, document(1, text='қор:фонд құжат:документ тізім:опись'), document(2, text='құжат:документ қор:фонд'),
        document(3, text='қор:фонд басқа:другой құжат:документ'))
    mixed = Phrase((Word((('ru', 'фонд'),)), Word((('kk', 'құжат'),))))
    assert found(index, mixed) == [1]
    either = Phrase((Word((('kk', 'жоқ'), ('ru', 'фонд'))), Word((('kk', 'құжат'), ('ru', 'x'))),
                     Word((('ru', 'опись'),))))
    assert found(index, either) == [1]


def test_a_phrase_does_not_run_over_the_end_of_a_field(index):
    put(index, document(1, title='қор', text='құжат'))
    assert found(index, Phrase((kk('қор'), kk('құжат')))) == []


def test_a_phrase_with_a_word_that_is_filled_over_counts_the_place(index):
    put(index, document(1, text='а :б в'))
    assert found(index, Phrase((kk('а'), kk('в')))) == []
    assert found(index, Phrase((kk('а'), Word((('ru', 'б'),)), kk('в')))) == [1]


def test_queries_are_combined(index):
    put(index, document(1, text='а б'), document(2, text='а'), document(3, text='б'))
    assert found(index, Every((kk('а'), kk('б')))) == [1]
    assert sorted(found(index, Some((kk('а'), kk('б'))))) == [1, 2, 3]
    assert found(index, Without(kk('а'), kk('б'))) == [2]
    assert sorted(found(index, Every())) == [1, 2, 3]


def test_prefixes_and_near_terms(index):
    put(index, document(1, text='құжат'), document(2, text='құжаттар'), document(3, text='кужат'))
    assert sorted(found(index, Prefix('kk', 'құжат'))) == [1, 2]
    assert sorted(found(index, Near('kk', 'құжат'))) == [1]
    assert sorted(found(index, Near('kk', 'кұжат'))) == [1, 3]


def test_values_and_dates_filter(index):
    put(index, document(1, type='fonds', earliest=100, latest=200, facets={'carrier': 'paper'}),
        document(2, earliest=300, latest=300, languages=('kk', 'ru')), document(3))
    assert found(index, OneOf('type', frozenset({'fonds'}))) == [1]
    assert found(index, OneOf('language', frozenset({'ru'}))) == [2]
    assert found(index, OneOf('carrier', frozenset({'paper'}))) == [1]
    assert found(index, During(150, 299)) == [1]
    assert sorted(found(index, During(200, 300))) == [1, 2]


def test_a_document_replaces_that_of_its_record_and_a_deleted_one_is_gone(index):
    put(index, document(1, text='ескі'), document(2, text='ескі'))
    put(index, document(1, text='жаңа'), deleted=[2])
    assert found(index, kk('ескі')) == []
    assert found(index, kk('жаңа')) == [1]
    assert list(index.ids()) == [1]
    put(index, deleted=[77])


def test_the_generations_of_the_last_commit_are_kept(index):
    put(index, document(1), generations={1: 5, 2: 6})
    assert dict(index.generations()) == {1: 5, 2: 6}
    put(index, generations={})
    assert dict(index.generations()) == {}


def test_orders(index):
    put(index, document(1, text='а', title_key='в', number_key='3', earliest=20, latest=20),
        document(2, text='а', title_key='а', number_key='2', earliest=10, latest=10),
        document(3, text='а', title_key='б', number_key='1'))
    assert found(index, kk('а'), order=Order.TITLE) == [2, 3, 1]
    assert found(index, kk('а'), order=Order.NUMBER) == [3, 2, 1]
    assert found(index, kk('а'), order=Order.DATE) == [2, 1, 3]
    assert found(index, kk('а')) == [1, 2, 3]


def test_pages_and_totals(index):
    put(index, *(document(number, text='а') for number in range(1, 31)))
    hits = index.search(kk('а'), ALL, offset=25, limit=10)
    assert hits.total == 30
    assert [hit.id for hit in hits.hits] == list(range(26, 31))
    assert isinstance(hits.hits[0], Hit)


def test_what_is_not_seen_is_in_no_hit_total_facet_or_term(index):
    put(index, document(1, text='құпия', zone=1), document(2, text='құпия', zone=2),
        document(3, text='құпиялық', zone=1, opens=TODAY + 1))
    reader = Sight(TODAY, frozenset({1}), frozenset())
    assert found(index, kk('құпия'), reader) == [1]
    assert index.search(Every(), reader).total == 1
    assert index.facets(Every(), reader, ('zone',)) == {'zone': {1: 1}}
    assert index.terms('kk', 'құпия', reader) == ['құпия']
    assert found(index, Every(), Sight(TODAY, frozenset({1}), frozenset({1}))) == [1, 3]
    assert found(index, Every(), Sight(TODAY, frozenset(), frozenset(), frozenset({2}))) == [2]
    assert index.search(Every(), Sight(TODAY + 1, frozenset({1}), frozenset())).total == 2
    assert index.search(Every(), ALL).total == 3


def test_facets_and_terms_come_by_frequency(index):
    put(index, document(1, text='аб ав', state='new'), document(2, text='ав', state='done'),
        document(3, text='ав', state='done'))
    assert list(index.facets(Every(), ALL, ('state',))['state'].items()) == [('done', 2), ('new', 1)]
    assert index.terms('kk', 'а', ALL) == ['ав', 'аб']
    assert index.terms('kk', 'а', ALL, limit=1) == ['ав']


def test_an_empty_index_has_no_version(index):
    assert index.version() == ''
    put(index, document(1))
    assert index.version()
    assert index.condition().well


words = st.lists(st.sampled_from(['а', 'б', 'в']), max_size=4)


@settings(max_examples=40, deadline=None)
@given(st.dictionaries(st.integers(1, 6), st.tuples(words, st.integers(1, 3), st.sampled_from([0, TODAY + 5])),
                       max_size=6),
       st.frozensets(st.integers(1, 3)), st.frozensets(st.integers(1, 6), max_size=2), words)
def test_search_equals_a_naive_reading(records, zones, permitted, query):
    for index in fresh_indexes():
        put(index, *(document(number, text=' '.join(text), zone=zone, opens=opens)
                     for number, (text, zone, opens) in records.items()))
        sight = Sight(TODAY, zones, frozenset(), permitted)
        expected = {number for number, (text, zone, opens) in records.items()
                    if set(query) <= set(text) and sight.sees(number, zone, opens)}
        hits = index.search(Every(tuple(kk(word) for word in query)), sight)
        assert {hit.id for hit in hits.hits} == expected
        assert hits.total == len(expected)


def test_documents_with_uneven_streams_are_refused():
    with pytest.raises(ValueError, match='different lengths'):
        IndexDocument(1, 'unit', 'archive', 1, 0, {'text': {'kk': ('а',), 'ru': ()}})


def test_the_index_in_memory_refuses_what_is_beyond_its_bound_and_says_so():
    index = MemoryIndex(limit_bytes=3000)
    put(index, *(document(number, text='а') for number in range(1, 5)))
    condition = index.condition()
    assert not condition.well
    assert condition.code == 'index_full'
    assert condition.details['records'] + condition.details['refused'] == 4
    assert condition.details['bytes'] <= 3000
    put(index, deleted=[1, 2, 3, 4])
    assert index.condition().well


@pytest.mark.parametrize(('one', 'other', 'near'), [
    ('құжат', 'құжат', True), ('құжат', 'құжа', True), ('құжат', 'құжатт', True), ('құжат', 'кұжат', True),
    ('құжат', 'кұжаты', False), ('', 'а', True), ('аб', 'ба', False), ('а', 'абв', False)])
def test_distance_of_one(one, other, near):
    assert within_one(one, other) is within_one(other, one) is near
