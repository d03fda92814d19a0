"""Words are found in texts as people write them."""

import pytest

from muragat.language.containment import pattern


@pytest.mark.parametrize(('wanted', 'text'), [
    ('ХАТТАМА', 'Облыстық хаттама'),
    ('Cop', 'Сор туралы'),
    ('р-12', 'Р–12 қоры'),
    ('атқару  комитет', 'Атқару комитетінің'),
    ('(а.б)', 'Тізім (а.б)'),
    ('', 'бос'),
])
def test_it_is_found(wanted, text):
    assert pattern(wanted).search(text)


@pytest.mark.parametrize(('wanted', 'text'), [('ата', 'ана'), ('(а.б)', '(аxб)'), ('ұл', 'ул'), ('.', 'а')])
def test_it_is_not_found(wanted, text):
    assert not pattern(wanted).search(text)
