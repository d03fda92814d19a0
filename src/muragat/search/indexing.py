"""From a record to its document in the text index."""
from collections.abc import Iterator, Mapping
from dataclasses import replace
from typing import Any

from zope.schema import Text, TextLine

from muragat.kernel.catalog import row_of, title_key
from muragat.kernel.dates import Span
from muragat.kernel.fields import VocabularyChoice, fields_of
from muragat.kernel.interfaces import IIndexable, IPageText
from muragat.kernel.record import Record
from muragat.kernel.registry import Registry
from muragat.language.numbers import number_key
from muragat.ports.textindex import IndexDocument, Streams
from muragat.search.analysis import streams

TITLE_FIELDS = ('title', 'name', 'names')


def document_of(record: Record, registry: Registry) -> IndexDocument | None:
    """What the record's family says is indexed; without a word from it, every text of its schema."""
    indexable = registry.adapt(record, IIndexable)
    document: IndexDocument | None = plain_document(record, registry) if indexable is None else indexable.document()
    return document and _with_pages(document, registry.adapt(record, IPageText))


def _with_pages(document: IndexDocument, page_text: Any) -> IndexDocument:
    """The document with the text of its pages as a field of its own."""
    text = page_text.text() if page_text is not None else ''
    return replace(document, fields={**document.fields, 'pages': streams(text)}) if text else document


def plain_document(record: Record, registry: Registry) -> IndexDocument:
    """Title fields as `title`, other texts as `text`; nothing from ancestors."""
    schema = registry.type_of(record).schema
    texts: dict[str, list[str]] = {'title': [], 'text': []}
    for name, field in fields_of(schema).items():
        texts['title' if name in TITLE_FIELDS else 'text'] += _texts(field, getattr(record, name, None))
    row = row_of(record, registry)
    return IndexDocument(
        id=record.id, type=record.type_name, family=family_of(record), zone=record.zone, opens=record.opens,
        fields=_streams(texts), state=record.state or '', earliest=row[4] or 0, latest=row[5] or 0,
        title_key=title_key(registry.type_of(record).label(record, 'kk')),
        number_key=number_key(record.__name__ or ''),
    )


def family_of(record: Record) -> str:
    """The family of content that the class of the record belongs to."""
    parts = type(record).__module__.split('.')
    return parts[2] if parts[:2] == ['muragat', 'content'] else ''


def _streams(texts: Mapping[str, list[str]]) -> dict[str, Streams]:
    return {name: streams('\n'.join(found)) for name, found in texts.items() if found}


def _texts(field: Any, value: Any) -> Iterator[str]:
    """The texts that a value holds."""
    if isinstance(value, Mapping):
        yield from (text for text in value.values() if isinstance(text, str))
    elif isinstance(value, Span):
        yield value.text
    elif isinstance(value, str) and isinstance(field, (Text, TextLine)) and not isinstance(field, VocabularyChoice):
        yield value
