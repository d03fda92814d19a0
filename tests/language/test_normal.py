"""Normalisation of one word."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from muragat.language.normal import joined, normal


@pytest.mark.parametrize(('written', 'meant'), [
    ('Мемлекеттiк', 'мемлекеттік'),
    ('ҚАУЛЫ', 'қаулы'),
    ('й', 'й'),
    ('реше\u00adние', 'решение'),
    ('қа\u200bулы\ufeff', 'қаулы'),
    ('Ёлка', 'елка'),
    ('əкім', 'әкім'),
    ("об'явление", 'объявление'),
    ("O’Brien", "o'brien"),
    ('қау-\n   лысы', 'қаулысы'),
    ('қау\u00ad\r\nлысы', 'қаулысы'),
    ('кни\u0301га', 'книга'),
    ('İnternet', 'internet'),
    ('ﬁnance', 'finance'),
    ('Қ\u00ad', 'қ'),
    ('XII', 'xii'),
])
def test_a_word_is_the_same_whatever_wrote_it(written, meant):
    assert normal(written) == meant
    assert normal(meant) == meant


def test_only_letters_are_joined_over_the_end_of_a_line():
    assert joined('қау-\nлысы 12-\nбап - \nжол') == 'қаулысы 12-\nбап - \nжол'


@given(st.text('абвийёщьюяАЙЁЯәғқңөұүһіӘҒҚҢӨҰҮҺІəӊїaCe\u0306\u0308\'-1', max_size=12))
def test_a_common_word_is_made_normal_like_any_other(word):
    # A soft hyphen behind a word is taken off, and leads every word through all steps.
    assert normal(word) == normal(word + '\u00ad')
