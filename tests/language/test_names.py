"""One surname in its forms."""

import pytest

from muragat.language.names import family, name_keys, query_forms

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


@pytest.mark.parametrize('word', ['документов', 'магазин', 'қаулысы', 'мектептен', 'үлы', 'ов', '', '12', 'фондов'])
def test_words_that_end_like_surnames_are_none(word):
    assert family(word) is None
    assert query_forms(word) == ()


def test_every_form_and_an_initial_have_the_key_of_the_name():
    assert {name_keys(each)[0] for each in AHMET} | set(name_keys('Ахмет')) == {'ахмет'}
    assert name_keys('Ахметов А. Б.') == ('ахмет', 'а', 'б')
    assert name_keys('Әуезов') == name_keys('Ауэзов') == name_keys('Auezov')
    assert name_keys('Жұмабаев') == name_keys('Жұмабайұлы') == name_keys('жумабаева')
    assert name_keys('Джамбулов') != name_keys('Ахметов')
