"""Who asks by one name of a body finds what stands under the others, and learns none that he may not see."""

import pytest

from muragat.kernel.access import Role
from muragat.kernel.closure import Closure
from muragat.kernel.dates import parse_span
from muragat.kernel.desk import Desk
from muragat.kernel.principals import Principal
from muragat.search import indexer
from muragat.search.answer import Matched
from muragat.search.naming.names import name_of, names_of
from muragat.search.naming.renamed import MOST, MOST_BODIES, SEVERAL, SINGLE, TYPED_FOLDED, Renamed
from muragat.search.naming.table import VERSION, forget
from muragat.search.question import Question
from muragat.search.service import Search
from tests.search.test_service import Holdings

NOW = {'kk': 'Түркістан округтік орманшылығы', 'ru': 'Туркестанское окружное лесничество (ТОЛ)'}
ONCE = {'kk': 'Верный уездік орманшылығы', 'ru': 'Верненское уездное лесничество'}
TITLES = {'101': ('', 'Приказы Верненского уездного лесничества'),
          '102': ('', 'Переписка с Туркестанским окружным лесничеством'),
          '103': ('Түркістан округтік орманшылығының хаттары', '')}
READER = Principal('account:7', 'reader')


class Renaming(Holdings):
    """Holdings with a body that was renamed, and papers of another fonds under each of its names."""

    def __init__(self):
        super().__init__()
        self.inventory = self.units[0].__parent__
        self.other = self.inventory.__parent__
        self.body = self.fonds('Р-5', NOW, ONCE)
        for number, (kk, ru) in TITLES.items():
            self.desk.add(self.inventory, 'unit', {'number': number, 'title': {
                language: text for language, text in (('kk', kk), ('ru', ru)) if text}})
        self.take_in()

    def fonds(self, number, title, *names):
        return self.desk.add(self.site['archive'], 'fonds', {'number': number, 'title': title, 'names': tuple(
            {'name': name, 'dates': parse_span('1918-1924')} for name in names)})

    def found(self, text):
        """Number of a unit -> how it was found."""
        return {hit.record.__name__: hit.matched for hit in self.ask(text).hits if hit.type_name == 'unit'}

    def added(self, text, principal=None):
        return {each.term for each in self.search_of(principal).ask(Question(text)).added}

    def search_of(self, principal):
        if principal is None:
            return self.search()
        return Search(Desk(self.site, self.registry, principal, 'test', self.clock), self.index, 'ru', 'memory')

    def spans(self, *words):
        return {each.text: each for each in Renamed(self.desk).spans(words)}

    def close(self):
        self.connection.transaction_manager.abort()
        self.connection.close()
        self.database.close()


@pytest.fixture(scope='module')
def renaming():
    """For questions only."""
    made = Renaming()
    yield made
    made.close()


@pytest.fixture
def changed():
    """For tests that change something."""
    made = Renaming()
    yield made
    made.close()


@pytest.mark.parametrize(('text', 'exact'), [
    ('Верненское уездное лесничество', '101'),
    ('верненским уездным лесничеством', '101'),
    ('Туркестанского окружного лесничества', '102'),
    ('Түркістан округтік орманшылығымен', '103'),
])
def test_one_name_finds_what_stands_under_the_others(renaming, text, exact):
    found = renaming.found(text)
    assert found == {number: Matched.EXACT if number == exact else Matched.TRANSLATED for number in TITLES}


def test_a_name_typed_without_kazakh_letters_has_the_others_too(renaming):
    assert renaming.found('туркистан округтик орманшылыгы') == {
        '103': Matched.FOLDED, '101': Matched.TRANSLATED, '102': Matched.TRANSLATED}
    weights = {each.weight for each in renaming.spans('туркистан', 'округтик', 'орманшылыгы').values()}
    assert weights == {SEVERAL * TYPED_FOLDED}


def test_a_name_among_other_words_of_a_question(renaming):
    assert renaming.found('переписка Верненского уездного лесничества') == {'102': Matched.TRANSLATED}
    assert renaming.found('лесничество Верненское уездное') == {'101': Matched.EXACT}


def test_added_names_are_told_without_what_stands_in_brackets(renaming):
    assert renaming.added('Верненское уездное лесничество') >= {
        NOW['kk'], 'Туркестанское окружное лесничество', ONCE['kk']}
    assert ONCE['ru'] not in renaming.added('Верненское уездное лесничество')
    assert renaming.added('"Верненское уездное лесничество"') == set()
    assert renaming.search('kk').ask(Question('Верный уездік орманшылығы')).added[0].for_ == (
        'Верный уездік орманшылығы')


def test_part_of_a_name_is_none(renaming):
    assert not renaming.spans('Верненское', 'уездное')
    assert not renaming.spans('Верненское', 'уездное', '', 'лесничество')


