"""What a principal may see: computed from the zone table, kept per content of the table and day."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from threading import Lock
from typing import Any, TypeVar

from muragat.kernel.access import TABLE, AccessTable, Permission, Role
from muragat.kernel.permits import Permits
from muragat.kernel.principals import Principal
from muragat.kernel.sight import Sight
from muragat.kernel.zones import ROOT, ZoneRow, Zones

Kept = TypeVar('Kept')

NO_ROLES: frozenset[Role] = frozenset()
NOTHING: frozenset[int] = frozenset()


@dataclass(frozen=True, slots=True)
class Asker:
    """Who asks on which day: every id that he bears, and the zones and records for which he holds a permission."""

    ids: frozenset[str]
    permitted: frozenset[int]
    day: date


@dataclass(frozen=True, slots=True)
class ZoneStanding:
    """What the asker is in a zone; ``opens``: ordinal of the day on which the zone opens to him, 0 when it is open."""

    roles: frozenset[Role] = NO_ROLES
    opens: int = 0


ABOVE_ROOT = ZoneStanding()


def below(above: ZoneStanding, zone: int, row: ZoneRow, asker: Asker) -> ZoneStanding:
    """What he is in a zone, from what he is in the zone above.

    Roles are inherited, and so are closures. A written permission for a zone makes its holder a reader there and
    lifts what closes it, from above too; a zone further down that is closed by itself needs its own permission.
    """
    roles = {grant.role for grant in row.grants if grant.principal in asker.ids and grant.holds(asker.day)}
    opens = max(above.opens, row.opens)
    if zone in asker.permitted:
        roles.add(Role.READER)
        opens = 0
    if roles <= above.roles and opens == above.opens:
        return above
    return ZoneStanding(above.roles | roles, opens)


def standing_in(zones: Zones, zone: int, asker: Asker) -> ZoneStanding:
    """What the asker is in one zone; nothing where the zone does not hang on the root."""
    standing = ABOVE_ROOT
    for each, row in zones.chain(zone):
        standing = below(standing, each, row, asker)
    return standing


def standings(rows: Mapping[int, ZoneRow], asker: Asker) -> dict[int, ZoneStanding | None]:
    """What the asker is in every zone; None where the zone does not hang on the root."""
    found: dict[int, ZoneStanding | None] = {ROOT: below(ABOVE_ROOT, ROOT, rows[ROOT], asker)}
    for zone in rows:
        climbed = []
        while zone in rows and zone not in found:
            found[zone] = None
            climbed.append(zone)
            zone = rows[zone].parent
        standing = found.get(zone)
        if standing is not None:
            for each in reversed(climbed):
                found[each] = standing = below(standing, each, rows[each], asker)
    return found


def compute(zones: Zones, table: AccessTable, asker: Asker, closed_too: bool = True) -> Sight:
    """The sight of the asker, from scratch; ``closed_too``: whether his token lets him see what is closed."""
    today = asker.day.toordinal()
    rows = dict(zones.items())
    answers: dict[tuple[frozenset[Role], str], tuple[bool, bool]] = {}
    seen, seen_closed = [], []
    for zone, standing in standings(rows, asker).items():
        if standing is None or not standing.roles:
            continue
        question = standing.roles, rows[zone].type_name
        if question not in answers:
            answers[question] = _answers(table, *question)
        views, views_closed = answers[question]
        views_closed = views_closed and closed_too
        if views and (standing.opens <= today or views_closed):
            seen.append(zone)
        if views and views_closed:
            seen_closed.append(zone)
    return Sight(today, _all_or(seen, rows), _all_or(seen_closed, rows), asker.permitted)


def _answers(table: AccessTable, roles: frozenset[Role], type_name: str) -> tuple[bool, bool]:
    return (
        table.any_allows(roles, Permission.VIEW, type_name),
        table.any_allows(roles, Permission.VIEW_CLOSED, type_name),
    )


def given(zones: Zones, ids: frozenset[str], day: date) -> frozenset[Role]:
    """Roles given to one of the ids in any zone, from scratch."""
    return frozenset(grant.role for _zone, row in zones.items() for grant in row.grants
                     if grant.principal in ids and grant.holds(day))


def _all_or(seen: list[int], rows: Mapping[int, ZoneRow]) -> frozenset[int] | None:
    return None if len(seen) == len(rows) else frozenset(seen)


def asker(principal: Principal, permits: Permits, day: date) -> Asker:
    """The principal as one who asks on the day; a token that may not see what is closed has no use of permissions."""
    permitted = permits.permitted(principal.ids, day) if sees_closed_by(principal) else NOTHING
    return Asker(principal.ids, permitted, day)


def sees_closed_by(principal: Principal) -> bool:
    """Whether the scopes of the principal's token leave him to see what is closed."""
    return principal.scopes is None or Permission.VIEW_CLOSED in principal.scopes


class Sights:
    """Sights and roles computed in this process, and the table they were computed by; belongs to a registry.

    A sight is kept for the ids of a principal, the contents of the zone table and of the permissions, and the day;
    so a change of any of them is seen in the next query, and a sight is never taken for another content.
    """

    def __init__(self, limit: int = 256) -> None:
        self._limit = limit
        self._kept: OrderedDict[Any, Any] = OrderedDict()
        self._lock = Lock()
        self._made: tuple[tuple[Any, ...], AccessTable] = ((), TABLE)

    def table(self, rows: tuple[Any, ...]) -> AccessTable:
        """The table of the kernel with these rows of families."""
        # One attribute, so that no other thread meets new rows with an old table.
        known, table = self._made
        if rows != known:
            table = TABLE.extended(rows)
            self._made = rows, table
        return table

    def sight(self, zones: Zones, permits: Permits, table: AccessTable, principal: Principal, day: date) -> Sight:
        """What the principal sees on the day."""
        if principal.is_system:
            return Sight(day.toordinal(), None, None)
        if principal.scopes is not None and Permission.VIEW not in principal.scopes:
            return Sight(day.toordinal(), NOTHING, NOTHING)
        closed_too = sees_closed_by(principal)
        key = principal.ids, closed_too, zones.version, permits.version, day, table
        kept = self._kept.get(key)
        return kept or self._keep(key, compute(zones, table, asker(principal, permits, day), closed_too))

    def roles(self, zones: Zones, principal: Principal, day: date) -> frozenset[Role]:
        """Every role that the principal was given anywhere and that holds on the day."""
        key = 'roles', principal.ids, zones.version, day
        kept: frozenset[Role] | None = self._kept.get(key)
        return kept if kept is not None else self._keep(key, given(zones, principal.ids, day))

    def _keep(self, key: Any, found: Kept) -> Kept:
        with self._lock:
            self._kept[key] = found
            while len(self._kept) > self._limit:
                self._kept.popitem(last=False)
        return found
