"""Operations on one record: read, create, change, move, delete, bring back."""
from typing import Any

from muragat.api.calls import Call, moment, record_id
from muragat.api.operations import ROOT, Operation, Parameter, Reply
from muragat.api.schemas import COUNT, ID, MOMENT, TEXT, record_of, ref
from muragat.api.shapes import open_path, reply_whole, version_of
from muragat.kernel.access import Permission
from muragat.kernel.codecs import values_from_json
from muragat.kernel.errors import Hindered, Invalid, NotVisible, Refusal
from muragat.kernel.i18n import _

IF_MATCH = Parameter('If-Match', _('The ETag of the version that is meant.'), place='header', required=True)
MAYBE_IF_MATCH = Parameter('If-Match', _('The ETag of the version that is meant.'), place='header')
REASON = Parameter('reason', _('Why; it is kept in the journal.'), {'type': 'string', 'minLength': 1}, required=True)


def read_record(call: Call) -> Any:
    """A record by its eternal id."""
    return reply_whole(call, call.record)


def read_path(call: Call) -> Any:
    """A record by its readable address."""
    return reply_whole(call, call.desk.resolve('/' + call.request.matchdict.get('path', '')))


def create(call: Call) -> Any:
    """A new record in a folder."""
    call.fields('type', 'name', 'values')
    record_type = call.desk.type_named(call.given('type', str))
    values = _values(record_type.schema, call.given('values', dict))
    record = call.desk.add(call.record, record_type.name, values, call.given('name', str, None))
    return reply_whole(call, record, 201, {'Location': f'{ROOT}/records/{record.id}'})


def change(call: Call) -> Any:
    """Other values for the named fields."""
    call.fields('values')
    record = call.record
    call.desk.require(Permission.EDIT, record)
    call.require_version(version_of(record))
    values = _values(call.desk.registry.type_of(record).schema, call.given('values', dict))
    return reply_whole(call, call.desk.change(record, values, record.revision))


def move(call: Call) -> Any:
    """Another folder, another number, or both."""
    call.fields('parent', 'name')
    record = call.record
    call.desk.require(Permission.MOVE, record)
    call.require_version(version_of(record))
    target = call.given('parent', str, None)
    parent = record.__parent__ if target is None else _folder(call, target)
    if record.__parent__ is None:
        raise Hindered(Refusal('root', _('The root of the archive stays where it is.')))
    return reply_whole(call, call.desk.move(record, parent, call.given('name', str, None)))


def delete(call: Call) -> Any:
    """Into the trash, with all below it."""
    record = call.record
    call.desk.require(Permission.DELETE, record)
    call.check_version(version_of(record))
    return call.reply(trash_item(call, call.desk.delete(record, call.text('reason') or '')))


def restore(call: Call) -> Any:
    """Back from the trash to where it was."""
    call.fields('name')
    number = record_id(call.part('id'))
    return reply_whole(call, call.desk.restore(number, call.given('name', str, None)))


def trash_item(call: Call, item: Any) -> dict[str, Any]:
    """What lies in the trash."""
    label = call.desk.registry.type_of(item.record).label(item.record, call.language)
    return {'id': str(item.id), 'type': item.record.type_name, 'name': item.name, 'label': label,
            'from': _seen_from(call, item.parent_id), 'count': item.count, 'deleted': moment(item.deleted),
            'deleted_by': item.deleted_by, 'reason': item.reason}


def _seen_from(call: Call, parent_id: int) -> str | None:
    parent = call.desk.find(parent_id)
    return None if parent is None else open_path(call, parent)


def _values(schema: Any, data: dict[str, Any]) -> dict[str, Any]:
    values, refusals = values_from_json(schema, data)
    if refusals:
        raise Invalid(*refusals)
    return values


def _folder(call: Call, target: str) -> Any:
    """A folder by id or address; one that cannot hold anything is refused by the desk."""
    if not target:
        raise NotVisible
    return call.desk.resolve(target)


TRASH_ITEM = record_of({
    'id': ID, 'type': TEXT, 'name': TEXT, 'label': TEXT, 'from': {'type': ['string', 'null']}, 'count': COUNT,
    'deleted': MOMENT, 'deleted_by': TEXT, 'reason': TEXT})
WHOLE = Reply(_('The record'), ref('Record'), headers=('ETag',))

OPERATIONS = (
    Operation('read_record', 'GET', '/records/{id}', _('Read a record'), read_record, {200: WHOLE},
              Permission.VIEW),
    Operation('read_root', 'GET', '/tree', _('Read the root of the tree'), read_path, {200: WHOLE}, Permission.VIEW),
    Operation('read_path', 'GET', '/tree/{path:.*}', _('Read a record by its address'), read_path, {200: WHOLE},
              Permission.VIEW),
    Operation('create_record', 'POST', '/records/{id}/children', _('Add a record to a folder'), create,
              {201: Reply(_('The new record'), ref('Record'), headers=('ETag', 'Location'))}, Permission.ADD,
              body=ref('NewRecord'), refusals=(409, 422)),
    Operation('change_record', 'PATCH', '/records/{id}', _('Change fields of a record'), change, {200: WHOLE},
              Permission.EDIT, parameters=(IF_MATCH,), body=ref('Changes'), refusals=(409, 412, 422, 428)),
    Operation('move_record', 'POST', '/records/{id}/move', _('Move or rename a record'), move, {200: WHOLE},
              Permission.MOVE, parameters=(IF_MATCH,), refusals=(409, 412, 422, 428),
              body=record_of({'parent': TEXT, 'name': TEXT}, optional=('parent', 'name'))),
    Operation('delete_record', 'DELETE', '/records/{id}', _('Move a record to the trash'), delete,
              {200: Reply(_('What lies in the trash now'), ref('TrashItem'))}, Permission.DELETE,
              parameters=(REASON, MAYBE_IF_MATCH), refusals=(409, 412, 422), schemas={'TrashItem': TRASH_ITEM}),
    Operation('restore_record', 'POST', '/trash/{id}/restore', _('Bring a record back from the trash'), restore,
              {200: WHOLE}, Permission.RESTORE, tag='trash', body=record_of({'name': TEXT}, optional=('name',)),
              refusals=(409, 422)),
)
