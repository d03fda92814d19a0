"""The pages of the search: what a person sees of the hits, how he narrows, keeps and exports them; nothing gets out."""

import io
import re
from datetime import date
from urllib.parse import parse_qs, urlsplit

import pytest
from openpyxl import load_workbook

from muragat.kernel.access import Role
from muragat.kernel.closure import Closure
from muragat.kernel.dates import parse_span
from muragat.main import application, open_house
from muragat.ports.words import Word
from tests import founded_archive
from tests.founded_archive import PASSWORD
from tests.search.indexed import brought_up_to_date, paged
from tests.staff_house import hire
from tests.web.person import Person, signed_in

SCRIPT = '<script>alert(1)</script>'
ATTRIBUTE = '" onmouseover="alert(2)" x="'
CLOSED = Closure('bad_condition', date(2026, 1, 1), None, '')


@pytest.fixture(scope='module')
def house(founded, tmp_path_factory):
    """Two fonds with units of several years, a page that was read, a closed unit, and titles that are an attack."""
    var = founded_archive.copied(founded, tmp_path_factory.mktemp('searched') / 'var')
    house = open_house(founded_archive.settings_for(var))
    with house.session() as desk:
        fill(desk)
    brought_up_to_date(house)
    yield house
    house.close()


def fill(desk):
    for number, title in (('Р-12', 'Исполком'), ('Р-77', 'Чужой')):
        fonds = desk.add(desk.site['archive'], 'fonds', {'number': number, 'kind': 'organisation',
                                                         'title': {'kk': title, 'ru': title}})
        inventory = desk.add(fonds, 'inventory', {'number': '1', 'title': {'kk': 'Тізімдеме', 'ru': 'Опись'}})
        for place, year in enumerate((1928, 1931, 1941), 1):
            desk.add(inventory, 'unit', {'number': str(place), 'dates': parse_span(str(year)), 'title': {
                'kk': f'Хаттамалар {year}', 'ru': f'Протоколы {year} года'}})
    unit = desk.resolve('/archive/Р-12/1/1')
    document = desk.add(unit, 'document', {'title': {'kk': f'Құжат {ATTRIBUTE}', 'ru': f'Донесение {SCRIPT}'}})
    paged(desk, document, (f'Чума в городе {SCRIPT}', 'Пустая страница', f'О чуме {ATTRIBUTE}'))
    closed = desk.add(desk.resolve('/archive/Р-12/1'), 'unit', {'number': '9', 'title': {
        'kk': 'Құпия хаттама', 'ru': 'Секретный протокол'}, 'dates': parse_span('1950')})
    desk.close(closed, [CLOSED])


@pytest.fixture(scope='module')
def person(house):
    """person(login, role, on) -> a browser in which he has signed in."""
    app, known = application(house), {}

    def browse(login='archivist', role=Role.ARCHIVIST, on=None):
        if login not in known:
            hire(house, login, role, on, PASSWORD)
            known[login] = signed_in(app, login)
        return known[login]

    return browse


@pytest.fixture
def browser(person):
    return person()


@pytest.fixture
def reader(person):
    return person('reader', Role.READER, '/archive/Р-12')


def titles(page):
    return [each.get_text(strip=True) for each in page.html.select('.hits h2')]


def told(page):
    """The number of hits, as the page tells it."""
    return int(page.html.select_one('.search-lead strong').get_text().split()[0])


# Finding.


def test_the_box_of_every_page_leads_to_the_search(browser):
    form = browser.get('/tree').forms[0]
    form['q'] = 'протокола'
    page = form.submit()
    assert 'хаттама' in titles(page)[0].lower()
    assert page.html.select_one('#search-box')['value'] == 'протокола'


def test_a_code_typed_in_the_box_leads_to_its_record(browser):
    assert browser.get('/search?go=yes&q=р12/1/2').location.endswith('/archive/%D0%A0-12/1/2')
    page = browser.get('/search?q=р12/1/2')
    assert page.html.select_one('[data-named], .hits h2 a')['href'].endswith('/1/2')
    assert browser.get('/search?go=yes&q=1931').status_int == 200


