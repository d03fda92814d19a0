"""Imprecise dates: the earliest and the latest day that a wording allows, and the wording itself."""

from datetime import date
from typing import NamedTuple


class Span(NamedTuple):
    """A time as it was written, with its bounds; a missing bound is not known."""

    earliest: date | None
    latest: date | None
    text: str

    @property
    def year(self) -> int | None:
        """The year it begins in, or ends in when the beginning is not known."""
        day = self.earliest or self.latest
        return day.year if day else None
