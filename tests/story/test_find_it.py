"""Find it: a scan is read, a word in another case ending leads to its place on the page; what is closed is hidden."""

import json
import re
from urllib.parse import quote

import pytest
from playwright.sync_api import expect

from muragat.adapters.pillow_painter import PillowPainter
from muragat.ports.pagepainter import Sheet
from tests.served_archive import until
from tests.story.test_first_day_browser import employ, first_entry, give_role, save

INVENTORY = '/archive/Р-12/1'
OPEN = ('Көкөзек аудандық атқару комитетінің', 'отырысының хаттамасы', '', 'Күн тәртібі: мектептердің жағдайы туралы.',
        'Қаулы етілді: жөндеу жұмыстары күзге дейін', 'аяқталсын. Отын қоры дайындалсын.')
SECRET = ('Құпия', '', 'Жиналыстың тыңдағаны: астық тапсыру', 'жоспарының орындалмау себептері.')


@pytest.fixture
def scans(tmp_path):
    """Files of two scans by name."""
    found = {}
    for name, lines in (('open', OPEN), ('secret', SECRET)):
        found[name] = tmp_path / f'{name}.png'
        found[name].write_bytes(PillowPainter().paint(Sheet(lines, 'typed', 7, 0.2), 'image/png'))
    return found


def test_find_it(house, someone, scans):
    archivist, reader = someone('en'), someone('en')
    shown, closed = describe(house, scans)
    first_entry(archivist, 'admin', house.founded['password'])
    first = employ(archivist, 'daniyar', 'Данияр Оспан', 'daniyar ospan')
    give_role(archivist, '/archive/Р-12', 'daniyar', 'reader')
    first_entry(reader, 'daniyar', first)
    until(lambda: hits(archivist, 'мектеп') and hits(archivist, 'жиналыс'), 240)
    close(archivist)
    find_by_another_ending(reader)
    find_without_kazakh_letters(reader)
    find_in_russian(reader)
    look_inside(reader, shown)
    find_nothing_of_what_is_closed(archivist, reader, closed)
    assert house.stop() == 0


def describe(house, scans):
    """A fonds with two units of a document each; the numbers of the documents. What they are is told by their scans."""
    def add(type_name, path, number, kk, ru):
        fields = [f'--field=title.kk={kk}', f'--field=title.ru={ru}']
        return house.command('add', type_name, path, *fields, *([f'--field=number={number}'] if number else []))

    add('fonds', '/archive', 'Р-12', 'Көкөзек', 'Кокозек')
    add('inventory', '/archive/Р-12', '1', 'Тізімдеме', 'Опись')
    numbers = []
    for number, name in (('34', 'open'), ('35', 'secret')):
        add('unit', INVENTORY, number, 'Іс', 'Дело')
        document = add('document', f'{INVENTORY}/{number}', '', 'Құжат', 'Документ')
        house.command('attach', document['path'], str(scans[name]))
        numbers.append(document['id'])
    return numbers


def close(page):
    page.goto(f'{INVENTORY}/35/close')
    page.get_by_label('Why closed').first.select_option('bad_condition')
    page.get_by_label('From').first.fill('2001-01-01')
    save(page, 'done=closed')


def search(page, text):
    """Type it in the box of whatever page is open."""
    page.goto('/')
    page.keyboard.press('/')
    page.keyboard.type(text)
    page.keyboard.press('Enter')
    expect(page).to_have_url(re.compile(r'/search\?'))


def hits(page, text):
    """How many records are found."""
    page.goto(f'/search?q={quote(text)}')
    return int(page.locator('.search-lead strong').inner_text().split()[0].replace(',', ''))


def opened_at_the_word(page, start):
    """The sheet of the first hit opens the viewer; each marked word begins like this and has a box on the image."""
    page.locator('.hit-sheets a').first.click()
    expect(page.locator('.hit-mark').first).to_be_visible()
    words = page.locator('.hit-word').all_inner_texts()
    assert words
    assert all(word.lower().startswith(start) for word in words), words
    assert page.locator('.hit-mark').count() == len(words)


def find_by_another_ending(page):
    search(page, 'мектептерге')
    expect(page.locator('.hits mark').first).to_contain_text('мектеп')
    expect(page.locator('[data-how]')).to_have_count(0)
    opened_at_the_word(page, 'мектеп')


def find_without_kazakh_letters(page):
    search(page, 'жондеу жумыстарын')
    expect(page.locator('[data-how=folded]').first).to_be_visible()
    opened_at_the_word(page, 'ж')


def find_in_russian(page):
    """The act is in Kazakh; the glossary leads to it, and the page says so."""
    search(page, 'протоколы')
    expect(page.locator('[data-how=translated]').first).to_be_visible()
    expect(page.locator('.search-notes')).to_contain_text('Also searched for')
    opened_at_the_word(page, 'хаттама')


def look_inside(page, number):
    page.goto(f'/r/{number}')
    page.goto(f'{page.url}/view')
    page.locator('[data-inside] input[type=search]').fill('комитеттер')
    page.keyboard.press('Enter')
    expect(page.locator('[data-hit-page]')).to_have_count(1)
    expect(page.locator('.hit-mark.at')).to_have_count(1)


def find_nothing_of_what_is_closed(archivist, reader, number):
    """Not in totals, facets, suggestions, other spellings, notices, pages, nor inside the file."""
    share(archivist, 'жиналыс', 'Жиналыстар')
    assert hits(archivist, 'жиналыс') == 1
    for text in ('жиналыс', 'жиналыстардың', 'астық', 'астык', 'жиналыз', 'Р-12/1/35'):
        hits(reader, text)
        leads_nowhere(reader, number)
        meant = reader.locator('[data-meant]').all_inner_texts()
        assert all(hits(reader, each) for each in meant), meant
        leads_nowhere(reader, number)
    assert hits(reader, 'жиналыс') == 0
    told = [json.dumps(reader.request.get(f'{path}?q={quote(text)}').text(), ensure_ascii=False)
            for path in ('/search/facets', '/search/suggest') for text in ('жинал', 'жиналыс', 'астық')]
    assert not [each for each in told if 'иналыс' in each or 'data-facet' in each or 'data-year' in each], told
    reader.goto('/searches')
    expect(reader.locator('.hits')).to_contain_text('Жиналыстар')
    expect(reader.locator('.hits')).to_contain_text('0 records')
    expect(reader.locator('.badge-good')).to_have_count(0)
    for name in ('inside', 'marks'):
        assert reader.request.get(f'/r/{number}/{name}?q={quote("жиналыс")}&page=1').status == 404


def leads_nowhere(page, number):
    """Nothing on the page leads to the closed unit."""
    expect(page.locator(f'a[href*="/35"], a[href*="{number}"]')).to_have_count(0)


def share(page, text, name):
    """Save a search for everybody who is a reader."""
    search(page, text)
    page.locator('summary', has_text='Save this search').click()
    page.locator('#save-name').fill(name)
    page.locator('details[open] input[name=role][value=reader]').check()
    page.locator('details[open] button[type=submit]').click()
    expect(page).to_have_url(re.compile('saved='))
