"""The zone table: who was granted what where, and which zones are closed, in one small tree."""

from __future__ import annotations

import secrets
from collections.abc import Iterable, Iterator
from datetime import date
from typing import Any, NamedTuple

from BTrees.LOBTree import LOBTree
from persistent import Persistent

from muragat.kernel.access import Role
from muragat.kernel.closure import Closure
from muragat.kernel.errors import Hindered, Refusal
from muragat.kernel.i18n import _

#: Id of the zone of the site itself; grants here hold everywhere.
ROOT = 1
#: Parent of the root, and of zones that are in the trash: nobody sees what hangs here.
NOWHERE = 0


class Grant(NamedTuple):
    """A role given to a principal on a zone; ``until`` is its last day, None when it has no end."""

    principal: str
    role: Role
    until: date | None = None

    def holds(self, day: date) -> bool:
        """Whether it is in force on the day."""
        return self.until is None or day <= self.until


class ZoneRow(NamedTuple):
    """What the table says of one zone; ``opens`` is the ordinal of the day its own closures end, 0 when it has none."""

    parent: int
    type_name: str
    grants: tuple[Grant, ...] = ()
    closures: tuple[Closure, ...] = ()
    opens: int = 0


class Stamp(Persistent):
    """A number that is new after each change; two different contents never bear the same one.

    Random, so that neither an uncommitted change nor two changes at once can be mistaken for another content.
    """

    def __init__(self) -> None:
        self.value = secrets.randbits(62)

    def renew(self) -> None:
        """Something changed."""
        self.value = secrets.randbits(62)

    def _p_resolveConflict(self, old: Any, committed: Any, new: Any) -> dict[str, int]:
        return {'value': secrets.randbits(62)}


class Watch(Persistent):
    """Written whenever the administrators of the site become others, so that two such changes at once conflict.

    Without it, of two administrators one could leave while the other is removed, and nobody would be left.
    """

    def __init__(self) -> None:
        #: Accounts that are disabled: their grants stay, but they cannot administer.
        self.suspended: frozenset[str] = frozenset()


