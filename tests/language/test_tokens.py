"""Tokens of a text and their places."""

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from muragat.language.tokens import token_text, tokens


@pytest.mark.parametrize(('text', 'found'), [
    ('«Мемлекеттiк» қор — № 211-с!', ['мемлекеттік', 'қор', '211с']),
    ('жол-көлік ЖШС-ның', ['жол', 'көлік', 'жшс', 'ның']),
    ('Р-12-қ., 1-т., 34-іс', ['р12', '1т', '34', 'іс']),
    ('1941-1945 жж. 12.05.1941', ['1941', '1945', 'жж', '12', '5', '1941']),
    ('қау-\nлысы бойынша', ['қаулысы', 'бойынша']),
    ('қау-\nЛысы', ['қау', 'лысы']),
    ('«___» ______ 20__ ж.', ['20', 'ж']),
    ('IT-сәулет ITсәулет', ['it', 'сәулет', 'ітсәулет']),
    ("archive's 'қор'", ["archive's", 'қор']),
    ('12-бап 12-бабының', ['12', 'бап', '12', 'бабының']),
    ('', []),
])
def test_tokens_of_a_text(text, found):
    assert [token.text for token in tokens(text)] == found


def test_a_word_over_two_lines_covers_both_parts():
    text = 'осы қау-\n  лысы.'
    word = tokens(text)[1]
    assert text[word.start:word.end] == 'қау-\n  лысы'


def test_letters_apart_from_a_number_begin_a_code():
    assert [(token.text, token.series) for token in tokens('АС 12/3 және АС')] == [
        ('ас', 'ас12/3'), ('12/3', ''), ('және', ''), ('ас', '')]


@given(st.text(max_size=60) | st.text(alphabet='қауәiABР12№ -\u00ad\n/.\'"ё\u0301_йя', max_size=60))
@example('A\u00ad\nа')
@example("а'\u0301'б")
def test_the_place_of_a_token_holds_it(text):
    last = 0
    for token in tokens(text):
        assert last <= token.start < token.end <= len(text)
        assert token_text(text[token.start:token.end]) == token.text
        last = token.end
