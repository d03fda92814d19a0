"""Staleness: what others changed between the moment a form was opened and the moment it was saved."""

from collections.abc import Mapping
from typing import Any

from zope.interface.interface import InterfaceClass

from muragat.kernel.codecs import to_json
from muragat.kernel.errors import Stale
from muragat.kernel.fields import fields_of


def reconcile(journal: Any, record: Any, schema: InterfaceClass, new: Mapping[str, Any], base: int,
              merge: bool) -> dict[str, Any]:
    """The values of `new` that may be set on a record whose form was opened at the revision `base`.

    Stale when a field among them was changed meanwhile. With `merge` only when both sides changed one: fields that the
    form gives as they were at its opening are left to the others.
    """
    opened, others = since(journal, record, base)
    fields = fields_of(schema)
    meanwhile = [name for name in new if name in opened]
    conflicts = [name for name in meanwhile if _plain(fields[name], new[name]) != opened[name]]
    if conflicts or (meanwhile and not merge):
        current = {name: getattr(record, name) for name in new}
        raise Stale(current, new, base, record.revision, conflicts, others)
    return {name: value for name, value in new.items() if name not in meanwhile}


def since(journal: Any, record: Any, base: int) -> tuple[dict[str, Any], tuple[str, ...]]:
    """Fields changed after a revision with what they were then, as JSON data (None: the default), and by whom."""
    opened: dict[str, Any] = {}
    others: dict[str, None] = {}
    for entry in journal.entries_of(record.id):
        revision = entry.details.get('revision')
        if revision is None:
            continue
        if revision <= base:
            break
        for name in entry.details.get('fields', ()):
            opened[name] = entry.before.get(name)
            others[entry.who] = None
    return opened, tuple(others)


def _plain(field: Any, value: Any) -> Any:
    return None if value == field.default else to_json(field, value)
