"""Search over REST: the same as elsewhere, with what the owner of the token sees."""

from dataclasses import replace

import pytest

from muragat.adapters.memory_index import MemoryIndex
from muragat.kernel.access import Permission, Role
from muragat.ports.pageplaces import IPagePlaces
from muragat.ports.textindex import ITextIndex
from muragat.search.indexer import Indexer
from tests.api.conftest import add

SEARCH = '/api/v1/search'


@pytest.fixture
def indexed(app, house, holdings):
    """Brings an index of the test's own up to date with its layer of the archive."""
    index = MemoryIndex()
    app.registry['house'] = replace(house, search=None, ports={
        **{port: served for port, served in house.ports.items() if port is not IPagePlaces}, ITextIndex: index})

    def step(desk):
        return Indexer(desk.site, index, house.registry).step()

    def bring():
        while house.run(step):
            pass

    bring()
    return bring


@pytest.fixture
def found(admin, holdings, indexed):
    """Three units more, one with a word of its own."""
    for number, kk, ru in (('1', 'Қала кеңесінің хаттамасы', 'Протокол горсовета'),
                           ('2', 'Ауыл хаттары', 'Письма аула <b>'), ('3', 'Бұйрықтар', 'Приказы директора')):
        add(admin, holdings['inventory'], 'unit', {'number': number, 'title': {'kk': kk, 'ru': ru}, 'dates': '1931'})
    indexed()
    return admin


def titles(answer):
    return [hit['title'] for hit in answer['hits']]


def test_words_are_found_in_any_form_and_told_with_everything(found):
    answer = found.get(f'{SEARCH}?q=хаттамалар').json
    hit = answer['hits'][0]
    assert (answer['total'], hit['reference_code'], hit['matched']) == (1, 'fonds Р-12, inv. 1, file 1', 'exact')
    assert hit['snippet'] == 'Қала кеңесінің <mark>хаттамасы</mark>'
    assert answer['left_out'] == []
    assert answer['did_you_mean'] is None


def test_snippets_are_escaped(found):
    assert found.get(f'{SEARCH}?q=аула').json['hits'][0]['snippet'] == 'Письма <mark>аула</mark> &lt;b&gt;'


def test_pages_of_hits_follow_one_another(found):
    first = found.get(f'{SEARCH}?q=type:unit&limit=3&sort=number').json
    rest = found.get(f'{SEARCH}?q=type:unit&limit=3&sort=number&cursor={first["next"]}').json
    assert (first['total'], rest['total'], rest['next']) == (4, 4, None)
    codes = [hit['reference_code'].rpartition(' ')[2] for hit in (*first['hits'], *rest['hits'])]
    assert codes == ['1', '2', '3', '34']


def test_filters_narrow_and_are_counted(found, holdings):
    answer = found.get(f'{SEARCH}?type=unit&fonds={holdings["fonds"]["id"]}&from=1930&to=1932&facets=true').json
    assert answer['total'] == 3
    counted = {facet['name']: {each['value']: each['count'] for each in facet['values']} for facet in answer['facets']}
    assert counted['fonds'] == {holdings['fonds']['id']: 3}
    counts = found.get(f'{SEARCH}/facets?type=unit').json
    assert counts['years'] == [{'year': 1931, 'count': 3}]


def test_suggestions(found):
    told = found.get(f'{SEARCH}/suggest?q=хатт').json
    assert 'хаттамасы' in told['terms']
    assert [each['title'] for each in told['records']][:1]


@pytest.mark.parametrize('query', ['sort=worst', 'fonds=Р-12', 'from=1950&to=1940', 'from=year', 'limit=0',
                                   'cursor=x', 'descending=perhaps'])
def test_what_cannot_be_understood_is_a_problem(found, query):
    assert found.get(f'{SEARCH}?q=x&{query}', status=400).json['refusals']


def test_a_mistyped_text_is_no_problem(found):
    answer = found.get(f'{SEARCH}?q=foo:хаттама "((').json
    assert answer['total'] == 1
    assert set(answer['left_out']) == {'foo:', '"', '('}


def test_everybody_finds_what_he_sees(found, staff, stranger, holdings, indexed):
    reader = staff('reader', Role.READER, '/archive/Р-12')
    nobody = staff('nobody')
    indexed()
    assert reader.get(f'{SEARCH}?q=type:unit').json['total'] == 4
    assert nobody.get(f'{SEARCH}?q=type:unit').json['total'] == 0
    assert nobody.get(f'{SEARCH}/suggest?q=хатт').json == {'records': [], 'terms': []}
    assert nobody.get(f'{SEARCH}/facets?q=хат').json == {'facets': [], 'years': []}
    stranger.get(f'{SEARCH}?q=x', status=401)


def test_a_token_that_may_not_see_finds_nothing(found, staff, indexed):
    blind = staff('blind', Role.ARCHIVIST, scopes=[Permission.ADD])
    assert blind.get(f'{SEARCH}?q=хаттама').json['total'] == 0
