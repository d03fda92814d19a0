"""What every text index must do, whatever engine serves it."""
import shutil
from datetime import date
from pathlib import Path
from tempfile import TemporaryDirectory
from weakref import finalize

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from zope.interface.verify import verifyObject

from muragat.adapters.index_store import FolderStore, MemoryStore
from muragat.adapters.memory_index import MemoryIndex
from muragat.adapters.tantivy_index.engine import engine as tantivy_engine
from muragat.adapters.whoosh_index.engine import engine as whoosh_engine
from muragat.kernel.sight import Sight
from muragat.language.distance import within_one
from muragat.ports.textindex import (
    FILLER,
    STREAMS,
    During,
    Every,
    Hit,
    Ids,
    IndexDocument,
    IndexUnavailable,
    ITextIndex,
    Near,
    OneOf,
    Order,
    Phrase,
    Prefix,
    Some,
    Weighted,
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


#: Engines that keep files; each is a value of the setting search.engine.
ENGINES = {'whoosh': whoosh_engine, 'tantivy': tantivy_engine}
ADAPTERS = {'memory': lambda path: MemoryIndex(), **{name: on_disk(make()) for name, make in ENGINES.items()}}



@pytest.fixture(params=sorted(ADAPTERS))
def index(request, tmp_path):
    index = ADAPTERS[request.param](tmp_path)
    yield index
    index.close()


def fresh_indexes():
    """One empty index of each engine, that in memory first; their folders live as long as they do."""
    for make in ADAPTERS.values():
        folder = TemporaryDirectory()
        index = make(Path(folder.name))
        finalize(index, folder.cleanup)
        yield index


@pytest.fixture(params=sorted(ENGINES))
def store(request, tmp_path):
    """A store with a serving index that is empty."""
    store = FolderStore(tmp_path, ENGINES[request.param]())
    store.aside()
    store.swap()
    return store


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


def test_two_terms_at_one_position_do_not_make_two_positions(index):
    put(index, document(1, text='информационный:информационная:информационный:информационными қор:фонд:кор:қордың'),
        document(2, text='қор:фонд информационный:информационная'))
    phrase = Phrase((Word((('kk', 'информационный'), ('ru', 'информационная'))),
                     Word((('kk', 'қор'), ('ru', 'фонд'), ('folded', 'кор')))))
    assert found(index, phrase) == [1]
    assert found(index, Phrase((Word((('word', 'информационными'),)), Word((('folded', 'кор'),))))) == [1]


def test_a_term_of_one_stream_matches_in_no_other(index):
    terms = ('қор', 'фонд', 'кор', 'ғор')
    put(index, document(1, text=':'.join(terms)))
    for stream, term in zip(STREAMS, terms, strict=True):
        for other in STREAMS:
            expected = [1] if other == stream else []
            assert found(index, Word(((other, term),))) == expected
            assert found(index, Prefix(other, term)) == expected
            assert found(index, Phrase((Word(((other, term),)),))) == expected
        assert index.terms(stream, '', ALL) == [term]


def test_a_phrase_of_a_field_only(index):
    put(index, document(1, title='а б', text='в г'), document(2, title='в г', text='а б'))
    assert found(index, Phrase((kk('а'), kk('б')), ('title',))) == [1]
    assert sorted(found(index, Phrase((kk('а'), kk('б'))))) == [1, 2]


def test_a_phrase_with_a_word_three_times(index):
    put(index, document(1, text='а а а б'), document(2, text='а а б'))
    assert found(index, Phrase((kk('а'), kk('а'), kk('а')))) == [1]
    assert sorted(found(index, Phrase((kk('а'), kk('а'), kk('б'))))) == [1, 2]


def test_fields_of_a_query_and_fields_that_no_document_has(index):
    put(index, document(1, title='а'), document(2, text='а'))
    assert sorted(found(index, kk('а', 'title', 'text'))) == [1, 2]
    assert found(index, kk('а', 'author')) == []
    assert found(index, Prefix('kk', 'а', ('author',))) == []
    assert found(index, Near('kk', 'а', ('title',))) == [1]


def test_a_document_may_lack_streams_and_fields(index):
    index.commit([IndexDocument(1, 'unit', 'archive', 1, 0, {'title': {'folded': ('кор', 'ис')}}),
                  IndexDocument(2, 'unit', 'archive', 1, 0, {})], (), {})
    assert found(index, Phrase((Word((('folded', 'кор'),)), Word((('folded', 'ис'),))))) == [1]
    assert found(index, Every()) == [1, 2]


def test_nothing_asked_for_is_nothing_found(index):
    put(index, document(1, text='а'))
    assert found(index, Word(())) == found(index, Phrase(())) == found(index, Some(())) == []
    assert found(index, OneOf('type', frozenset())) == found(index, Ids(frozenset())) == []


def test_ids_are_found_and_excluded(index):
    put(index, *(document(number, text='а') for number in (3, 1, 2)))
    assert found(index, Ids(frozenset({1, 3, 99}))) == [1, 3]
    assert index.search(Without(kk('а'), Ids(frozenset({2}))), ALL).total == 2
    assert found(index, Without(Every(), Ids(frozenset({1, 2, 3})))) == []


def test_weights_rank(index):
    put(index, document(1, text='а'), document(2, text='б'), document(3, text='а'))
    assert found(index, Some((Weighted(kk('а'), 0.1), kk('б')))) == [2, 1, 3]
    assert found(index, Some((kk('а'), Weighted(kk('б'), 0.1)))) == [1, 3, 2]


def test_more_of_the_words_and_more_often_ranks_higher(index):
    rest = ' x' * 20
    put(index, document(1, text='а' + rest), document(2, text='а а а а' + rest), document(3, text='а б' + rest),
        document(4, text='в' + rest))
    assert found(index, Some((kk('а'), kk('б')))) == [3, 2, 1]


def test_a_short_field_that_holds_the_word_counts_more_than_a_long_one(store):
    index = store.open()
    put(index, document(1, text='а ' + 'x ' * 60), document(2, text='а'), document(3, text='x ' * 20))
    assert found(index, kk('а')) == [2, 1]


def test_a_span_counts_in_its_years(index):
    def day(year):
        return date(year, 5, 1).toordinal()

    put(index, document(1, earliest=day(1930), latest=day(1932)), document(2, earliest=day(1931), latest=day(1931)),
        document(3, earliest=day(1900), latest=day(1950)), document(4), document(5, latest=day(1932)),
        document(6, earliest=day(1941)), document(7, earliest=day(1950), latest=day(1959)),
        document(8, earliest=day(1960), latest=day(1970)))
    years = index.facets(Every(), ALL, ('year',), limit=2)['year']
    assert list(years.items()) == [(1900, 1), (1930, 1), (1931, 2), (1932, 2), (1941, 1),
                                   *((year, 1) for year in range(1950, 1961))]


def test_facets_of_several_names_at_once_and_bounded(index):
    put(index, *(document(number, text='а', zone=number % 3, languages=('kk', 'ru')[:1 + number % 2],
                          facets={'carrier': f'c{number}'} if number > 4 else {}) for number in range(10)))
    facets = index.facets(kk('а'), ALL, ('zone', 'language', 'carrier', 'unknown'), limit=2)
    assert list(facets['zone'].items()) == [(0, 4), (1, 3)]
    assert facets['language'] == {'kk': 10, 'ru': 5}
    assert list(facets['carrier'].items()) == [('c5', 1), ('c6', 1)]
    assert facets['unknown'] == {}


def test_orders_turned_keep_ties_and_the_undated_last(index):
    put(index, document(1, text='а', title_key='б', earliest=20), document(2, text='а', title_key='в', latest=10),
        document(3, text='а', title_key='б'), document(4, text='а', title_key='а', earliest=20, latest=30))
    assert found(index, kk('а'), order=Order.TITLE, descending=True) == [2, 1, 3, 4]
    assert found(index, kk('а'), order=Order.DATE, descending=True) == [1, 4, 2, 3]
    assert found(index, kk('а'), order=Order.DATE) == [2, 1, 4, 3]
    assert found(index, kk('а'), descending=True) == found(index, kk('а'))


def test_orders_go_through_all_commits(index):
    for number in range(1, 40):
        put(index, document(number, text='а', number_key=f'{number * 17 % 40:03}', earliest=number * 7 % 11 + 1))
    by_number = sorted(range(1, 40), key=lambda number: number * 17 % 40)
    assert found(index, kk('а'), order=Order.NUMBER, limit=100) == by_number
    assert found(index, kk('а'), order=Order.NUMBER, offset=10, limit=7) == by_number[10:17]
    assert found(index, kk('а'), order=Order.NUMBER, descending=True, limit=5) == by_number[:-6:-1]
    by_date = sorted(range(1, 40), key=lambda number: (number * 7 % 11, number))
    assert found(index, kk('а'), order=Order.DATE, limit=100) == by_date


def test_scores_are_the_same_whatever_commit_a_record_came_with(index):
    for number in range(1, 30):
        put(index, document(number, text='а б'))
    hits = index.search(kk('а'), ALL, limit=50)
    assert [hit.id for hit in hits.hits] == list(range(1, 30))
    assert len({hit.score for hit in hits.hits}) == 1


@pytest.mark.parametrize(('sight', 'expected'), [
    (Sight(TODAY, None, None), [1, 2, 3, 4, 5]),
    (Sight(TODAY, None, frozenset()), [1, 3, 5]),
    (Sight(TODAY, frozenset(), frozenset()), []),
    (Sight(TODAY, frozenset({1}), frozenset()), [1]),
    (Sight(TODAY, frozenset({1}), frozenset({1})), [1, 2]),
    (Sight(TODAY, frozenset({1}), frozenset({2})), [1, 4]),
    (Sight(TODAY, frozenset({1}), None), [1, 2, 4]),
    (Sight(TODAY, frozenset(), frozenset(), frozenset({2, 4, 77})), [2, 4]),
    (Sight(TODAY + 1, frozenset({1, 2}), frozenset()), [1, 2, 3, 4]),
    (Sight(TODAY, frozenset({3, 99}), frozenset({99})), [5]),
])
def test_every_form_of_sight(index, sight, expected):
    put(index, document(1, text='а', zone=1), document(2, text='а', zone=1, opens=TODAY + 1),
        document(3, text='а', zone=2), document(4, text='а', zone=2, opens=TODAY + 1),
        document(5, text='а', zone=3, opens=TODAY))
    for query in (Every(), kk('а'), Prefix('kk', ''), Phrase((kk('а'),))):
        assert found(index, query, sight) == expected
        assert index.search(query, sight, limit=1).total == len(expected)
    assert sum(index.facets(Every(), sight, ('zone',))['zone'].values()) == len(expected)
    assert index.terms('kk', '', sight) == (['а'] if expected else [])
    assert index.similar('kk', 'б', sight) == (['а'] if expected else [])


def test_suggested_terms_are_counted_by_what_is_seen(index):
    put(index, document(1, text='аа аб', zone=1), *(document(number, text='аа', zone=2) for number in (2, 3)),
        document(4, text='аб', zone=1))
    assert index.terms('kk', 'а', ALL) == ['аа', 'аб']
    assert index.terms('kk', 'а', Sight(TODAY, frozenset({1}), frozenset())) == ['аб', 'аа']
    assert index.terms('kk', 'а', Sight(TODAY, frozenset({2}), frozenset())) == ['аа']


def test_similar_terms_are_others_at_a_distance_of_one(index):
    put(index, document(1, text='құжат құжа кұжат құжатт басқа'), document(2, text='кұжат'))
    assert index.similar('kk', 'құжат', ALL) == ['кұжат', 'құжа', 'құжатт']
    assert index.similar('kk', 'құжат', ALL, limit=1) == ['кұжат']
    assert index.similar('ru', 'құжат', ALL) == []


def test_a_record_put_twice_in_one_commit_is_the_last(index):
    put(index, document(1, text='а'), document(1, text='б'))
    assert found(index, Every()) == found(index, kk('б')) == [1]
    assert found(index, kk('а')) == []


def test_what_is_deleted_is_in_no_count(index):
    put(index, *(document(number, text='а', state='new') for number in range(1, 8)))
    put(index, document(2, text='б', state='done'), deleted=[1, 3])
    assert index.search(Every(), ALL).total == 5
    assert index.facets(Every(), ALL, ('state',)) == {'state': {'new': 4, 'done': 1}}
    put(index, deleted=range(1, 8))
    assert index.terms('kk', '', ALL) == []
    assert index.search(Every(), ALL) == (0, ())
    assert list(index.ids()) == []
    put(index, document(9, text='а'))
    assert found(index, kk('а')) == [9]


def test_letters_of_any_script_and_long_terms(index):
    long = 'ұ' * 300
    put(index, document(1, text=f'№5/ә 漢字 🗄 {long}'))
    for term in ('№5/ә', '漢字', '🗄', long):
        assert found(index, kk(term)) == [1]
        assert found(index, Prefix('kk', term[:1])) == [1]
    assert found(index, Near('kk', '漢')) == [1]


def test_a_commit_that_fails_changes_nothing(index):
    put(index, document(1, text='а'), generations={1: 1})

    def broken():
        yield document(2, text='а')
        raise RuntimeError

    with pytest.raises(RuntimeError):
        index.commit(broken(), [1], {1: 2})
    assert found(index, kk('а')) == [1]
    assert dict(index.generations()) == {1: 1}


def test_it_is_the_same_after_reopening(store):
    index = store.open()
    put(index, document(1, text='құжат', title_key='б'), document(2, text='құжат', zone=2), generations={1: 5})
    index.close()
    again = store.open()
    assert found(again, kk('құжат')) == [1, 2]
    assert dict(again.generations()) == {1: 5}
    assert again.condition().code == 'index_well'
    assert again.condition().details['records'] == 2
    assert again.filled_to is None


def test_a_reader_sees_the_next_commit_with_its_next_question(store):
    writer, readers = store.open(), [store.open(), store.open()]
    for number in range(1, 30):
        put(writer, document(number, text='а'), deleted=[number - 5])
        for reader in readers:
            expected = list(range(max(1, number - 4), number + 1))
            assert found(reader, kk('а')) == expected
            assert list(reader.ids()) == expected


def test_many_small_commits_leave_few_files(store, tmp_path):
    writer = store.open()
    for number in range(80):
        put(writer, document(number % 40, text=f'а б{number}'))
    assert sum(1 for each in tmp_path.rglob('*') if each.is_file()) < 40
    assert store.open().search(kk('а'), ALL).total == 40
    assert store.open().search(Prefix('kk', 'б'), ALL).total == 40


def test_an_index_is_built_aside_while_the_old_one_serves(store):
    serving = store.open()
    put(serving, document(1, text='ескі'))
    assert not store.unfinished()
    aside = store.aside()
    put(aside, document(2, text='жаңа'), generations={2: 2})
    assert store.unfinished()
    assert found(serving, Every()) == [1]
    again = store.aside()
    assert list(again.ids()) == [2]
    put(again, document(3, text='жаңа'))
    store.swap()
    assert not store.unfinished()
    assert found(serving, Every()) == found(store.open(), Every()) == [2, 3]
    put(serving, document(4, text='жаңа'))
    assert list(serving.ids()) == [2, 3, 4]


def test_what_serves_no_more_is_removed(store, tmp_path):
    put(store.open(), document(1, text='а'))
    for _ in range(3):
        put(store.aside(), document(1, text='а'))
        store.swap()
    put(store.aside(), document(1, text='а'))
    store.discard_aside()
    assert not store.unfinished()
    assert sum(1 for each in tmp_path.rglob('*') if each.is_dir()) == 2
    assert found(store.open(), Every()) == [1]


def test_a_missing_index_says_so_and_is_not_made_anew(store, tmp_path):
    index = store.open()
    put(index, document(1, text='а'))
    shutil.rmtree(tmp_path / store.engine)
    assert index.condition().code == 'index_missing'
    assert not index.condition().well
    for ask in (lambda: index.search(Every(), ALL), lambda: put(index, document(2)), index.generations,
                lambda: index.facets(Every(), ALL, ('zone',)), lambda: list(index.ids()), index.version):
        with pytest.raises(IndexUnavailable, match='index_missing'):
            ask()
    assert not (tmp_path / store.engine).exists()
    with pytest.raises(IndexUnavailable):
        store.swap()


@pytest.mark.parametrize('name', sorted(ENGINES))
def test_an_index_of_another_analyser_is_stale_and_stays_so_until_it_is_rebuilt(name, tmp_path):
    old, new = (FolderStore(tmp_path, ENGINES[name](version)) for version in ('1', '2'))
    old.aside()
    old.swap()
    assert new.open().condition().code == 'index_well'
    put(old.open(), document(1, text='а'))
    index = new.open()
    assert index.condition().code == 'index_stale'
    put(index, document(2, text='а'))
    assert index.condition().code == 'index_stale'
    assert found(index, kk('а')) == [1, 2]
    put(new.aside(), document(1, text='а'))
    new.swap()
    assert index.condition().code == 'index_well'


@pytest.mark.parametrize('name', sorted(ENGINES))
def test_weights_of_fields_decide(name, tmp_path):
    index = on_disk(ENGINES[name]('1', {'title': 0.1, 'text': 5.0}))(tmp_path)
    put(index, document(1, title='а', text='x'), document(2, text='а', title='x'))
    assert found(index, kk('а')) == [2, 1]


def test_the_store_in_memory_swaps_too():
    store = MemoryStore()
    serving = store.open()
    put(serving, document(1, text='а'))
    put(store.aside(), document(2, text='а'))
    assert store.unfinished()
    store.swap()
    assert found(serving, Every()) == [2]
    with pytest.raises(IndexUnavailable):
        store.swap()
    store.aside()
    store.discard_aside()
    assert not store.unfinished()


LETTERS = 'абв'
words = st.lists(st.sampled_from(LETTERS), max_size=4)
tokens = st.lists(st.tuples(*(st.sampled_from(['а', 'б', 'аб', 'ба', FILLER]) for _ in STREAMS)), max_size=5)
zones = st.integers(1, 3)


@st.composite
def documents(draw, number):
    def text():
        columns = list(zip(*draw(tokens), strict=True)) or [()] * len(STREAMS)
        return dict(zip(STREAMS, columns, strict=True))

    days = draw(st.tuples(st.integers(0, 3), st.integers(0, 3)))
    return IndexDocument(
        number, draw(st.sampled_from(['unit', 'fonds'])), 'archive', draw(zones),
        draw(st.sampled_from([0, TODAY, TODAY + 5])), {name: text() for name in draw(st.sets(st.sampled_from(
            ['title', 'text'])))}, languages=tuple(sorted(draw(st.sets(st.sampled_from(['kk', 'ru']))))),
        earliest=min(days) * 400, latest=max(days) * 400, title_key=draw(st.sampled_from(LETTERS)),
        number_key=draw(st.sampled_from(LETTERS)), facets=draw(st.sampled_from([{}, {'carrier': 'paper'}])))


places = st.lists(st.sampled_from(['title', 'text']), max_size=2, unique=True).map(tuple)
terms = st.tuples(st.sampled_from(STREAMS), st.sampled_from(['а', 'б', 'аб', 'ба', 'в']))
query_words = st.builds(Word, st.lists(terms, max_size=3).map(tuple), places)
leaves = st.one_of(
    query_words, st.builds(Phrase, st.lists(query_words, max_size=3).map(tuple), places),
    st.builds(Prefix, st.sampled_from(STREAMS), st.sampled_from(['', 'а', 'аб']), places),
    st.builds(Near, st.sampled_from(STREAMS), st.sampled_from(['а', 'абб', 'вв']), places),
    st.builds(Ids, st.frozensets(st.integers(1, 6))), st.builds(OneOf, st.just('zone'), st.frozensets(zones)),
    st.builds(OneOf, st.just('language'), st.frozensets(st.sampled_from(['kk', 'ru']))),
    st.builds(During, st.integers(0, 900), st.integers(300, 1300)), st.just(Every()))
queries = st.recursive(leaves, lambda parts: st.one_of(
    st.builds(Every, st.lists(parts, max_size=3).map(tuple)), st.builds(Some, st.lists(parts, max_size=3).map(tuple)),
    st.builds(Without, parts, parts), st.builds(Weighted, parts, st.just(0.5))), max_leaves=5)
sights = st.builds(Sight, st.just(TODAY), st.none() | st.frozensets(zones), st.none() | st.frozensets(zones),
                   st.frozensets(st.integers(1, 6), max_size=2))
steps = st.lists(st.tuples(st.lists(st.integers(1, 6).flatmap(documents), max_size=4),
                           st.lists(st.integers(1, 6), max_size=2)), min_size=1, max_size=4)


@settings(max_examples=25, deadline=None)
@given(steps, st.lists(queries, min_size=1, max_size=3), st.lists(sights, min_size=1, max_size=2))
def test_engines_agree_with_the_index_in_memory(commits, asked, askers):
    reference, *others = fresh_indexes()
    for index in (reference, *others):
        for documents_put, deleted in commits:
            index.commit(documents_put, deleted, {})
    orders = [(order, descending) for order in (Order.DATE, Order.TITLE, Order.NUMBER) for descending in (False, True)]
    for index in others:
        assert list(index.ids()) == list(reference.ids())
        for sight in askers:
            for query in asked:
                _agree(index, reference, query, sight, orders)
            for stream in STREAMS:
                assert index.terms(stream, 'а', sight) == reference.terms(stream, 'а', sight)
                assert index.similar(stream, 'аа', sight) == reference.similar(stream, 'аа', sight)
    for index in (reference, *others):
        index.close()


def _agree(index, reference, query, sight, orders):
    hits, expected = index.search(query, sight), reference.search(query, sight)
    assert (hits.total, sorted(hit.id for hit in hits.hits)) == (
        expected.total, sorted(hit.id for hit in expected.hits)), query
    for order, descending in orders:
        assert found(index, query, sight, order=order, descending=descending) == found(
            reference, query, sight, order=order, descending=descending)
    names = ('zone', 'type', 'language', 'year', 'carrier')
    for name, counts in reference.facets(query, sight, names).items():
        assert list(index.facets(query, sight, names)[name].items()) == list(counts.items())


@settings(max_examples=20, deadline=None)
@given(st.dictionaries(st.integers(1, 6), st.tuples(words, zones, st.sampled_from([0, TODAY + 5])), max_size=6),
       st.frozensets(zones), st.frozensets(st.integers(1, 6), max_size=2), words)
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
