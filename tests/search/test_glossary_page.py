"""The page of the glossary, and learning from titles."""

import pytest

from muragat.cli.labour import Worker
from muragat.kernel.access import Role
from muragat.kernel.closure import Closure
from muragat.kernel.dates import parse_span
from muragat.main import application
from muragat.search.glossary import glossary_of
from muragat.search.glossary.jobs import LEARN, ask_for, titles_of
from muragat.search.glossary.learning import FEWEST, Learner
from muragat.search.glossary.own import State, own_terms
from tests.founded_archive import PASSWORD
from tests.staff_house import hire
from tests.web.person import last_form, signed_in

SCRIPT = '<script>alert(1)</script>'


@pytest.fixture(scope='module')
def house(founded, tmp_path_factory):
    from muragat.main import open_house
    from tests import founded_archive

    var = founded_archive.copied(founded, tmp_path_factory.mktemp('glossary') / 'var')
    house = open_house(founded_archive.settings_for(var))
    yield house
    house.close()


@pytest.fixture(scope='module')
def person(house):
    """person(login, role) -> a browser in which he has signed in."""
    app, known = application(house), {}

    def browse(login='archivist', role=Role.ARCHIVIST):
        if login not in known:
            hire(house, login, role, None, PASSWORD)
            known[login] = signed_in(app, login)
        return known[login]

    return browse


def state_of(house, pair):
    with house.session() as desk:
        term = own_terms(desk.site).get(pair)
        return None if term is None else term.state


def test_a_pair_is_proposed_approved_and_refused_on_the_page(person, house):
    browser = person()
    form = last_form(browser.get('/glossary'))
    form['kk'], form['ru'] = f'ұңғыма {SCRIPT}', 'скважина'
    page = form.submit(status=303).follow()
    pair = f'ұңғыма {SCRIPT}', 'скважина'
    assert state_of(house, pair) is State.PROPOSED
    assert SCRIPT not in page.text
    for deed, state in (('approve', State.APPROVED), ('refuse', State.REFUSED), ('approve', State.APPROVED)):
        listed = browser.get(f'/glossary?list={state_of(house, pair).value}')
        form = next(each for each in listed.forms.values() if 'pair' in each.fields)
        form.set('pair', True, index=0)
        form.submit('deed', value=deed, status=303)
        assert state_of(house, pair) is state


def test_pairs_of_the_product_are_listed_and_can_be_refused(person, house):
    browser = person()
    page = browser.get('/glossary?list=product&q=каулы')
    assert 'постановление' not in page.html.select_one('tbody').text if page.html.select_one('tbody') else True
    page = browser.get('/glossary?list=product&q=қаулы')
    assert page.html.select_one('tbody').text.count('постановление') == 1
    form = next(each for each in page.forms.values() if 'pair' in each.fields)
    form.set('pair', True, index=0)
    form.submit('deed', value='refuse', status=303)
    with house.session() as desk:
        assert glossary_of(desk.site).translations(('қаулы',)) == ()


def test_what_is_wrong_is_said_and_what_was_typed_stays(person):
    browser = person()
    form = last_form(browser.get('/glossary'))
    form['kk'], form['ru'] = '12', 'вода'
    page = form.submit(status=422)
    assert last_form(page)['ru'].value == 'вода'
    assert page.html.select_one('[role=alert]')
    browser.get('/glossary?list=nonsense', status=404)


def test_a_reader_neither_reads_nor_changes_it(person):
    reader = person('reader', Role.READER)
    reader.get('/glossary', status=403)
    assert '/glossary"' not in reader.get('/').text
    assert '/glossary"' in person().get('/').text


def test_titles_are_looked_through_once_at_a_time(person, house):
    browser = person()
    for _time in range(2):
        token = last_form(browser.get('/glossary'))['csrf_token'].value
        browser.post('/glossary', {'csrf_token': token, 'deed': 'learn', 'list': ''}, status=303)
    with house.session() as desk:
        assert [job.kind for job in desk.site.jobs.list('waiting')].count(LEARN) == 1