def test_words_that_most_texts_have_tell_nothing_in_a_name(changed):
    changed.fonds('Р-6', {'kk': 'Жастар ісі комитеті', 'ru': 'Комитет по делам молодёжи'}, {'ru': 'Бюро по молодёжи'})
    changed.take_in()
    assert changed.added('комитет по делам молодежи') >= {'Жастар ісі комитеті', 'Бюро по молодёжи'}


def test_a_part_of_a_name_may_be_quoted_or_bracketed(changed):
    changed.fonds('Р-6', {'kk': '«Жаңа жол» ұжымшары', 'ru': 'Колхоз «Жана жол» Верненского укома РКП(б) (1929)'})
    changed.take_in()
    assert changed.added('«Жаңа жол» ұжымшарының') >= {'Колхоз «Жана жол» Верненского укома РКП(б)'}
    assert changed.added('колхоза "Жана жол" Верненского укома РКП(б)') >= {'«Жаңа жол» ұжымшары'}
    assert changed.added('колхоза Жана жол Верненского укома РКП(б)') >= {'«Жаңа жол» ұжымшары'}
    assert changed.added('"колхоз Жана жол Верненского укома РКП(б)"') == set()


def test_a_quoted_part_may_have_words_that_tell_nothing(changed):
    changed.fonds('Р-6', {'kk': 'Орақ пен балға зауыты', 'ru': 'Завод «Серп и Молот»'}, {'ru': 'Завод «В помощь селу»'})
    changed.take_in()
    assert changed.added('завод "Серп и Молот"') >= {'Орақ пен балға зауыты', 'Завод «В помощь селу»'}
    assert changed.added('завода «В помощь селу»') >= {'Завод «Серп и Молот»'}


def test_a_body_whose_names_cannot_be_read_stops_no_other_record(changed, monkeypatch):
    changed.fonds('Р-6', {'kk': 'Бірінші', 'ru': 'Первый'}, {'ru': 'Сломанный'})
    genuine = indexer.names_of

    def fails(record, registry):
        if record.__name__ == 'Р-6':
            raise ValueError('оқылмайды')
        return genuine(record, registry)

    monkeypatch.setattr(indexer, 'names_of', fails)
    changed.fonds('Р-7', {'kk': 'Алматы', 'ru': 'Алма-Ата'})
    changed.take_in()
    assert changed.added('Алматы') >= {'Алма-Ата'}
    assert 'Сломанный' not in changed.added('Первый')


def test_a_single_word_counts_less(changed):
    changed.fonds('Р-6', {'kk': 'Алматы', 'ru': 'Алма-Ата'}, {'kk': 'Верный', 'ru': 'Верный'})
    changed.take_in()
    assert {each.weight for each in changed.spans('Алматы').values()} == {SINGLE}
    assert set(changed.spans('Алматы')) == {'Алма-Ата', 'Верный'}
    assert SINGLE < SEVERAL < 1
    best = changed.ask('Алматы').hits[0]
    assert best.matched is Matched.EXACT


def test_a_name_of_both_languages_is_no_other_name(changed):
    changed.fonds('Р-6', {'kk': 'Казахфильм', 'ru': 'Казахфильм'})
    changed.take_in()
    assert changed.spans('Казахфильмом') == changed.spans('Казахфильм') == {}


def test_long_names_are_compared_whole(changed):
    long = ' '.join(f'слово{letter}' for letter in 'абвгдежзиклмнопр')
    changed.fonds('Р-6', {'kk': 'Қысқа атау', 'ru': long})
    changed.take_in()
    assert set(changed.spans(*long.split())) == {'Қысқа атау'}
    assert changed.spans(*long.split()[:-1]) == {}
    assert long in changed.spans('қысқа', 'атау')


def test_no_more_than_a_handful_of_names_is_added(changed):
    names = [{'kk': f'Бірлестік {letter}{letter}', 'ru': f'Объединение {letter}{letter}'} for letter in 'бвгдежз']
    changed.fonds('Р-6', {'kk': 'Бүгінгі бірлестік', 'ru': 'Нынешнее объединение'}, *names)
    changed.take_in()
    found = changed.spans('Нынешнее', 'объединение')
    assert len(found) == MOST
    assert {'Бүгінгі бірлестік', names[-1]['ru'], names[-1]['kk']} <= set(found)
    assert names[0]['ru'] not in found


def test_what_many_bodies_are_called_is_a_word_of_the_language(changed):
    for number in range(MOST_BODIES):
        changed.fonds(f'Р-{20 + number}', {'kk': f'Сот {number}', 'ru': f'Суд {number}'}, {'ru': 'Народный суд'})
    changed.take_in()
    assert changed.spans('народный', 'суд')
    changed.fonds('Р-30', {'kk': 'Сот отыз', 'ru': 'Суд тридцатый'}, {'ru': 'Народный суд'})
    changed.take_in()
    assert changed.spans('народный', 'суд') == {}


