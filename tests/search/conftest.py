"""A founded archive on disk, for tests of what is found in a whole one."""

from tests.archive_on_disk import founded

__all__ = ['founded']
