"""Kazakh typed in Latin letters."""

import pytest

from muragat.language.latin import cyrillic


@pytest.mark.parametrize(('typed', 'meant'), [
    ('qaulysy', 'қаулысы'), ('memlekettik', 'мемлекеттік'), ('Äkımdık', 'әкімдік'), ('qujat', 'құжат'),
    ('keńes', 'кеңес'), ('úkimet', 'үкімет'), ('enbek', 'еңбек'), ('zhambyl', 'жамбыл'), ('jambyl', 'жамбыл'),
    ('akhmetov', 'ахметов'), ('respublika', 'республика'), ('almaty', 'алматы'), ('ǵylym', 'ғылым'),
    ('şeşim', 'шешім'), ('sheshim', 'шешім'),
])
def test_a_word_of_any_latin_alphabet_may_be_the_cyrillic_one(typed, meant):
    assert meant in cyrillic(typed)


@pytest.mark.parametrize('typed', ['қаулы', '12', 'р12', '', 'x' * 60, 'ß'])
def test_what_is_no_latin_word_is_left_alone(typed):
    assert cyrillic(typed) == ()


def test_of_an_unknown_word_there_are_few_guesses():
    assert 1 <= len(cyrillic('zhnuworp')) <= 3
    assert len(cyrillic('i' * 20)) <= 6
