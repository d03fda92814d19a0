"""Refusals: what the kernel answers when it does not do what was asked, with every reason at once."""

from collections.abc import Iterable, Mapping
from typing import Any, NamedTuple

from muragat.kernel.i18n import _


class Refusal(NamedTuple):
    """One reason: a code for programs, a message for people, the field it belongs to."""

    code: str
    message: str
    field: str | None = None


class Refused(Exception):
    """Something was not done; `refusals` holds every reason that was found."""

    def __init__(self, *refusals: Refusal) -> None:
        super().__init__(*refusals)
        self.refusals: tuple[Refusal, ...] = refusals

    @classmethod
    def of(cls, refusals: Iterable[Refusal]) -> 'Refused':
        """The exception for gathered refusals."""
        return cls(*refusals)

    def __str__(self) -> str:
        return '; '.join(f'{each.field}: {each.message}' if each.field else str(each.message) for each in self.refusals)


class Invalid(Refused):
    """Values that the schema of the type does not take."""


class Forbidden(Refused):
    """The person may see the record but may not do this with it."""


class NotVisible(Refused):
    """The record is missing or hidden from the person; which of the two is not told."""

    def __init__(self) -> None:
        super().__init__(Refusal('not_visible', _('There is no such record, or it is not open to you.')))


class Stale(Refused):
    """Fields were changed by another person after the form was opened.

    `current` and `submitted` hold the values of all submitted fields that differ; `conflicts` names those that
    were changed meanwhile; `base` is the revision the form was opened at, `revision` the one that stands.
    """

    def __init__(self, current: Mapping[str, Any], submitted: Mapping[str, Any], base: int, revision: int = 0,
                 conflicts: Iterable[str] = (), changed_by: Iterable[str] = ()) -> None:
        super().__init__(Refusal('stale', _('Another person changed this record while you were editing it.')))
        self.current = dict(current)
        self.submitted = dict(submitted)
        self.base = base
        self.revision = revision
        self.conflicts = tuple(conflicts)
        self.changed_by = tuple(changed_by)

    def __reduce__(self) -> tuple[Any, ...]:
        return type(self), (self.current, self.submitted, self.base, self.revision, self.conflicts, self.changed_by)


class Taken(Refused):
    """The name is in use in this folder."""


class Hindered(Refused):
    """Guards or integrity stand against it."""


class Busy(Refused):
    """Others wrote at the same moment, again and again; nothing was saved."""

    def __init__(self) -> None:
        super().__init__(Refusal('busy', _('Many people are writing at this moment. Nothing was saved; try again.')))


class NoSpace(Refused):
    """Not enough free space to keep what was sent."""
