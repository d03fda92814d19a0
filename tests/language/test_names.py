"""One surname in its forms."""

import pytest

from muragat.language.names import family, query_forms

AHMET = ['Ахметов', 'ахметова', 'Ахметову', 'Ахметовтың', 'Ахметұлы', 'ахметұлының', 'Ахметқызы', 'Akhmetov',
         'Ахметович', 'AKHMETOVA']


@pytest.mark.parametrize('written', AHMET)
def test_forms_of_one_surname_lead_to_each_other(written):
    forms = {written.lower(), *query_forms(written)}
    assert forms >= {'ахметов', 'ахметова', 'ахметұлы', 'ахметқызы', 'akhmetov', 'ahmetova', 'ахмет'}


@pytest.mark.parametrize(('one', 'other'), [
    ('Жұмабаев', 'жұмабайұлы'), ('Жұмабайқызы', 'жұмабаева'), ('Әліұлы', 'әлиев'), ('Қасымов', 'касымова'),
    ('Островская', 'островский'), ('Островский', 'ostrovsky'), ('Сейфуллина', 'сейфуллин'), ('Токаев', 'tokaeva'),
    ('Zhumabayev', 'жумабаев'), ('Мұсаұлы', 'мұсаев'), ('Болатович', 'болатұлы'),
])
def test_other_forms(one, other):
    assert other in query_forms(one)


@pytest.mark.parametrize('word', ['документов', 'магазин', 'қаулысы', 'мектептен', 'үлы', 'ов', '', '12', 'фондов',
                                  'заңын', 'жазулы'])
def test_words_that_end_like_surnames_are_none(word):
    assert family(word) is None
    assert query_forms(word) == ()
