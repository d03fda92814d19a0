"""Fixtures of a founded archive on disk; a folder of tests takes them over in its conftest."""

import pytest

from muragat.main import open_house
from tests import founded_archive

__all__ = ['founded', 'house', 'var']


@pytest.fixture(scope='session')
def founded(tmp_path_factory):
    """Founded once; copied for each test."""
    var = tmp_path_factory.mktemp('founded') / 'var'
    founded_archive.make(var)
    return var


@pytest.fixture
def var(founded, tmp_path):
    """The folder of an archive of the test's own."""
    return founded_archive.copied(founded, tmp_path / 'var')


@pytest.fixture
def house(var):
    """The opened archive."""
    opened = open_house(founded_archive.settings_for(var))
    yield opened
    opened.close()
