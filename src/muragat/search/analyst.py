"""The analyst of this process."""

from collections.abc import Callable, Iterator, Sequence

from zope.interface import implementer

from muragat.ports.analysts import AnalysedPage, IAnalysts
from muragat.ports.textindex import Streams
from muragat.search.analysis import analysed

#: Makes the record of a page of its terms and the places of its tokens.
Pack = Callable[[Streams, Sequence[tuple[int, int]]], bytes]


@implementer(IAnalysts)
class Analyst:
    """Analyses each text when it is taken. `pack`: None when nobody keeps records of pages."""

    def __init__(self, pack: Pack | None) -> None:
        self._pack = pack

    def analysed(self, texts: Sequence[str]) -> Iterator[AnalysedPage]:
        """One after the other."""
        return map(self.page, texts)

    def page(self, text: str) -> AnalysedPage:
        """One text."""
        spans, streams = analysed(text)
        return AnalysedPage(streams, self._pack(streams, spans) if self._pack is not None else b'')

    def close(self) -> None:
        """There is nothing to end."""
