"""Editable terms and dated numbers of law."""

from datetime import date
from types import SimpleNamespace

import pytest

from muragat.kernel import parameters, vocabularies
from muragat.kernel.errors import Invalid
from muragat.kernel.parameters import Parameter, Parameters, Row
from muragat.kernel.registry import Registry
from muragat.kernel.vocabularies import Term, Vocabularies, from_rows

PAPER, FILM = Term('paper', 'қағаз', 'бумага', 'paper'), Term('film', 'пленка', 'пленка', '')


@pytest.fixture
def house():
    registry = Registry()
    registry.add_vocabulary(from_rows('carrier', 'Carrier', {'paper': PAPER[1:4], 'film': FILM[1:4]}))
    registry.add_parameter(Parameter('term', 'Term', 'years', (Row(date(2000, 1, 1), 70, 'A'),
                                                               Row(date(2010, 1, 1), 75, 'B'))))
    return SimpleNamespace(vocabularies=Vocabularies(), parameters=Parameters()), registry


def test_terms_are_as_declared_until_they_are_edited(house):
    assert vocabularies.word(*house, 'carrier', 'paper', 'kk') == 'қағаз'
    house[0].vocabularies.replace('carrier', [PAPER._replace(kk='қағаз парақ'), FILM._replace(active=False)])
    assert vocabularies.word(*house, 'carrier', 'paper', 'kk') == 'қағаз парақ'
    assert [term.code for term in vocabularies.choices(*house, 'carrier')] == ['paper']
    assert [term.code for term in vocabularies.choices(*house, 'carrier', 'film')] == ['paper', 'film']
    assert vocabularies.has_term(*house, 'carrier', 'film')


def test_a_term_falls_back_to_another_language_and_an_unknown_code_to_itself(house):
    assert vocabularies.word(*house, 'carrier', 'film', 'en') == 'пленка'
    assert vocabularies.word(*house, 'carrier', 'clay', 'en') == 'clay'
    assert vocabularies.word(*house, 'carrier', None, 'en') == ''


def test_a_term_that_may_be_in_use_is_not_dropped_doubled_or_left_without_words(house):
    with pytest.raises(Invalid) as caught:
        house[0].vocabularies.replace('carrier', [FILM, FILM, Term('new', 'жаңа', '', '')], [PAPER, FILM])
    assert {refusal.code for refusal in caught.value.refusals} == {'double', 'dropped', 'words'}
    assert 'carrier' not in house[0].vocabularies


def test_the_value_of_the_day_holds_and_the_first_one_before_it(house):
    days = [date(1990, 1, 1), date(2000, 1, 1), date(2009, 12, 31), date(2010, 1, 1)]
    assert [parameters.value(*house, 'term', day) for day in days] == [70, 70, 70, 75]


def test_edited_rows_replace_the_declared_ones_in_order_of_date(house):
    house[0].parameters.replace('term', [Row(date(2020, 1, 1), 80, 'C'), Row(date(2000, 1, 1), 70, 'A')])
    assert parameters.value(*house, 'term', date(2019, 1, 1)) == 70
    assert parameters.row(*house, 'term', date(2020, 1, 1)).source == 'C'


@pytest.mark.parametrize('rows', [[], [Row(date(2000, 1, 1), 1, ' ')],
                                  [Row(date(2000, 1, 1), 1, 'A'), Row(date(2000, 1, 1), 2, 'B')]])
def test_numbers_of_law_have_sources_and_one_value_a_day(house, rows):
    with pytest.raises(Invalid):
        house[0].parameters.replace('term', rows)
