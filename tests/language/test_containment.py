"""Words are found in texts as people write them."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from muragat.language.containment import comparable, pattern
from muragat.language.folding import fold


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


@given(st.text('аАбвВнНһҺhHbBcCсСtTтТ -–—  \n1.é', max_size=12), st.text('аАбвВнНһҺhHbBcCсСtTтТ -–— 1', max_size=4))
def test_what_a_pattern_finds_the_comparable_form_holds(text, wanted):
    if pattern(wanted).search(text):
        assert comparable(fold(wanted)) in comparable(text)