def test_the_work_proposes_what_many_titles_say_in_both_languages(person, house):
    with house.session() as desk:
        fonds = desk.add(desk.site['archive'], 'fonds', {'number': 'Р-500', 'kind': 'organisation', 'title': {
            'kk': 'Ұсталар', 'ru': 'Кузнецы'}})
        inventory = desk.add(fonds, 'inventory', {'number': '1', 'title': {'kk': 'Тізімдеме', 'ru': 'Опись'}})
        for number, (kk, ru) in enumerate((('шеберхана', 'мастерская'), ('құрал', 'инструмент'),
                                           ('оқушы', 'ученик'), ('шот', 'счет')), 1):
            desk.add(inventory, 'unit', {'number': str(number), 'dates': parse_span('1930'), 'title': {
                'kk': f'ұста {kk}', 'ru': f'кузнец {ru}'}})
        ask_for(desk)
    worker = Worker(house, lambda _house: False)
    while worker.do_heavy_job():
        pass
    with house.session() as desk:
        assert own_terms(desk.site).get(('ұста', 'кузнец')).titles >= FEWEST
        assert desk.site.jobs.list('failed') == []
    assert 'кузнец' in person().get('/glossary?list=proposed').text


def test_only_titles_in_both_languages_are_learned_from(house):
    with house.session() as desk:
        titles, last = titles_of(desk, 0)
        assert all(kk and ru for kk, ru in titles)
        assert titles_of(desk, last) == ([], None)


def test_nothing_is_learned_from_what_is_closed_by_itself_or_with_its_fonds(house):
    with house.session() as desk:
        closed = [Closure('bad_condition', desk.today, None, '')]
        for number, units in (('Р-600', (True, False)), ('Р-601', (False, False))):
            fonds = desk.add(desk.site['archive'], 'fonds', {'number': number, 'kind': 'organisation', 'title': {
                'kk': f'Қор {number}', 'ru': f'Фонд {number}'}})
            inventory = desk.add(fonds, 'inventory', {'number': '1', 'title': {'kk': 'Тізбе', 'ru': 'Реестр'}})
            for place, shut in enumerate(units, 1):
                unit = desk.add(inventory, 'unit', {'number': str(place), 'dates': parse_span('1930'), 'title': {
                    'kk': f'Іс {number}/{place}', 'ru': f'Дело {number}/{place}'}})
                if shut:
                    desk.close(unit, closed)
        desk.close(fonds, closed)
    with house.session() as desk:
        learned = {ru for _kk, ru in titles_of(desk, 0)[0]}
        assert 'Дело Р-600/2' in learned
        assert not learned & {'Дело Р-600/1', 'Фонд Р-601', 'Дело Р-601/1', 'Дело Р-601/2'}


def test_words_that_answer_to_each_other_are_pairs():
    learner = Learner()
    papers = {'бұйрықтар': 'приказы', 'хаттамалар': 'протоколы', 'есептер': 'отчеты', 'тізімдер': 'списки'}
    places = {'мектеп': 'школы', 'аурухана': 'больницы', 'зауыт': 'завода', 'колхоз': 'колхоза'}
    for kk_paper, ru_paper in papers.items():
        for kk_place, ru_place in places.items():
            learner.take(f'{kk_place} {kk_paper}', f'{ru_paper} {ru_place}')
            learner.take(f'{kk_place} {kk_paper}', f'{ru_paper} {ru_place}')
    assert len(learner) == 16
    pairs = {(pair.kk, pair.ru): pair.titles for pair in learner.pairs()}
    assert pairs == {('бұйрықтар', 'приказ'): 4, ('хаттамалар', 'протокол'): 4, ('есептер', 'отчет'): 4,
                     ('тізімдер', 'список'): 4, ('мектеп', 'школа'): 4, ('аурухана', 'больница'): 4,
                     ('зауыт', 'завод'): 4}
    assert min(pairs.values()) >= FEWEST


def test_rare_words_are_no_pairs():
    learner = Learner()
    learner.take('балық аулау', 'рыбная ловля')
    assert learner.pairs() == []
