"""Terms of a word in the four streams."""

import pytest

from muragat.language.russian import other_lemmas
from muragat.language.terms import ANALYSER_VERSION, terms


def test_a_word_without_kazakh_letters_may_be_russian_too():
    assert terms('документами').ru == 'документ'
    assert terms('объем').ru == terms('объём').ru == 'объем'
    assert terms('құжаттарын').ru == ''


def test_a_latin_word_has_an_english_stem_and_no_lemma():
    assert terms('archives')[:3] == ('archiv', '', 'archiv')


def test_a_code_is_its_key_in_every_stream():
    assert terms('АС-12/3') == ('ас12/3', 'ас12/3', 'ас123', 'ас12/3')
    assert terms('12') == ('12', '', '12', '12')


@pytest.mark.parametrize(('with_letters', 'without'), [('қаулысының', 'каулысынын'), ('әкімдігі', 'акимдиги'),
                                                        ('мемлекеттік', 'мемлекеттик'), ('үкіметі', 'укимети')])
def test_the_folded_term_is_the_same_without_kazakh_letters(with_letters, without):
    assert terms(with_letters).folded == terms(without).folded


def test_another_dictionary_or_list_of_stems_is_another_version():
    assert len(ANALYSER_VERSION.split()) == 3


def test_a_code_without_hyphens_meets_the_same_with_them_when_folded():
    assert terms('НС-03-17').folded == terms('нс0317').folded == 'нс317'
    assert terms('2-1').kk != terms('21').kk


def test_a_single_letter_is_no_form_of_a_word():
    assert terms('е').ru == 'е'


def test_a_surname_has_one_lemma_in_all_its_forms():
    assert {terms(form).ru for form in ('ахметов', 'ахметова', 'ахметову', 'ахметовым')} == {'ахметов'}


def test_other_words_that_a_form_may_belong_to():
    assert other_lemmas('судов') == ('суд',)
    assert other_lemmas('приговоры') == other_lemmas('жумабаев') == ()
