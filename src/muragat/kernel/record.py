"""Record: the persistent ancestor of everything an archive keeps."""

from collections.abc import Iterator
from typing import Any, ClassVar

from persistent import Persistent

#: `opens` of a record that no day opens.
NEVER = 10_000_000


class Record(Persistent):
    """One object of the database, small; files, history and relations of it live elsewhere."""

    type_name: ClassVar[str] = ''

    #: Eternal; 0 until the record is added.
    id: int = 0
    __name__: str | None = None
    __parent__: Any = None
    #: Seconds since the epoch, UTC.
    created: float = 0.0
    created_by: str = ''
    modified: float = 0.0
    modified_by: str = ''
    #: Grows by one with each change of values; starts at 1.
    revision: int = 1
    #: State of the workflow of its type, if it has one.
    state: str | None = None
    #: Id of the access zone it stands in; its own id when it is a zone itself.
    zone: int = 0
    #: Proleptic ordinal of the day it opens; 0 when open.
    opens: int = 0
    #: Closures of its own (kernel.closure.Closure).
    closures: tuple[Any, ...] = ()


def lineage(record: Any) -> Iterator[Any]:
    """The record, its parent and so on up to the site."""
    while record is not None:
        yield record
        record = record.__parent__


def path(record: Any) -> str:
    """The address as a person reads it: '/archive/Р-12/1/34'; '/' for the site."""
    names = [each.__name__ or '' for each in lineage(record)]
    return '/'.join(reversed(names)) or '/'


def site_of(record: Any) -> Any:
    """The site at the top of the lineage."""
    while record.__parent__ is not None:
        record = record.__parent__
    return record
