"""Codes and numbers under one key."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from muragat.language.codes import code_key, roman_key, series_key


@pytest.mark.parametrize(('one', 'other'), [
    ('р-12', 'p12'), ('ас-12/3', 'ac12/3'), ('04-123', '4-123'), ('12-а', '12а'), ('12-a', '12а'), ('20-ға', '20'),
    ('1920-е', '1920'), ('1941ж', '1941'), ('2020-г', '2020'), ('р-12-қ', 'р12'), ('007', '7'), ('5-інші', '5'),
    ('7-ден', '7'), ('1-я', '1'), ('12–3', '12-3'),
])
def test_what_a_reader_takes_for_one_code_has_one_key(one, other):
    assert code_key(one) == code_key(other) != ''


@pytest.mark.parametrize(('one', 'other'), [('2-1', '21'), ('12а', '12б'), ('р-12', '12'), ('12/3', '12-3')])
def test_different_codes_have_different_keys(one, other):
    assert code_key(one) != code_key(other)


@pytest.mark.parametrize('word', [
    'қаулы', 'и/или', '12-бап', '34-іс', '1-қосымша', 'форма-2', '1941-1945', '1941-05-12', '12/05/1941', ''])
def test_words_spans_and_days_are_no_codes(word):
    assert code_key(word) == ''


def test_letters_apart_from_the_number_make_the_same_code():
    assert series_key('P', '12') == series_key('р', '№12'.strip('№')) == code_key('р-12')
    assert series_key('ас', '12/3') == 'ас12/3'
    assert series_key('12', '3') == ''


def test_a_roman_numeral_is_one_in_either_script():
    assert roman_key('хіх') == roman_key('xix') == 'xix'
    assert roman_key('х') == roman_key('хіп') == ''


@given(st.text(alphabet='рpас12340-/а', max_size=9))
def test_the_key_of_a_key_is_itself(word):
    key = code_key(word)
    assert not key or code_key(key) == key
