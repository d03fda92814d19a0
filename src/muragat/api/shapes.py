"""Records as REST shows them, and the way from an address to what may be shown."""
from collections.abc import Mapping
from typing import Any

from muragat.api.calls import Call, moment, opening
from muragat.kernel.codecs import values_to_json
from muragat.kernel.ids import SITE_ID
from muragat.kernel.pointers import Known
from muragat.kernel.record import lineage, path


def summary(call: Call, record: Any) -> dict[str, Any]:
    """One line of a list."""
    return {
        'id': str(record.id),
        'type': record.type_name,
        'name': record.__name__ or None,
        'label': call.desk.registry.type_of(record).label(record, call.language),
        'path': open_path(call, record),
        'state': record.state,
        'revision': record.revision,
        'closed': is_closed(call, record),
        'modified': moment(record.modified),
    }


def whole(call: Call, record: Any) -> dict[str, Any]:
    """Everything of a record; what is closed to readers is put on record before it is given."""
    if record.id != SITE_ID and is_closed(call, record):
        call.house.witness.viewed(record, call.principal, call.request.origin)
    return {
        **summary(call, record),
        'parent': parent_id(call, record),
        'created': moment(record.created),
        'created_by': record.created_by,
        'modified_by': record.modified_by,
        'opens': opening(record.opens),
        'values': values_to_json(call.desk.registry.type_of(record).schema, Known(call.desk, record)),
    }


def parent_id(call: Call, record: Any) -> str | None:
    """The id of the folder when the caller sees it."""
    parent = record.__parent__
    return str(parent.id) if parent is not None and call.desk.visible(parent) else None


def open_path(call: Call, record: Any) -> str | None:
    """The readable address; None when a folder above is hidden from the caller, whose number it would tell."""
    if all(call.desk.visible(each) for each in lineage(record.__parent__)):
        return path(record)
    return None


def is_closed(call: Call, record: Any) -> bool:
    """Whether the record is closed to readers today, by itself or by a zone above."""
    today = call.desk.today.toordinal()
    if record.opens > today:
        return True
    return any(row.opens > today for _zone, row in call.desk.site.zones.chain(record.zone))


def version_of(record: Any) -> str:
    """The ETag of a record."""
    return f'"{record.id}-{record.revision}"'


def reply_whole(call: Call, record: Any, status: int = 200, headers: Mapping[str, str] | None = None) -> Any:
    """A record with its ETag."""
    return call.reply(whole(call, record), status, {'ETag': version_of(record), **(headers or {})})
