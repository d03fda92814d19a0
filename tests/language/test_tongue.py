"""The language of a text is told by its letters."""

import pytest

from muragat.language.tongue import tongue


@pytest.mark.parametrize(('text', 'expected'), [
    ('Облыстық мұрағаттың құжаттары туралы қаулы', 'kk'),
    ('О документах областного архива и порядке их хранения', 'ru'),
    ('On the records of the regional archive', 'en'),
    ('Постановление о селе Көкөзек и его жителях, принятое на заседании президиума исполнительного комитета', 'ru'),
    ('12 34 № 56', ''),
    ('', ''),
    ('Указ', ''),
    ('Хаттама № 12, протокол PDF', 'ru'),
])
def test_letters_tell_the_language(text, expected):
    assert tongue(text) == expected


def test_latin_abbreviations_do_not_make_a_text_english():
    assert tongue('ISO 15489 стандарты бойынша құжаттарды басқару жүйесі туралы') == 'kk'
