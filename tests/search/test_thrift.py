"""Thrift in a long work: garbage is looked for seldom while it lasts, and what became free goes back."""

import gc
from pathlib import Path

from muragat.search.thrift import ALLOCATED, thrifty


def resident():
    rows = dict(line.split(':', 1) for line in Path('/proc/self/status').read_text().splitlines())
    return int(rows['RssAnon'].split()[0]) / 1024


def test_garbage_is_looked_for_seldom_for_a_while():
    before = gc.get_threshold()
    with thrifty():
        assert gc.get_threshold()[0] == ALLOCATED
    assert gc.get_threshold() == before


def test_what_became_free_goes_back_to_the_system():
    with thrifty() as give_back:
        held = [b'x' * 100_000 for _piece in range(1000)]
        last = b'x' * 100_000
        full = resident()
        del held
        give_back()
        assert resident() < full - 80
        assert last
