"""When the text of a file is believed, and how many pages are read at once."""

import threading

import pytest
from hypothesis import given
from hypothesis import strategies as st

from muragat.capture.pipeline.agreement import TOLERATED, broken, disagreement, distance, suspicious
from muragat.capture.pipeline.crew import Crew
from muragat.capture.pipeline.flowing import STRETCH, stretches
from muragat.capture.pipeline.judgement import few, good, looks_bad, weight
from muragat.ports.cleaning import Signals
from muragat.ports.recognition import Recognition
from tests.capture.pipeline.standins import words

TEXT = 'Қазақстан Республикасының Үкіметі қаулы етеді бұл қаулы алғашқы ресми жарияланған күнінен бастап енгізіледі'
SHORT = st.text('абвқ', max_size=12)


def plain_distance(one, other):
    """The textbook one, to compare with."""
    row = list(range(len(other) + 1))
    for place, sign in enumerate(one, 1):
        before, row = row, [place]
        for column, its in enumerate(other, 1):
            row.append(min(before[column] + 1, row[column - 1] + 1, before[column - 1] + (sign != its)))
    return row[-1]


@given(SHORT, SHORT, st.integers(1, 15))
def test_the_distance_is_the_one_of_the_textbook_up_to_its_limit(one, other, limit):
    assert distance(one, other, limit) == min(limit, plain_distance(one, other))


def test_the_same_text_agrees_in_any_order_of_columns():
    assert disagreement(words(TEXT), words(' '.join(reversed(TEXT.split())))) == 0


def test_single_wrong_letters_are_tolerated():
    assert 0 < disagreement(words(TEXT), words(TEXT.replace('қаулы', 'каулы'))) < TOLERATED


def test_kazakh_that_was_read_as_russian_is_not():
    misread = TEXT
    for kazakh, russian in zip('әғқңөұүһі', 'эгкноууһі', strict=True):
        misread = misread.replace(kazakh, russian).replace(kazakh.upper(), russian.upper())
    misread = misread.replace('енгізіледі', 'снпзЬпедЬ').replace('жарияланған', 'жариялангзн')
    assert disagreement(words(misread), words(TEXT)) > TOLERATED
    assert suspicious(words('каулы етедь'))
    assert not suspicious(words(TEXT))
    assert not suspicious(words('plain english'))


def test_another_text_disagrees_wholly():
    assert disagreement(words(TEXT), ()) >= TOLERATED
    assert disagreement((), ()) == 0


def test_letters_without_a_meaning_are_broken():
    assert broken(words('\ufffd\ufffd кал'))
    assert not broken(words(TEXT))
    assert not broken(())


def signals(**more):
    given_ = {'blank': False, 'skew': 0.0, 'turned': 'no', 'dark': False, 'blurred': False, 'contrast': 200.0,
              'dpi': 300, 'phash': '', 'ink': 0.06}
    return Signals(**(given_ | more))


@pytest.mark.parametrize('seen', [{'skew': -2.0}, {'contrast': 80.0}, {'dpi': 150}, {'dark': True}, {'blurred': True}])
def test_a_bad_look_is_cleaned_first_unless_bitonal(seen):
    assert looks_bad(signals(**seen))
    assert not looks_bad(signals(**seen, bitonal=True))


def test_a_good_look_is_read_as_it_is():
    assert not looks_bad(signals())
    assert not looks_bad(None)


def test_one_sure_word_on_a_full_page_is_not_believed():
    reading = Recognition(words('құжат'), ('kk',), 'kk', 95.0)
    assert few(reading.words, signals())
    assert not good(reading, signals())
    assert good(reading, signals(ink=0.0005))


def test_guesses_in_noise_lose_against_a_few_sure_words():
    noise = Recognition(words('xx ' * 300, 30.0), (), '', 30.0)
    sure = Recognition(words(TEXT), (), '', 95.0)
    assert weight(sure) > weight(noise)


def test_a_long_text_is_cut_into_stretches_without_losing_a_word():
    text = '\n'.join(' '.join(f'{line}-{word}' for word in range(7)) for line in range(500))
    cut = list(stretches(text))
    assert [word.text for stretch in cut for word in stretch] == text.split()
    assert all(STRETCH <= len(stretch) < STRETCH + 7 for stretch in cut[:-1])


class TestCrew:
    def test_several_at_once_but_no_more_than_there_are_processors(self):
        barrier, most, now = threading.Barrier(2, timeout=10), [0], [0]
        lock = threading.Lock()

        def work(number):
            with lock:
                now[0] += 1
                most[0] = max(most[0], now[0])
            barrier.wait()
            with lock:
                now[0] -= 1
            return number

        assert sorted(Crew(2).each(work, range(6), lambda: None)) == list(range(6))
        assert most[0] == 2

    def test_who_stops_in_the_middle_leaves_nobody_at_work(self):
        begun, ended = [], []

        def work(number):
            begun.append(number)
            ended.append(number)
            return number

        class Stop(Exception):
            pass

        def beat():
            raise Stop

        with pytest.raises(Stop):
            list(Crew(2).each(work, range(100), beat))
        assert begun == ended
        assert len(begun) <= 3

    def test_an_error_of_a_page_is_an_error_of_its_file(self):
        with pytest.raises(ZeroDivisionError):
            list(Crew(1).each(lambda number: 1 // number, [1, 0, 1], lambda: None))
