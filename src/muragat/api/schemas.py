"""JSON Schemas of what REST takes and gives, apart from the fields of the types."""
from collections.abc import Mapping
from typing import Any

ID = {'type': 'string', 'pattern': '^[0-9]{1,16}$'}
TEXT = {'type': 'string'}
DAY = {'type': 'string', 'format': 'date'}
MOMENT = {'type': 'string', 'format': 'date-time'}
COUNT = {'type': 'integer', 'minimum': 0}
FLAG = {'type': 'boolean'}


def ref(name: str) -> dict[str, Any]:
    """A pointer to a schema of the components."""
    return {'$ref': f'#/components/schemas/{name}'}


def maybe(schema: Mapping[str, Any]) -> dict[str, Any]:
    """The same, or null."""
    if isinstance(schema.get('type'), str) and 'enum' not in schema:
        return {**schema, 'type': [schema['type'], 'null']}
    return {'anyOf': [dict(schema), {'type': 'null'}]}


def record_of(properties: Mapping[str, Any], optional: tuple[str, ...] = ()) -> dict[str, Any]:
    """An object of exactly these properties."""
    return {'type': 'object', 'properties': dict(properties), 'additionalProperties': False,
            'required': [name for name in properties if name not in optional]}


def items(schema: Mapping[str, Any]) -> dict[str, Any]:
    """A list of things."""
    return {'type': 'array', 'items': dict(schema)}


def page_of(schema: Mapping[str, Any], **more: Mapping[str, Any]) -> dict[str, Any]:
    """A page of a list: its items, and the cursor of the next page (null at the end)."""
    return record_of({'items': items(schema), 'next': maybe(TEXT), **more})


SUMMARY = {
    'id': ID,
    'type': TEXT,
    'name': maybe(TEXT),
    'label': TEXT,
    'path': maybe(TEXT),
    'state': maybe(TEXT),
    'revision': COUNT,
    'closed': FLAG,
    'modified': MOMENT,
}
RECORD = {
    **SUMMARY,
    'parent': maybe(ID),
    'created': MOMENT,
    'created_by': TEXT,
    'modified_by': TEXT,
    'opens': maybe(DAY),
    'values': {'type': 'object'},
}
REFUSAL = record_of({'code': TEXT, 'message': TEXT, 'field': TEXT}, optional=('field',))
PROBLEM = {
    'type': 'object',
    'properties': {'type': TEXT, 'title': TEXT, 'status': {'type': 'integer'}, 'detail': TEXT,
                   'refusals': items(REFUSAL)},
    'required': ['type', 'title', 'status'],
}
COMMON: Mapping[str, Any] = {
    'Summary': record_of(SUMMARY),
    'Problem': PROBLEM,
}
