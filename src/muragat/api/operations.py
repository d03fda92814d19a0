"""Operations: what REST offers, as one table from which routes, OpenAPI and contract tests derive."""
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from muragat.kernel.access import Permission

Schema = Mapping[str, Any]

#: Where every operation stands.
ROOT = '/api/v1'


@dataclass(frozen=True)
class Parameter:
    """A value in the query or a header; `title` is a Message."""

    name: str
    title: str
    schema: Schema = field(default_factory=lambda: {'type': 'string'})
    place: str = 'query'
    required: bool = False


@dataclass(frozen=True)
class Reply:
    """A success: what it means, the schema of its JSON body (a `$ref` or an object), headers that it carries."""

    title: str
    schema: Schema | None = None
    media_type: str = 'application/json'
    headers: tuple[str, ...] = ()


@dataclass(frozen=True)
class Operation:
    """One thing that a program may ask for.

    `path` is below `ROOT`; a `{name:pattern}` part stands for a value. `permission` is the right that the desk asks
    for in the handler; None: nothing but what the caller sees. `handler(call)` gives the answer. `refusals`: statuses
    besides those every operation has.
    """

    name: str
    method: str
    path: str
    title: str
    handler: Callable[[Any], Any]
    replies: Mapping[int, Reply]
    permission: Permission | None = None
    tag: str = 'records'
    parameters: tuple[Parameter, ...] = ()
    body: Schema | None = None
    body_type: str = 'application/json'
    refusals: tuple[int, ...] = ()
    schemas: Mapping[str, Schema] = field(default_factory=dict)


class OperationConflict(Exception):
    """Two operations under one name, or under one method and path."""


class Table:
    """All operations of an application; families add theirs with `config.add_operations(...)`."""

    def __init__(self) -> None:
        self.operations: list[Operation] = []

    def add(self, operation: Operation) -> bool:
        """Take an operation in; whether its path is new."""
        for other in self.operations:
            if other.name == operation.name or (other.method, other.path) == (operation.method, operation.path):
                raise OperationConflict(f'operation {operation.name!r} stands in the way of {other.name!r}')
        new = all(other.path != operation.path for other in self.operations)
        self.operations.append(operation)
        return new

    def methods(self, path: str) -> tuple[str, ...]:
        """The methods that a path answers."""
        return tuple(sorted(each.method for each in self.operations if each.path == path))
