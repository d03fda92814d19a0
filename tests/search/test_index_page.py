"""The page of the text index: what it tells, who may ask for a rebuild, and that a hidden record stays hidden."""

import pytest

from muragat.kernel.access import Role
from muragat.main import application, open_house
from muragat.search.jobs import REBUILD, open_rebuild
from muragat.search.rebuild import Rebuild
from tests import founded_archive
from tests.founded_archive import DOCUMENT, PASSWORD
from tests.search.indexed import brought_up_to_date
from tests.staff_house import hire
from tests.web.person import last_form, signed_in


@pytest.fixture
def house(founded, tmp_path):
    house = open_house(founded_archive.settings_for(founded_archive.copied(founded, tmp_path / 'var')))
    yield house
    house.close()


@pytest.fixture
def person(house):
    """person(login, role) -> a browser in which he has signed in."""
    app = application(house)

    def browse(login, role):
        hire(house, login, role, None, PASSWORD)
        return signed_in(app, login)

    return browse


def test_a_missing_index_is_told_and_a_rebuild_asked_for(person, house):
    browser = person('head', Role.ADMINISTRATOR)
    assert '/index' in browser.get('/health').text
    page = browser.get('/index')
    assert 'The text index is missing' in page.text
    last_form(page).submit(status=303)
    with house.session() as desk:
        job = open_rebuild(desk.site)
        assert (job.kind, job.arguments['why']) == (REBUILD, 'asked')
        assert job.by.startswith('account:')
    page = browser.get('/index')
    assert 'A rebuild waits' in page.text
    # Asked again, the one that waits goes on.
    last_form(page).submit(status=303)
    with house.session() as desk:
        assert desk.site.jobs.counts().waiting == 1


def test_figures_by_type_and_progress(person, house):
    brought_up_to_date(house)
    browser = person('head', Role.ADMINISTRATOR)
    brought_up_to_date(house)
    page = browser.get('/index')
    assert 'The text index is whole' in page.text
    rows = [[cell.text for cell in row.find_all(['th', 'td'])] for row in page.html.find('tbody').find_all('tr')]
    assert ['Documents', '1', '1', '0', '0'] in rows

    def stop(_done, _total):
        raise RuntimeError

    with pytest.raises(RuntimeError):
        Rebuild(house, tell=stop).run()
    assert 'The index is being rebuilt' in browser.get('/index').text
    assert 'is being rebuilt' in browser.get('/health').text


def test_a_record_that_could_not_be_indexed_is_named_to_who_sees_it(person, house):
    brought_up_to_date(house)
    with house.session() as desk:
        document = desk.resolve(DOCUMENT).id
    house.search.places.set_aside(document, 'ValueError: <script>')
    house.search.places.set_aside(77, 'ValueError: құпия')
    house.search.places.commit()
    page = person('head', Role.ADMINISTRATOR).get('/index')
    assert 'ValueError: &lt;script&gt;' in page.text
    assert DOCUMENT.rsplit('/', 1)[1] in page.text
    assert 'құпия' not in page.text


def test_an_inspector_looks_and_does_not_rebuild_and_a_reader_sees_nothing(person):
    inspector = person('inspector', Role.INSPECTOR)
    assert 'Rebuild' not in inspector.get('/index').text
    person('visitor', Role.READER).get('/index', status=403)
