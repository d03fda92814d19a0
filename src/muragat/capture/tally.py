"""Tally: what each operator did on each day, counted when it happens."""

from collections.abc import Iterator
from datetime import date
from typing import Any, NamedTuple

from BTrees.OOBTree import OOBTree
from persistent import Persistent

from muragat.capture.batch import ROOT, operator_of

FILES, PAGES, DOCUMENTS, ACCEPTED, RETURNED, DROPPED, RESCANS = (
    'files', 'pages', 'documents', 'accepted', 'returned', 'dropped', 'rescans')
WHAT = (FILES, PAGES, DOCUMENTS, ACCEPTED, RETURNED, DROPPED, RESCANS)


class Cell(Persistent):
    """Counts of one operator on one day; two that add at once both count."""

    def __init__(self) -> None:
        self.counts: dict[str, int] = {}

    def add(self, what: str, count: int) -> None:
        """Count."""
        self.counts = {**self.counts, what: self.counts.get(what, 0) + count}

    def _p_resolveConflict(self, old: dict[str, Any], committed: dict[str, Any], new: dict[str, Any]) -> dict[str, Any]:
        before, theirs, ours = (state['counts'] for state in (old, committed, new))
        names = {*theirs, *ours}
        counts = {name: theirs.get(name, 0) + ours.get(name, 0) - before.get(name, 0) for name in names}
        return {**new, 'counts': counts}


class Tally(Persistent):
    """Cells by (day as ISO text, principal id)."""

    def __init__(self) -> None:
        self.cells = OOBTree()

    def cell(self, day: date, operator: str) -> Cell:
        """The cell of an operator's day, made when there is none."""
        key = (day.isoformat(), operator)
        found = self.cells.get(key)
        if found is None:
            found = self.cells[key] = Cell()
        return found


class Row(NamedTuple):
    """One operator's day."""

    day: date
    operator: str
    counts: dict[str, int]


def count(desk: Any, batch: Any, what: str, number: int = 1) -> None:
    """Count for the operator of a batch, today."""
    if number:
        count_for(desk, operator_of(batch), what, number)


def count_for(desk: Any, operator: str, what: str, number: int = 1) -> None:
    """Count for an operator, today."""
    root = desk.site.get(ROOT)
    if root is None:
        return
    if root.tally is None:
        root.tally = Tally()
    root.tally.cell(desk.today, operator).add(what, number)


def rows(root: Any, since: date, until: date) -> Iterator[Row]:
    """Days of operators from a day to a day, both included, the earliest first."""
    if root.tally is not None:
        for (day, operator), cell in root.tally.cells.items((since.isoformat(), ''), (until.isoformat(), '\U0010ffff')):
            yield Row(date.fromisoformat(day), operator, dict(cell.counts))
