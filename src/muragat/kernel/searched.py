"""What of a record is searched, as texts by the part of the record that they stand in; derived from its schema."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from zope.schema import Text, TextLine

from muragat.kernel.dates import Span
from muragat.kernel.fields import VocabularyChoice, fields_of

#: Parts of a record that are searched, each with its own weight: what it is called, its numbers as they are written,
#: persons and bodies named in it, who made it, keywords, and all else.
TITLE, CODE, NAMES, AUTHOR, KEYWORDS, TEXT = 'title', 'code', 'names', 'author', 'keywords', 'text'
#: Numbers of the sheets that it stands on; the text of its pages, which its files bring.
SHEETS, PAGES = 'sheets', 'pages'
PARTS = (TITLE, CODE, NAMES, AUTHOR, KEYWORDS, TEXT, SHEETS, PAGES)

#: What a field says when nobody tells otherwise.
_BY_NAME = {'title': TITLE, 'name': TITLE, 'names': NAMES, 'number': CODE, 'author': AUTHOR}


@dataclass(frozen=True, slots=True)
class Searched:
    """Texts by part, languages (codes), and facets (name -> code of a vocabulary). Nothing from ancestors."""

    texts: Mapping[str, tuple[str, ...]]
    languages: tuple[str, ...] = ()
    facets: Mapping[str, str] = field(default_factory=dict)


def searched(record: Any, schema: Any, parts: Mapping[str, str | None] | None = None,
             languages: str = 'languages') -> Searched:
    """Every text of a record by its schema.

    `parts`: field name -> part, None for a field that is not searched; fields that are not named go by their own name,
    else to TEXT. `languages`: the field that tells them. Single terms of vocabularies become facets.
    """
    parts = {**_BY_NAME, **(parts or {})}
    texts: dict[str, list[str]] = {CODE: [record.__name__] if record.__name__ else []}
    facets: dict[str, str] = {}
    for name, each in fields_of(schema).items():
        value, part = getattr(record, name, None), parts.get(name, TEXT)
        if part is None or not value:
            continue
        if isinstance(each, VocabularyChoice):
            facets[name] = value
        elif name != languages:
            texts.setdefault(part, []).extend(each_text(each, value))
    told = tuple(getattr(record, languages, None) or ())
    return Searched({part: tuple(dict.fromkeys(found)) for part, found in texts.items() if found}, told, facets)


def each_text(of: Any, value: Any) -> Iterator[str]:
    """The texts that a value of a field holds: its languages, its rows, its items; codes are none."""
    item = getattr(of, 'value_type', None)
    if isinstance(value, str):
        if isinstance(of, Text | TextLine) and not isinstance(of, VocabularyChoice):
            yield value
    elif isinstance(value, Span):
        yield value.text
    elif isinstance(value, Mapping):
        yield from (text for text in value.values() if isinstance(text, str) and text)
    elif isinstance(value, Iterable):
        for each in value:
            yield from _row_texts(of, each) if hasattr(of, 'schema') and isinstance(each, Mapping) else (
                each_text(item, each))


def _row_texts(rows: Any, row: Mapping[str, Any]) -> Iterator[str]:
    for name, each in fields_of(rows.schema).items():
        if row.get(name):
            yield from each_text(each, row[name])
