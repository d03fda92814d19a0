"""Use cases of the holdings that other families and pages may call."""

from typing import Any

from zope.interface import implementer

from muragat.content.archive.reference import Parts, code_key, parse_code, reference_code, walk
from muragat.kernel.interfaces import IFinder

__all__ = ['ROOT', 'HoldingFinder', 'Parts', 'code_key', 'parse_code', 'reference_code', 'resolve_code']

#: Name of the archive's record below the site.
ROOT = 'archive'


def resolve_code(desk: Any, text: str) -> Any:
    """The record that a typed citation names, look-alike letters and all; None when it is missing or hidden."""
    archive = desk.site.get(ROOT)
    return None if archive is None else HoldingFinder(archive).find(desk, text)


@implementer(IFinder)
class HoldingFinder:
    """Finds records of the holdings by their reference codes."""

    def __init__(self, archive: Any) -> None:
        self.archive = archive

    def find(self, desk: Any, text: str) -> Any:
        """The visible record that the text cites, look-alike letters and all; None when there is none."""
        parts = parse_code(text)
        return None if parts is None else walk(self.archive, parts.numbers, desk.visible)
