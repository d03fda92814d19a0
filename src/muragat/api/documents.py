"""Operations that describe the rest: the types, and the OpenAPI document."""
from typing import Any

from muragat.api.calls import Call
from muragat.api.openapi import describe
from muragat.api.operations import Operation, Reply
from muragat.api.schemas import FLAG, TEXT, items, maybe, record_of, ref
from muragat.kernel.codecs import schema_json
from muragat.kernel.errors import NotVisible
from muragat.kernel.i18n import _
from muragat.kernel.types import RecordType

TABLE = 'muragat.api.table'


def openapi(call: Call) -> Any:
    """The OpenAPI 3.1 document of this interface, in the caller's language."""
    table, registry = call.request.registry[TABLE], call.house.registry
    return call.reply(describe(table.operations, registry, call.language, call.house.settings['archive.name']))


def list_types(call: Call) -> Any:
    """All types of records."""
    return call.reply({'items': [_type(call, each) for each in call.house.registry.types.values()]})


def read_type(call: Call) -> Any:
    """One type with the JSON Schema of its fields."""
    record_type = call.house.registry.types.get(call.part('name'))
    if record_type is None:
        raise NotVisible
    return call.reply(_type(call, record_type))


def _type(call: Call, record_type: RecordType) -> dict[str, Any]:
    return {'name': record_type.name, 'title': call.words(record_type.title), 'plural': call.words(record_type.plural),
            'holds': list(record_type.holds), 'name_from': record_type.name_from, 'files': record_type.files,
            'workflow': record_type.workflow, 'schema': schema_json(record_type.schema, call.language)}


TYPE = record_of({'name': TEXT, 'title': TEXT, 'plural': TEXT, 'holds': items(TEXT), 'name_from': maybe(TEXT),
                  'files': FLAG, 'workflow': maybe(TEXT), 'schema': {'type': 'object'}})

OPERATIONS = (
    Operation('read_openapi', 'GET', '/openapi.json', _('The description of this interface'), openapi,
              {200: Reply(_('An OpenAPI 3.1 document'), {'type': 'object'})}, tag='description'),
    Operation('list_types', 'GET', '/types', _('List the types of records'), list_types,
              {200: Reply(_('All types'), record_of({'items': items(ref('Type'))}))}, tag='description',
              schemas={'Type': TYPE}),
    Operation('read_type', 'GET', '/types/{name}', _('Read a type'), read_type,
              {200: Reply(_('The type'), ref('Type'))}, tag='description'),
)
