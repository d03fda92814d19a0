"""What the text index keeps of the holdings, and how they are cited."""

from collections.abc import Iterable
from typing import Any

from zope.interface import implementer

from muragat.content.archive.interfaces import IArchive, IDocument, IFonds, IInventory, IUnit
from muragat.content.archive.reference import code_key, reference_code
from muragat.kernel.fields import LocalText, Rows, fields_of
from muragat.kernel.interfaces import ICitable, IIndexable
from muragat.kernel.localized import every, pick
from muragat.language.collation import sort_key
from muragat.language.numbers import number_key
from muragat.language.tokens import words
from muragat.ports.textindex import IndexDocument

_FAMILY = 'archive'
SCHEMAS = {'archive': IArchive, 'fonds': IFonds, 'inventory': IInventory, 'unit': IUnit, 'document': IDocument}
#: What is searched by itself; all other texts of a record are searched together.
_OWN_FIELDS = ('title', 'number', 'persons', 'places', 'subjects')
_NUMBERS = ('former_number', 'former_numbers', 'file_index', 'index')
_FACETS = ('kind', 'carrier', 'authenticity', 'condition', 'documentation')


@implementer(IIndexable)
class HoldingIndexable:
    """Texts of the record itself; nothing of its ancestors, which may change without it."""

    def __init__(self, record: Any) -> None:
        self.record = record
        self.schema = SCHEMAS[record.type_name]

    def document(self) -> IndexDocument:
        """Everything a search may ask of the record."""
        record = self.record
        span = getattr(record, 'dates', None) or getattr(record, 'date', None)
        return IndexDocument(
            id=record.id, type=record.type_name, family=_FAMILY, zone=record.zone, opens=record.opens,
            fields={name: {'folded': tuple(terms)} for name, terms in self._fields().items() if terms},
            state=record.state or '', languages=tuple(getattr(record, 'languages', ())),
            earliest=span.earliest.toordinal() if span and span.earliest else 0,
            latest=span.latest.toordinal() if span and span.latest else 0,
            title_key=sort_key(pick(record.title, 'kk')), number_key=number_key(record.__name__ or ''),
            facets={name: code for name in _FACETS if (code := getattr(record, name, None))})

    def _fields(self) -> dict[str, list[str]]:
        record = self.record
        numbers = [record.__name__, *(getattr(record, name, None) for name in _NUMBERS)]
        found = {'title': _terms(every(record.title)), 'number': _terms(filter(None, numbers))}
        for name in ('persons', 'places', 'subjects'):
            found[name] = _terms(getattr(record, name, ()))
        found['text'] = _terms(self._other_texts())
        return found

    def _other_texts(self) -> Iterable[str]:
        for name, field in fields_of(self.schema).items():
            value = getattr(self.record, name)
            if isinstance(field, LocalText) and name not in _OWN_FIELDS:
                yield from every(value)
            elif isinstance(field, Rows):
                yield from (text for row in value for cell in row.values() if isinstance(cell, dict)
                            for text in every(cell))


def _terms(texts: Iterable[str]) -> list[str]:
    return [word for text in texts for word in words(text)]


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
