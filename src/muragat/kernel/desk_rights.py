"""Rights at the desk: grants, closures and written permissions, each recorded."""

from collections.abc import Iterable
from datetime import date
from typing import Any

from muragat.kernel import facts
from muragat.kernel.access import Permission, Role
from muragat.kernel.closure import Closure, hindrances, legal_term
from muragat.kernel.desk_placing import Placing
from muragat.kernel.errors import Hindered, Invalid, NotVisible, Refusal
from muragat.kernel.i18n import _
from muragat.kernel.permits import Ground as Paper
from muragat.kernel.permits import Permit


class Rights(Placing):
    """A grant or closure changes one row of the zone table; what was no zone becomes one, with the little below it."""

    def grant(self, record: Any, principal_id: str, role: Role | str, until: date | None = None) -> None:
        """Give a role on a record and everything below; nobody gives more than he has."""
        role = self._grantable(record, role)
        if refusals := self._against_zone(record):
            raise Hindered(*refusals)
        self._make_zone(record)
        self.site.zones.grant(record.id, principal_id, role, until)
        self._journal(facts.GRANTED, record, details={
            'principal': principal_id, 'role': role.value, 'until': self._day(until)})

    def revoke(self, record: Any, principal_id: str, role: Role | str) -> None:
        """Take a role back that was given on this very record."""
        role = self._grantable(record, role)
        if record.zone != record.id:
            raise Hindered(_NOT_GRANTED)
        try:
            self.site.zones.revoke(record.id, principal_id, role)
        except KeyError:
            raise Hindered(_NOT_GRANTED) from None
        self._journal(facts.REVOKED, record, details={'principal': principal_id, 'role': role.value})

    def _grantable(self, record: Any, role: Role | str) -> Role:
        if not self.visible(record):
            raise NotVisible
        try:
            role = Role(role)
        except ValueError:
            raise Invalid(Refusal('no_role', _('There is no such role.'), 'role')) from None
        self._forbid(self.gate.against_grant(self.principal, record, role))
        return role

    def _against_zone(self, record: Any) -> list[Refusal]:
        """Why the record cannot become a zone now."""
        return [] if record.zone == record.id else self._too_many(self._zoned_with(record))

    def close(self, record: Any, closures: Iterable[Closure]) -> Any:
        """Set the closures of a record; those of a folder or zone close all below it too. None: it is open."""
        self.require(Permission.CLOSE, record)
        closures = tuple(closures)
        refusals = hindrances(closures, self._dates(record), legal_term(self.site, self.registry))
        if self._holds_others(record):
            refusals += self._against_zone(record)
        if refusals:
            raise Hindered(*refusals)
        before = record.closures
        if self._holds_others(record):
            self._make_zone(record)
        self._set_closures(record, closures)
        self._stamp(record)
        self._enter(record)
        self._note(record)
        self._journal(facts.CLOSED, record, {'closures': _told(before)}, {'closures': _told(closures)},
                      {'revision': record.revision})
        return record

    def permit(self, record: Any, principal_id: str, ground: Paper, until: date | None = None,
               since: date | None = None) -> Permit:
        """Record a written permission by which a person may see what is closed, with all that stands below it."""
        self.require(Permission.PERMIT, record)
        if self._holds_others(record):
            if refusals := self._against_zone(record):
                raise Hindered(*refusals)
            self._make_zone(record)
        permit = self.site.permits.add(principal_id, record.id, ground, since or self.today, until, self.principal.id)
        self._journal(facts.PERMITTED, record, details={
            'permit': permit.id, 'principal': principal_id, 'ground': ground.number, 'dated': self._day(ground.dated),
            'given_by': ground.given_by, 'since': self._day(permit.since), 'until': self._day(until)})
        return permit

    def revoke_permit(self, permit_id: int, reason: str) -> Permit:
        """Withdraw a written permission at once."""
        try:
            record = self.site.ids.get(self.site.permits[permit_id].record)
        except KeyError:
            record = None
        if record is None:
            raise NotVisible
        self.require(Permission.PERMIT, record)
        permit = self.site.permits.revoke(permit_id, self.today, self.principal.id, reason)
        self._journal(facts.PERMIT_REVOKED, record, details={
            'permit': permit_id, 'principal': permit.principal, 'reason': reason})
        return permit


_NOT_GRANTED = Refusal('not_granted', _('This role was not granted here.'))


def _told(closures: Iterable[Closure]) -> list[dict[str, Any]]:
    """Closures as plain data."""
    return [{name: value.isoformat() if isinstance(value, date) else value for name, value in each._asdict().items()}
            for each in closures]
