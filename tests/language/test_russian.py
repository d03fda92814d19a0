"""Lemmas: those of the first reading that pymorphy3 gives, without making the others."""

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st
from pymorphy3.lang.ru import KNOWN_PREFIXES

from muragat.language.russian import lemma, morphology


def first_lemma(word):
    """The definition: the first of all readings, but of a name the surname."""
    readings = morphology().parse(word)
    chosen = readings[0]
    if any(mark in chosen.tag for mark in ('Name', 'Surn', 'Geox')):
        chosen = next((reading for reading in readings if 'Surn' in reading.tag), chosen)
    return chosen.normal_form.replace('ё', 'е')


BEGINNINGS = ['', '', '', 'по', 'наи', 'кам', 'сары', *KNOWN_PREFIXES]
MIDDLES = ['', 'документ', 'стали', 'стекл', 'ахмет', 'жумабай', 'кызылорд', 'булат', 'берут', 'новый', 'всех',
           'колхоз', 'асан', 'лучш', 'мал', 'бакыт', 'заем', 'овц', 'елк', 'совет', 'иван', 'ауыл']
ENDINGS = ['', '', 'ов', 'ова', 'ами', 'ого', 'ейший', 'ость', 'ировали', 'лар', 'дын', 'га', 'ский', 'ия', 'ю', 'ся',
           'ич', 'бек', '-то', '-ка']
words = st.builds(lambda *parts: ''.join(parts), st.sampled_from(BEGINNINGS),
                  st.sampled_from(MIDDLES) | st.text('абвгдежзийклмнопрстуфхцчшщъыьэюя', max_size=9),
                  st.sampled_from(ENDINGS)).filter(lambda word: len(word) > 1)


# The dictionary is read with the first word.
@settings(deadline=None, max_examples=300)
@given(words)
@example('все')
@example('стекла')
@example('поподробнее')
@example('ахметову')
@example('кызылжаровка')
@example('ъъ')
@example('ъъъъъъ')
@example('надоэтим')
@example('небезызвестного')
def test_the_lemma_is_that_of_the_first_reading(word):
    assert lemma(word) == first_lemma(word)


@pytest.mark.parametrize('prefix', ['не', 'де', 'перепо', '-то'])
def test_prefixes_are_not_taken_off_without_end(prefix):
    assert lemma(prefix * 10) == first_lemma(prefix * 10)
    assert lemma(prefix * 1000) == prefix * 1000


def test_a_word_that_the_dictionary_has_not_has_no_weights():
    # Such words are read without looking for weights. Those with ё or a hyphen never come so far.
    weighed = {key.partition(':')[0] for key in morphology().prob_estimator.p_t_given_w.keys('')}
    assert len(weighed) > 10_000
    unknown = [word for word in weighed if not morphology().word_is_known(word) and 'ё' not in word]
    assert [word for word in unknown if len(word) > 5 and '-' not in word and not word.isascii()] == []


def test_an_ending_is_judged_by_five_letters_as_the_dictionary_was_made_for():
    options = morphology().dictionary.meta['compile_options']
    assert (options['max_suffix_length'], options['paradigm_prefixes']) == (5, ['', 'по', 'наи'])
