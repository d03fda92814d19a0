"""What every test may ask for: options of the run and the shared fixtures."""

import pytest


def pytest_addoption(parser):
    parser.addoption('--long', action='store_true', help='run what is marked long')
    parser.addoption('--kills', type=int, default=20, help='how many processes the crash test kills')


def pytest_configure(config):
    config.addinivalue_line('markers', 'long: takes minutes; runs with --long')


def pytest_collection_modifyitems(config, items):
    if config.getoption('--long'):
        return
    for item in items:
        if item.get_closest_marker('long'):
            item.add_marker(pytest.mark.skip(reason='needs --long'))
