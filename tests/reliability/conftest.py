"""A founded archive whose processes are killed."""

from tests.archive_on_disk import founded, house, var

__all__ = ['founded', 'house', 'var']
