"""History of a record: its journal entries in words, and any two of its versions side by side."""

from collections.abc import Callable, Iterator, Mapping
from itertools import islice
from typing import Any, NamedTuple

from zope.i18nmessageid import Message
from zope.interface.interface import InterfaceClass

from muragat.kernel import facts
from muragat.kernel.access import Permission, Role
from muragat.kernel.codecs import from_json, values_to_json
from muragat.kernel.desk import Desk
from muragat.kernel.entries import Entry
from muragat.kernel.errors import NotVisible
from muragat.kernel.fields import fields_of
from muragat.kernel.i18n import BadValue
from muragat.kernel.pointers import seen
from muragat.kernel.record import path
from muragat.kernel.workflow import workflow_of

#: Shown to those only who may read the journal: it tells what other people may.
_OF_RIGHTS = frozenset({facts.GRANTED, facts.REVOKED, facts.PERMITTED, facts.PERMIT_REVOKED})
#: Stands for what the reader may not see.
HIDDEN = '…'

Names = Callable[[str], str]


class Change(NamedTuple):
    """One field before and after."""

    name: str
    #: Message.
    title: str
    before: Any
    after: Any


class Event(NamedTuple):
    """One fact of the record's life. `message` is in the words of the registry, translated when it is shown."""

    at: float
    who: str
    who_name: str
    origin: str
    what: str
    message: str
    changes: tuple[Change, ...]
    #: The revision that it made, if it made one.
    revision: int | None


def history(desk: Desk, record: Any, names: Names = str, offset: int = 0, limit: int = 50) -> list[Event]:
    """What happened to a record, the latest first; `names` gives the name that belongs to a principal id."""
    if not desk.visible(record):
        raise NotVisible
    return [_event(desk, record, entry, names) for entry in islice(_entries(desk, record), offset, offset + limit)]


def _entries(desk: Desk, record: Any) -> Iterator[Entry]:
    rights_too = bool(desk.may(Permission.VIEW_JOURNAL, record))
    for entry in desk.site.journal.entries_of(record.id):
        if (rights_too or entry.what not in _OF_RIGHTS) and _may_know(desk, entry):
            yield entry


def told(desk: Desk, entry: Entry) -> bool:
    """Whether a reader of the whole journal is told the entry: what is hidden from him has no entries for him.

    What was destroyed has no place any more by which to decide; that it was is told.
    """
    record = entry.record
    return (record is None or record not in desk.site.ids or desk.knows(record)) and _may_know(desk, entry)


def _may_know(desk: Desk, entry: Entry) -> bool:
    """A link to a record that the reader does not see is not told."""
    other = entry.details.get('other')
    return other is None or other not in desk.site.ids or desk.knows(other)


def _event(desk: Desk, record: Any, entry: Entry, names: Names) -> Event:
    schema = desk.registry.type_of(record).schema
    return Event(entry.at, entry.who, names(entry.who), entry.origin, entry.what, worded(desk, record, entry, names),
                 tuple(_changes(desk, schema, entry)), entry.details.get('revision'))


def worded(desk: Desk, record: Any, entry: Entry, names: Names = str) -> str:
    """The entry as a message; what it points at is named as far as the reader sees it."""
    wording = desk.registry.facts.get(entry.what, entry.what)
    mapping = _mapping(desk, record, entry, names)
    message: str = Message(wording, domain=getattr(wording, 'domain', None), mapping=mapping)
    return message


def _mapping(desk: Desk, record: Any, entry: Entry, names: Names) -> dict[str, Any]:
    details: dict[str, Any] = {name: '' if value is None else value for name, value in entry.details.items()}
    if 'principal' in details:
        details['principal_name'] = names(details['principal'])
    if details.get('role') in {role.value for role in Role}:
        details['role'] = Role(details['role']).title
    if entry.what == facts.TRANSITION:
        details |= {end: _state_title(desk, record, details[end]) for end in ('from', 'to')}
    elif entry.what == facts.RENAMED:
        details |= {end: details[end]['name'] for end in ('from', 'to')}
    elif entry.what == facts.MOVED:
        details |= {end: _place(desk, details[end]) for end in ('from', 'to')}
    return details


def _state_title(desk: Desk, record: Any, state: str) -> str:
    flow = workflow_of(desk.registry, record)
    try:
        return flow.state(state or None).title if flow is not None else state
    except KeyError:
        return state


def _place(desk: Desk, place: Mapping[str, Any]) -> str:
    parent = desk.find(place['parent'])
    return f'{path(parent) if parent is not None else HIDDEN}/{place["name"]}'


def _changes(desk: Desk, schema: InterfaceClass, entry: Entry) -> Iterator[Change]:
    if entry.what not in (facts.ADDED, facts.CHANGED):
        return
    for name, field in fields_of(schema).items():
        if name in entry.before or name in entry.after:
            before, after = (_value(desk, field, side.get(name)) for side in (entry.before, entry.after))
            if before != after:
                yield Change(name, field.title, before, after)


def _value(desk: Desk, field: Any, data: Any) -> Any:
    """A value of the journal as the field has it now; as plain data when the field has changed its kind."""
    if data is None:
        return field.default
    try:
        return seen(desk, field, from_json(field, data))
    except BadValue:
        return data


def version(desk: Desk, record: Any, revision: int) -> dict[str, Any]:
    """The fields of a record as they were at a revision, as JSON data; NotVisible when it is hidden."""
    if not desk.visible(record):
        raise NotVisible
    schema = desk.registry.type_of(record).schema
    values = values_to_json(schema, record)
    for entry in desk.site.journal.entries_of(record.id):
        made = entry.details.get('revision')
        if made is None:
            continue
        if made <= revision:
            break
        values |= {name: entry.before.get(name) for name in entry.details.get('fields', ())}
    return {name: value for name, value in values.items() if name in fields_of(schema)}


def compare(desk: Desk, record: Any, earlier: int, later: int) -> list[Change]:
    """What differs between two revisions of a record."""
    schema = desk.registry.type_of(record).schema
    before, after = version(desk, record, earlier), version(desk, record, later)
    fields = fields_of(schema)
    pairs = ((name, *(_value(desk, fields[name], side[name]) for side in (before, after))) for name in fields)
    return [Change(name, fields[name].title, old, new) for name, old, new in pairs if old != new]
