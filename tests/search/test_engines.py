"""Every engine gives the same answers to the same questions."""

import pytest

from muragat.adapters.index_store import FolderStore
from muragat.adapters.tantivy_index.engine import engine as tantivy
from muragat.adapters.whoosh_index.engine import engine as whoosh
from muragat.kernel.access import Role
from muragat.kernel.closure import Closure
from muragat.kernel.desk import Desk
from muragat.kernel.principals import Principal
from muragat.ports.textindex import Order
from muragat.search.indexer import Indexer
from muragat.search.indexing import VERSION, WEIGHTS
from muragat.search.question import Question
from muragat.search.service import Search
from tests.search.test_service import Holdings

READER = Principal('account:7', 'reader')
TEXTS = ('құжат', 'кужат', 'құжжат', 'протокол заседания', '"заседание горсовета"', 'отчет OR решение', 'хат* кеңес',
         'мектиб~', 'type:unit -хаттама', 'NOT type:unit', 'fonds: Р-12', 'year: 1925..1927 кеңес', 'language: kk',
         'title: отчет', 'Р-12', 'Р-12/1/3', 'Ахметова', 'решение о земле', 'жоқсөз', 'foo:отчет "', 'письмо',
         'sheet: 6')


@pytest.fixture(scope='module')
def holdings():
    """Two fonds, of which a reader sees one; a unit in it is closed."""
    made = Holdings()
    for unit in made.units[1::-1]:
        for _number in range(2):
            made.desk.add(unit, 'document', {'title': {'kk': 'Іс қағазы', 'ru': 'Письмо'}, 'sheet_numbers': '5-7'})
    made.desk.grant(made.desk.resolve('/archive/Р-12'), READER.id, Role.READER)
    made.desk.close(made.units[2], [Closure('bad_condition', made.clock.today(), None, '')])
    made.take_in()
    yield made
    made.connection.transaction_manager.abort()
    made.connection.close()
    made.database.close()


@pytest.fixture(scope='module', params=[whoosh, tantivy], ids=['whoosh', 'tantivy'])
def index(request, holdings, tmp_path_factory):
    """The same archive by another engine."""
    store = FolderStore(tmp_path_factory.mktemp('index'), request.param(VERSION, WEIGHTS))
    aside = store.aside()
    holdings.site.dirty.touch_all(holdings.site.catalog.rows)
    while Indexer(holdings.site, aside, holdings.registry).step():
        pass
    aside.close()
    store.swap()
    found = store.open()
    yield found
    found.close()


@pytest.fixture(params=['system', 'reader'])
def searches(request, holdings, index):
    """The search by memory and by the engine, for the system and for the reader."""
    desk = holdings.desk if request.param == 'system' else Desk(
        holdings.site, holdings.registry, READER, 'test', holdings.clock)
    return [Search(desk, each, 'ru') for each in (holdings.index, index)]


def told(search, question):
    answer = search.ask(question)
    return answer.total, [(hit.id, hit.matched, str(hit.snippet)) for hit in answer.hits], answer.left_out


@pytest.mark.parametrize('text', TEXTS)
def test_the_same_hits_in_every_order(searches, text):
    memory, engine = searches
    for order in (Order.DATE, Order.NUMBER, Order.TITLE):
        question = Question(text, order=order, limit=50)
        assert told(engine, question) == told(memory, question)
    best = [told(each, Question(text, limit=50)) for each in searches]
    assert best[0][0] == best[1][0]
    assert sorted(best[0][1]) == sorted(best[1][1])


@pytest.mark.parametrize('text', TEXTS)
def test_the_same_pages_one_after_the_other(searches, text):
    _memory, engine = searches
    whole = engine.ask(Question(text, limit=50))
    parts = [engine.ask(Question(text, offset=offset, limit=3)) for offset in range(0, whole.total + 3, 3)]
    assert [hit.id for part in parts for hit in part.hits] == [hit.id for hit in whole.hits]
    assert {part.total for part in parts} == {whole.total}


@pytest.mark.parametrize('text', TEXTS)
def test_the_same_facets_and_years(searches, text):
    memory, engine = ([(facet.name, sorted(facet.values)) for facet in each.facets(Question(text))]
                      for each in searches)
    assert engine == memory
    assert searches[1].years(Question(text)) == searches[0].years(Question(text))


@pytest.mark.parametrize('text', ['хатт', 'отчет ауль', 'р-', 'кен'])
def test_the_same_suggestions(searches, text):
    memory, engine = (each.suggest(text, 20) for each in searches)
    assert sorted(engine.terms) == sorted(memory.terms)
    assert sorted(each.id for each in engine.records) == sorted(each.id for each in memory.records)


@pytest.mark.parametrize('text', ['хатттамасы', 'ghjnjrjk', 'заседвния горсовета', 'бірдеңе'])
def test_the_same_other_spelling(searches, text):
    memory, engine = (each.ask(Question(text)).did_you_mean for each in searches)
    assert engine == memory
