"""Wordings of dates in three languages and what they mean."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from muragat.kernel.dates import BadSpan, Span, parse_span, word_span
from muragat.kernel.i18n import LANGUAGES

YEAR_1923 = (date(1923, 1, 1), date(1923, 12, 31))
MAY_1941 = (date(1941, 5, 1), date(1941, 5, 31))
DAY = (date(1941, 5, 12), date(1941, 5, 12))
TWENTIES = (date(1920, 1, 1), date(1929, 12, 31))
RANGE = (date(1923, 1, 1), date(1930, 12, 31))

MEANINGS = {
    '1923': YEAR_1923, '1923 г.': YEAR_1923, '1923 ж.': YEAR_1923, '1923 жыл': YEAR_1923, '[1923]': YEAR_1923,
    '1920s': TWENTIES, '1920-е': TWENTIES, '1920-е гг.': TWENTIES, '1920-е годы': TWENTIES, '1920 жылдар': TWENTIES,
    '1920-жылдары': TWENTIES, '1920-х годов': TWENTIES,
    'май 1941': MAY_1941, 'May 1941': MAY_1941, '1941 ж. мамыр': MAY_1941, '1941 жылғы мамыр': MAY_1941,
    '05.1941': MAY_1941, '1941-05': MAY_1941, 'в мае 1941 г.': MAY_1941,
    '12.05.1941': DAY, '1941-05-12': DAY, '12 мая 1941 г.': DAY, '1941 ж. 12 мамыр': DAY, '12 May 1941': DAY,
    'May 12, 1941': DAY, '12/05/1941': DAY, '12.05.1941 г.': DAY, '1941 жылғы 12 мамыр': DAY,
    '1923-1930': RANGE, '1923–1930 гг.': RANGE, '1923 — 1930': RANGE, '1923-30': RANGE, '1923-30 гг.': RANGE,
    'с 1923 по 1930 г.': RANGE, 'from 1923 to 1930': RANGE, '1923 жылдан 1930 жылға дейін': RANGE,
    '1923, 1925, 1930': RANGE, '1923-1930 жж.': RANGE,
    '1911-12 гг.': (date(1911, 1, 1), date(1912, 12, 31)),
    '12-15 мая 1941': (date(1941, 5, 12), date(1941, 5, 15)),
    '12 мая - 3 июня 1941 г.': (date(1941, 5, 12), date(1941, 6, 3)),
    'май-июнь 1941': (date(1941, 5, 1), date(1941, 6, 30)),
    '12.05.1941-03.06.1942': (date(1941, 5, 12), date(1942, 6, 3)),
    '1941-05-12 - 1942-06-03': (date(1941, 5, 12), date(1942, 6, 3)),
    'XIX в.': (date(1801, 1, 1), date(1900, 12, 31)), 'XIX ғ.': (date(1801, 1, 1), date(1900, 12, 31)),
    '19th century': (date(1801, 1, 1), date(1900, 12, 31)),
    'не ранее мая 1941 г.': (date(1941, 5, 1), None), 'not before May 1941': (date(1941, 5, 1), None),
    '1941 ж. мамырдан ерте емес': (date(1941, 5, 1), None),
    'не позднее 1930': (None, date(1930, 12, 31)), 'not after 1930': (None, date(1930, 12, 31)),
    '1930 жылдан кеш емес': (None, date(1930, 12, 31)), '1930 жылдан кешіктірмей': (None, date(1930, 12, 31)),
    'до 1917 г.': (None, date(1916, 12, 31)), '1917 жылға дейін': (None, date(1916, 12, 31)),
    'before 1917': (None, date(1916, 12, 31)),
    'после 1917': (date(1918, 1, 1), None), '1917 жылдан кейін': (date(1918, 1, 1), None),
    'около 1923': (date(1918, 1, 1), date(1928, 12, 31)), 'шамамен 1923 ж.': (date(1918, 1, 1), date(1928, 12, 31)),
    'ca. 1923': (date(1918, 1, 1), date(1928, 12, 31)),
    '22.VI.1941': (date(1941, 6, 22), date(1941, 6, 22)),
    '1941 жылғы қазан айы': (date(1941, 10, 1), date(1941, 10, 31)),
    'с 1941 г.': (date(1941, 1, 1), None), 'since 1941': (date(1941, 1, 1), None),
    '1941 жылдан бастап': (date(1941, 1, 1), None), 'по 1960 г.': (None, date(1960, 12, 31)),
    'ранее 1917 г.': (None, date(1916, 12, 31)),
    'начало XX в.': (date(1901, 1, 1), date(1934, 4, 30)), 'XX ғасырдың басы': (date(1901, 1, 1), date(1934, 4, 30)),
    'конец 1950-х гг.': (date(1956, 9, 1), date(1959, 12, 31)),
    '1950 жылдардың соңы': (date(1956, 9, 1), date(1959, 12, 31)),
    'late 1950s': (date(1956, 9, 1), date(1959, 12, 31)),
    'середина 1941 г.': (date(1941, 5, 1), date(1941, 8, 31)),
    'первая половина XIX в.': (date(1801, 1, 1), date(1850, 12, 31)),
    'XIX ғасырдың екінші жартысы': (date(1851, 1, 1), date(1900, 12, 31)),
    '1920-1930-е гг.': (date(1920, 1, 1), date(1939, 12, 31)), '15-18.03.1929': (date(1929, 3, 15), date(1929, 3, 18)),
    'без даты': (None, None), 'б/д': (None, None), 'б. д.': (None, None), 'күні жоқ': (None, None),
    'undated': (None, None),
}


@pytest.mark.parametrize('text', MEANINGS)
def test_a_wording_gives_its_bounds_and_stays_as_written(text):
    assert parse_span(text) == Span(*MEANINGS[text], text)


@pytest.mark.parametrize('text', ['', 'вчера', '32.05.1941', '12.13.1941', '1930-1923', '1941 май июнь', '0000',
                                  '1941-05-40', 'до', 'около', '- -', '99999', '12 1941', 'XL в.'])
def test_what_is_not_understood_is_refused_in_words(text):
    with pytest.raises(BadSpan) as caught:
        parse_span(text)
    assert caught.value.message


WORDINGS = [
    ('1923', '1923 ж.', '1923 г.', '1923'),
    ('1923-1930', '1923–1930 жж.', '1923–1930 гг.', '1923–1930'),
    ('1920s', '1920 жылдар', '1920-е гг.', '1920s'),
    ('XIX в.', 'XIX ғ.', 'XIX в.', '19th century'),
    ('12.05.1941', '1941 ж. 12 мамыр', '12 мая 1941 г.', '12 May 1941'),
    ('05.1941', '1941 ж. мамыр', 'май 1941 г.', 'May 1941'),
    ('не ранее мая 1941', '1941 ж. мамырдан ерте емес', 'не ранее мая 1941 г.', 'not before May 1941'),
    ('not after 1930', '1930 жылдан кеш емес', 'не позднее 1930 г.', 'not after 1930'),
    ('около 1923', 'шамамен 1923 ж.', 'около 1923 г.', 'about 1923'),
    ('undated', 'күні жоқ', 'без даты', 'undated'),
]


@pytest.mark.parametrize('row', WORDINGS, ids=lambda row: row[0])
def test_a_span_is_worded_in_each_language_and_read_back_to_the_same_bounds(row):
    span = parse_span(row[0])
    for language, expected in zip(LANGUAGES, row[1:], strict=True):
        assert word_span(span, language) == expected
        assert parse_span(expected)[:2] == span[:2]


def test_a_part_of_a_period_stays_as_written():
    assert word_span(parse_span('начало XX в.'), 'kk') == 'начало XX в.'


@given(st.dates(date(1000, 1, 1), date(2900, 1, 1)), st.integers(0, 40_000), st.sampled_from(LANGUAGES))
def test_any_two_days_are_worded_so_that_they_can_be_read_back(first, length, language):
    span = Span(first, first + timedelta(length), '')
    assert parse_span(word_span(span, language))[:2] == span[:2]


@given(st.text(max_size=30))
def test_any_text_is_either_read_or_refused(text):
    try:
        span = parse_span(text)
    except BadSpan:
        return
    assert span.text == ' '.join(text.split())


def test_overlap_counts_open_ends_and_never_the_undated():
    assert parse_span('1923-1930').overlaps(date(1930, 12, 31), None)
    assert not parse_span('1923-1930').overlaps(date(1931, 1, 1), None)
    assert parse_span('не ранее 1941').overlaps(date(1990, 1, 1), date(1990, 1, 2))
    assert not parse_span('не ранее 1941').overlaps(None, date(1940, 12, 31))
    assert not parse_span('undated').overlaps(None, None)
