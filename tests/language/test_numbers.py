"""Numbers of records: identity and natural order."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from muragat.language.numbers import number_key, tidy_number


def test_natural_order_of_numbers_with_letters():
    ordered = ['1', '2', '2-1', '2-2', '2-10', '9', '10', '12', '12а', '12ә', '12б', '12в', '13', '100', '9999',
               'ДГ-3', 'П-1', 'Р-2', 'Р-12', 'Р-12а']
    assert sorted(ordered, key=number_key) == ordered


@pytest.mark.parametrize(('one', 'other'), [
    ('Р-12', 'P-12'), ('Р-12', 'р12'), ('Р-12', 'Р – 12'), ('Р-12', 'Р-012'), ('№ 12', '12'), ('12а', '12a'),
    ('12А', '12-а'), ('12 а', '12а'), ('2-1', '2 - 1'), ('2−1', '2-1'), ('7', '007'), ('В-1', 'B-1'), ('№12', 'N°12'),
])
def test_numbers_that_a_reader_takes_for_one_are_one(one, other):
    assert number_key(one) == number_key(other)


@pytest.mark.parametrize(('one', 'other'), [
    ('2-1', '21'), ('12а', '12б'), ('Р-12', '12'), ('П-1', 'Р-1'), ('1.2', '12'), ('10', '1'),
])
def test_different_numbers_stay_different(one, other):
    assert number_key(one) != number_key(other)


@given(st.integers(1, 10**12), st.integers(1, 10**12))
def test_whole_numbers_sort_by_value(one, other):
    assert (number_key(str(one)) < number_key(str(other))) == (one < other)


@given(st.text(alphabet='РПДГSабвё0123456789-. ', max_size=12))
def test_tidying_keeps_the_identity(text):
    assert number_key(tidy_number(text)) == number_key(text)


@pytest.mark.parametrize(('typed', 'kept'), [
    ('P-12', 'Р-12'), (' Р – 12 ', 'Р-12'), ('№ 34', '34'), ('12a', '12а'), ('S-1', 'S-1'), ('2 - 1', '2-1'),
])
def test_a_number_is_kept_in_one_script(typed, kept):
    assert tidy_number(typed) == kept
