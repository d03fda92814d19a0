"""Port: who lays out the papers that the archive prints for scanning: separator sheets and labels with codes."""

from collections.abc import Sequence
from typing import NamedTuple

from zope.interface import Interface


class Slip(NamedTuple):
    """What stands on a sheet or label: what its code says, a heading, lines below it, and a line at the foot."""

    code: str
    heading: str
    lines: tuple[str, ...] = ()
    foot: str = ''


class IPaperForms(Interface):
    """Makes PDF files of A4 pages. Derived data: made again from the same slips."""

    def sheets(slips: Sequence[Slip], language: str) -> bytes:
        """A page for each slip, with its code large in the middle and once more in a corner."""

    def labels(slips: Sequence[Slip], language: str, columns: int, rows: int, first: int = 0) -> bytes:
        """A grid of labels to be cut or peeled off, without margins between them; the first `first` places stay empty,
        so that a sheet of labels that was begun can be used up."""
