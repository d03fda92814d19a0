"""A day at the station through the real browser: from printed separator sheets to an access copy in other programs."""

import re
import shutil
import subprocess

import pypdfium2
import pytest
from PIL import Image, ImageDraw, ImageFilter, ImageFont
from playwright.sync_api import expect

from tests import pdfa
from tests.served_archive import until
from tests.story import test_first_day_browser as first_day

pytestmark = [
    pytest.mark.skipif(not all(map(shutil.which, ('tesseract', 'pdftotext', 'qpdf'))),
                       reason='tesseract, poppler-utils or qpdf is not installed'),
    pytest.mark.timeout(900)]

INVENTORY = '/archive/Р-12/1'
FIRST, SECOND = f'{INVENTORY}/34', f'{INVENTORY}/35'
CONTROL = '/capture/1/control'
FONT = '/usr/share/fonts/truetype/dejavu/DejaVuSerif.ttf'
#: A4 at 200 dpi.
SIZE = (1654, 2339)
PAGES = {
    'one': ('Көкөзек аудандық атқару комитеті', 'отырысының хаттамасы', 'Төраға отырысты ашық деп жариялады'),
    'two': ('Мектеп құрылысы туралы мәселе', 'күн тәртібіне енгізілсін', 'Қаржы бөлімі тапсырманы орындасын'),
    'three': ('Протокол заседания комиссии', 'присутствовали все члены комитета', 'решение принято единогласно'),
}


def test_a_day_at_the_station(house, someone, tmp_path):
    admin, archivist, operator = (someone('en') for _person in range(3))
    employ(house, admin, archivist, operator)
    first_day.describe_fonds_and_inventory(archivist)
    for number in ('34', '35'):
        first_day.add_unit(archivist, number, f'Хаттамалар {number}', f'Протоколы {number}', '1931')
    first_day.give_role(admin, '/archive/Р-12', 'daniyar', 'scanning_operator')
    stack = scanned(tmp_path, sheet_of(archivist, FIRST, tmp_path), sheet_of(archivist, SECOND, tmp_path))
    send(operator, stack)
    finish(operator)
    control(archivist, tmp_path)
    accept(archivist)
    view_and_correct(archivist)
    hand_out(archivist, tmp_path)
    assert house.command('verify', 'all')
    assert house.stop() == 0


def employ(house, admin, archivist, operator):
    first_day.first_entry(admin, 'admin', house.founded['password'])
    for page, login, name in ((archivist, 'aigul', 'Айгүл Серікқызы'), (operator, 'daniyar', 'Данияр Оспан')):
        first = first_day.employ(admin, login, name, name)
        first_day.first_entry(page, login, first)
    for place in ('/archive', '/capture'):
        first_day.give_role(admin, place, 'aigul', 'archivist')


def sheet_of(page, address, folder):
    """The separator sheet of a unit as it is printed, and as it comes out of the scanner."""
    answer = page.request.get(f'{address}/papers?kind=sheets')
    assert answer.headers['content-type'] == 'application/pdf'
    path = folder / f'sheet{address[-2:]}.pdf'
    path.write_bytes(answer.body())
    printed = pypdfium2.PdfDocument(path)[0].render(scale=200 / 72).to_pil().convert('L')
    return printed.resize(SIZE).rotate(1.5, fillcolor=255)


def painted(name, blur=0.0):
    page = Image.new('L', SIZE, 255)
    for place in range(24):
        line = PAGES[name][place % 3]
        ImageDraw.Draw(page).text((180, 180 + 80 * place), line, font=ImageFont.truetype(FONT, 38), fill=0)
    return page.filter(ImageFilter.GaussianBlur(blur)) if blur else page


def scanned(folder, first, second):
    """What lay in the feeder, as one file: two sheets with their pages, of which one came out blurred."""
    path = folder / 'feeder.tif'
    pages = [painted('one'), painted('two', blur=6), second, painted('three')]
    first.save(path, 'TIFF', save_all=True, append_images=pages, dpi=(200, 200))
    return path


