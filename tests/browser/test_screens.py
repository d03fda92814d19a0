"""Every screen in three languages: axe finds nothing, the console is quiet, nothing is wider than the window."""

import pytest

SCREENS = {
    'home': '/', 'tree': '/tree', 'archive': '/archive', 'fonds': '/archive/Р-12', 'inventory': '/archive/Р-12/1',
    'narrowed': '/archive/Р-12/1?q=протокол&sort=title&order=desc', 'empty': '/archive/Р-12/1?state=departed',
    'unit': '/archive/Р-12/1/36', 'document': '/archive/Р-12/1/4/1',
    'versions': '/archive/Р-12/1/4/1/versions?number=1',
    'add': '/archive/add', 'edit': '/archive/Р-12/1/4/edit', 'move': '/archive/Р-12/1/4/move',
    'delete': '/archive/Р-12/1/4/delete', 'transition': '/archive/Р-12/1/4/transition?name=depart',
    'close': '/archive/Р-12/1/36/close', 'relate': '/archive/Р-12/1/4/relate',
    'relations': '/archive/Р-12/1/4/relations',
    'history': '/archive/Р-12/1/4/history', 'access': '/archive/Р-12/access', 'grant': '/archive/Р-12/grant',
    'permit': '/archive/Р-12/1/36/permit', 'journal': '/journal', 'jobs': '/jobs', 'health': '/health',
    'vocabularies': '/vocabularies', 'vocabulary': '/vocabularies?name=carrier', 'law': '/law',
    'law-number': '/law?name=closure.personal_secret', 'trash': '/trash', 'keys': '/keys', 'staff': '/staff',
    'account': '/account', 'token': '/account/token', 'password': '/account/password', 'person': '/staff/reader',
    'add-person': '/staff/add?type=account', 'rename': '/archive/Р-12/1/4/rename', 'branch': '/archive/Р-12/1/branch',
    'compare': '/archive/Р-12/1/4/compare?from=1&to=2', 'roles': '/access', 'refused': '/archive/Р-12/delete',
    'search': '/search', 'results': '/search?q=протокол', 'narrowed-results': '/search?q=протокол&type=unit&facets=yes',
    'nothing-found': '/search?q=квантовая', 'searches': '/searches', 'glossary': '/glossary?list=product',
    'missing': '/archive/nowhere', 'not-found': '/go?to=nowhere',
}
NOT_THERE = {'missing', 'not-found'}
RULES = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice']
#: The experimental rule takes the branches below a line of the tree for a part of its name.
RUN = """async rules => (await axe.run(document, {
    runOnly: rules, rules: {'label-content-name-mismatch': {enabled: false}}})).violations.map(
    one => `${one.impact} ${one.id}: ` + one.nodes.slice(0, 3).map(node => node.html.slice(0, 160)).join(' || '))"""


def faults(page, axe):
    """What axe says of the page."""
    page.evaluate(axe)
    return page.evaluate(RUN, RULES)


@pytest.mark.parametrize('language', [
    'kk', pytest.param('ru', marks=pytest.mark.long), pytest.param('en', marks=pytest.mark.long)])
@pytest.mark.parametrize('screen', SCREENS)
def test_axe_finds_nothing_on_a_screen(signed_in, axe, screens, screen, language):
    page = signed_in('administrator', language)
    said = []
    page.on('console', lambda message: said.append(message.text) if message.type in ('error', 'warning') else None)
    page.on('pageerror', lambda error: said.append(str(error)))
    answer = page.goto(SCREENS[screen])
    if screens is not None:
        page.screenshot(path=screens / f'{screen}-{language}.png', full_page=True)
    assert answer.status == (404 if screen in NOT_THERE else 200)
    assert faults(page, axe) == []
    assert [text for text in said if 'status of 404' not in text] == []
    page.close()


@pytest.mark.parametrize('screen', SCREENS)
def test_a_screen_fits_a_tablet(signed_in, screens, screen):
    page = signed_in('administrator', 'kk', 768)
    page.goto(SCREENS[screen])
    if screens is not None:
        page.screenshot(path=screens / f'{screen}-tablet.png', full_page=True)
    assert page.evaluate('document.documentElement.scrollWidth <= document.documentElement.clientWidth')
    page.close()


def test_the_login_page_is_accessible(chromium, address, axe):
    page = chromium.new_page()
    page.goto(f'{address}/login')
    assert faults(page, axe) == []
    page.close()


def test_a_page_image_is_shown_though_it_may_do_nothing(signed_in, screens):
    page = signed_in('administrator', 'kk')
    page.goto('/archive/Р-12/1/4/1/file?number=1')
    if screens is not None:
        page.screenshot(path=screens / 'page-image.png')
    assert page.evaluate('document.images[0].naturalWidth') > 500
    assert page.evaluate('document.images[0].getBoundingClientRect().height') > 100
    page.close()
