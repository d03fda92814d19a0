"""What holds of every word: stems stay, nothing fails, keys are not longer than words."""

import re
import unicodedata

from hypothesis import example, given, settings
from hypothesis import strategies as st

from muragat.language.kazakh import STEMS_VERSION, folded_stem, plain, stem
from muragat.language.kazakh.grammar import Voice
from muragat.language.kazakh.stemmer import Stemmer, stemmer
from muragat.language.kazakh.stems import MARKS, lexicon, listed, read

LETTERS = 'аәбвгғдеёжзийкқлмнңоөпрстуұүфхһцчшщъыіьэюя'
WORDS = tuple(word for word in listed() if word.key == word.stem and not set(word.marks) & set('emhk'))
kazakh = st.text(LETTERS, min_size=1, max_size=24)
STEMS = {word.stem for word in WORDS}
LEXICONS = {folded: lexicon(listed(), folded) for folded in (False, True)}
ENDINGS = 'лардың сы сында ларынан ға дағы мен ды ған атын йды п у уға са майды ылған'
endings = st.sampled_from(ENDINGS.split())


# The list is read with the first word.
@settings(deadline=None)
@given(st.text(max_size=40))
@example('')
@example('ь')
@example('ъъъ')
@example('ы' * 500)
@example('лар' * 300)
def test_any_text_has_a_key(text):
    assert isinstance(stem(text), str)
    assert isinstance(folded_stem(text), str)


@settings(deadline=None)
@given(kazakh)
def test_a_key_is_hardly_longer_than_its_word(word):
    # оқу has оқы for its key, баю байы, боп бол: what a contraction took comes back.
    assert len(stem(word)) <= len(word) + 1
    assert len(folded_stem(word)) <= len(word) + 1


def test_a_stem_of_the_list_is_never_stripped_to_another():
    # A bare verb is an order, which papers rarely give: "сотта" is the place, not "put on trial".
    named = {word.stem for word in WORDS if word.marks != 'v' and not word.rare}
    assert {word: stem(word) for word in named if stem(word) != word} == {}


@settings(deadline=None)
@given(st.sampled_from(sorted({word.stem for word in WORDS if word.marks in ('n', 'j')})), endings)
def test_a_key_is_its_own_key(word, ending):
    key = stem(word + ending)
    # An order ("сотта") and a rare word ("Судан") may be forms of a word that is met more often.
    yielding = {other.stem for other in WORDS if 'v' in other.marks or other.rare}
    assert stem(key) == key or key in yielding or key not in STEMS


@settings(deadline=None)
@given(kazakh)
def test_folding_changes_nothing_that_is_folded(word):
    assert plain(plain(word)) == plain(word)
    assert len(plain(word)) == len(word)
    assert folded_stem(word) == folded_stem(plain(word))


@settings(deadline=None)
@given(st.sampled_from(sorted({word.stem for word in listed()})), kazakh, st.integers(0, 3), st.booleans())
def test_each_stem_with_which_a_word_begins_is_met(stem_, ending, cut, folded):
    word = f'{stem_[:len(stem_) - cut]}{ending}'
    word = plain(word) if folded else word
    expected = [(length, entry) for length in range(len(word), 0, -1)
                for entry in LEXICONS[folded].get(word[:length], ())
                if not entry.first or word[length:length + 1] in tuple(entry.first)]
    assert stemmer(folded=folded)._beginnings(word) == expected


def test_the_list_is_large_and_well_formed():
    assert len(WORDS) >= 4000
    for word in listed():
        assert set(word.stem) <= set(LETTERS), word
        assert set(word.marks) <= set(MARKS), word
        assert unicodedata.is_normalized('NFC', word.stem)


def test_lines_that_make_no_sense_are_left_out():
    assert [word.stem for word in read(['халық n~', '', '# remark', 'үй ?', 'сөз'])] == ['халық', 'сөз']


def test_the_version_tells_grammar_and_list():
    assert re.fullmatch(r'\d+\.[0-9a-f]{10}', STEMS_VERSION)


def test_voice_is_a_switch_of_the_grammar():
    none, all_of_it = Stemmer(listed(), Voice.NONE), Stemmer(listed(), Voice.ALL)
    assert stem('бекітілсін') == all_of_it.stem('бекітілсін') == 'бекіт'
    assert none.stem('бекітілсін') != 'бекіт'
    assert stem('жаздырған') != 'жаз'
    assert all_of_it.stem('аударттырды') != stemmer().stem('аударттырды')


def test_unknown_words_keep_their_forms_together():
    forms = 'Баймағамбетовтың Баймағамбетовке Баймағамбетовтен Баймағамбетов'.lower().split()
    assert len({stem(form) for form in forms}) == 1
