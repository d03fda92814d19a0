"""An archive's first day, through the real browser alone."""

import re
from datetime import UTC, datetime

from playwright.sync_api import expect

from tests.served_archive import until

PASSWORDS = {'admin': 'тау мен өзен 1941', 'aigul': 'қамшы үшін сегіз тал', 'daniyar': 'көл жағасы қамысты 19'}
INVENTORY = '/archive/Р-12/1'
CLOSED = f'{INVENTORY}/12а'
SUBMIT = '.sticky-actions button[type=submit]'


def test_an_archives_first_day(house, someone):
    admin, archivist, reader = (someone(language) for language in ('kk', 'en', 'en'))
    first_entry(admin, 'admin', house.founded['password'])
    expect(admin.locator('.topbar summary')).to_contain_text('Әкімші')
    employ_two(admin, archivist, reader)
    describe_fonds_and_inventory(archivist)
    describe_units(archivist)
    describe_document(archivist)
    give_role(admin, '/archive/Р-12', 'daniyar', 'reader')
    close(archivist)
    find_nothing(reader)
    permit(archivist)
    read_what_was_permitted(reader, admin)
    edit_at_once(admin, archivist)
    delete_and_bring_back(archivist)
    switch_languages(archivist)
    add_a_unit_by_keys(archivist)
    compare_with_commands(house, admin)


def save(page, to):
    """Press the button of the form and be led on."""
    page.locator(SUBMIT).click()
    expect(page).to_have_url(re.compile(re.escape(to)))


def first_entry(page, login, password):
    """Signing in with a password that another person gave, and choosing an own one."""
    page.goto('/archive')
    page.locator('.languages a[lang=en]').click()
    expect(page.get_by_role('heading', name='Sign in')).to_be_visible()
    page.get_by_label('Login').fill(login)
    page.get_by_label('Password').fill('not the password')
    page.get_by_role('button', name='Sign in').click()
    expect(page.get_by_role('alert')).to_be_visible()
    page.get_by_label('Password').fill(password)
    page.get_by_role('button', name='Sign in').click()
    expect(page.get_by_role('heading', name='Change of the password')).to_be_visible()
    page.goto('/archive')
    expect(page).to_have_url(re.compile('/account/password'))
    for wished in ('12345678', PASSWORDS[login]):
        page.get_by_label('Current password').fill(password)
        page.get_by_label('New password', exact=True).fill(wished)
        page.get_by_label('New password once more').fill(wished)
        page.locator(SUBMIT).click()
        if wished != PASSWORDS[login]:
            expect(page.locator('.error-summary')).to_be_focused()
    expect(page).not_to_have_url(re.compile('/account/password'))


def employ_two(admin, archivist, reader):
    """Accounts of an archivist and a reader, who sign in for the first time."""
    first = employ(admin, 'aigul', 'Айгүл Серікқызы', 'Айгүл')
    give_role(admin, '/archive', 'aigul', 'archivist')
    first_entry(archivist, 'aigul', first)
    first = employ(admin, 'daniyar', 'Данияр Оспан', 'daniyar ospan')
    first_entry(reader, 'daniyar', first)


def employ(page, login, name, wrong_login):
    """An account; its first password."""
    page.goto('/staff/add?type=account')
    page.get_by_label('Full name').fill(name)
    page.get_by_label('Login').fill(wrong_login)
    page.locator('#field-language').select_option('en')
    page.locator(SUBMIT).click()
    expect(page.locator('#error-login')).to_contain_text('small Latin letters')
    expect(page.get_by_label('Full name')).to_have_value(name)
    page.get_by_label('Login').fill(login)
    save(page, 'done=added')
    page.get_by_role('button', name='Give a first password').click()
    expect(page.get_by_role('heading', name='First password')).to_be_visible()
    return page.locator('code.cipher').last.inner_text()


def give_role(page, path, login, role):
    page.goto(f'{path}/grant')
    page.get_by_label('Person or group').fill(login)
    page.locator('#field-role').select_option(role)
    save(page, 'done=granted')
    expect(page.get_by_role('table', name='Roles given here')).to_be_visible()


def title(page, kk, ru):
    page.locator('#field-title').fill(kk)
    page.locator('#field-title-ru').fill(ru)


def describe_fonds_and_inventory(page):
    """The number is typed with a Latin letter; a form without the Russian title is shown again with all else."""
    page.goto('/archive')
    page.locator('.page-head .btn-primary').click()
    page.get_by_label('Fonds number').fill('P-12')
    page.locator('#field-title').fill('Көкөзек аудандық атқару комитеті')
    page.locator('#field-dates').fill('1928-1960')
    page.locator(SUBMIT).click()
    expect(page.locator('#error-title')).to_be_visible()
    expect(page.locator('#field-dates')).to_have_value('1928-1960')
    title(page, 'Көкөзек аудандық атқару комитеті', 'Кокозекский районный исполнительный комитет')
    save(page, 'done=added')
    expect(page.locator('.page-pretitle')).to_contain_text('Р-12')
    page.goto('/archive/P-12')
    expect(page.get_by_role('heading', level=1)).to_contain_text('Көкөзек аудандық атқару комитеті')
    page.locator('.page-head .btn-primary').click()
    page.locator('#field-number').fill('1')
    title(page, 'Тұрақты сақталатын істер', 'Дела постоянного хранения')
    save(page, 'done=added')


