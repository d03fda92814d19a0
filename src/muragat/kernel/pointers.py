"""Pointers: references of a record as one person may know them; those to hidden records are neither told nor lost."""

from collections.abc import Mapping
from typing import Any

from zope.interface.interface import InterfaceClass

from muragat.kernel.fields import Reference, fields_of


def seen(desk: Any, field: Any, value: Any) -> Any:
    """The value without references to records that the person does not see."""
    if value is None:
        return value
    if isinstance(field, Reference):
        return value if desk.find(value) is not None else None
    if isinstance(getattr(field, 'value_type', None), Reference):
        return type(value)(each for each in value if desk.find(each) is not None)
    return value


def with_hidden(desk: Any, record: Any, schema: InterfaceClass, values: Mapping[str, Any]) -> dict[str, Any]:
    """Values that a person sets, and with them the references of the record that he could not see and so not keep."""
    fields = fields_of(schema)
    return {name: _kept(desk, fields[name], getattr(record, name), value) for name, value in values.items()}


def _kept(desk: Any, field: Any, stored: Any, value: Any) -> Any:
    known = seen(desk, field, stored)
    if known == stored:
        return value
    if value == known:
        return stored
    if isinstance(field, Reference):
        return stored if value is None else value
    hidden = [each for each in stored if each not in known]
    return type(stored)([*(value or ()), *hidden])


class Known:
    """A record whose fields are read as the person may know them, for whoever writes it out."""

    def __init__(self, desk: Any, record: Any) -> None:
        self._desk = desk
        self._record = record
        self._fields = fields_of(desk.registry.type_of(record).schema)

    def __getattr__(self, name: str) -> Any:
        return seen(self._desk, self._fields.get(name), getattr(self._record, name))
