"""Terms of a word in the four streams."""

import pytest

from muragat.language.terms import ANALYSER_VERSION, terms


def test_a_word_without_kazakh_letters_may_be_russian_too():
    assert terms('документами').ru == 'документ'
    assert terms('объем').ru == terms('объём').ru == 'объем'
    assert terms('құжаттарын').ru == ''


def test_a_latin_word_has_an_english_stem_and_no_lemma():
    assert terms('archives')[:3] == ('archiv', '', 'archiv')


def test_a_code_is_its_key_in_every_stream():
    assert set(terms('АС-12/3')) == {'ас12/3'}
    assert terms('12') == ('12', '', '12', '12')


@pytest.mark.parametrize(('with_letters', 'without'), [('қаулысының', 'каулысынын'), ('әкімдігі', 'акимдиги'),
                                                        ('мемлекеттік', 'мемлекеттик'), ('үкіметі', 'укимети')])
def test_the_folded_term_is_the_same_without_kazakh_letters(with_letters, without):
    assert terms(with_letters).folded == terms(without).folded


def test_another_dictionary_or_list_of_stems_is_another_version():
    assert len(ANALYSER_VERSION.split()) == 3