def describe_units(page):
    """Three units; one with a letter, which a wrong date holds up once."""
    add_unit(page, '12', 'Отырыс хаттамалары', 'Протоколы заседаний', '1920-е')
    page.goto(f'{INVENTORY}/add?type=unit')
    expect(page.locator('#field-number')).to_have_value('13')
    fill_unit(page, '12а', 'Жеке істер', 'Личные дела', 'позавчера')
    page.locator('#field-especially_valuable').check()
    page.locator('#field-sheets').fill('сорок')
    page.locator(SUBMIT).click()
    expect(page.locator('.error-summary')).to_be_focused()
    expect(page.locator('#error-dates')).to_be_visible()
    expect(page.locator('#error-sheets')).to_be_visible()
    expect(page.locator('#field-title-ru')).to_have_value('Личные дела')
    expect(page.locator('#field-especially_valuable')).to_be_checked()
    page.locator('#field-sheets').fill('40')
    page.locator('#field-dates').fill('не ранее мая 1941 г.')
    expect(page.locator('#meaning-dates')).to_contain_text('Understood as')
    save(page, 'done=added')
    expect(page.locator('.fields').first).to_contain_text('не ранее мая 1941 г.')
    add_unit(page, '2', 'Бұйрықтар', 'Приказы', '1923-1930')
    page.goto(INVENTORY)
    expect(rows(page)).to_have_text(['2', '12', '12а'])


def rows(page):
    """The numbers in the list of a page."""
    return page.locator('tr[data-row] th')


def add_unit(page, number, kk, ru, dates):
    page.goto(f'{INVENTORY}/add?type=unit')
    fill_unit(page, number, kk, ru, dates)
    save(page, 'done=added')


def fill_unit(page, number, kk, ru, dates):
    page.locator('#field-number').fill(number)
    title(page, kk, ru)
    page.locator('#field-dates').fill(dates)


def describe_document(page):
    """A document with a file; the picture of a page stands for a scan."""
    page.goto(CLOSED)
    page.locator('.page-head .btn-primary').click()
    title(page, 'Өмірбаян', 'Автобиография')
    save(page, 'done=added')
    scan = {'name': 'парақ 1.png', 'mimeType': 'application/octet-stream', 'buffer': page.screenshot()}
    page.locator('#file').set_input_files(scan)
    page.get_by_role('button', name='Attach', exact=True).click()
    expect(page).to_have_url(re.compile('done=attached'))
    expect_preview(page)


def expect_preview(page):
    """The picture is shown in its whole width."""
    picture = page.get_by_role('img', name='парақ 1.png')
    picture.scroll_into_view_if_needed()
    expect(picture).to_have_js_property('naturalWidth', 1280)


def close(page):
    """The personal secret closes the unit; as "not before 1941" begins no term, a last day is asked for."""
    page.goto(f'{CLOSED}/close')
    page.get_by_label('Why closed').first.select_option('personal_secret')
    page.locator(SUBMIT).click()
    expect(page.locator('#error-closures')).to_be_visible()
    expect(page.get_by_label('Why closed').first).to_have_value('personal_secret')
    page.get_by_label('From').first.fill('2001-01-01')
    page.locator(SUBMIT).click()
    expect(page.locator('#error-closures')).to_contain_text('set the last day yourself')
    expect(page.get_by_label('From').first).to_have_value('2001-01-01')
    page.get_by_label('Until').first.fill('2076-01-01')
    save(page, 'done=closed')
    expect(page.locator('.badge-closed')).to_be_visible()


def find_nothing(page):
    """In no list, by no search, under no address."""
    page.goto(INVENTORY)
    expect(rows(page)).to_have_text(['2', '12'])
    expect(page.locator('#held')).to_contain_text('(2)')
    page.goto(f'{INVENTORY}?q=Личные')
    expect(page.get_by_text('Nothing fits these conditions')).to_be_visible()
    page.goto('/')
    page.locator('#search-box').fill('Р-12/1/12а')
    page.keyboard.press('Enter')
    expect(page.get_by_role('heading', name='Search: Р-12/1/12а')).to_be_visible()
    expect(page.locator('main')).not_to_contain_text('Жеке істер')
    absent = page.goto(f'{INVENTORY}/99').status, page.locator('main').inner_text()
    for path in (CLOSED, f'{CLOSED}/1', f'{CLOSED}/1/file?number=1', f'{CLOSED}/edit'):
        assert (page.goto(path).status, page.locator('main').inner_text()) == absent
    assert absent[0] == 404


def permit(page):
    page.goto(f'{CLOSED}/permit')
    page.locator('#field-who').fill('daniyar')
    page.locator('#field-number').fill('3-к')
    page.locator('#field-dated').fill(datetime.now(UTC).date().isoformat())
    page.locator('#field-given_by').fill('Директор')
    save(page, 'done=permitted')
    page.goto(f'{CLOSED}/access')
    expect(page.get_by_role('table', name='Written permissions')).to_contain_text('3-к')


