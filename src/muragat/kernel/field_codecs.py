"""The codec of each kind of field, and codecs of fields that hold many values."""

import re
from collections.abc import Mapping
from datetime import date
from functools import lru_cache
from typing import Any

from zope.interface.interface import InterfaceClass
from zope.schema import Bool, Choice, Collection, Date, Float, Int, Text, TextLine

from muragat.kernel import fields, plain_codecs
from muragat.kernel.closure import Closure
from muragat.kernel.i18n import BadValue, _
from muragat.kernel.plain_codecs import Codec, clean_text, date_from_json

_CELL = ' | '


# Collections

def _collection_to_json(field: Any, value: Any) -> list[Any]:
    item = field.value_type
    return [codec(item).to_json(item, each) for each in value]


def _collection_from_json(field: Any, data: Any) -> Any:
    if not isinstance(data, list):
        raise BadValue(_('A list is needed'))
    item = field.value_type
    return _made(field, [codec(item).from_json(item, each) for each in data])


def _collection_schema(field: Any) -> dict[str, Any]:
    schema: dict[str, Any] = {'type': 'array', 'items': codec(field.value_type).json_schema(field.value_type)}
    if field.max_length is not None:
        schema['maxItems'] = field.max_length
    return {**schema, 'uniqueItems': True} if field.unique else schema


def _collection_to_text(field: Any, value: Any) -> str:
    item = field.value_type
    return '\n'.join(codec(item).to_text(item, each) for each in value)


def _collection_from_text(field: Any, text: str) -> Any:
    item = field.value_type
    return _made(field, [codec(item).from_text(item, part) for part in re.split('[\n;]', text) if part.strip()])


def _made(field: Any, items: list[Any]) -> Any:
    kind = field._type[0] if isinstance(field._type, tuple) else field._type
    return kind(items)


COLLECTION = Codec(_collection_to_json, _collection_from_json, _collection_schema, _collection_to_text,
                   _collection_from_text)


# Tables inside a record

def _rows_to_json(field: Any, value: Any) -> list[Any]:
    return [{name: _one_to_json(column, row.get(name)) for name, column in fields.fields_of(field.schema).items()}
            for row in value]


def _one_to_json(field: Any, value: Any) -> Any:
    return None if value is None else codec(field).to_json(field, value)


def _rows_from_json(field: Any, data: Any) -> tuple[Any, ...]:
    columns = fields.fields_of(field.schema)
    if not isinstance(data, list) or not all(isinstance(row, Mapping) and row.keys() <= columns.keys() for row in data):
        raise BadValue(_('A list of rows is needed with: ${columns}', mapping={'columns': ', '.join(columns)}))
    return tuple({name: codec(columns[name]).from_json(columns[name], cell)
                  for name, cell in row.items() if cell is not None} for row in data)


def _rows_schema(field: Any) -> dict[str, Any]:
    columns = {name: nullable(column) for name, column in fields.fields_of(field.schema).items()}
    row = {'type': 'object', 'properties': columns, 'additionalProperties': False,
           'required': [name for name, column in fields.fields_of(field.schema).items() if column.required]}
    return {'type': 'array', 'items': row, 'maxItems': field.max_length}


def _rows_to_text(field: Any, value: Any) -> str:
    return '\n'.join(_row_to_text(field.schema, row) for row in value)


def _row_to_text(schema: InterfaceClass, row: Mapping[str, Any]) -> str:
    cells = [codec(column).to_text(column, row[name]) if row.get(name) is not None else ''
             for name, column in fields.fields_of(schema).items()]
    return _CELL.join(cells).rstrip(_CELL)


def _rows_from_text(field: Any, text: str) -> tuple[Any, ...]:
    return tuple(_row_from_text(field.schema, line) for line in clean_text(text).split('\n') if line.strip())


def _row_from_text(schema: InterfaceClass, line: str) -> dict[str, Any]:
    columns = fields.fields_of(schema)
    cells = [cell.strip() for cell in line.split('|')]
    if len(cells) > len(columns):
        raise BadValue(_('At most ${count} cells in a line', mapping={'count': len(columns)}))
    return {name: codec(column).from_text(column, cell)
            for (name, column), cell in zip(columns.items(), cells, strict=False) if cell}


ROWS = Codec(_rows_to_json, _rows_from_json, _rows_schema, _rows_to_text, _rows_from_text)