def test_the_fonds_of_a_body_by_any_of_its_names(renaming):
    for name in ('Верненским уездным лесничеством', NOW['kk'], 'туркистан округтик орманшылыгы'):
        assert [hit.id for hit in renaming.ask(f'fonds:"{name}"').hits] == [renaming.body.id]


def test_a_changed_name_holds_at_once(changed):
    changed.desk.change(changed.body, {'names': ({'name': {'ru': 'Ташкентское заводское лесничество'}},)})
    assert changed.added('Верненское уездное лесничество') == set()
    assert 'Ташкентское заводское лесничество' in changed.spans(
        'Туркестанское', 'окружное', 'лесничество')
    changed.take_in()
    assert NOW['kk'] in changed.added('Ташкентского заводского лесничества')
    assert len(changed.site.bodies) == 3
    assert not any(list(changed.site.bodies.bearers(place)) for place in name_of(ONCE['ru'], 'ru').places)


def test_a_deleted_fonds_has_no_names(changed):
    changed.desk.delete(changed.body, 'mistake')
    assert changed.added('Верненское уездное лесничество') == set()
    changed.take_in()
    assert len(changed.site.bodies) == 2


@pytest.fixture
def reading(changed):
    """A person who reads the fonds of the papers, and not that of the body."""
    changed.desk.grant(changed.other, READER.id, Role.READER)
    return changed


QUESTIONS = ('Верненское уездное лесничество', NOW['kk'], 'туркистан округтик орманшылыгы',
             'Туркестанское окружное лесничество')


def told(changed, principal):
    """All that the search says to a person."""
    search = changed.search_of(principal)
    answers = [search.ask(Question(text)) for text in (*QUESTIONS, *(f'fonds:"{text}"' for text in QUESTIONS))]
    facets = [search.facets(Question(text)) for text in QUESTIONS]
    return [(answer.total, [(hit.id, hit.matched) for hit in answer.hits], answer.added, answer.left_out,
             answer.did_you_mean) for answer in answers], facets


def test_names_of_a_hidden_fonds_are_neither_used_nor_told_nor_counted(reading):
    hidden = told(reading, READER)
    assert [len(answer[1]) for answer in hidden[0][:4]] == [1, 1, 1, 1]
    assert not any(answer[2] for answer in hidden[0])
    reading.desk.delete(reading.body, 'as if it had never been')
    reading.take_in()
    assert told(reading, READER) == hidden


def test_names_of_a_closed_fonds_are_told_to_nobody_else(reading):
    reading.desk.grant(reading.site['archive'], READER.id, Role.READER)
    assert reading.added(QUESTIONS[0], READER)
    reading.desk.close(reading.body, [Closure('bad_condition', reading.clock.today(), None, '')])
    assert reading.added(QUESTIONS[0], READER) == set()
    assert reading.added(QUESTIONS[0])


def test_hidden_bearers_do_not_make_a_name_a_word_of_the_language(reading):
    for number in range(MOST_BODIES + 1):
        reading.fonds(f'Р-{20 + number}', {'kk': f'Сот {number}', 'ru': f'Суд {number}'}, ONCE)
    reading.desk.grant(reading.body, READER.id, Role.READER)
    reading.take_in()
    assert NOW['kk'] in reading.added(QUESTIONS[0], READER)
    assert NOW['kk'] not in reading.added(QUESTIONS[0])


def test_names_are_made_anew_for_archives_that_have_none_or_older_ones(changed):
    for forgotten in (lambda: setattr(changed.site, 'bodies', None), lambda: forget(changed.site),
                      lambda: setattr(changed.site.bodies, 'version', 'older')):
        forgotten()
        changed.take_in()
        assert (len(changed.site.bodies), changed.site.bodies.version) == (3, VERSION)
        assert changed.added(QUESTIONS[0])
    assert not changed.site.dirty


def test_a_record_that_tells_no_names_has_none(renaming):
    assert names_of(renaming.units[0], renaming.registry) == []
    assert name_of('и на по', 'ru') is None
    assert name_of('(...)', 'ru') is None


def test_a_question_looks_at_no_more_records_than_bear_a_name(changed):
    """However many bodies there are, those that are not named are not opened."""
    for number in range(60):
        changed.fonds(str(100 + number), {'kk': f'Серіктестік {number}', 'ru': f'Товарищество {number}'},
                      *({'ru': f'Артель {number} {letter}'} for letter in 'абвг'))
    changed.take_in()
    changed.connection.transaction_manager.commit()
    changed.connection.cacheMinimize()
    assert 'Товарищество 7' in changed.spans('артель', '7', 'б')
    opened = [each for each in changed.site.catalog.types['fonds'] if changed.site.ids[each]._p_state >= 0]
    assert len(opened) <= 2
