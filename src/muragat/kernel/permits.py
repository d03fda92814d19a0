"""Written permissions: papers by which one person may see what is closed to others."""

from __future__ import annotations

import secrets
from collections.abc import Iterable, Iterator
from datetime import date
from typing import Any, NamedTuple

from BTrees.LOBTree import LOBTree
from BTrees.OOBTree import OOBTree
from persistent import Persistent

from muragat.kernel.errors import Hindered, Invalid, Refusal
from muragat.kernel.i18n import _
from muragat.kernel.zones import Stamp


class Ground(NamedTuple):
    """The paper: its number and date, and who gave it (the person, an heir, the head)."""

    number: str
    dated: date
    given_by: str


class Permit(NamedTuple):
    """One written permission for a principal and a record; a zone's permission opens the whole zone.

    ``since`` and ``until`` are its first and last day (None: no end); ``by`` recorded it. A revoked permission is
    kept with the day, the principal who revoked it, and the reason.
    """

    id: int
    principal: str
    record: int
    ground: Ground
    since: date
    until: date | None
    by: str
    revoked: date | None = None
    revoked_by: str = ''
    reason: str = ''

    def holds(self, day: date) -> bool:
        """Whether it is in force on the day."""
        return self.revoked is None and self.since <= day and (self.until is None or day <= self.until)


class Permits(Persistent):
    """Every written permission ever recorded; none is removed."""

    def __init__(self) -> None:
        self._permits: Any = LOBTree()
        self._of: Any = OOBTree()
        self._on: Any = LOBTree()
        self._stamp = Stamp()

    @property
    def version(self) -> int:
        """A number that belongs to this content alone."""
        return self._stamp.value

    def __len__(self) -> int:
        return len(self._permits)

    def __getitem__(self, permit_id: int) -> Permit:
        return _read(permit_id, self._permits[permit_id])

    def add(
        self, principal: str, record: int, ground: Ground, since: date, until: date | None, by: str
    ) -> Permit:
        """Record a permission; Invalid with every defect of the paper."""
        if defects := list(_defects(principal, ground, since, until)):
            raise Invalid(*defects)
        permit = Permit(self._free_id(), principal, record, ground, since, until, by)
        self._put(permit)
        self._of[principal] = (*self._of.get(principal, ()), permit.id)
        self._on[record] = (*self._on.get(record, ()), permit.id)
        return permit

    def revoke(self, permit_id: int, day: date, by: str, reason: str) -> Permit:
        """Take the permission back, at once; KeyError when there is none, Hindered when it was revoked before."""
        permit = self[permit_id]
        if permit.revoked is not None:
            raise Hindered(Refusal('revoked', _('The permission was revoked before.')))
        if not reason.strip():
            raise Invalid(Refusal('reason', _('Say why the permission is revoked.'), 'reason'))
        permit = permit._replace(revoked=day, revoked_by=by, reason=reason)
        self._put(permit)
        return permit

    def of(self, principal: str) -> Iterator[Permit]:
        """All permissions of the principal, the oldest first; ended and revoked ones too."""
        return (self[permit_id] for permit_id in self._of.get(principal, ()))

    def on(self, record: int) -> Iterator[Permit]:
        """All permissions for the record, the oldest first; ended and revoked ones too."""
        return (self[permit_id] for permit_id in self._on.get(record, ()))

    def permitted(self, principals: Iterable[str], day: date) -> frozenset[int]:
        """Ids of the records (zones among them) for which one of the principals holds a permission on the day."""
        return frozenset(
            permit.record for principal in principals for permit in self.of(principal) if permit.holds(day)
        )

    def _free_id(self) -> int:
        while True:
            permit_id = secrets.randbits(53)
            if permit_id and permit_id not in self._permits:
                return permit_id

    def _put(self, permit: Permit) -> None:
        self._permits[permit.id] = (*permit[1:3], tuple(permit.ground), *permit[4:])
        self._stamp.renew()


def _defects(principal: str, ground: Ground, since: date, until: date | None) -> Iterator[Refusal]:
    if not principal:
        yield Refusal('principal', _('Say to whom the permission is given.'), 'principal')
    if not ground.number.strip():
        yield Refusal('ground_number', _('Give the number of the paper.'), 'ground')
    if not ground.given_by.strip():
        yield Refusal('ground_given_by', _('Say who gave the permission.'), 'ground')
    if ground.dated > since:
        yield Refusal('ground_dated', _('The permission begins before its paper was written.'), 'since')
    if until is not None and until < since:
        yield Refusal('until', _('The permission ends before it begins.'), 'until')


def _read(permit_id: int, stored: tuple[Any, ...]) -> Permit:
    principal, record, ground, *rest = stored
    return Permit(permit_id, principal, record, Ground(*ground), *rest)
