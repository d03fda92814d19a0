"""What of the holdings is searched, how they are cited, and what the bodies that made them were called."""

from collections.abc import Iterator, Mapping
from dataclasses import replace
from typing import Any

from zope.interface import implementer

from muragat.content.archive.reference import code_key, reference_code
from muragat.kernel.interfaces import IAuthority, ICitable, IIndexable
from muragat.kernel.searched import CODE, KEYWORDS, NAMES, SHEETS, Searched, searched
from muragat.language.numbers import numbers_within

#: Fields that stand in another part of the record than their name tells.
_PARTS = {
    'former_number': CODE, 'former_numbers': CODE, 'file_index': CODE, 'index': CODE, 'abbreviation': CODE,
    'persons': NAMES, 'addressee': NAMES, 'source': NAMES, 'subjects': KEYWORDS, 'places': KEYWORDS,
}


@implementer(IIndexable)
class HoldingIndexable:
    """Texts of the record itself by its schema; nothing of its ancestors, which may change without it."""

    def __init__(self, record: Any) -> None:
        self.record = record

    def searched(self, schema: Any) -> Searched:
        """Numbers are searched as codes, persons and bodies as names, each sheet of a stretch by its number."""
        found = searched(self.record, schema, _PARTS)
        sheets = numbers_within(getattr(self.record, 'sheet_numbers', None) or '')
        return replace(found, texts={**found.texts, SHEETS: (' '.join(sheets),)}) if sheets else found


@implementer(ICitable)
class HoldingCitation:
    """The reference code and its sortable twin."""

    def __init__(self, record: Any) -> None:
        self.record = record

    def code(self, language: str) -> str:
        """In the form of the language: "АОМА, Р-12-қ., 1-т., 34-іс"."""
        return reference_code(self.record, language)

    def sort_key(self) -> str:
        """The same in every language."""
        return code_key(self.record)


@implementer(IAuthority)
class CreatorNames:
    """The creator of a fonds: its last official name, and its former names, which stand in the order of time."""

    def __init__(self, fonds: Any) -> None:
        self.fonds = fonds

    def names(self) -> Iterator[Mapping[str, str]]:
        """The title, then the former names, the latest first."""
        yield self.fonds.title or {}
        for row in reversed(self.fonds.names or ()):
            yield row.get('name') or {}
