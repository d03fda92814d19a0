"""What a type of record is: one row that storage, forms, tables, REST and the command line read."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import Any

from zope.interface.interface import InterfaceClass

from muragat.kernel.localized import pick


@dataclass(frozen=True, kw_only=True)
class RecordType:
    """A type of record as its family declares it."""

    #: Eternal: stored with each record.
    name: str
    #: The zope.schema interface that describes the fields.
    schema: InterfaceClass
    #: Makes an empty record; takes no arguments.
    factory: Callable[[], Any]
    #: Message: "Fonds".
    title: str
    #: Message: "Fonds (many)".
    plural: str
    #: Names of the types that may stand directly below.
    holds: tuple[str, ...] = ()
    #: The field that is the name in the address; None: the next free whole number in the parent.
    name_from: str | None = None
    #: Whether a record of this type is an access zone from birth.
    zone: bool = False
    #: Fields that a list shows, in order.
    columns: tuple[str, ...] = ()
    #: Name of the workflow, if it has one.
    workflow: str | None = None
    #: Name of an icon of Tabler.
    icon: str = 'file'
    #: Whether it may carry originals.
    files: bool = False
    #: Whether scans become records of this type, which then may stand in a batch until they are accepted.
    scanned: bool = False
    #: `summary(record, language) -> str`: one line that names the record to a person without its ancestors.
    summary: Callable[[Any, str], str] | None = None
    #: Short names by language, as people at work say and write them; the search knows the type by them.
    called: Mapping[str, tuple[str, ...]] = field(default_factory=lambda: MappingProxyType({}), hash=False)

    def label(self, record: Any, language: str) -> str:
        """One line that names the record in lists, trees and breadcrumbs."""
        text = self.summary(record, language) if self.summary else pick(getattr(record, 'title', None), language)
        return text or str(getattr(record, '__name__', '') or '')