def test_hits_tell_where_they_stand_and_what_they_are(browser):
    page = browser.get('/search?q=протоколы 1931&fonds=')
    first = page.html.select_one('.hits li').get_text(' ', strip=True)
    assert '1931' in first
    assert 'Unit' in first or 'File' in first
    assert 'Исполком' in first or 'Чужой' in first
    assert page.html.select_one('.hits mark') is not None


def test_pages_with_the_words_lead_into_the_viewer(browser):
    page = browser.get('/search?q=чума')
    links = page.html.select('.hit-sheets a')
    assert [parse_qs(urlsplit(link['href']).query)['page'] for link in links] == [['1'], ['3']]
    assert all(parse_qs(urlsplit(link['href']).query)['q'] == ['чума'] for link in links)


def test_what_is_not_understood_is_told_and_the_rest_is_searched(browser):
    page = browser.get('/search?q=протоколы "')
    assert told(page) > 0


def test_nothing_asked_and_nothing_found_explain_themselves(browser):
    assert browser.get('/search').html.select('.operators dt')
    page = browser.get('/search?q=квантовая')
    assert told(page) == 0
    assert page.html.select('.operators dt')


def test_a_page_beyond_the_last_says_so(browser):
    assert 'There is no such page' in browser.get('/search?q=протоколы&page=9')


@pytest.mark.parametrize('address', [
    '/search?q=%ED%A0%80', '/search?q=а&from=x&to=99999&sort=z&order=q&page=-1&type=z&fonds=z&access=z&language=z',
    '/search?q=' + '(' * 200, '/search/facets?q=%22', '/search/suggest', '/search/suggest?q=' + 'а' * 500,
    '/search?q=*', '/search?q=~', '/search?fonds=999999999999999999999', '/search?saved=99'])
def test_no_address_breaks_a_page(browser, address):
    assert super(Person, browser).get(address, status='*').status_int in (200, 400)


def test_without_an_index_the_page_says_so_and_asks_the_catalog(founded, tmp_path):
    var = founded_archive.copied(founded, tmp_path / 'var')
    house = open_house(founded_archive.settings_for(var))
    try:
        browser = signed_in(application(house))
        page = browser.get('/search?q=Атауы')
        assert page.html.select_one('.alert-warning')
        assert told(page) == 4
        assert browser.get('/search/facets?q=Атауы').status_int == 200
        assert not browser.get('/search/suggest?q=Атауы').html.select('[role=option]')
    finally:
        house.close()


# Narrowing.


def test_facets_come_with_counts_and_narrow_by_links_in_the_address(browser):
    page = browser.get('/search?q=протоколы')
    part = browser.get(page.html.select_one('.facets')['hx-get'])
    fonds = {link.select_one('span').get_text(strip=True): link for link in part.html.select('[data-facet=fonds]')}
    link = next(link for label, link in fonds.items() if 'Исполком' in label)
    narrowed = browser.get(link['href'])
    assert told(narrowed) == int(link.select_one('.number').get_text())
    assert 0 < told(narrowed) < told(page)
    chip = narrowed.html.select_one('.chips a')
    assert 'Исполком' in chip.get_text()
    assert told(browser.get(chip['href'])) == told(page)


def test_two_values_of_one_facet_widen(browser):
    page = browser.get('/search?q=протоколы&type=unit&type=fonds')
    assert told(page) >= told(browser.get('/search?q=протоколы&type=unit'))
    assert len(page.html.select('.chips a')) == 3


def test_years_are_chosen_by_numbers_and_a_backward_span_is_turned(browser):
    found = {told(browser.get(f'/search?q=протоколы&{span}')) for span in ('from=1930&to=1935', 'from=1935&to=1930')}
    assert found == {2}
    assert '1930–1935' in browser.get('/search?q=протоколы&from=1930&to=1935').html.select_one('.chips').get_text()