def read_what_was_permitted(reader, admin):
    """The reader finds it as everything else, and each view is written down."""
    reader.goto(INVENTORY)
    expect(rows(reader)).to_have_text(['2', '12', '12а'])
    rows(reader).last.get_by_role('link').click()
    expect(reader.get_by_role('heading', level=1)).to_contain_text('Жеке істер')
    assert reader.goto(f'{CLOSED}/1').status == 200
    expect_preview(reader)
    assert reader.goto(f'{CLOSED}/edit').status == 403
    seen = admin.locator('tr[data-row]', has_text='Данияр Оспан').filter(has_text='Жеке істер')
    until(lambda: admin.goto('/journal?what=record.viewed') and seen.count())
    written = admin.locator('tr[data-row]', has_text='Данияр Оспан').filter(has_text='парақ 1.png')
    until(lambda: admin.goto('/journal?what=file.downloaded') and written.count())


def edit_at_once(first, second):
    """Two people change the same field; the later one sees both and takes the other's, keeping what was only his."""
    for page in (first, second):
        page.goto(f'{INVENTORY}/2/edit')
    first.locator('#field-title-ru').fill('Приказы по личному составу')
    save(first, 'done=changed')
    second.locator('#field-title-ru').fill('Приказы по основной деятельности')
    second.locator('#field-sheets').fill('57')
    second.locator(SUBMIT).click()
    expect(second.locator('.versions')).to_contain_text('Приказы по личному составу')
    expect(second.locator('.versions')).to_contain_text('Приказы по основной деятельности')
    second.locator('input[name="choice.title"][value=theirs]').check()
    save(second, 'done=changed')
    second.goto(f'{INVENTORY}/2/edit')
    expect(second.locator('#field-title-ru')).to_have_value('Приказы по личному составу')
    expect(second.locator('#field-sheets')).to_have_value('57')


def delete_and_bring_back(page):
    page.goto(f'{INVENTORY}/12/delete')
    page.locator(SUBMIT).click()
    expect(page.locator('#error-reason')).to_be_visible()
    page.locator('#field-reason').fill('Екі рет енгізілген')
    save(page, 'done=deleted')
    expect(rows(page)).to_have_text(['2', '12а'])
    page.goto('/trash')
    expect(page.get_by_role('table')).to_contain_text('Екі рет енгізілген')
    page.get_by_role('button', name='Bring back').click()
    page.goto(INVENTORY)
    expect(rows(page)).to_have_text(['2', '12', '12а'])


def switch_languages(page):
    """The same list, narrowed and sorted as it was."""
    page.goto(f'{INVENTORY}?q=приказы&sort=title&order=desc')
    for language, word in (('kk', 'Бұйрықтар'), ('ru', 'Приказы'), ('en', 'Бұйрықтар')):
        page.locator(f'.languages a[lang={language}]').click()
        expect(page.locator('html')).to_have_attribute('lang', language)
        expect(page.locator('#filter-q')).to_have_value('приказы')
        expect(page.locator('[aria-sort=descending]')).to_be_visible()
        expect(page.locator('tr[data-row]')).to_contain_text([word])


def add_a_unit_by_keys(page):
    """From the home page to a saved unit without a mouse."""
    page.goto('/')
    press(page, '/')
    page.keyboard.type('Р-12/1')
    press(page, 'Enter')
    expect(page).to_have_url(re.compile('/archive/[^/]+/1$'))
    press(page, 'n')
    expect(page.locator('#field-number')).to_have_value('13')
    walk_to(page, 'field-title')
    page.keyboard.type('Есептер')
    press(page, 'Tab')
    page.keyboard.type('Отчёты')
    walk_to(page, 'field-dates')
    page.keyboard.type('1950-1955')
    press(page, 'Enter')
    expect(page).to_have_url(re.compile('done=added'))
    expect(page.get_by_role('status').first).to_be_visible()
    expect(page.get_by_role('heading', level=1)).to_contain_text('Есептер')


def press(page, key):
    page.keyboard.press(key)


def walk_to(page, field):
    """Tab until the focus is there."""
    for _step in range(60):
        if page.evaluate('document.activeElement.id') == field:
            return
        press(page, 'Tab')
    raise AssertionError(f'{field} is not reached by Tab')


def compare_with_commands(house, admin):
    """What the browser shows of the journal is sealed, whole, and answers to its anchor; the archive ends cleanly."""
    until(lambda: admin.goto('/journal') and admin.get_by_text(' 0 not yet sealed').count())
    told = admin.get_by_role('table', name='Journal').inner_text()
    assert 'Есептер' in told
    anchor = house.command('journal', 'anchor')
    proof = house.command('verify', 'all', '--against', anchor['line'])
    assert proof['whole']
    assert proof['blobs']['files'] == 1
    assert proof['journal']['entries'] >= anchor['entries'] > 20
    assert house.stop() == 0
    kept = house.command('tree', INVENTORY)
    assert [each['path'].rpartition('/')[2] for each in kept['children']] == ['2', '12', '12а', '13']
