"""The order of lists: a part found without sorting all is the part that sorting all would give."""

from hypothesis import given
from hypothesis import strategies as st

from muragat.kernel.listing import _sorted


@given(st.lists(st.none() | st.integers(0, 5), max_size=60), st.booleans(), st.integers(0, 20), st.integers(0, 20))
def test_a_part_is_cut_from_the_whole_order(keys, descending, offset, limit):
    found = [(number, (key,)) for number, key in enumerate(keys)]
    known = sorted((pair for pair in found if pair[1][0] is not None), key=lambda pair: pair[1][0], reverse=descending)
    whole = known + [pair for pair in found if pair[1][0] is None]
    assert _sorted(found, lambda _id, row: row[0], descending, offset, limit) == whole[offset:offset + limit]