def test_the_histogram_has_a_bar_for_each_year_with_hits(browser):
    part = browser.get('/search/facets?q=протоколы')
    bars = {int(bar['data-year']) for bar in part.html.select('[data-year]')}
    assert {1928, 1931, 1941} <= bars
    assert [handle['role'] for handle in part.html.select('[data-histogram] button[role]')] == ['slider'] * 2


def test_without_a_script_the_counts_come_with_the_page(browser):
    page = browser.get('/search?q=протоколы')
    assert browser.get(page.html.select_one('.facets p a')['href']).html.select('[data-facet]')


def test_hits_are_sorted_as_asked_and_turned_round(browser):
    rising = titles(browser.get('/search?q=протоколы&type=unit&fonds=&sort=date'))
    falling = titles(browser.get('/search?q=протоколы&type=unit&fonds=&sort=date&order=desc'))
    assert rising[0] != falling[0]
    assert sorted(rising) == sorted(falling)


# Suggestions.


def test_suggestions_are_records_and_words_that_the_reader_sees(browser, reader):
    found = browser.get('/search/suggest?q=Чуж').html.select('[role=option]')
    assert any('Чужой' in option.get_text() for option in found)
    assert 'Чужой' not in reader.get('/search/suggest?q=Чуж').text
    assert 'екретн' not in reader.get('/search/suggest?q=секретн').text.lower().replace('q=', '')
    assert len({option['id'] for option in found}) == len(found)


def test_too_little_is_no_question(browser):
    assert not browser.get('/search/suggest?q=а').html.select('[role=option]')


# Rights.


def test_a_closed_record_shows_itself_nowhere_to_a_reader(browser, reader):
    assert told(browser.get('/search?q=секретный')) == 1
    assert told(reader.get('/search?q=секретный')) == 0
    part = reader.get('/search/facets?q=протокол')
    assert '1950' not in {bar['data-year'] for bar in part.html.select('[data-year]')}
    assert not reader.get('/search?q=секретнии').html.select('[data-meant]')
    for address in ('/search?q=секретный', '/search/facets?q=секретный', '/search?q=р12/1/9&go=yes'):
        assert 'Секретный' not in reader.get(address).text


def test_a_reader_of_one_fonds_counts_only_its_records(browser, reader):
    assert told(reader.get('/search?q=протоколы')) < told(browser.get('/search?q=протоколы'))
    labels = [each.get_text() for each in reader.get('/search/facets?q=протоколы').html.select('[data-facet=fonds]')]
    assert not any('Чужой' in label for label in labels)


def test_a_stranger_is_asked_to_sign_in(house):
    browser = Person(application(house))
    for address in ('/search?q=а', '/searches', '/search/suggest?q=аб', '/search/export.xlsx?q=а'):
        assert '/login' in browser.get(address, status='*').headers.get('Location', '')


# Escaping.


def test_a_document_puts_no_script_into_any_page(browser):
    addresses = ['/search?q=донесение', '/search?q=чума', '/search?q=құжат', '/search/suggest?q=Құжат',
                 '/search/suggest?q=Донес', '/search/facets?q=чума', f'/search?q={SCRIPT}', f'/search?q={ATTRIBUTE}',
                 f'/search?fonds={ATTRIBUTE}&state={SCRIPT}', f'/search/facets?q={ATTRIBUTE}']
    for address in addresses:
        page = browser.get(address)
        assert not page.html.select('main script, [onmouseover]'), address
        assert '<script>alert' not in page.text, address


def test_a_saved_search_puts_no_script_into_any_page(browser):
    page = browser.get('/search?q=чума')
    saved = saving(page, f'{SCRIPT}{ATTRIBUTE}').submit(status=303).follow()
    for shown in (saved, browser.get('/searches'), browser.get('/searches/news'), browser.get('/')):
        assert not shown.html.select('main script:not([type]), [onmouseover]')
        assert '<script>alert' not in shown.text
    remove(browser, SCRIPT)


