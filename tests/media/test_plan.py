"""The page plan by itself: how it grows, what it calls its pages, and that history is never rewritten."""

from hypothesis import given
from hypothesis import strategies as st

from muragat.media.plan import PagePlan, PlannedPage, Spot, grown

COUNTS = st.lists(st.tuples(st.integers(1, 4), st.integers(1, 3), st.integers(0, 6)), max_size=6).map(
    lambda counts: sorted({file: (file, version, count) for file, version, count in counts}.values()))


@given(COUNTS, COUNTS)
def test_growing_twice_is_growing_once_and_no_page_stands_twice(first, then):
    pages = grown(grown((), first), then)
    assert grown(pages, then) == pages
    spots = [page.spot for page in pages]
    assert len(set(spots)) == len(spots)
    for file, version, count in then:
        assert {Spot(file, version, index) for index in range(count)} <= set(spots)


def test_pages_of_a_file_stand_together_in_the_order_of_the_files():
    pages = grown((), [(1, 1, 2), (2, 1, 1)])
    assert [(page.file, page.index) for page in grown(pages, [(1, 1, 3), (2, 1, 2)])] == [
        (1, 0), (1, 1), (1, 2), (2, 0), (2, 1)]


def test_a_newer_version_keeps_places_turns_and_sheets_and_asks_for_no_rescan():
    pages = (PlannedPage(1, 1, 1, 90, '7', '', 'dark'), PlannedPage(1, 1, 0, 0, '8', 'blank'))
    assert grown(pages, [(1, 2, 2)]) == (PlannedPage(1, 2, 1, 90, '7'), PlannedPage(1, 2, 0, 0, '8', 'blank'))


def test_pages_that_a_newer_version_has_not_are_gone():
    assert [page.index for page in grown(grown((), [(1, 1, 3)]), [(1, 2, 1)])] == [0]


def test_nothing_is_written_when_nothing_changes():
    plan = PagePlan()
    plan.grow([(1, 1, 2)])
    assert plan.change('plan.rotated', plan.pages, 'system', 1.0) is None
    assert not plan.grow([(1, 1, 2)])
    assert plan.history() == []


def test_the_history_begins_with_what_was_there_before_the_first_deed():
    plan = PagePlan()
    plan.grow([(1, 1, 2)])
    first = plan.pages
    plan.change('plan.moved', first[::-1], 'account:1', 5.0, {'pages': '2'})
    assert [(each.number, each.what, each.pages) for each in plan.history()] == [
        (2, 'plan.moved', first[::-1]), (1, 'plan.grown', first)]
