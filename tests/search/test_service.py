"""Questions and answers: the ladder, fields, order, pages, facets, spelling, suggestions, the catalog in between."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from markupsafe import Markup

from muragat.adapters.memory_index import MemoryIndex
from muragat.content import archive
from muragat.kernel.closure import Closure
from muragat.kernel.dates import parse_span
from muragat.kernel.desk import Desk
from muragat.kernel.principals import SYSTEM
from muragat.media import pagetext
from muragat.ports.textindex import IndexUnavailable, Order
from muragat.search.answer import Matched, State
from muragat.search.indexer import Indexer
from muragat.search.ladder import ENOUGH
from muragat.search.question import Question
from muragat.search.service import Search
from tests.search.indexed import paged
from tests.search.test_query_parser import PIECES, SIGNS
from tests.tiny_house import SetClock, open_house, tiny_registry

TITLES = (
    ('Құжаттар тізімі', 'Список документов'), ('Қала кеңесінің хаттамасы', 'Протокол заседания горсовета'),
    ('Ауыл мектебінің есебі', 'Отчет аульной школы'), ('Ахметов Ә. өтініші', 'Заявление Ахметова А.'),
    ('Р-12 қорының тізімдемесі', 'Опись фонда Р-12'), ('Жер туралы шешім', 'Решение о земле'),
)


class Holdings:
    """Two fonds of an archive in memory, indexed."""

    def __init__(self):
        self.registry = tiny_registry(archive, pagetext)
        self.clock = SetClock()
        self.database, self.connection, self.site = open_house(self.registry, self.clock)
        self.desk = Desk(self.site, self.registry, SYSTEM, 'test', self.clock)
        self.index = MemoryIndex()
        self.units = []
        for number, title in (('Р-12', 'Қалалық кеңес'), ('2', 'Уездік сот')):
            fonds = self.desk.add(self.site['archive'], 'fonds', {
                'number': number, 'title': {'kk': title, 'ru': title}})
            inventory = self.desk.add(fonds, 'inventory', {'number': '1', 'title': {'kk': 'Тізбе', 'ru': 'Реестр'}})
            for place, (kk, ru) in enumerate(TITLES):
                self.units.append(self.desk.add(inventory, 'unit', {
                    'number': str(place + 1), 'title': {'kk': kk, 'ru': ru}, 'dates': parse_span(str(1925 + place)),
                    'languages': ('kk',) if place % 2 else ('ru',)}))
        self.take_in()

    def take_in(self):
        while Indexer(self.site, self.index, self.registry).step():
            pass

    def ask(self, text='', **more):
        return self.search().ask(Question(text, **more))

    def search(self, language='ru', index=None):
        return Search(self.desk, index or self.index, language, 'memory')

    def codes(self, text='', **more):
        return [hit.code for hit in self.ask(text, **more).hits]


@pytest.fixture(scope='module')
def holdings():
    """For questions only."""
    made = Holdings()
    yield made
    made.connection.transaction_manager.abort()
    made.connection.close()
    made.database.close()


@pytest.fixture
def changed():
    """For tests that change something."""
    made = Holdings()
    yield made
    made.connection.transaction_manager.abort()
    made.connection.close()
    made.database.close()


def places(answer):
    """Numbers of the units that were found."""
    return sorted({hit.record.__name__ for hit in answer.hits if hit.type_name == 'unit'})


@pytest.mark.parametrize(('text', 'units', 'how'), [
    ('құжаттың', ['1'], Matched.EXACT),
    ('кужаттын', ['1'], Matched.FOLDED),
    ('құжжат', ['1'], Matched.FUZZY),
    ('заседаний', ['2'], Matched.EXACT),
    ('мектепте', ['3'], Matched.EXACT),
    ('"горсовета заседания"', [], None),
    ('"заседание горсовета"', ['2'], Matched.EXACT),
    ('«қаланың кеңесі»', ['2'], Matched.EXACT),
    ('хат* кеңес', ['2'], Matched.EXACT),
    ('мектиб~', ['3'], Matched.FUZZY),
    ('отчет OR решение', ['3', '6'], Matched.EXACT),
    ('title: отчет', ['3'], Matched.EXACT),
    ('title: "отчет школа"', [], None),
    ('Ахметова', ['4'], Matched.EXACT),
    ('Akhmetov', ['4'], Matched.EXACT),
    ('решение о земле', ['6'], Matched.EXACT),
    ('опись фонда P12', ['5'], Matched.EXACT),
])
def test_what_is_found_and_how(holdings, text, units, how):
    answer = holdings.ask(text)
    assert places(answer) == units
    assert {hit.matched for hit in answer.hits if hit.type_name == 'unit'} == ({how} if how else set())


def test_translations_are_told_and_marked(holdings):
    answer = holdings.ask('отчет')
    assert ('есеп', 'отчет') in [tuple(each) for each in answer.added]
    assert holdings.ask('meeting').total == 0


def test_not_and_nothing_but_not(holdings):
    assert holdings.ask('type:unit -хаттама').total == holdings.ask('type:unit').total - 2
    assert holdings.ask('NOT type:unit').total == holdings.ask('-type:unit').total == 6


@pytest.mark.parametrize('text', [
    'type: unit', 'type: Units', 'түрі: unit', 'type:file', 'type: дело', 'вид: дел', 'түрі: іс', 'түрі: істер',
    'түрі: ис', 'вид: единица хранения', 'вид: единиц хранения', 'вид: ед. хр.', 'вид: ед.хр.',
    'түрі: сақтау бірлігі', 'түрі: сактау бирлиги', 'type: "unit of storage"'])
def test_types_by_any_of_their_names(holdings, text):
    assert holdings.ask(text).total == len(holdings.units)


@pytest.mark.parametrize(('text', 'found'), [
    ('вид: опись', 2), ('түрі: тізімдемелер', 2), ('вид: описи горсовета', 0), ('вид: единица хранения отчет', 2),
    ('вид: архивный фонд', 2), ('вид: фонд -вид: архивный фонд', 0), ('вид: фонд OR вид: опись', 4),
    ('type: unit отчет', 2), ('-вид: единица хранения', 6)])
def test_names_of_types_of_several_words(holdings, text, found):
    answer = holdings.ask(text)
    assert (answer.total, answer.left_out) == (found, ())


@pytest.mark.parametrize('text', ['fonds: Р-12', 'фонд:P12', 'қор: р12', 'fonds: қалалық'])
def test_fonds_by_code_or_title(holdings, text):
    assert holdings.ask(f'{text} type:unit').total == len(TITLES)


@pytest.mark.parametrize(('text', 'count'), [
    ('year: 1925..1926', 4), ('жыл: 1925-1926', 4), ('год: 1930..', 2), ('year: ..1925', 2), ('year: 1920s', 10),
    ('1925..1927', 6), ('year: 1925–26', 4), ('year: 1941', 0)])
def test_years_by_overlap(holdings, text, count):
    assert holdings.ask(text).total == count


@pytest.mark.parametrize('text', ['language: kk', 'тілі: қазақша', 'язык: казахский', 'language: Kazakh'])
def test_languages(holdings, text):
    assert holdings.ask(text).total == 6


@pytest.mark.parametrize(('text', 'told'), [
    ('fonds: Р-99 отчет', 'fonds:Р-99'), ('year: soon отчет', 'year:soon'), ('type: wrong отчет', 'type:wrong'),
    ('foo:отчет', 'foo:'), ('отчет "', '"')])
def test_what_means_nothing_is_told_and_the_rest_is_searched(holdings, text, told):
    answer = holdings.ask(text)
    assert (places(answer), answer.left_out) == (['3'], (told,))


def test_a_code_stands_above_all_hits(holdings):
    answer = holdings.ask('Р-12/1/3')
    assert (answer.hits[0].id, answer.hits[0].matched) == (holdings.units[2].id, Matched.EXACT)
    first = holdings.ask('Р-12')
    assert (first.hits[0].type_name, first.total) == ('fonds', len({hit.id for hit in first.hits}))
    rest = holdings.ask('Р-12', offset=1, limit=50)
    assert [hit.id for hit in first.hits[1:]] == [hit.id for hit in rest.hits]
    assert rest.total == first.total


def test_orders_both_ways(holdings):
    natural = holdings.codes('type:unit', order=Order.NUMBER)
    assert natural == [f'ф. {fonds}, оп. 1, д. {number}' for fonds in ('2', 'Р-12') for number in range(1, 7)]
    assert holdings.codes('type:unit', order=Order.NUMBER, descending=True) == natural[::-1]
    dates = [hit.dates for hit in holdings.ask('type:unit', order=Order.DATE).hits]
    assert dates == sorted(dates)
    turned = [hit.dates for hit in holdings.ask('type:unit', order=Order.DATE, descending=True).hits]
    assert turned == dates[::-1]


def test_documents_of_units_stand_in_their_order(changed):
    for unit in changed.units[1::-1]:
        for _number in range(2):
            changed.desk.add(unit, 'document', {'title': {'kk': 'Парақ'}})
    changed.take_in()
    codes = [hit.code.partition(', д. ')[2] for hit in changed.ask('парақ', order=Order.NUMBER).hits]
    assert codes == ['1, док. 1', '1, док. 2', '2, док. 1', '2, док. 2']


@pytest.mark.parametrize(('text', 'found'), [('sheet: 6', 1), ('лист: 12', 1), ('парақ: 7', 0), ('sheets: 1-5', 1),
                                             ('sheet: 56', 0)])
def test_sheets_of_a_unit(changed, text, found):
    changed.desk.add(changed.units[0], 'document', {'title': {'kk': 'Хат'}, 'sheet_numbers': '5-6, 12 об.'})
    changed.take_in()
    assert changed.ask(text).total == found


@pytest.mark.parametrize('order', Order)
@pytest.mark.parametrize('descending', [False, True])
@pytest.mark.parametrize('text', ['type:unit', 'кужат', 'отчет OR кенес', 'Р-12'])
def test_pages_are_parts_of_the_whole(holdings, order, descending, text):
    whole = holdings.ask(text, order=order, descending=descending, limit=100)
    assert len(whole.hits) == whole.total
    parts = [holdings.ask(text, order=order, descending=descending, offset=offset, limit=3)
             for offset in range(0, whole.total + 3, 3)]
    assert [hit.id for part in parts for hit in part.hits] == [hit.id for hit in whole.hits]
    assert {part.total for part in parts} == {whole.total}
    assert [hit.matched for part in parts for hit in part.hits] == [hit.matched for hit in whole.hits]


def test_hits_of_a_nearer_rung_come_first(changed):
    inventory = changed.units[0].__parent__
    for number in range(20, 23):
        changed.desk.add(inventory, 'unit', {'number': str(number), 'title': {'kk': 'Кала кенесі'}})
    changed.take_in()
    marks = [hit.matched for hit in changed.ask('қала кеңесі').hits]
    assert marks == [Matched.EXACT] * 2 + [Matched.FOLDED] * 3


def test_with_enough_hits_nothing_similar_is_looked_for(changed):
    inventory = changed.units[0].__parent__
    for number in range(ENOUGH):
        changed.desk.add(inventory, 'unit', {'number': str(100 + number), 'title': {'kk': 'Қала кеңесі'}})
    changed.desk.add(inventory, 'unit', {'number': '99', 'title': {'kk': 'Кала кенесі'}})
    changed.take_in()
    assert {hit.matched for hit in changed.ask('қала кеңесі', limit=100).hits} == {Matched.EXACT}


def test_facets_stay_open_for_what_is_chosen(holdings):
    fonds = str(holdings.units[0].__parent__.__parent__.id)
    question = Question('type:unit', {'fonds': (fonds,), 'language': ('kk',)})
    facets = {facet.name: facet for facet in holdings.search().facets(question)}
    assert [(each.count, each.chosen) for each in facets['fonds'].values] == [(3, True), (3, False)]
    assert {each.value: each.count for each in facets['language'].values} == {'kk': 3, 'ru': 3}
    assert facets['fonds'].values[0].label == 'Р-12. Қалалық кеңес'
    assert holdings.search().ask(question).total == 3


def test_a_histogram_does_not_follow_the_years_that_are_chosen(holdings):
    years = holdings.search().years(Question('type:unit', years=(1926, 1927)))
    assert years == dict.fromkeys(range(1925, 1931), 2)
    assert holdings.ask('type:unit', years=(1926, 1927)).total == 4


def test_open_and_closed(changed):
    changed.desk.close(changed.units[0], [Closure('bad_condition', changed.clock.today(), None, '')])
    changed.take_in()
    counts = {each.value: each.count for facet in changed.search().facets(Question('type:unit'))
              if facet.name == 'access' for each in facet.values}
    assert counts == {'open': 11, 'closed': 1}
    assert changed.ask('type:unit', filters={'access': ('closed',)}).total == 1
    assert changed.ask('type:unit', filters={'access': ('open',)}).total == 11
    assert changed.ask('type:unit', filters={'access': ('open', 'closed')}).total == 12


def test_a_zone_that_is_closed_closes_what_is_in_it(changed):
    fonds = changed.units[0].__parent__.__parent__
    changed.desk.close(fonds, [Closure('bad_condition', changed.clock.today(), None, '')])
    changed.take_in()
    assert changed.ask('type:unit', filters={'access': ('closed',)}).total == 6


def test_snippets_are_cut_and_escaped(changed):
    long = ' '.join(['сөз'] * 300) + ' <script>alert(1)</script> темірказык кездесу ' + ' '.join(['соңы'] * 300)
    unit = changed.units[0]
    changed.desk.change(unit, {'annotation': {'kk': long}})
    changed.take_in()
    snippet = changed.ask('темірказык').hits[0].snippet
    assert isinstance(snippet, Markup)
    assert '&lt;script&gt;' in snippet
    assert '<mark>темірказык</mark>' in snippet
    assert len(snippet.striptags()) < 320
    assert snippet.startswith('… ')
    assert snippet.endswith(' …')


@pytest.fixture
def scanned(changed):
    """A document with pages that were read."""
    document = changed.desk.add(changed.units[0], 'document', {'title': {'kk': 'Іс қағазы'}})
    paged(changed.desk, document, ('Шөп шабу туралы', 'бос бет', 'Шабындық және шөп', 'Шөп шабу шөп'))
    changed.connection.transaction_manager.commit()
    changed.take_in()
    return document


def test_sheets_with_the_words_lead_into_the_viewer(changed, scanned):
    hit = changed.ask('шөп шабу').hits[0]
    assert (hit.id, [sheet.page for sheet in hit.sheets], hit.sheet_total) == (scanned.id, [1, 4], 2)
    assert hit.sheets[0].href.endswith('/view?page=1&q=%D1%88%D3%A9%D0%BF+%D1%88%D0%B0%D0%B1%D1%83')
    assert hit.snippet == '<mark>Шөп</mark> <mark>шабу</mark> туралы'


def test_inside_a_record(changed, scanned):
    found = changed.search().inside(scanned, 'шөп')
    assert [(each.page, each.count) for each in found] == [(1, 1), (3, 1), (4, 2)]
    assert found[2].snippet == '<mark>Шөп</mark> шабу <mark>шөп</mark>'
    assert changed.search().marks(scanned, 4, 'шөбі') == ((0, 3), (9, 12))
    assert changed.search().marks(scanned, 4, 'шоп') == ((0, 3), (9, 12))
    assert changed.search().inside(scanned, 'жоқсөз') == changed.search().marks(scanned, 9, 'шөп') == ()


def test_closed_pages_are_not_quoted(changed, scanned):
    changed.desk.close(scanned, [Closure('bad_condition', changed.clock.today(), None, '')])
    changed.take_in()
    hit = changed.ask('шабындық').hits[0]
    assert [sheet.page for sheet in hit.sheets] == [3]
    assert hit.snippet == ''


@pytest.mark.parametrize(('typed', 'meant'), [
    ('хатттамасы', 'хаттамасы'), ('ghjnjrjk', 'протокол'), ('заседвния горсовета', 'заседания горсовета'),
    ('протокол', None), ('бірдеңе', None), ('ъ', None), ('Ј.', None),
    ('кенес', None)])
def test_another_spelling_is_offered_when_it_has_hits(holdings, typed, meant):
    assert holdings.ask(typed).did_you_mean == meant


class Neighbours(MemoryIndex):
    """Remembers for which words others were looked for."""

    asked: tuple[str, ...] = ()

    def similar(self, stream, term, *arguments, **keywords):
        self.asked += (term,)
        return super().similar(stream, term, *arguments, **keywords)


def test_no_other_spelling_is_looked_for_of_what_is_too_long_for_a_word(holdings):
    index = Neighbours()
    index.filled_to = None
    holdings.search(index=index).ask(Question('отчот ' + 'б' * 900))
    assert 'отчот' in index.asked
    assert max(map(len, index.asked)) < 50


def test_suggestions(holdings):
    told = holdings.search().suggest('отчет ауль')
    assert told.terms == ('отчет аульной',)
    assert {each.title for each in told.records} == {'Отчет аульной школы'}
    assert holdings.search('kk').suggest('мект').records[0].title == 'Ауыл мектебінің есебі'
    assert holdings.search().suggest('') == holdings.search().suggest('м') == ((), ())


class Broken(MemoryIndex):
    """An index whose files are gone."""

    def __init__(self, code):
        super().__init__()
        self.code, self.filled_to = code, None

    def search(self, *arguments, **keywords):
        raise IndexUnavailable(self.code)

    facets = terms = similar = search


@pytest.mark.parametrize(('code', 'state'), [('index_missing', State.MISSING), ('index_damaged', State.DAMAGED)])
def test_without_an_index_titles_are_searched_and_it_is_said(holdings, code, state):
    search = holdings.search('en', Broken(code))
    answer = search.ask(Question('горсовета протокол', order=Order.NUMBER, limit=1))
    assert (answer.total, answer.state, answer.engine) == (2, state, 'catalog')
    assert [hit.title for hit in answer.hits] == ['Қала кеңесінің хаттамасы']
    assert answer.notice
    assert search.facets(Question('x')) == ()
    assert search.years(Question('x')) == {}
    assert search.suggest('хатт') == ((), ())
    assert len(search.ids(Question('горсовета протокол'), 10)) == 2


@pytest.mark.parametrize(('typed', 'total', 'left_out'), [
    ('протокол year:1926', 2, ('year:1926',)), ('протокол NOT горсовета', 2, ('горсовета',)),
    ('протокол OR отчет', 2, ('отчет',)), ('(протокол *', 2, ('*', '(')), ('title:протокол', 0, ('title:протокол',))])
def test_without_an_index_it_is_said_what_the_catalog_was_not_asked(holdings, typed, total, left_out):
    answer = holdings.search(index=Broken('index_missing')).ask(Question(typed))
    assert (answer.total, answer.left_out) == (total, left_out)


def test_filters_hold_without_an_index_too(holdings):
    search = holdings.search(index=Broken('index_missing'))
    for filters, total in (({'language': ('kk',)}, 6), ({'language': ('en',)}, 0), ({'kind': ('council',)}, 0)):
        assert search.ask(Question(filters={**filters, 'type': ('unit',)})).total == total


def test_an_index_that_is_not_full_yet_is_being_built(holdings):
    index = MemoryIndex()
    assert holdings.search('en', index).ask(Question('протокол')).state is State.REBUILDING


@settings(max_examples=150, deadline=None)
@given(text=st.one_of(st.text(max_size=80), PIECES.map(' '.join), SIGNS), order=st.sampled_from(Order))
def test_no_text_makes_the_search_fail(holdings, text, order):
    search = holdings.search()
    answer = search.ask(Question(text, order=order, limit=5))
    assert len(answer.hits) == min(answer.total, 5)
    search.facets(Question(text))
    search.suggest(text)
    search.ids(Question(text), 3)


def test_no_question_has_no_answer(holdings):
    assert holdings.ask('').total == 0
    assert holdings.ask('', filters={'type': ('unit',)}).total == 12
    assert holdings.search().facets(Question('')) == ()
