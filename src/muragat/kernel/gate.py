"""The gate: asks the zone table, the written permissions and the table of roles, for one site on one day."""

from __future__ import annotations

from collections.abc import Iterator, Set
from datetime import date
from typing import Any, NamedTuple

from zope.i18nmessageid import Message

from muragat.kernel.access import SEEING, AccessTable, Decision, Permission, Role, Standing, decide
from muragat.kernel.errors import Refusal
from muragat.kernel.i18n import _
from muragat.kernel.permits import Permit, Permits
from muragat.kernel.principals import Principal
from muragat.kernel.sight import Sight
from muragat.kernel.visibility import Sights, asker, standing_in
from muragat.kernel.zones import Grant, Zones


class Seer(NamedTuple):
    """One reason for which a record is seen: who, in which role (None: by permission), from which node, and why."""

    principal: str
    role: Role | None
    node: int
    why: Message


class Gate:
    """Answers what a principal may do with a record. Cheap to make; lives no longer than a transaction."""

    def __init__(self, zones: Zones, permits: Permits, table: AccessTable, sights: Sights, today: date) -> None:
        self.zones = zones
        self.permits = permits
        self.table = table
        self.sights = sights
        self.today = today

    def sight(self, principal: Principal) -> Sight:
        """What he sees, for queries and long loops."""
        return self.sights.sight(self.zones, self.permits, self.table, principal, self.today)

    def visible_zones(self, principal: Principal) -> Set[int] | None:
        """Zones in which he sees what is open; None: all."""
        return self.sight(principal).zones

    def roles(self, principal: Principal, zone: int) -> frozenset[Role]:
        """Roles that he has in the zone, by grants and permissions there and above."""
        return standing_in(self.zones, zone, asker(principal, self.permits, self.today)).roles

    def standing(self, principal: Principal, record: Any) -> Standing:
        """What he is to the record."""
        if principal.is_system:
            return Standing(frozenset(), system=True)
        who = asker(principal, self.permits, self.today)
        in_zone = standing_in(self.zones, record.zone, who)
        permitted = record.id in who.permitted
        opens = in_zone.opens if permitted else max(in_zone.opens, record.opens)
        return Standing(
            roles=in_zone.roles | {Role.READER} if permitted else in_zone.roles,
            zone_type=self._zone_type(record.zone),
            closed=opens > self.today.toordinal(),
            opens=opens,
            permitted=permitted,
            scopes=principal.scopes,
        )

    def _zone_type(self, zone: int) -> str | None:
        return self.zones.row(zone).type_name if zone in self.zones else None

    def decide(
        self, principal: Principal, permission: Permission, record: Any, type_name: str | None = None
    ) -> Decision:
        """Whether he may; ``type_name``: of what is added, for ADD (else the record's own type is asked for)."""
        return decide(self.table, permission, self.standing(principal, record), type_name or record.type_name)

    def opens(self, record: Any) -> int:
        """Ordinal of the day on which the record opens to every reader, by its own closures and those of zones."""
        return max([int(record.opens), *(row.opens for _zone, row in self.zones.chain(record.zone))])

    def closed(self, record: Any) -> bool:
        """Whether the record is closed today, whoever asks; views of it are then put on record."""
        return self.opens(record) > self.today.toordinal()

    def who_sees(self, record: Any) -> list[Seer]:
        """Every grant and permission by which somebody sees the record today, from the root down."""
        return [*self._seers_by_role(record), *self._seers_by_permit(record)]

    def _seers_by_role(self, record: Any) -> Iterator[Seer]:
        zone_type = self._zone_type(record.zone)
        needed = SEEING if self.closed(record) else {Permission.VIEW}
        for zone, row in self.zones.chain(record.zone):
            for grant in row.grants:
                if grant.holds(self.today) and all(self.table.allows(grant.role, each, zone_type) for each in needed):
                    yield Seer(grant.principal, grant.role, zone, _why(grant, zone == record.id))

    def _seers_by_permit(self, record: Any) -> Iterator[Seer]:
        for node in dict.fromkeys([*(zone for zone, _row in self.zones.chain(record.zone)), record.id]):
            for permit in self.permits.on(node):
                if permit.holds(self.today) and self._reaches(node, record):
                    yield Seer(permit.principal, None, node, _by_paper(permit))

    def _reaches(self, node: int, record: Any) -> bool:
        if node == record.id:
            return True
        chain = self.zones.chain(record.zone)
        zones = [zone for zone, _row in chain]
        further = [row.opens for _zone, row in chain[zones.index(node) + 1:]]
        by_reader = self.table.allows(Role.READER, Permission.VIEW, self._zone_type(record.zone))
        return by_reader and max([record.opens, *further]) <= self.today.toordinal()

    def against_grant(self, principal: Principal, record: Any, role: Role) -> list[Refusal]:
        """Why he may not give the role on the record, or take it back: he must hold GRANT and every right of it."""
        decision = self.decide(principal, Permission.GRANT, record)
        if not decision:
            return list(decision.reasons)
        if principal.is_system or self.table.covers(self.roles(principal, record.zone), role):
            return []
        wording = _('The role ${role} gives more rights than you have here.', mapping={'role': role.title})
        return [Refusal('stronger_role', wording)]


def gate_of(site: Any, registry: Any, today: date) -> Gate:
    """The gate of a site as its registry declares rights."""
    return Gate(site.zones, site.permits, registry.sights.table(registry.role_rows), registry.sights, today)


def _by_paper(permit: Permit) -> Message:
    mapping = {'number': permit.ground.number, 'day': permit.ground.dated.isoformat()}
    return _('Written permission No. ${number} of ${day}', mapping=mapping)


def _why(grant: Grant, here: bool) -> Message:
    mapping = {'role': grant.role.title, 'day': grant.until.isoformat() if grant.until else ''}
    if here:
        return _('${role}, granted here until ${day}', mapping=mapping) if grant.until else _(
            '${role}, granted here', mapping=mapping)
    return _('${role}, inherited, until ${day}', mapping=mapping) if grant.until else _(
        '${role}, inherited', mapping=mapping)