# Closures

_CLOSURE_CELLS = ('kind', 'since', 'until', 'note', 'lifted', 'ground')
_CLOSURE_DAYS = frozenset({'since', 'until', 'lifted'})


def _closures_to_json(field: Any, value: Any) -> list[Any]:
    return [{name: _day_or_text(getattr(closure, name)) for name in _CLOSURE_CELLS} for closure in value]


def _day_or_text(value: Any) -> Any:
    return value.isoformat() if isinstance(value, date) else value


def _closures_from_json(field: Any, data: Any) -> tuple[Closure, ...]:
    if not isinstance(data, list):
        raise BadValue(_('A list is needed'))
    return tuple(_closure(row) for row in data)


def _closure(row: Any) -> Closure:
    if not isinstance(row, Mapping) or not row.keys() <= set(_CLOSURE_CELLS):
        raise BadValue(_('A closure has a kind and a day from which it holds'))
    cells: dict[str, Any] = {name: date_from_json(None, cell) if name in _CLOSURE_DAYS else clean_text(cell)
                             for name, cell in row.items() if cell not in (None, '')}
    if not {'kind', 'since'} <= cells.keys():
        raise BadValue(_('A closure has a kind and a day from which it holds'))
    return Closure(**cells)


def _closures_schema(field: Any) -> dict[str, Any]:
    day, text = {'type': ['string', 'null'], 'format': 'date'}, {'type': 'string'}
    row = {'kind': text, 'since': {'type': 'string', 'format': 'date'}, 'until': day, 'note': text, 'lifted': day,
           'ground': text}
    return {'type': 'array', 'items': {'type': 'object', 'properties': row, 'required': ['kind', 'since'],
                                       'additionalProperties': False}}


def _closures_to_text(field: Any, value: Any) -> str:
    return '\n'.join(_CELL.join(str(_day_or_text(getattr(closure, name)) or '') for name in _CLOSURE_CELLS)
                     .rstrip(_CELL) for closure in value)


def _closures_from_text(field: Any, text: str) -> tuple[Closure, ...]:
    lines = [line.split('|') for line in text.split('\n') if line.strip()]
    return tuple(_closure(dict(zip(_CLOSURE_CELLS, (cell.strip() for cell in cells), strict=False))) for cells in lines)


CLOSURES = Codec(_closures_to_json, _closures_from_json, _closures_schema, _closures_to_text, _closures_from_text)


#: The nearest ancestor of a field's class that stands here says how it is written.
CODECS: Mapping[type, Codec] = {
    Text: plain_codecs.TEXT,
    TextLine: plain_codecs.TEXT,
    fields.ArchivalNumber: plain_codecs.NUMBER,
    fields.Iin: plain_codecs.IDENTIFICATION,
    fields.Bin: plain_codecs.IDENTIFICATION,
    fields.VocabularyChoice: plain_codecs.TERM,
    fields.LocalText: plain_codecs.LOCAL,
    fields.SpanField: plain_codecs.SPAN,
    fields.Reference: plain_codecs.REFERENCE,
    fields.ClosureField: CLOSURES,
    fields.Rows: ROWS,
    Date: plain_codecs.DATE,
    Int: plain_codecs.INT,
    Float: plain_codecs.FLOAT,
    Bool: plain_codecs.BOOL,
    Choice: plain_codecs.CHOICE,
    Collection: COLLECTION,
}


def codec(field: Any) -> Codec:
    """The codec of a field; TypeError for a kind of field that the kernel does not know."""
    kind: Any = type(field)
    return _codec_of(kind)


@lru_cache(maxsize=128)
def _codec_of(kind: Any) -> Codec:
    for ancestor in kind.__mro__:
        if ancestor in CODECS:
            return CODECS[ancestor]
    raise TypeError(f'no codec for fields of {kind.__name__}')


def nullable(field: Any) -> dict[str, Any]:
    """The JSON Schema of a field, null included when the field may be empty."""
    schema = codec(field).json_schema(field)
    if field.required:
        return schema
    if isinstance(schema.get('type'), str):
        schema = {**schema, 'type': [schema['type'], 'null']}
        return {**schema, 'enum': [*schema['enum'], None]} if 'enum' in schema else schema
    return {'anyOf': [*schema['anyOf'], {'type': 'null'}]} if 'anyOf' in schema else schema
