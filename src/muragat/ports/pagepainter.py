"""Port: who paints a sheet of text as if an old paper had been scanned."""

from dataclasses import dataclass

from zope.interface import Interface


@dataclass(frozen=True)
class Sheet:
    """What stands on one side of a leaf, and how the leaf has fared."""

    #: Lines from top to bottom, at most `IPagePainter.rows` of at most `IPagePainter.columns` signs each.
    lines: tuple[str, ...]
    #: 'typed' by a machine or 'written' evenly by hand.
    look: str
    #: The same seed paints the same bytes.
    seed: int
    #: From 0 (as new) to 1 (stained, faded, skewed).
    wear: float = 0.4


class IPagePainter(Interface):
    """Paints the demonstration archive's page images. Derived data: made again from the same sheet."""

    def columns(look: str) -> int:
        """How many signs fit on a line."""

    def rows(look: str) -> int:
        """How many lines fit on a sheet."""

    def paint(sheet: Sheet, media_type: str) -> bytes:
        """The sheet as a file of 'image/jpeg' or 'image/png', A4 upright.

        A sheet that does not fit is a ValueError.
        """
