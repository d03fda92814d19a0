"""Files on their way through the pipeline: what is kept of them, where they stand, and why."""

import pytest

from muragat.capture.pipeline.context import Mode
from muragat.capture.requests import read_again
from muragat.kernel.errors import Hindered, Invalid
from muragat.kernel.interfaces import IPageText
from muragat.media.originals import originals_of
from muragat.media.service import files_at
from muragat.media.texts import Canvas, PageText, Source, texts_for_writing, texts_of
from muragat.ports.cleaning import ISignals
from muragat.ports.faults import Failed, fault
from muragat.ports.malware import IMalwareCheck, Verdict
from muragat.ports.members import IMembers, Unpacked
from muragat.ports.pages import IPageSource
from muragat.ports.recognition import IRecognizer
from tests.capture.pipeline.conftest import TEXT, ZIP
from tests.capture.pipeline.standins import words
from tests.founded_archive import DOCUMENT
from tests.search.indexed import brought_up_to_date

PAGE = ' '.join(f'құжат{number}' for number in range(30))


def again(station, mode, **more):
    return station.house.run(lambda desk: read_again(desk, desk.resolve(DOCUMENT), mode, **more))


def test_an_upload_waits_to_be_read_as_soon_as_it_is_kept(station):
    record = station.hand_over(PAGE)
    assert station.stage(record) == ('waiting', [])
    assert station.jobs()['waiting'] == 1


def test_a_file_is_read_page_by_page(station):
    record = station.read(f'{PAGE}\n{PAGE} екі\n{PAGE} үш')
    assert station.pages(record) == {0: PAGE, 1: f'{PAGE} екі', 2: f'{PAGE} үш'}
    assert station.stage(record) == ('done', [])
    assert station.reading(record) == (3, 3)


def test_nothing_is_left_of_the_work(station, var):
    record = station.read(PAGE)
    assert not list((var / 'work').rglob('*.*'))
    assert [path.name for path in sorted((var / 'renditions').rglob('*.jpg'))] == ['1600.jpg', '256.jpg']
    assert station.jobs() == {'waiting': 0, 'running': 0, 'done': 1, 'failed': 0}
    assert record


def test_languages_and_codes_are_as_wished(station, ports):
    record = station.read(PAGE, languages=['ru'], codes=True)
    assert ports[IRecognizer].asked[0][1] == ('ru',)
    assert station.page(record)[4] == ('muragat:1',)


def test_without_a_wish_the_default_languages_are_tried(station, ports):
    station.read(PAGE)
    assert ports[IRecognizer].asked == [(PAGE[:20], ('kk', 'ru', 'en'))]


def test_an_unknown_language_is_refused_with_the_upload(station):
    with pytest.raises(Invalid):
        station.hand_over(PAGE, languages=['xx'])
    assert station.jobs()['waiting'] == 0


def test_a_page_that_looks_bad_is_cleaned_first_and_boxes_stand_on_the_page(station, ports):
    record = station.read(f'~{PAGE}')
    assert station.page(record)[:2] == ('cleaned', '')
    assert len(ports[IRecognizer].asked) == 1
    with station.house.session() as desk:
        assert texts_of(desk.site).page(record, 1, 1, 0).words[0].left == 5


def test_a_doubtful_reading_loses_against_that_of_the_cleaned_page(station, ports, monkeypatch):
    judged = type(ports[ISignals]).signals
    monkeypatch.setattr(ports[ISignals], 'signals', lambda image: judged(ports[ISignals], image)._replace(skew=0.0))
    record = station.read(f'~{PAGE}')
    assert station.page(record)[0] == 'cleaned'
    assert len(ports[IRecognizer].asked) == 2


def test_a_page_on_its_head_is_read_turned(station):
    record = station.read(f'^{PAGE}')
    assert station.page(record)[2] == 180
    assert station.pages(record) == {0: PAGE}


def test_a_blank_page_is_no_fault_and_a_silent_one_is(station):
    record = station.read(f'{PAGE}\n \n# something on it')
    assert station.stage(record) == ('needs_attention', ['ink_without_text'])
    assert station.pages(record) == {0: PAGE, 1: '', 2: ''}
    assert station.page(record, 2)[1] == 'nothing'


def test_a_file_of_blank_pages_is_done_without_text(station):
    assert station.stage(station.read(' \n ')) == ('done_without_text', ['no_text'])


@pytest.mark.parametrize('code', ['page_damaged', 'hung', 'died', 'flooded', 'garbled', 'memory', 'too_large'])
def test_a_page_that_fails_stops_no_other(station, code):
    record = station.read(f'{PAGE}\n!{code} x\n{PAGE}')
    assert station.stage(record) == ('needs_attention', ['page_failed'])
    assert sorted(station.pages(record)) == [0, 2]
    assert station.jobs()['done'] == 1


