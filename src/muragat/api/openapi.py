"""The OpenAPI 3.1 description, made from the table of operations and the schemas of the types."""
import re
from collections.abc import Iterable, Mapping
from typing import Any

from muragat.api.operations import ROOT, Operation, Parameter, Reply
from muragat.api.schemas import COMMON, ID, RECORD, TEXT, record_of, ref
from muragat.kernel.codecs import JSON_SCHEMA_DIALECT, schema_json
from muragat.kernel.i18n import Translator, _, translator
from muragat.kernel.registry import Registry
from muragat.kernel.types import RecordType

VERSION = '1'
_PART = re.compile(r'\{(\w+)(?::[^}]*)?\}')
_ALWAYS = (400, 401, 403, 404, 503)
_WITH_BODY = (413, 415)
_HEADERS = {
    'ETag': _('Version of the record, for If-Match.'),
    'Location': _('Address of what was made.'),
    'Accept-Ranges': _('Parts can be asked for.'),
    'Content-Range': _('Which part it is.'),
    'Repr-Digest': _('SHA-256 of the whole file.'),
}


def describe(operations: Iterable[Operation], registry: Registry, language: str, title: str) -> dict[str, Any]:
    """The document in a language."""
    words = translator(language)
    operations = list(operations)
    paths: dict[str, dict[str, Any]] = {}
    for operation in operations:
        address = ROOT + _PART.sub(r'{\1}', operation.path)
        paths.setdefault(address, {})[operation.method.lower()] = _operation(operation, words)
    return {
        'openapi': '3.1.0',
        'info': {'title': title, 'version': VERSION},
        'jsonSchemaDialect': JSON_SCHEMA_DIALECT,
        'servers': [{'url': '/'}],
        'paths': paths,
        'components': {
            'schemas': {**_schemas(registry, language), **_own_schemas(operations)},
            'securitySchemes': {'token': {'type': 'http', 'scheme': 'bearer'}},
        },
        'security': [{'token': []}, {}],
    }


def _operation(operation: Operation, words: Translator) -> dict[str, Any]:
    description: dict[str, Any] = {
        'operationId': operation.name,
        'summary': words.translate(operation.title),
        'tags': [operation.tag],
        'parameters': [_path_part(name) for name in _PART.findall(operation.path)]
        + [_parameter(each, words) for each in operation.parameters],
        'responses': _responses(operation, words),
    }
    if operation.permission is not None:
        description['x-permission'] = operation.permission.value
    if operation.body is not None:
        description['requestBody'] = {'required': True, 'content': {operation.body_type: {
            'schema': dict(operation.body)}}}
    return description


def _path_part(name: str) -> dict[str, Any]:
    schema = ID if name == 'id' else {'type': 'string', 'minLength': 1}
    return {'name': name, 'in': 'path', 'required': True, 'schema': schema}


def _parameter(parameter: Parameter, words: Translator) -> dict[str, Any]:
    return {'name': parameter.name, 'in': parameter.place, 'required': parameter.required,
            'description': words.translate(parameter.title), 'schema': dict(parameter.schema)}


def _responses(operation: Operation, words: Translator) -> dict[str, Any]:
    responses = {str(status): _reply(reply, words) for status, reply in operation.replies.items()}
    refusals = {*_ALWAYS, *operation.refusals, *(_WITH_BODY if operation.body is not None else ())}
    problem = {'description': words.translate(_('A problem with its reasons')),
               'content': {'application/problem+json': {'schema': ref('Problem')}}}
    return responses | {str(status): problem for status in sorted(refusals)}


def _reply(reply: Reply, words: Translator) -> dict[str, Any]:
    description: dict[str, Any] = {'description': words.translate(reply.title)}
    if reply.schema is not None:
        description['content'] = {reply.media_type: {'schema': dict(reply.schema)}}
    if reply.headers:
        description['headers'] = {name: {'description': words.translate(_HEADERS[name]), 'schema': TEXT}
                                  for name in reply.headers}
    return description


def _own_schemas(operations: Iterable[Operation]) -> dict[str, Any]:
    return {name: dict(schema) for operation in operations for name, schema in operation.schemas.items()}


def _schemas(registry: Registry, language: str) -> dict[str, Any]:
    """Common ones, and for each type its fields as they are given and as they are taken."""
    types = list(registry.types.values())
    holdable = {name for each in types for name in each.holds}
    schemas: dict[str, Any] = dict(COMMON)
    for each in types:
        taken = _fields(each, language)
        schemas[f'Values_{each.name}'] = taken
        schemas[f'Changes_{each.name}'] = {name: value for name, value in taken.items() if name != 'required'}
        schemas[f'Fields_{each.name}'] = _as_given(taken)
    schemas['Record'] = _record(types)
    schemas['NewRecord'] = {'anyOf': [_new(each) for each in types if each.name in holdable]}
    schemas['Changes'] = record_of({'values': {'anyOf': [ref(f'Changes_{each.name}') for each in types]}})
    return schemas


def _fields(record_type: RecordType, language: str) -> dict[str, Any]:
    return {name: value for name, value in schema_json(record_type.schema, language).items() if name != '$schema'}


def _as_given(taken: Mapping[str, Any]) -> dict[str, Any]:
    """A field may be empty in a record that is older than the rule."""
    properties = {name: {'anyOf': [schema, {'type': 'null'}]} for name, schema in taken['properties'].items()}
    return record_of(properties)


def _record(types: Iterable[RecordType]) -> dict[str, Any]:
    whole = record_of(RECORD)
    whole['oneOf'] = [{'properties': {'type': {'const': each.name}, 'values': ref(f'Fields_{each.name}')}}
                      for each in types]
    return whole


def _new(record_type: RecordType) -> dict[str, Any]:
    return record_of({'type': {'const': record_type.name}, 'name': TEXT,
                      'values': ref(f'Values_{record_type.name}')}, optional=('name',))
