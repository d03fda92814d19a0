"""Whoosh's own readers and searchers understand our segments, and find what we find."""
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from whoosh.filedb.filestore import FileStorage
from whoosh.index import FileIndex
from whoosh.query import And, FuzzyTerm, Not, Or, Prefix, Term

from muragat.adapters.whoosh_index import codec
from muragat.adapters.whoosh_index.index import WhooshIndex
from muragat.adapters.whoosh_index.writing import create
from muragat.kernel.sight import Sight
from muragat.ports import textindex as port

ALL = Sight(10**6, None, None)


@pytest.fixture
def index(tmp_path):
    create(tmp_path)
    return WhooshIndex(lambda: tmp_path)


def document(number, text):
    words = tuple(text.split())
    return port.IndexDocument(number, 'unit', 'archive', 7, 0, {'text': {'kk': words, 'ru': words[::-1]}})


def whoosh_finds(folder, query):
    with FileIndex(FileStorage(str(folder)), indexname=codec.NAME).searcher() as searcher:
        return {hit['id'] for hit in searcher.search(query, limit=None)}


def test_whoosh_reads_terms_and_records(index, tmp_path):
    index.commit([document(5, 'қор құжат'), document(3, 'құжат')], (), {})
    index.commit([document(9, 'қордың')], [3], {})
    with FileIndex(FileStorage(str(tmp_path)), indexname=codec.NAME).reader() as reader:
        assert reader.doc_count() == 2
        assert {term.decode() for term in reader.lexicon('kk')} >= {'қор', 'құжат', 'қордың'}
        assert reader.doc_frequency('kk', 'қор') == 1
        assert ('kk', 'қор') in reader
        assert ('kk', 'жоқ') not in reader
        assert sorted(reader.indexed_field_names()) == sorted(port.STREAMS)
        assert {fields['zone'] for _number, fields in reader.iter_docs()} == {7}
    assert whoosh_finds(tmp_path, Term('kk', 'құжат')) == {5}
    assert whoosh_finds(tmp_path, Prefix('kk', 'қор')) == {5, 9}
    assert whoosh_finds(tmp_path, FuzzyTerm('kk', 'кұжат', prefixlength=0)) == {5}
    assert whoosh_finds(tmp_path, FuzzyTerm('kk', 'қорды')) == {9}


words = st.sampled_from(['а', 'б', 'аб', 'в'])
texts = st.lists(words, max_size=4).map(' '.join)
terms = st.tuples(st.sampled_from(['kk', 'ru']), words)
ours = st.recursive(terms.map(lambda term: port.Word((term,))), lambda parts: st.one_of(
    st.lists(parts, min_size=1, max_size=3).map(lambda found: port.Every(tuple(found))),
    st.lists(parts, min_size=1, max_size=3).map(lambda found: port.Some(tuple(found))),
    st.tuples(parts, parts).map(lambda pair: port.Without(*pair))), max_leaves=4)


def theirs(query):
    if isinstance(query, port.Word):
        return Term(*query.terms[0])
    if isinstance(query, port.Without):
        return And([theirs(query.part), Not(theirs(query.unwanted))])
    return (And if isinstance(query, port.Every) else Or)([theirs(part) for part in query.parts])


@settings(max_examples=40, deadline=None)
@given(st.lists(st.lists(st.tuples(st.integers(1, 5), texts), max_size=3), min_size=1, max_size=3), ours)
def test_whoosh_finds_what_we_find(tmp_path_factory, commits, query):
    folder = tmp_path_factory.mktemp('index')
    create(folder)
    index = WhooshIndex(lambda: folder)
    for documents in commits:
        index.commit([document(*each) for each in documents], (), {})
    assert whoosh_finds(folder, theirs(query)) == {hit.id for hit in index.search(query, ALL).hits}
