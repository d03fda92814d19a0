"""Texts of pages and the stages of files as they are stored."""

import pickle

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from muragat.kernel.i18n import translator
from muragat.media.causes import ATTENTION, WORDINGS, Cause, cause
from muragat.media.states import Stage, States, stage_of, states_for_writing
from muragat.media.texts import Canvas, PageText, Source, Texts, pack, unpack
from muragat.ports import faults
from muragat.ports.words import Word, text_of

NUMBERS = st.integers(0, 20_000)
WORDS = st.lists(st.builds(Word, st.text(min_size=1, max_size=12), NUMBERS, NUMBERS, NUMBERS, NUMBERS,
                           st.integers(-10, 1000).map(lambda tenths: tenths / 10), NUMBERS, NUMBERS, NUMBERS))


def page(*texts, source=Source.RECOGNISED):
    return PageText([Word(text, 1, 2, 3, 4, 90.0) for text in texts], Canvas(100, 200, 300), source)


@settings(suppress_health_check=[HealthCheck.too_slow])
@given(WORDS)
def test_words_come_back_as_they_were_packed(words):
    assert unpack(pack(words)) == tuple(words)


@given(st.lists(st.builds(Word, st.text(st.characters(codec='utf-8'), min_size=1), *[st.just(1)] * 4, st.just(90.0),
                          *[st.integers(0, 2)] * 3)))
def test_the_text_is_that_of_the_words(words):
    assert PageText(words, Canvas(1, 1, 300.0), Source.RECOGNISED).text == text_of(words)


def test_a_page_of_text_is_small():
    words = [Word(f'құжат{number % 40}', number * 37 % 2000, number * 11 % 3000, 120, 40, 95.5, number // 9, 1, 1)
             for number in range(300)]
    assert len(pickle.dumps(pack(words))) < 6000


def test_a_later_reading_keeps_the_earlier_ones():
    texts = Texts()
    for text in ('бір', 'екі', 'үш'):
        texts.keep(5, 1, 1, 0, page(text))
    kept = texts.page(5, 1, 1, 0)
    assert kept.text == 'үш'
    assert [each.text for each in kept.earlier] == ['бір', 'екі']


def test_what_a_machine_reads_stands_beside_a_correction():
    texts = Texts()
    texts.keep_read(5, 1, 1, 0, page('бір'))
    corrected = page('екі', source=Source.CORRECTED)
    corrected.who, corrected.when = 'account:1', 5.0
    texts.keep(5, 1, 1, 0, corrected)
    reading = page('үш')
    reading.job = 7
    kept = texts.keep_read(5, 1, 1, 0, reading)
    assert (kept.text, kept.who, kept.when, kept.source) == ('екі', 'account:1', 5.0, 'corrected')
    assert [each.text for each in kept.earlier] == ['бір', 'үш']
    assert texts.page(5, 1, 1, 0) is kept
    assert kept.read_by(7)
    assert not kept.read_by(8)
    assert len(corrected.earlier) == 1


def test_versions_and_files_do_not_mix():
    texts = Texts()
    for number, version, index in ((1, 1, 0), (1, 1, 1), (1, 2, 0), (2, 1, 0)):
        texts.keep(5, number, version, index, page(f'{number}{version}{index}'))
    assert [(index, text.text) for index, text in texts.pages(5, 1, 1)] == [(0, '110'), (1, '111')]
    assert texts.read(5, 1, 2) == {0}
    texts.forget(5, 1, 1)
    assert texts.read(5, 1, 1) == set()
    assert texts.read(5, 2, 1) == {0}
    texts.release(5)
    assert texts.page(5, 2, 1, 0) is None


def test_pages_of_the_same_bytes_are_shared():
    texts = Texts()
    texts.keep(5, 1, 1, 0, page('бір'))
    texts.copy((5, 1, 1), (6, 2, 1))
    assert texts.page(6, 2, 1, 0) is texts.page(5, 1, 1, 0)


def test_a_record_needs_attention_as_long_as_one_of_its_files_does(desk):
    states = states_for_writing(desk.site)
    states.begin(5, 1, 1, 1, 0.0)
    states.begin(5, 2, 1, 1, 0.0)
    states.set(5, 1, Stage.NEEDS_ATTENTION, 1.0, [cause('damaged')])
    states.set(5, 2, Stage.DONE, 1.0)
    assert stage_of(desk.site, 5) == (Stage.NEEDS_ATTENTION, (Cause('damaged'),))
    assert list(states.need_attention()) == [5]
    states.set(5, 1, Stage.DONE, 2.0)
    assert list(states.need_attention()) == []
    assert stage_of(desk.site, 5) == (Stage.DONE, ())


def test_a_job_that_failed_without_a_word_is_told(desk):
    job = desk.site.jobs.enqueue('x', {}, 'system', 0.0)
    states_for_writing(desk.site).begin(5, 1, 1, job.id, 0.0)
    assert stage_of(desk.site, 5) == (Stage.WAITING, ())
    job.state = 'failed'
    assert stage_of(desk.site, 5) == (Stage.NEEDS_ATTENTION, (cause('job_lost'),))


def test_nothing_is_known_of_records_without_files(desk):
    assert stage_of(desk.site, 5) is None
    assert States().of(5) == {}


def test_every_cause_has_words_in_which_its_details_stand():
    told = cause('page_failed', page=3, reason='hung').message
    assert translator('en').translate(told) == (
        'Page 3 could not be read: The program that reads the file took too long and was stopped.')
    assert cause('password').message == faults.WORDS['password']
    assert 'unheard_of' in translator('en').translate(cause('unheard_of').message)
    assert set(WORDINGS) >= ATTENTION