def test_a_lost_helper_is_asked_once_more(station, ports):
    station.read('!died x')
    assert ports[IPageSource].rendered == [0, 0]


def test_several_failed_pages_are_told_together(station):
    assert station.stage(station.read('!died x\n!hung x'))[1] == ['pages_failed']


def test_what_a_look_tells_is_told(station, ports):
    ports[IPageSource].told = {'signed': True, 'encrypted': True}
    assert station.stage(station.read(PAGE)) == ('done', ['restricted', 'signed'])


def test_a_file_that_cannot_be_looked_at_needs_a_person(station, ports, monkeypatch):
    def fails(*_given):
        raise Failed(fault('not_understood'))

    monkeypatch.setattr(ports[IPageSource], 'look', fails)
    assert station.stage(station.read(PAGE)) == ('needs_attention', ['not_understood'])


@pytest.mark.parametrize(('content', 'media_type', 'stage', 'causes'), [
    ('', 'application/octet-stream', 'needs_attention', ['empty_file']),
    ('?', 'application/octet-stream', 'needs_attention', ['unknown_type']),
    ('?', 'audio/mpeg', 'done_without_text', ['not_read']),
    ('Мәтін бар', TEXT, 'done', []),
    ('!not_understood', TEXT, 'needs_attention', ['not_understood']),
])
def test_each_kind_of_file_ends_in_a_state_with_its_cause(station, content, media_type, stage, causes):
    assert station.stage(station.read(content, media_type=media_type)) == (stage, causes)


class TestTextOfTheFile:
    def test_sound_text_is_kept_and_only_one_page_recognised(self, station, ports):
        ports[IPageSource].layers = {0: PAGE, 1: f'{PAGE} екі', 2: PAGE}
        record = station.read(f'{PAGE}\n{PAGE} екі\n{PAGE}')
        assert [station.page(record, index)[0] for index in range(3)] == ['layer'] * 3
        assert len(ports[IRecognizer].asked) == 1

    def test_a_page_without_text_is_recognised(self, station, ports):
        ports[IPageSource].layers = {0: PAGE}
        record = station.read(f'{PAGE}\n{PAGE} екі')
        assert [station.page(record, index)[0] for index in range(2)] == ['layer', 'recognised']

    def test_text_that_is_not_on_the_page_is_not_believed_and_both_are_kept(self, station, ports):
        misread = PAGE.replace('қ', 'к').replace('ұ', 'у').replace('жат', 'шар')
        ports[IPageSource].layers = {0: misread}
        record = station.read(PAGE)
        assert station.page(record)[0] == 'recognised'
        assert station.page(record)[3] == [misread]

    def test_broken_letters_are_no_text(self, station, ports):
        ports[IPageSource].layers = {0: PAGE.replace('қ', '\ufffd')}
        assert station.page(station.read(PAGE))[0] == 'recognised'

    def test_forced_recognition_believes_no_text(self, station, ports):
        ports[IPageSource].layers = {0: PAGE}
        record = station.read(PAGE)
        assert station.page(record)[0] == 'layer'
        again(station, Mode.FORCE)
        station.work()
        assert station.page(record)[0] == 'recognised'


    def test_a_sample_that_is_not_believed_is_read_once(self, station, ports):
        ports[IPageSource].layers = {0: 'басқа мәтін ' * 20, 1: 'тағы басқа ' * 12}
        record = station.read(f'{PAGE}\n{PAGE} екі')
        assert station.pages(record) == {0: PAGE, 1: f'{PAGE} екі'}
        assert station.page(record)[3] == ['басқа мәтін ' * 19 + 'басқа мәтін']
        assert len(ports[IRecognizer].asked) == 2


OTHER = '/archive/Р-1/1/1/2'


