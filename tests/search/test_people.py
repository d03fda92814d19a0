"""A person in a question, by names or initials."""

import pytest

from muragat.search.query.people import Person, people


@pytest.mark.parametrize(('typed', 'found'), [
    ('Иманов Е. К.', [Person(0, 3, 0)]),
    ('Е. Иманов', [Person(0, 2, 1)]),
    ('Иманов Ерлан', [Person(0, 2, 0, behind=('е',))]),
    ('Иманов Ерлан Қайратұлы', [
        Person(0, 2, 0, behind=('е',)), Person(0, 3, 0, behind=('е', 'қ')),
        Person(1, 2, 2, before=('е',)), Person(0, 3, 2, before=('и', 'е'))]),
    ('қор тізімі', []),
    ('Иманов колхозы', []),
    ('', []),
])
def test_words_around_a_surname_may_be_names_or_initials(typed, found):
    assert list(people(tuple(typed.split()))) == found
