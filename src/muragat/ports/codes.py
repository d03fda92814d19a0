"""Machine-readable codes on page images: separator sheets and labels."""

from typing import NamedTuple

from zope.interface import Interface

from muragat.ports.pages import PageImage


class Code(NamedTuple):
    """A code: `kind` such as 'QRCode', what it says, and its box in pixels of the page image."""

    kind: str
    text: str
    left: int
    top: int
    width: int
    height: int


class ICodes(Interface):
    """Finds codes, also skewed and upside down, in helper processes. Raises `Failed` and nothing else."""

    def codes(image: PageImage) -> tuple[Code, ...]:
        """The codes of a page from top to bottom; codes that say nothing readable are left out."""