class Zones(Persistent):
    """Every access zone with its parent, grants and closures. The id of a zone is the id of its record.

    A record of a zone carries its own id as its zone. A change touches the row of one zone and nothing below it.
    """

    def __init__(self) -> None:
        self._rows: Any = LOBTree({ROOT: _stored(ZoneRow(NOWHERE, 'site'))})
        self._stamp = Stamp()
        self._watch = Watch()

    @property
    def version(self) -> int:
        """A number that belongs to this content of the table alone."""
        return self._stamp.value

    def __contains__(self, zone: int) -> bool:
        return zone in self._rows

    def __len__(self) -> int:
        return len(self._rows)

    def row(self, zone: int) -> ZoneRow:
        """What the table says of the zone; KeyError when it is none."""
        return _read(self._rows[zone])

    def items(self) -> Iterator[tuple[int, ZoneRow]]:
        """Every zone with its row."""
        for zone, stored in self._rows.items():
            yield zone, _read(stored)

    def chain(self, zone: int) -> tuple[tuple[int, ZoneRow], ...]:
        """The zones from the root down to this one; empty when it does not hang on the root (trash, damage)."""
        climbed = self._climb(zone)
        return tuple(reversed(climbed.items())) if ROOT in climbed else ()

    def _climb(self, zone: int) -> dict[int, ZoneRow]:
        climbed: dict[int, ZoneRow] = {}
        while zone in self._rows and zone not in climbed:
            climbed[zone] = self.row(zone)
            zone = climbed[zone].parent
        return climbed

    # Changes.

    def add(self, zone: int, parent: int, type_name: str) -> None:
        """A new zone below another; ValueError when it is there already."""
        if zone in self._rows:
            raise ValueError(f'zone {zone} exists')
        self._put(zone, ZoneRow(parent, type_name))

    def move(self, zone: int, parent: int) -> None:
        """Hang the zone elsewhere; NOWHERE hides it with all below. Hindered when it would come below itself."""
        if zone == ROOT or zone in self._climb(parent):
            raise Hindered(Refusal('below_itself', _('A record cannot be moved below itself.')))
        self._put(zone, self.row(zone)._replace(parent=parent))

    def remove(self, zone: int) -> None:
        """Forget the zone for ever; KeyError when it is none. Zones that hang on it are seen by nobody."""
        if zone == ROOT:
            raise ValueError('the zone of the site stays')
        del self._rows[zone]
        self._stamp.renew()

    def close(self, zone: int, closures: Iterable[Closure], opens: int) -> None:
        """Set the closures of the whole zone and the ordinal of the day on which they end."""
        self._put(zone, self.row(zone)._replace(closures=tuple(closures), opens=opens))

    def grant(self, zone: int, principal: str, role: Role, until: date | None = None) -> None:
        """Give the role; an earlier grant of the same role to the same principal is replaced.

        Hindered when that would give an end date to the last administrator of the site.
        """
        row = self.row(zone)
        others = tuple(each for each in row.grants if (each.principal, each.role) != (principal, role))
        self._set_grants(zone, row, (*others, Grant(principal, role, until)))

    def revoke(self, zone: int, principal: str, role: Role) -> None:
        """Take the role back; KeyError when it was not given here, Hindered for the last administrator of the site."""
        row = self.row(zone)
        left = tuple(each for each in row.grants if (each.principal, each.role) != (principal, role))
        if len(left) == len(row.grants):
            raise KeyError((zone, principal, role))
        self._set_grants(zone, row, left)

    def forget(self, principal: str) -> None:
        """Take back everything from a principal who leaves; Hindered for the last administrator of the site."""
        for zone in [zone for zone, _grant in self.held_by(principal)]:
            row = self.row(zone)
            self._set_grants(zone, row, tuple(each for each in row.grants if each.principal != principal))

    def _set_grants(self, zone: int, row: ZoneRow, grants: tuple[Grant, ...]) -> None:
        if zone == ROOT:
            self._administered(lasting_administrators(grants), self._watch.suspended)
        self._put(zone, row._replace(grants=grants))

    def suspend(self, principal: str) -> None:
        """The account is disabled: it no longer counts as an administrator. Hindered when it is the last one."""
        self._administered(self._lasting(), self._watch.suspended | {principal})

    def resume(self, principal: str) -> None:
        """The account works again."""
        self._administered(self._lasting(), self._watch.suspended - {principal})

    def _administered(self, lasting: frozenset[str], suspended: frozenset[str]) -> None:
        before = self.administrators()
        if before and not lasting - suspended:
            raise Hindered(LAST_ADMINISTRATOR)
        if before != lasting - suspended or suspended != self._watch.suspended:
            self._watch.suspended = suspended

    def _put(self, zone: int, row: ZoneRow) -> None:
        self._rows[zone] = _stored(row)
        self._stamp.renew()

    # Questions.

    def held_by(self, principal: str) -> list[tuple[int, Grant]]:
        """Every grant of the principal, with its zone; ended ones too."""
        return [(zone, each) for zone, row in self.items() for each in row.grants if each.principal == principal]

    def administrators(self) -> frozenset[str]:
        """Accounts that work and administer the site without an end date."""
        return self._lasting() - self._watch.suspended

    def _lasting(self) -> frozenset[str]:
        return lasting_administrators(self.row(ROOT).grants)

    def hindrances_to_leave(self, principal: str) -> list[Refusal]:
        """Why the account cannot be deleted or disabled."""
        return [LAST_ADMINISTRATOR] if self.administrators() == {principal} else []


LAST_ADMINISTRATOR = Refusal(
    'last_administrator', _('This is the last administrator of the site. Make another one first.')
)


def lasting_administrators(grants: Iterable[Grant]) -> frozenset[str]:
    """Accounts among the grants that administer without an end date; a group may be empty and does not count."""
    return frozenset(
        each.principal
        for each in grants
        if each.role is Role.ADMINISTRATOR and each.until is None and each.principal.startswith('account:')
    )


#: A row is kept as plain tuples, so that the server resolves conflicts without classes of ours.
_Stored = tuple[int, str, tuple[tuple[str, str, int], ...], tuple[tuple[Any, ...], ...], int]


def _stored(row: ZoneRow) -> _Stored:
    grants = tuple((who, role.value, until.toordinal() if until else 0) for who, role, until in row.grants)
    return row.parent, row.type_name, grants, tuple(tuple(each) for each in row.closures), row.opens


def _read(stored: _Stored) -> ZoneRow:
    parent, type_name, grants, closures, opens = stored
    return ZoneRow(
        parent,
        type_name,
        tuple(Grant(who, Role(role), date.fromordinal(until) if until else None) for who, role, until in grants),
        tuple(Closure(*each) for each in closures),
        opens,
    )
