"""Reading as people and programs meet it: the panel, what needs a person, reading again, REST."""

from urllib.parse import quote

import pytest

from muragat.cli.labour import Worker
from muragat.main import application
from muragat.ports.pages import IPageSource
from muragat.ports.recognition import IRecognizer
from tests.capture.pipeline.test_reading import PAGE
from tests.founded_archive import DOCUMENT
from tests.web.person import last_form, signed_in


@pytest.fixture
def browser(house):
    return signed_in(application(house))


@pytest.fixture
def failed(station):
    """A record with a page that cannot be read."""
    return station.read(f'{PAGE}\n!page_damaged x')


def test_the_page_of_a_record_says_how_far_its_files_are_and_why(browser, failed):
    text = browser.get(DOCUMENT).html.text
    assert 'Needs attention' in text
    assert 'Page 2 could not be read: The page is damaged and cannot be shown.' in text


def test_a_waiting_file_says_so(browser, station):
    station.hand_over(PAGE)
    assert 'Waits to be read' in browser.get(DOCUMENT).html.text


def test_a_person_has_it_read_again_in_another_language(browser, station, failed, ports):
    form = browser.form(f'{DOCUMENT}/read')
    form['mode'] = 'redo'
    form['languages.ru'] = True
    form.submit(status=303)
    assert station.stage(failed)[0] == 'waiting'
    station.work()
    assert ports[IRecognizer].asked[-1][1] == ('ru',)


def test_what_is_being_read_is_not_read_again_and_the_page_says_why(browser, station):
    station.hand_over(PAGE)
    page = browser.form(f'{DOCUMENT}/read').submit(status=422)
    assert 'is being read at this moment' in page.html.text


def test_all_that_needs_a_person_on_one_page_and_tried_again_from_there(browser, station, failed):
    page = browser.get('/reading')
    assert 'could not be read' in page.html.text
    form = last_form(page)
    form.fields['id'][0].checked = True
    form.submit(status=303)
    assert station.jobs()['waiting'] == 1
    station.work()
    assert station.jobs()['waiting'] == 0


def test_nothing_needs_a_person_in_a_new_archive(browser):
    assert 'No file needs a person.' in browser.get('/reading').html.text


def test_a_selection_of_a_list_is_read_again(browser, station, failed):
    parent = DOCUMENT.rpartition('/')[0]
    page = browser.get(parent)
    assert page.html.find('option', value='read')
    asked = browser.post(quote(f'{parent}/bulk'), {'csrf_token': last_form(page)['csrf_token'].value, 'deed': 'read',
                                            'id': str(failed)})
    form = last_form(asked)
    form['mode'] = 'force'
    form.submit(status=303)
    assert station.jobs()['waiting'] == 1


def test_health_counts_what_needs_a_person(browser, failed):
    assert 'Records with files that need a person: 1.' in browser.get('/health').html.text


class TestStopping:
    """A worker that is asked to stop leaves a heavy job in the middle, and that is no attempt."""

    def test_the_next_worker_goes_on_with_the_first_unread_page(self, station, house, ports):
        record = station.hand_over('\n'.join([PAGE] * 6))
        first, source, shown = Worker(house, lambda _house: False), ports[IPageSource], []
        render = source.render

        def rendered(*given, **more):
            shown.append(given)
            if len(shown) > 3:
                first.stop()
            return render(*given, **more)

        source.render = rendered
        first.do_job()
        source.render = render
        assert station.jobs() == {'waiting': 1, 'running': 0, 'done': 0, 'failed': 0}
        with house.session() as desk:
            job, = desk.site.jobs.list('waiting')
            assert job.attempts == 0
        before = set(station.pages(record))
        assert len(before) < 6
        station.work()
        assert station.stage(record) == ('done', [])
        assert sorted(station.pages(record)) == list(range(6))

    def test_a_heavy_job_holds_up_no_light_one(self, station, house):
        station.hand_over(PAGE)
        assert not station.worker.do_light_job()
        assert station.worker.do_heavy_job()
