"""Closures: the day on which each kind ends, by the law of its day; what keeps one from being set; lifting."""
from datetime import date, timedelta
from types import SimpleNamespace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from muragat.kernel.closure import (
    AFTER_RECEIPT,
    BAD_CONDITION,
    DONOR_TERM,
    KINDS,
    PERSONAL_SECRET,
    Closure,
    hindrances,
    lifted,
    opening_day,
    opens,
    register,
    years_later,
)
from muragat.kernel.dates import Span
from muragat.kernel.errors import Invalid
from muragat.kernel.parameters import Parameters, Row
from muragat.kernel.record import NEVER
from muragat.kernel.registry import Registry

DAY = date(2026, 5, 4)
YEARS = {PERSONAL_SECRET: 75, DONOR_TERM: 70, AFTER_RECEIPT: 1}
CREATED = Span(date(1950, 1, 1), date(1950, 12, 31), '1950')
UNDATED = Span(None, None, 'күні жоқ')


def term(kind, day):
    return YEARS[kind]


def opening(*closures, dates=CREATED):
    day = opening_day(closures, dates, term)
    return date.fromordinal(day) if 0 < day < NEVER else day


def test_a_record_without_closures_is_open():
    assert opening() == 0


def test_a_personal_secret_is_kept_for_all_of_75_years_from_the_latest_possible_day():
    assert opening(Closure(PERSONAL_SECRET, DAY)) == date(2026, 1, 1)
    assert opening(Closure(PERSONAL_SECRET, DAY), dates=Span(None, date(1960, 5, 12), '')) == date(2035, 5, 13)


def test_a_personal_secret_without_a_latest_date_is_closed_until_the_person_sets_the_day():
    assert opening(Closure(PERSONAL_SECRET, DAY), dates=UNDATED) == NEVER
    assert opening(Closure(PERSONAL_SECRET, DAY), dates=None) == NEVER
    assert opening(Closure(PERSONAL_SECRET, DAY, date(2040, 1, 1)), dates=UNDATED) == date(2040, 1, 2)


def test_documents_open_one_year_after_receipt():
    assert opening(Closure(AFTER_RECEIPT, date(2025, 3, 1))) == date(2026, 3, 1)
    assert opening(Closure(AFTER_RECEIPT, date(2024, 2, 29))) == date(2025, 3, 1)


def test_a_donors_term_ends_with_its_last_day():
    assert opening(Closure(DONOR_TERM, DAY, date(2050, 6, 30))) == date(2050, 7, 1)


def test_bad_condition_ends_when_it_is_lifted():
    closure = Closure(BAD_CONDITION, DAY)
    assert opening(closure) == NEVER
    assert opening(closure._replace(lifted=DAY, ground='акт 5')) == 0


def test_the_last_of_several_closures_counts():
    assert opening(Closure(AFTER_RECEIPT, DAY), Closure(DONOR_TERM, DAY, date(2050, 6, 30))) == date(2050, 7, 1)


@given(st.dates(), st.integers(0, 200))
def test_years_later_is_the_same_day_or_the_first_of_march(day, years):
    ordinal = years_later(day, years)
    if day.year + years > date.max.year:
        assert ordinal == NEVER
    else:
        later = date.fromordinal(ordinal)
        assert later.year == day.year + years
        assert (later.month, later.day) in {(day.month, day.day), (3, 1)}
        assert (later.month, later.day) == (day.month, day.day) or (day.month, day.day) == (2, 29)


@given(st.lists(st.builds(
    Closure, st.sampled_from(list(KINDS)), st.dates(date(1990, 1, 1), date(2050, 1, 1)),
    st.none() | st.dates(date(2050, 1, 1), date(2090, 1, 1)),
), max_size=4), st.dates(date(1900, 1, 1), date(2020, 1, 1)))
def test_one_more_closure_never_opens_earlier(closures, latest):
    dates = Span(None, latest, '')
    days = [opening_day(closures[:number], dates, term) for number in range(len(closures) + 1)]
    assert days == sorted(days)


def site_with(*rows):
    parameters = Parameters()
    if rows:
        parameters.replace('closure.personal_secret', rows)
    return SimpleNamespace(parameters=parameters)


@pytest.fixture
def registry():
    registry = Registry()
    register(registry)
    return registry


def test_the_terms_of_law_are_declared_with_their_sources(registry):
    declared = {name: (row.value, row.source) for name, each in registry.parameters.items() for row in each.rows}
    assert {name: number for name, (number, _source) in declared.items()} == {
        'closure.personal_secret': 75, 'closure.donor_term': 70, 'closure.after_receipt': 1}
    assert [source.rpartition(', ст. ')[2] for _number, source in declared.values()] == [
        '16, п. 1-1', '7, п. 8', '15, п. 2']
    assert all(source.startswith('ҚР ') for _number, source in declared.values())


def test_a_new_law_counts_for_what_is_closed_after_it(registry):
    site = site_with(Row(date(1998, 12, 22), 75, 'LAW-ARCH'), Row(DAY, 100, 'new law'))
    before, after = Closure(PERSONAL_SECRET, DAY - timedelta(1)), Closure(PERSONAL_SECRET, DAY)
    assert opens([before], CREATED, site, registry) == date(2026, 1, 1).toordinal()
    assert opens([after], CREATED, site, registry) == date(2051, 1, 1).toordinal()


def codes(closure, dates=CREATED):
    return [refusal.code for refusal in hindrances([closure], dates, term)]


@pytest.mark.parametrize(('closure', 'dates', 'expected'), [
    (Closure(PERSONAL_SECRET, DAY), CREATED, []),
    (Closure(PERSONAL_SECRET, DAY), UNDATED, ['closure_undated']),
    (Closure(PERSONAL_SECRET, DAY), None, ['closure_undated']),
    (Closure(PERSONAL_SECRET, DAY, date(2040, 1, 1)), UNDATED, []),
    (Closure(DONOR_TERM, DAY), CREATED, ['closure_until']),
    (Closure(DONOR_TERM, DAY, date(2096, 5, 4)), CREATED, []),
    (Closure(DONOR_TERM, DAY, date(2096, 5, 5)), CREATED, ['closure_long']),
    (Closure(BAD_CONDITION, DAY), CREATED, []),
    (Closure(BAD_CONDITION, DAY, date(2020, 1, 1)), CREATED, ['closure_order']),
    (Closure(AFTER_RECEIPT, DAY), CREATED, []),
    (Closure('whim', DAY), CREATED, ['closure_kind']),
    (Closure(BAD_CONDITION, DAY, lifted=DAY), CREATED, ['closure_ground']),
])
def test_what_keeps_a_closure_from_being_set(closure, dates, expected):
    assert codes(closure, dates) == expected


def test_lifting_leaves_the_closure_with_the_day_and_the_paper():
    closures = (Closure(BAD_CONDITION, DAY), Closure(AFTER_RECEIPT, DAY))
    after = lifted(closures, BAD_CONDITION, date(2026, 9, 1), 'акт реставрации № 5')
    assert after[0] == Closure(BAD_CONDITION, DAY, None, '', date(2026, 9, 1), 'акт реставрации № 5')
    assert after[1] == closures[1]
    assert opening(*after) == date(2027, 5, 4)


@pytest.mark.parametrize(('kind', 'ground'), [(DONOR_TERM, 'paper'), (BAD_CONDITION, ' ')])
def test_lifting_needs_such_a_closure_and_a_paper(kind, ground):
    with pytest.raises(Invalid):
        lifted((Closure(BAD_CONDITION, DAY),), kind, DAY, ground)