class TestKnown:
    """The same bytes for a second record."""

    @pytest.fixture
    def other(self, station):
        def added(desk):
            desk.add(desk.resolve(DOCUMENT).__parent__, 'document', {'title': {'kk': 'x', 'ru': 'x'}})

        station.house.run(added)
        return OTHER

    def test_they_are_not_recognised_again(self, station, ports, other):
        station.read(f'{PAGE}\n{PAGE} екі')
        before = len(ports[IRecognizer].asked)
        record = station.read(f'{PAGE}\n{PAGE} екі', path=other)
        assert station.pages(record) == {0: PAGE, 1: f'{PAGE} екі'}
        assert (station.stage(record), station.reading(record)) == (('done', []), (2, 2))
        assert len(ports[IRecognizer].asked) == before

    def test_what_people_wrote_does_not_come_along(self, station, other):
        record = station.read(PAGE)

        def correct(desk):
            for words_of in ('құпия', 'құпия сөз'):
                text = PageText(words(words_of), Canvas(1, 1, 300), Source.CORRECTED)
                text.who = 'account:7'
                texts_for_writing(desk.site).keep(record, 1, 1, 0, text)

        station.house.run(correct)
        second = station.read(PAGE, path=other)
        assert station.page(second)[:1] + station.page(second)[3:4] == ('recognised', [])
        assert station.pages(second) == {0: PAGE}
        with station.house.session() as desk:
            assert texts_of(desk.site).page(second, 1, 1, 0).who == ''

    @pytest.mark.parametrize('wishes', [{'languages': ['ru']}, {'codes': True}])
    def test_what_was_read_otherwise_is_read_again(self, station, ports, other, wishes):
        station.read(PAGE)
        station.read(PAGE, path=other, **wishes)
        assert len(ports[IRecognizer].asked) == 2

    def test_codes_that_were_looked_for_come_along(self, station, ports, other):
        station.read(PAGE, codes=True)
        record = station.read(PAGE, path=other, codes=True)
        assert len(ports[IRecognizer].asked) == 1
        assert station.page(record)[4] == ('muragat:1',)

    def test_a_page_without_text_there_is_tried_here(self, station, ports, other):
        station.read(f'{PAGE}\n# тек сызық')
        before = len(ports[IRecognizer].asked)
        station.read(f'{PAGE}\n# тек сызық', path=other)
        assert len(ports[IRecognizer].asked) > before

    def test_who_asks_for_another_reading_gets_one(self, station, ports, other):
        station.read(PAGE)
        record = station.read(PAGE, path=other)
        before = len(ports[IRecognizer].asked)
        station.house.run(lambda desk: read_again(desk, desk.resolve(other), Mode.REDO))
        station.work()
        assert len(ports[IRecognizer].asked) == before + 1
        assert station.page(record)[3] == [PAGE]


class TestAgain:
    def test_a_retry_reads_only_what_failed(self, station, ports, monkeypatch):
        record = station.read(f'{PAGE}\n!died x\n# ink')
        ports[IPageSource].rendered.clear()
        assert again(station, Mode.RETRY) == 1
        station.work()
        assert sorted(set(ports[IPageSource].rendered)) == [1, 2]
        assert station.stage(record)[0] == 'needs_attention'

    def test_a_retry_leaves_what_is_well(self, station):
        station.read(PAGE)
        assert again(station, Mode.RETRY) == 0

    def test_redone_in_another_language_with_the_reading_before_kept(self, station, ports):
        record = station.read(PAGE)
        again(station, Mode.REDO, languages=('ru',))
        station.work()
        assert ports[IRecognizer].asked[-1][1] == ('ru',)
        assert station.page(record)[3] == [PAGE]

    def correct(self, station, record):
        def kept(desk):
            text = PageText(words('түзетілді'), Canvas(1, 1, 300), Source.CORRECTED)
            texts_for_writing(desk.site).keep(record, 1, 1, 0, text)

        station.house.run(kept)

    @pytest.mark.parametrize('mode', [Mode.REDO, Mode.FORCE])
    def test_a_correction_outlives_every_reading(self, station, ports, mode):
        record = station.read(PAGE)
        self.correct(station, record)
        before = len(ports[IRecognizer].asked)
        again(station, mode)
        station.work()
        assert station.page(record)[0] == 'corrected'
        assert station.pages(record) == {0: 'түзетілді'}
        assert len(ports[IRecognizer].asked) - before == (mode == Mode.FORCE)
        assert station.page(record)[3] == [PAGE] * (1 + (mode == Mode.FORCE))

    def test_a_correction_made_while_the_page_is_read_stands(self, station, ports, monkeypatch):
        record, read = station.hand_over(PAGE), ports[IRecognizer].recognise

        def meanwhile(*given):
            self.correct(station, record)
            return read(*given)

        monkeypatch.setattr(ports[IRecognizer], 'recognise', meanwhile)
        station.work()
        assert (station.page(record)[0], station.page(record)[3]) == ('corrected', [PAGE])

    def test_a_file_that_is_being_read_is_not_read_twice(self, station):
        station.hand_over(PAGE)
        with pytest.raises(Hindered):
            again(station, Mode.REDO)

    def test_a_job_for_an_older_version_changes_nothing(self, station):
        record = station.hand_over(PAGE)
        again_job = station.house.run(lambda desk: desk.site.states.begin(record, 1, 1, 7, 0.0))
        assert again_job
        station.work()
        assert station.pages(record) == {}

    def test_a_record_that_is_gone_ends_the_job(self, station):
        record = station.hand_over(PAGE)
        station.house.run(lambda desk: desk.delete(desk.resolve(DOCUMENT), 'a test'))

        def destroyed(desk):
            desk.destroy(next(desk.site.trash.expired(desk.clock.now(), -1)))

        station.house.run(destroyed)
        station.work()
        assert station.jobs() == {'waiting': 0, 'running': 0, 'done': 1, 'failed': 0}
        with station.house.session() as desk:
            assert desk.site.states.of(record) == {}