# Saved searches.


def saving(page, name):
    form = next(form for form in page.forms.values() if form.action == '/searches' and 'name' in form.fields)
    form['name'] = name
    return form


def checked(form, role):
    next(field for field in form.fields['role'] if field._value == role).checked = True
    return form


def form_of(page, name, deed):
    """The form of one line of the list that does a deed."""
    line = next(line for line in page.html.select('.hits li') if name in line.select_one('h2').get_text())
    number = line.select_one('input[name=id]')['value']
    return next(form for form in page.forms.values() if form.action == '/searches' and 'id' in form.fields
                and form['id'].value == number and ('name' in form.fields) is (deed != 'look'))


def remove(browser, name):
    form_of(browser.get('/searches'), name, 'remove').submit('deed', value='remove', status=303)


def test_a_saved_search_tells_what_is_new_until_one_looks(house, browser):
    saving(browser.get('/search?q=тишина'), 'Тишина').submit(status=303)
    assert 'new' not in browser.get('/searches').html.select_one('.hits').get_text().split()
    with house.session() as desk:
        inventory = desk.resolve('/archive/Р-12/1')
        record = desk.add(inventory, 'unit', {'number': '50', 'title': {'kk': 'Тишина', 'ru': 'Тишина'}})
    brought_up_to_date(house)
    line = browser.get('/searches').html.select_one('.hits h2')
    assert '1 new' in line.get_text()
    assert [each.get_text() for each in browser.get(line.a['href']).html.select('.hits .badge-good')] == ['new']
    assert '1 new' in browser.get('/searches/news').text
    assert browser.get('/').html.select_one('[hx-get="/searches/news"]')
    form_of(browser.get('/searches'), 'Тишина', 'look').submit(status=303)
    assert '1 new' not in browser.get('/searches').text
    remove(browser, 'Тишина')
    with house.session() as desk:
        desk.delete(desk.resolve(record.id), 'test')
    brought_up_to_date(house)


def test_a_notice_counts_for_each_reader_what_he_sees(browser, reader, person):
    form = saving(browser.get('/search?q=секретный'), 'Секретное')
    checked(form, 'archivist').submit(status=303)
    other = person('other', Role.ARCHIVIST)
    assert 'Секретное' in other.get('/searches').text
    assert 'Секретное' not in reader.get('/searches').text
    remove(browser, 'Секретное')


def test_a_reader_of_a_shared_search_counts_what_he_sees(house, person, reader):
    administrator = person('administrator', Role.ADMINISTRATOR)
    form = saving(administrator.get('/search?q=секретный OR протоколы'), 'Общее для всех')
    checked(form, 'reader').submit(status=303)
    seen, whole = (each.get('/searches').html.select_one('.hits .hit-facts').get_text() for each in (
        reader, administrator))
    assert 0 < count(seen) < count(whole)
    assert f'{count(seen)} record' in reader.get('/searches/news').text
    remove(administrator, 'Общее для всех')


def count(words):
    return int(re.search(r'(\d+) record', words)[1])


def test_marked_as_seen_leads_back_to_the_hits(browser):
    page = saving(browser.get('/search?q=протоколы'), 'Назад').submit(status=303).follow()
    form = next(form for form in page.forms.values() if 'then' in form.fields)
    assert '/search?' in form.submit(status=303).location
    remove(browser, 'Назад')


def test_a_shared_search_is_not_removed_by_another(browser, person):
    form = saving(browser.get('/search?q=протоколы'), 'Общее')
    checked(form, 'archivist').submit(status=303)
    other = person('other', Role.ARCHIVIST)
    page = other.get('/searches')
    number = page.html.select_one('.hits input[name=id]')['value']
    token = page.html.select_one('input[name=csrf_token]')['value']
    other.post('/searches', {'csrf_token': token, 'deed': 'remove', 'id': number}, status=403)
    other.post('/searches', {'csrf_token': token, 'deed': 'nothing'}, status=400)
    remove(browser, 'Общее')
    assert browser.get('/searches').html.select_one('.empty-note')


