"""Alphabetical order and folding."""

import re
import unicodedata

from hypothesis import given
from hypothesis import strategies as st

from muragat.language.collation import KAZAKH_ALPHABET, digits_key, letter_weight, sort_key
from muragat.language.folding import fold, look_alikes


def test_the_alphabet_has_its_42_letters_and_sorts_by_them():
    assert len(set(KAZAKH_ALPHABET)) == 42
    assert sorted(KAZAKH_ALPHABET, key=sort_key) == list(KAZAKH_ALPHABET)


def test_kazakh_words_sort_by_the_alphabet_and_not_by_code_points():
    words = ['Абай', 'Әбіл', 'Бала', 'Гүл', 'Ғалым', 'Кала', 'Қала', 'Ұлы', 'Үй', 'Фабрика', 'Хат', 'Һәм', 'Ыстық',
             'Іс']
    assert sorted(set(words), key=sort_key) == words


def test_russian_yo_stands_after_ye_and_case_does_not_matter():
    assert sorted(['ёж', 'Ель', 'Жук', 'ель'], key=lambda text: sort_key(text, 'ru')) == ['Ель', 'ель', 'ёж', 'Жук']


def test_numbers_in_titles_sort_by_value_and_quotes_do_not_count():
    titles = ['Том 2', '«Том» 3', 'Том 10']
    assert sorted(set(titles), key=sort_key) == titles


def test_latin_stands_last_except_in_english():
    assert sorted(['Zebra', 'Ясень'], key=sort_key) == ['Ясень', 'Zebra']
    assert sorted(['Ясень', 'Zebra'], key=lambda text: sort_key(text, 'en')) == ['Zebra', 'Ясень']


def test_latin_letters_inside_a_kazakh_word_are_folded_and_whole_latin_words_stay():
    assert look_alikes('мемлекеттiк IT') == 'мемлекеттік IT'
    assert look_alikes('ITбизнес') == 'ІТбизнес'
    assert fold('Мемлекеттiк\u00a0 Қор — 1') == 'мемлекеттік қор - 1'


def plain_key(text):
    """The key sign by sign."""
    shown = ''.join(sign if sign.isalnum() else ' ' for sign in fold(text) if not unicodedata.combining(sign))
    parts = re.findall(r'\d+|\D', ' '.join(shown.split()))
    return ''.join(digits_key(part) if part.isdecimal() and part.isascii() else letter_weight(part) for part in parts)


@given(st.text() | st.text('абғқ 12٣_-«»№ééy̆ ёЙabW\u0483', max_size=30))
def test_the_key_is_that_of_its_signs(text):
    assert sort_key(text) == f'{plain_key(text)}\0{look_alikes(text)}'
