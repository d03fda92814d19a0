"""Files that hold other files: archives and messages."""

from pathlib import Path
from typing import NamedTuple

from zope.interface import Interface

ARCHIVES = frozenset({'application/zip', 'application/x-zip-compressed'})
MESSAGES = frozenset({'message/rfc822', 'application/x-mail', 'text/x-mail'})


class Member(NamedTuple):
    """A file that was inside: where it lies now, how it was called there (with folders), its size in bytes."""

    path: Path
    name: str
    size: int


class Unpacked(NamedTuple):
    """What a file held. `text`: of a message itself. `refused`: (name, code of ports.faults) of what was not taken out.

    `office`: the media type, when the archive is an office file after all; then nothing is taken out.
    """

    members: tuple[Member, ...]
    refused: tuple[tuple[str, str], ...] = ()
    text: str = ''
    office: str = ''


class Room(NamedTuple):
    """How much may come out: bytes in all, files, bytes of text."""

    size: int
    members: int
    text: int


class IMembers(Interface):
    """Takes files out of archives and messages, in helper processes. Raises `Failed` and nothing else."""

    def unpack(path: Path, media_type: str, out: Path, room: Room) -> Unpacked:
        """The files, below the folder `out` under names of our own; Failed('too_large') when they are more than may
        come out, with nothing left behind."""
