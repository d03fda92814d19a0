"""Passwords: what is refused, and that a good one passes."""

import pytest

from muragat.content.staff.strength import weaknesses


def codes(password, login='asanov', name='Ерлан Асанов', least=12):
    return {each.code for each in weaknesses(password, login, name, least)}


@pytest.mark.parametrize('password', ['корабль-лампа-восемь', 'тау мен өзен 1941', 'Vq7#kd92mZ!t', 'kitap oqyp otyr 5'])
def test_uncommon_passwords_pass(password):
    assert codes(password) == set()


@pytest.mark.parametrize(('password', 'code'), [
    ('aB3$xY', 'short'),
    ('x' * 201, 'long'),
    ('abababababab', 'monotonous'),
    ('Password1234', 'common'),
    ('P@ssw0rd!!!!!', 'common'),
    ('құпиясөз12345', 'common'),
    ('архивархив2024', 'common'),
    ('qwertyuiop123', 'common'),
    ('0987654321qwerty', 'common'),
    ('йцукенгшщзхъ', 'common'),
    ('my-asanov-2024-x', 'personal'),
    ('Ерлан любит горы', 'personal'),
])
def test_weak_passwords_are_refused_with_the_reason(password, code):
    assert code in codes(password)


def test_all_reasons_are_told_at_once():
    assert codes('aaaa', login='aaaa') >= {'short', 'monotonous', 'personal'}
