"""The health page says what a person must do about the disk."""

import os

import pytest

from muragat.media.health import LossCheck, SpaceCheck, StagingCheck
from tests.founded_archive import settings_for


@pytest.mark.parametrize(('wanted', 'well'), [(0, True), (1 << 60, False)])
def test_little_free_space_is_red(var, wanted, well):
    assert SpaceCheck(settings_for(var, upload__min_free=wanted)).check(None)[0] is well


@pytest.mark.parametrize(('age', 'well'), [(3600, True), (27 * 3600, False)])
def test_received_files_that_nobody_removes_are_red(var, age, well):
    path = var / 'db' / 'staging' / 'a.part'
    path.parent.mkdir(exist_ok=True)
    path.touch()
    os.utime(path, (1_000_000, 1_000_000))
    assert StagingCheck(settings_for(var), lambda: 1_000_000 + age).check(None)[0] is well


def test_missing_work_is_red_until_the_note_is_removed(var):
    check = LossCheck(settings_for(var))
    assert check.check(None)[0]
    (var / 'db' / 'Data.fs.short-20250101T000000').touch()
    assert not check.check(None)[0]


def test_the_house_has_these_lines(house):
    assert {'space', 'staging', 'loss'} <= set(house.registry.health_checks)
