"""An opened archive on disk with a document that may carry files."""

from tests.archive_on_disk import founded, house, var

__all__ = ['founded', 'house', 'var']