class TestMembers:
    def test_members_become_documents_beside_the_archive(self, station):
        record = station.read(f'a/b.txt={PAGE}\nc.txt=екі', media_type=ZIP, name='a.zip')
        assert station.stage(record) == ('done_without_text', ['members'])
        with station.house.session() as desk:
            unit = desk.resolve(DOCUMENT).__parent__
            names = {versions[0].filename for child in unit.child_ids()
                     for versions in originals_of(desk.site).sheaf(child).files.values()}
            assert names == {'a.zip', 'b.txt', 'c.txt'}

    def test_a_job_that_is_repeated_makes_no_document_twice(self, station):
        record = station.read(f'b.txt={PAGE}\nc.txt={PAGE}', media_type=ZIP)
        again(station, Mode.FORCE)
        station.work()
        with station.house.session() as desk:
            assert desk.resolve(DOCUMENT).__parent__.count == 3
        assert record

    def test_a_bomb_is_kept_as_it_is(self, station, ports, monkeypatch):
        def fails(*_given):
            raise Failed(fault('too_large'))

        monkeypatch.setattr(ports[IMembers], 'unpack', fails)
        assert station.stage(station.read('x', media_type=ZIP)) == ('needs_attention', ['bomb'])

    def test_an_office_file_that_looks_like_an_archive_is_one(self, station, ports, monkeypatch):
        monkeypatch.setattr(ports[IMembers], 'unpack', lambda *_given: Unpacked((), office=TEXT))
        record = station.read('құжат мәтіні', media_type=ZIP)
        assert station.pages(record) == {0: 'құжат мәтіні'}

    def test_what_did_not_come_out_is_told(self, station, ports, monkeypatch):
        monkeypatch.setattr(ports[IMembers], 'unpack', lambda *_given: Unpacked((), (('x', 'password'),)))
        assert station.stage(station.read('x', media_type=ZIP)) == ('needs_attention', ['members_refused'])


class TestMalware:
    def test_what_is_found_is_kept_apart_and_opened_by_nobody(self, station, ports):
        ports[IMalwareCheck].verdict = Verdict('Eicar')
        record = station.read(PAGE)
        assert station.stage(record) == ('needs_attention', ['malware'])
        assert ports[IPageSource].rendered == []
        with station.house.session() as desk:
            files = files_at(desk, station.house)
            file = files.of(desk.resolve(DOCUMENT))[0]
            with pytest.raises(Hindered) as refused:
                files.open(desk.resolve(DOCUMENT), file.original)
        assert refused.value.refusals[0].code == 'quarantined'

    def test_nothing_is_opened_while_the_scanner_is_silent(self, station, ports):
        ports[IMalwareCheck].verdict = Verdict(answered=False)
        record = station.read(PAGE)
        assert station.stage(record) == ('needs_attention', ['malware_unchecked'])
        ports[IMalwareCheck].verdict = Verdict()
        again(station, Mode.RETRY)
        station.work()
        assert station.stage(record) == ('done', [])


def test_a_lost_file_is_told(station, var):
    record = station.hand_over(PAGE)
    blob, = (var / 'db' / 'blobs').rglob('*.blob')
    blob.unlink()
    station.work()
    assert station.stage(record) == ('needs_attention', ['bytes_missing'])


def test_an_error_in_the_program_is_told_and_loses_no_upload(station, ports, monkeypatch):
    monkeypatch.setattr(ports[IPageSource], 'look', lambda *_given: 1 / 0)
    record = station.read(PAGE)
    assert station.stage(record)[0] == 'running'

    def given_up(desk):
        job = next(iter(desk.site.jobs.list('waiting')))
        job.attempts = 9
        job.state = 'running'
        job.worker = 'x'
        desk.site.jobs.fail(job, 'x', desk.clock.now(), job.error, final=True)

    station.house.run(given_up)
    assert station.stage(record) == ('needs_attention', ['job_failed'])


def test_what_was_read_is_found(station):
    record = station.read(f'{PAGE}\nерекше сөз {PAGE}')
    with station.house.session() as desk:
        assert 'ерекше' in desk.registry.adapt(desk.resolve(DOCUMENT), IPageText).text()
    brought_up_to_date(station.house)
    with station.house.session() as desk:
        assert 'ерекше' in station.house.search.index.terms('word', 'ерек', desk.sight)
    assert record