def send(page, path):
    """A batch is begun; the connection is lost twice after the first piece, and nothing is sent twice."""
    page.goto('/station')
    page.fill('#field-to', 'Р-12/1/34')
    page.keyboard.press('Enter')
    page.select_option('#gathering', 'one')
    page.get_by_role('button', name='Begin a batch').click()
    page.wait_for_selector('[data-station]')
    lost, offsets = [], []

    def lose(route):
        offset = route.request.headers.get('upload-offset')
        if route.request.method == 'PATCH':
            if offset != '0' and len(lost) < 2:
                lost.append(offset)
                return route.abort()
            offsets.append(offset)
        return route.continue_()

    page.route('**/uploads/*', lose)
    page.set_input_files('#files', path)
    expect(page.locator('[data-files] li[data-state=stored]')).to_have_count(1)
    assert lost == [str(8 << 20)] * 2
    assert offsets == list(dict.fromkeys(offsets))


def transition(page, name):
    page.goto(CONTROL)
    page.get_by_role('link', name=name, exact=True).click()
    page.locator(first_day.SUBMIT).click()
    expect(page).not_to_have_url(re.compile('/transition'))


def finish(page):
    """The operator says that everything is scanned; reading goes on by itself into quality control."""
    transition(page, 'Everything is scanned')
    until(lambda: page.goto(CONTROL) and page.get_by_text('Quality control', exact=True).count(), 180)


def control(page, folder):
    """The sheets are gone and have named the targets; the blurred page holds acceptance up until it is replaced."""
    page.goto(CONTROL)
    expect(page.locator('.contact')).to_have_count(2)
    shown = page.locator('.contact li:not(.dropped)')
    expect(shown).to_have_count(3)
    expect(page.locator('.contact li.dropped')).to_have_count(2)
    expect(page.locator('section', has_text='Separator sheet').last).to_contain_text('35')
    blurred = shown.nth(1)
    expect(blurred).to_contain_text('Blurred')
    blurred.locator('input[name=id]').check()
    page.fill('#reason', 'Анық емес')
    page.get_by_role('button', name='Scan again').click()
    expect(shown.nth(1)).to_contain_text('Анық емес')
    page.locator('summary', has_text='Accept').click()
    expect(page.locator('.menu-blocked')).to_contain_text('scanned again: 1')
    better = folder / 'better.png'
    painted('two').save(better, dpi=(200, 200))
    shown.nth(1).locator('input[name=id]').check()
    page.set_input_files('#file', better)
    page.get_by_role('button', name='Replace the page').click()
    expect(page.locator('.contact li.dropped')).to_have_count(3)
    until(lambda: page.goto(CONTROL) and page.get_by_role('link', name='Accept', exact=True).count(), 120)


def accept(page):
    transition(page, 'Accept')
    for unit, count in ((FIRST, 1), (SECOND, 1)):
        page.goto(unit)
        expect(first_day.rows(page)).to_have_count(count)


def view_and_correct(page):
    """The pages in the order of the plan, the new one in place of the blurred one; a word is put right."""
    page.goto(f'{FIRST}/1/view?page=2')
    page.wait_for_selector('.viewer-image.opened')
    expect(page.locator('[data-place]')).to_have_count(2)
    words = page.locator('[data-words]')
    expect(words).to_contain_text('Мектеп құрылысы туралы')
    page.locator('[data-word="0"]').click()
    expect(page.locator('.word-mark')).to_be_visible()
    page.keyboard.press('e')
    box = page.locator('textarea#text')
    typed = box.input_value().replace('Мектеп', 'Мектеп-интернат', 1)
    box.fill(typed)
    page.locator('form:has(textarea) button[type=submit]').click()
    expect(page.locator('[data-words]')).to_contain_text('Мектеп-интернат')
    expect(page.get_by_text('Corrected by a person')).to_be_visible()


def hand_out(page, folder):
    """The access copy as other programs meet it."""
    address = f'{FIRST}/1/access-copy'
    page.goto(address)
    page.get_by_role('button', name='Make the copy').click()
    answer = until(lambda: (got := page.request.get(address)).headers['content-type'] == 'application/pdf' and got, 120)
    path = folder / 'copy.pdf'
    path.write_bytes(answer.body())
    text = subprocess.run(['pdftotext', '-layout', path, '-'], capture_output=True, check=True, text=True).stdout
    first, second = text.split('\f')[:2]
    assert 'Көкөзек аудандық атқару' in ' '.join(first.split())
    assert 'Мектеп-интернат құрылысы туралы' in ' '.join(second.split())
    assert 'Протокол' not in text
    checked = subprocess.run(['qpdf', '--check', path], capture_output=True, check=False)
    assert checked.returncode == 0, checked.stdout
    assert pdfa.faults(path) == []
