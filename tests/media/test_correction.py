"""Typed words in the places of those they stand for, whatever was typed."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from muragat.media.texts import Canvas
from muragat.media.viewer.correction import placed
from muragat.ports.words import Word, text_of

CANVAS = Canvas(1000, 1400, 300.0)
OLD = (Word('Хаттама', 100, 50, 200, 30, 96.0, 0, 0, 0), Word('N7', 320, 50, 60, 30, 41.0, 0, 0, 0),
       Word('оты', 100, 100, 60, 30, 60.0, 1, 0, 0), Word('рыс', 170, 100, 60, 30, 60.0, 1, 0, 0),
       Word('соңы', 100, 300, 90, 30, 90.0, 0, 0, 1))
TYPED = st.lists(st.lists(st.sampled_from(('Хаттама', 'N7', 'оты', 'рыс', 'соңы', 'жаңа', 'сөз')), max_size=4),
                 max_size=8).map(lambda lines: '\n'.join(' '.join(line) for line in lines))


def boxes(words):
    return {word.text: word[1:5] for word in words}


@given(TYPED)
def test_the_text_is_what_was_typed_and_every_word_has_a_place_on_the_page(typed):
    words = placed(OLD, typed, CANVAS)
    assert text_of(words).split() == typed.split()
    assert [line for line in text_of(words).splitlines() if line] == [
        ' '.join(line.split()) for line in typed.splitlines() if line.split()]
    assert all(word.width > 0 and word.left >= 0 and word.left + word.width <= CANVAS.width for word in words)


@pytest.mark.parametrize(('typed', 'word', 'box'), [
    ('Хаттама №7\nоты рыс\n\nсоңы', '№7', (320, 50, 60, 30)),
    ('Хаттама N7\nотырыс\n\nсоңы', 'отырыс', (100, 100, 130, 30)),
    ('Хаттама N 7\nоты рыс\n\nсоңы', '7', (350, 50, 30, 30)),
    ('Хаттама N7 А\nоты рыс\n\nсоңы', 'А', (350, 50, 30, 30)),
    ('Хаттама\nоты рыс\n\nсоңы', 'оты', (100, 100, 60, 30)),
])
def test_a_word_stands_where_that_stood_for_which_it_was_typed(typed, word, box):
    assert boxes(placed(OLD, typed, CANVAS))[word] == box


def test_unchanged_words_keep_their_confidence_and_typed_ones_are_certain():
    words = placed(OLD, 'Хаттама №7', CANVAS)
    assert [word.confidence for word in words] == [96.0, 100.0]


def test_a_page_on_which_nothing_was_read_is_written_line_below_line():
    words = placed((), 'бір екі\nүш', CANVAS)
    assert boxes(words) == {'бір': (0, 0, 500, 700), 'екі': (500, 0, 500, 700), 'үш': (0, 700, 1000, 700)}


def test_all_may_be_taken_away():
    assert placed(OLD, ' \n ', CANVAS) == ()
