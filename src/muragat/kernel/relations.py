"""Relations: typed links between records, found from either end, and what stands against breaking them."""

from collections.abc import Iterable, Iterator, Mapping
from typing import Any, NamedTuple

from BTrees.OOBTree import OOTreeSet
from persistent import Persistent
from zope.interface.interface import InterfaceClass

from muragat.kernel.fields import Reference, fields_of

#: Kinds of links that come from a field of the subject begin with this; the name of the field follows.
FIELD = 'field:'


class Link(NamedTuple):
    """The subject refers to the object."""

    subject: int
    kind: str
    object: int


class Relations(Persistent):
    """All links, kept twice: ordered by subject and ordered by object."""

    def __init__(self) -> None:
        self.forward = OOTreeSet()
        self.backward = OOTreeSet()

    def add(self, subject: int, kind: str, object: int) -> bool:
        """Link two records; False when they are linked so already."""
        self.backward.insert((object, kind, subject))
        return bool(self.forward.insert((subject, kind, object)))

    def remove(self, subject: int, kind: str, object: int) -> bool:
        """Take a link away; False when there is none."""
        if (subject, kind, object) not in self.forward:
            return False
        self.forward.remove((subject, kind, object))
        self.backward.remove((object, kind, subject))
        return True

    def of(self, subject: int) -> Iterator[Link]:
        """Links that go out from a record."""
        for key in self.forward.keys((subject,), (subject + 1,)):
            yield Link(*key)

    def to(self, object: int) -> Iterator[Link]:
        """Links that point at a record."""
        for target, kind, subject in self.backward.keys((object,), (object + 1,)):
            yield Link(subject, kind, target)

    def refer(self, record_id: int, schema: InterfaceClass, values: Mapping[str, Any]) -> None:
        """Keep up with what the reference fields among `values` name now."""
        for name, wanted in references(schema, values):
            kind = FIELD + name
            there = {link.object for link in self.of(record_id) if link.kind == kind}
            for gone in there - wanted:
                self.remove(record_id, kind, gone)
            for come in wanted - there:
                self.add(record_id, kind, come)

    def forget(self, record_id: int) -> None:
        """Drop every link from and to a record that is destroyed."""
        for link in [*self.of(record_id), *self.to(record_id)]:
            self.remove(*link)


def references(schema: InterfaceClass, values: Mapping[str, Any]) -> Iterable[tuple[str, set[int]]]:
    """For each reference field among the values: its name and the ids it holds."""
    fields = fields_of(schema)
    for name in values:
        field = fields.get(name)
        if isinstance(field, Reference):
            yield name, set() if values[name] is None else {values[name]}
        elif isinstance(getattr(field, 'value_type', None), Reference):
            yield name, set(values[name] or ())
