"""The bars of the years: none is lost, none lies beside the drawing, and each can be seen."""

from hypothesis import given, settings
from hypothesis import strategies as st
from webob.multidict import MultiDict

from muragat.ports.textindex import Order
from muragat.search.question import FILTERS
from muragat.search.views import chart
from muragat.search.views.asked import Asked

COUNTS = st.dictionaries(st.integers(-5, 2100), st.integers(0, 10**6), max_size=50)


@settings(deadline=None)
@given(COUNTS)
def test_every_dated_hit_stands_in_one_bar(counts):
    drawn = chart.of(counts, None)
    dated = {year: count for year, count in counts.items() if year > 0 and count}
    if drawn is None:
        assert not dated
        return
    assert sum(bar.hits for bar in drawn.bars) == sum(dated.values())
    assert (drawn.first, drawn.last) == (min(dated), max(dated))
    for bar in drawn.bars:
        assert 0 <= bar.x < bar.x + bar.wide <= 100.01
        assert bar.high > 1
        assert bar.y >= 0
        assert drawn.first <= bar.year <= bar.year + bar.years - 1 <= drawn.last
    places = [bar.year for bar in drawn.bars]
    assert places == sorted(set(places))
    assert len(places) <= 121


def test_a_bar_of_several_years_says_so():
    bars = chart.of({1800: 1, 1801: 2, 2000: 3}, (1800, None)).bars
    assert [(bar.words, bar.hits) for bar in bars] == [('1800–1801', 3), ('2000', 3)]


TEXT = st.text(st.characters(exclude_categories=['Cs']), max_size=20)


@settings(deadline=None)
@given(st.dictionaries(st.sampled_from(['q', 'from', 'to', 'sort', 'order', 'page', *FILTERS]), TEXT))
def test_what_an_address_asks_comes_back_from_what_is_kept(query):
    asked = Asked.of(MultiDict(query))
    again = Asked.from_pairs(asked.pairs)
    assert (again.question.text, again.filters, again.years) == (asked.question.text, asked.filters, asked.years)
    assert (again.order, again.descending) == (asked.order, asked.descending)
    assert asked.address().startswith('/search')


def test_a_value_is_put_in_and_taken_out_and_the_page_begins_anew():
    asked = Asked.of(MultiDict([('q', 'а'), ('type', 'unit'), ('type', 'fonds'), ('page', '7'), ('sort', 'date')]))
    assert asked.number == 7
    assert asked.order is Order.DATE
    assert asked.toggled('type', 'unit') == '/search?q=%D0%B0&type=fonds&sort=date'
    assert asked.toggled('state', 'x') == '/search?q=%D0%B0&type=unit&type=fonds&sort=date&state=x'
