"""Analysts: texts of pages become terms and page records, in other processes where there are more processors."""

from collections.abc import Iterator, Sequence
from typing import NamedTuple

from zope.interface import Interface

from muragat.ports.textindex import Streams


class AnalysedPage(NamedTuple):
    """The terms of a text, and the record that page places keep of it (`IPagePlaces.packed`)."""

    streams: Streams
    packed: bytes


class IAnalysts(Interface):
    """The same text always becomes the same. For one thread, which takes what it begins in the order of beginning."""

    def analysed(texts: Sequence[str]) -> Iterator[AnalysedPage]:
        """Each text in its order. Other processes begin at once; what one that died owes is done by who takes it.
        A text that cannot be analysed raises when it is taken, and the next one can be taken."""

    def close() -> None:
        """End the processes; they begin again when they are asked."""
