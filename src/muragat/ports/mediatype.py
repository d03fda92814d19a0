"""What a file is, told from its content and never from its name."""

from pathlib import Path
from typing import NamedTuple

from zope.interface import Interface

#: Type of a file that nobody could name.
UNKNOWN = 'application/octet-stream'


class MediaType(NamedTuple):
    """Type of a file in MIME notation, and why it is not known if it is not."""

    name: str
    note: str = ''


class IMediaTypes(Interface):
    """Looks at files; it never fails: what cannot be told is `UNKNOWN` with a note. Nothing of it is kept."""

    def of(path: Path) -> MediaType:
        """The type of the file at a path."""

    def close() -> None:
        """End whatever looks at files."""
