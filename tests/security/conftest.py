"""The archive that the tests of one module share."""

import pytest

from tests.security.world import World


@pytest.fixture(scope='module')
def world(tmp_path_factory):
    """A record in every place, a person of every role; made once for a module."""
    world = World(tmp_path_factory.mktemp('world') / 'var')
    try:
        yield world.fill()
    finally:
        world.close()
