"""How often a file that is still being read goes into the index."""

import pytest

from muragat.capture.pipeline.steps.pages import pause_before_index


@pytest.mark.parametrize(('pages', 'seconds'), [(0, 30), (100, 30), (500, 125), (5000, 1250)])
def test_a_long_file_is_indexed_more_seldom(pages, seconds):
    assert pause_before_index(30, pages) == seconds
