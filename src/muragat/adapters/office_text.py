"""Text of office files and what is inside archives and messages, by helper processes."""

from pathlib import Path
from typing import Any

from zope.interface import implementer

from muragat.adapters.children import Children
from muragat.ports.members import IMembers, Member, Room, Unpacked
from muragat.ports.officetext import IOfficeText, OfficeText

#: Seconds for one file.
SECONDS = 120


@implementer(IOfficeText)
class ChildOfficeText:
    """The text comes through a file: it may be longer than an answer."""

    def __init__(self, children: Children, seconds: float = SECONDS) -> None:
        self._children, self._seconds = children, seconds

    def text(self, path: Path, media_type: str, out: Path, largest: int) -> OfficeText:
        """As the port says."""
        told = self._children.ask('muragat.adapters.office_child:text', {
            'path': str(path), 'media_type': media_type, 'out': str(out), 'largest': largest}, path, self._seconds)
        return OfficeText(_taken(told), bool(told['cut']))


@implementer(IMembers)
class ChildMembers:
    """Names are those of our own; what the files were called stands in the answer."""

    def __init__(self, children: Children, seconds: float = 5 * SECONDS) -> None:
        self._children, self._seconds = children, seconds

    def unpack(self, path: Path, media_type: str, out: Path, room: Room) -> Unpacked:
        """As the port says."""
        told = self._children.ask('muragat.adapters.members_child:unpack', {
            'path': str(path), 'media_type': media_type, 'out': str(out), **room._asdict()}, path, self._seconds)
        members = tuple(Member(out / name, called, size) for name, called, size in told['members'])
        refused = tuple((str(name), str(code)) for name, code in told['refused'])
        return Unpacked(members, refused, _taken(told) if told.get('text') else '', told.get('office', ''))

    def close(self) -> None:
        """The children belong to who made them."""


def _taken(told: dict[str, Any]) -> str:
    """The text that a child wrote, and the file gone."""
    path = Path(told['text'])
    text = path.read_text('utf8', 'replace')
    path.unlink()
    return text