def test_a_search_without_a_name_is_shown_again(browser):
    page = browser.get('/search?q=протоколы')
    answer = saving(page, ' ').submit(status=422)
    assert 'A name is needed' in answer
    assert saving(answer, 'С именем').submit(status=303)
    remove(browser, 'С именем')


def test_looking_writes_nothing(house, browser):
    saving(browser.get('/search?q=протоколы'), 'Покой').submit(status=303)
    before = house.db.storage.lastTransaction()
    for address in ('/searches', '/searches/news', '/search?q=протоколы&saved=1', '/'):
        browser.get(address)
    assert house.db.storage.lastTransaction() == before
    remove(browser, 'Покой')


# Files.


def test_the_hits_are_exported_in_their_order_as_far_as_one_may(browser, reader):
    answer = browser.get('/search/export.xlsx?q=протоколы&type=unit&sort=date')
    sheet = load_workbook(io.BytesIO(answer.body)).active
    rows = list(sheet.iter_rows(values_only=True))
    assert len(rows) - 1 == told(browser.get('/search?q=протоколы&type=unit'))
    assert answer.headers['Content-Disposition'].endswith('.xlsx"')
    assert browser.get('/search?q=протоколы').html.select('[href^="/search/export.xlsx"]')
    assert not reader.get('/search?q=протоколы').html.select('[href^="/search/export.xlsx"]')
    reader.get('/search/export.xlsx?q=протоколы', status=403)


# The search inside a file.


def document_of(browser):
    return browser.get('/search?q=донесение').html.select_one('.hits h2 a')['href']


def test_the_viewer_offers_the_search_inside_the_file(browser):
    page = super(Person, browser).get(f'{document_of(browser)}/view?page=3&q=%D1%87%D1%83%D0%BC%D0%B0')
    field = page.html.select_one('[data-inside] input[type=search]')
    assert field['value'] == 'чума'
    assert 'q=' in page.html.select_one('[rel=prev]')['href']
    inside = browser.get(page.html.select_one('[data-inside]')['data-inside'] + '?q=чума')
    assert [link['data-hit-page'] for link in inside.html.select('[data-hit-page]')] == ['1', '3']
    assert inside.html.select_one('mark').get_text() == 'Чума'
    assert '<script>alert' not in inside.text
    marks = browser.get(page.html.select_one('[data-inside]')['data-marks'] + '?q=чума&page=3').json
    assert marks == {'hits': [[1]]}


def test_what_is_inside_a_closed_file_is_hidden(browser, reader, house):
    with house.session() as desk:
        closed = desk.resolve('/archive/Р-12/1/9').id
    for name in ('inside', 'marks'):
        reader.get(f'/r/{closed}/{name}?q=протокол&page=1', status=404)
        reader.get(f'/r/x/{name}?q=протокол&page=1', status=404)


def test_words_that_are_nowhere_in_the_file_say_so(browser):
    page = super(Person, browser).get(f'{document_of(browser)}/view')
    inside = browser.get(page.html.select_one('[data-inside]')['data-inside'] + '?q=квантовая')
    assert inside.html.select_one('[data-nothing]')


def test_a_place_covers_every_word_that_it_touches():
    from muragat.search.views.inside import words_at

    words = [Word('хат-', 0, 0, 1, 1), Word('тама', 0, 0, 1, 1, line=1), Word('хат-', 0, 0, 1, 1, line=1)]
    text = 'хат-\nтама хат-'
    assert list(words_at(text, words, [(0, 9), (10, 13), (50, 60)])) == [[0, 1], [2]]


