"""Streams of terms: parallel, filled, and each position at its place in the text."""

from hypothesis import given
from hypothesis import strategies as st

from muragat.language.tokens import token_text, tokens
from muragat.ports.textindex import FILLER, STREAMS
from muragat.search.analysis import analysed, streams


def test_streams_are_parallel_and_filled():
    found = streams('Қор № 12, «дело» Р-12а')
    assert found['word'] == ('қор', '12', 'дело', 'р12а')
    assert found['ru'] == (FILLER, FILLER, 'дело', 'р12а')
    assert found['kk'][:2] == ('қор', '12')
    assert found['folded'][:2] == ('кор', '12')


def test_letters_before_a_number_carry_the_key_of_the_code_they_begin():
    apart, together = streams('чертёж АС 12/3'), streams('ас-12/3')
    assert apart['ru'] == ('чертеж', 'ас12/3', '12/3')
    assert apart['kk'][1] == 'ас'
    assert [together[name] for name in ('kk', 'ru', 'word')] == [('ас12/3',)] * 3


def test_an_empty_text_has_streams_without_positions():
    assert streams('') == analysed(' — ').streams == dict.fromkeys(STREAMS, ())


@given(st.text(alphabet='қауәiABР12№ -\u00ad\n/.\'"ё\u0301_', max_size=40))
def test_one_pass_and_two_agree_and_places_hold_the_tokens(text):
    found = analysed(text)
    assert found.streams == streams(text)
    assert [token[:2] for token in tokens(text)] == list(found.spans)
    for token in tokens(text):
        assert token_text(text[token.start:token.end]) == token.text
