"""Where scans of the holdings go: a unit receives documents, a document receives files."""

from pathlib import PurePath
from typing import Any

from zope.interface import implementer

from muragat.capture.handing import hand_over
from muragat.content.archive.reference import reference_code
from muragat.content.archive.workflow import DEPARTED
from muragat.kernel.errors import Refusal
from muragat.kernel.i18n import _
from muragat.kernel.interfaces import IScanTarget
from muragat.kernel.localized import pick

_LONGEST_TITLE = 200


@implementer(IScanTarget)
class UnitTarget:
    """Each scanned document becomes a document of the unit, the last in its order."""

    kind = 'document'

    def __init__(self, record: Any) -> None:
        self.record = record

    @property
    def unit(self) -> Any:
        """The unit that the scans belong to."""
        return self.record

    def title(self, language: str) -> str:
        """The reference code and the heading."""
        return f'{reference_code(self.record, language)}. {pick(self.record.title, language)}'

    def expected(self) -> int | None:
        """The sheets of the description."""
        sheets: int | None = self.record.sheets
        return sheets

    def direct(self) -> bool:
        """What the inventory says."""
        return bool(self.unit.__parent__.direct_scans)

    def values(self, filename: str) -> dict[str, Any]:
        """The name of the file is the first heading."""
        stem = PurePath(filename.replace('\\', '/')).stem.strip() or filename.strip() or '–'
        return {'title': {'kk': stem[:_LONGEST_TITLE]}}

    def hindrances(self, desk: Any) -> list[Refusal]:
        """What has departed is not there to be scanned."""
        inventory = self.unit.__parent__
        gone = any(each.state == DEPARTED for each in (self.unit, inventory, inventory.__parent__))
        return [Refusal('departed', _('The unit has departed; it receives no scans.'), 'target')] if gone else []

    def receive(self, desk: Any, record: Any) -> Any:
        """The record moves into the unit and keeps its id."""
        return desk.place(record, self.record, desk.next_number(self.record))


class DocumentTarget(UnitTarget):
    """Each scanned document gives its files to the document, whose id stays."""

    @property
    def unit(self) -> Any:
        """The unit that the document is a part of."""
        return self.record.__parent__

    def receive(self, desk: Any, record: Any) -> Any:
        """The files and their pages follow those that are there."""
        return hand_over(desk, record, self.record)
