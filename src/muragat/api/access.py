"""Operations on rights: grants, closures and written permissions of a record, and who the caller is."""
from typing import Any

from muragat.api.calls import Call, read
from muragat.api.operations import Operation, Parameter, Reply
from muragat.api.records import REASON, WHOLE
from muragat.api.schemas import DAY, TEXT, items, maybe, record_of, ref
from muragat.api.shapes import reply_whole
from muragat.kernel.access import Permission
from muragat.kernel.codecs import from_json, json_schema, to_json
from muragat.kernel.errors import Forbidden, NotVisible
from muragat.kernel.fields import ClosureField
from muragat.kernel.i18n import _
from muragat.kernel.permits import Ground

_CLOSURES = ClosureField(title=_('Closures'), required=True)


def me(call: Call) -> Any:
    """Whose token this is, and what it may do at most."""
    person = call.principal
    scopes = None if person.scopes is None else sorted(scope.value for scope in person.scopes)
    return call.reply({'id': person.id, 'name': person.name, 'groups': sorted(person.groups), 'scopes': scopes})


def read_access(call: Call) -> Any:
    """Grants and closures made on this very record, and written permissions for it."""
    record, site = call.record, call.desk.site
    # Whoever changes rights may read what became of them, with a token for nothing else too.
    if not any(call.desk.may(each, record) for each in (Permission.VIEW_ACCESS, Permission.GRANT, Permission.PERMIT)):
        raise Forbidden(*call.desk.may(Permission.VIEW_ACCESS, record).reasons)
    row = site.zones.row(record.id) if record.zone == record.id else None
    grants = [{'principal': each.principal, 'role': each.role.value, 'until': _day(each.until)}
              for each in (row.grants if row else ())]
    closures = row.closures if row and row.closures else record.closures
    return call.reply({'grants': grants, 'closures': to_json(_CLOSURES, closures),
                       'permits': [_permit(each) for each in site.permits.on(record.id)]})


def grant(call: Call) -> Any:
    """A role on the record and everything below."""
    call.fields('principal', 'role', 'until')
    record = call.record
    call.desk.grant(record, call.given('principal', str), call.given('role', str), call.given_day('until'))
    return read_access(call)


def revoke(call: Call) -> Any:
    """A role taken back that was given on this very record."""
    call.desk.revoke(call.record, call.text('principal') or '', call.text('role') or '')
    return read_access(call)


def close(call: Call) -> Any:
    """Why and how long the record is closed; an empty list opens it."""
    call.fields('closures')
    record = call.record
    call.desk.require(Permission.CLOSE, record)
    closures = read(from_json, _CLOSURES, call.given('closures', list), field='closures')
    return reply_whole(call, call.desk.close(record, closures))


def permit(call: Call) -> Any:
    """A written permission for a person to see what is closed."""
    call.fields('principal', 'number', 'dated', 'given_by', 'since', 'until')
    record = call.record
    call.desk.require(Permission.PERMIT, record)
    paper = Ground(call.given('number', str), call.given_day('dated', ...), call.given('given_by', str, ''))
    made = call.desk.permit(record, call.given('principal', str), paper, call.given_day('until'),
                            call.given_day('since'))
    return call.reply(_permit(made), 201)


def withdraw(call: Call) -> Any:
    """A written permission withdrawn at once."""
    text = call.part('permit')
    if not (text.isascii() and text.isdigit() and len(text) < 19):
        raise NotVisible
    return call.reply(_permit(call.desk.revoke_permit(int(text), call.text('reason') or '')))


def _permit(permit: Any) -> dict[str, Any]:
    return {'id': str(permit.id), 'principal': permit.principal, 'record': str(permit.record),
            'number': permit.ground.number, 'dated': _day(permit.ground.dated), 'given_by': permit.ground.given_by,
            'since': _day(permit.since), 'until': _day(permit.until), 'by': permit.by,
            'revoked': _day(permit.revoked), 'reason': permit.reason}


def _day(day: Any) -> str | None:
    return None if day is None else day.isoformat()


CLOSURES = json_schema(_CLOSURES)
GRANT = record_of({'principal': TEXT, 'role': TEXT, 'until': maybe(DAY)}, optional=('until',))
PERMIT = record_of({'id': TEXT, 'principal': TEXT, 'record': TEXT, 'number': TEXT, 'dated': maybe(DAY),
                    'given_by': TEXT, 'since': DAY, 'until': maybe(DAY), 'by': TEXT, 'revoked': maybe(DAY),
                    'reason': TEXT})
NEW_PERMIT = record_of({'principal': TEXT, 'number': TEXT, 'dated': DAY, 'given_by': TEXT, 'since': DAY, 'until': DAY},
                       optional=('given_by', 'since', 'until'))
ACCESS = Reply(_('Rights on the record'), record_of(
    {'grants': items(GRANT), 'closures': CLOSURES, 'permits': items(ref('Permit'))}))
PERSON = record_of({'id': TEXT, 'name': TEXT, 'groups': items(TEXT), 'scopes': maybe(items(TEXT))})

OPERATIONS = (
    Operation('read_me', 'GET', '/me', _('Whose token this is'), me, {200: Reply(_('The caller'), PERSON)},
              tag='access'),
    Operation('read_access', 'GET', '/records/{id}/access', _('Who was given what on a record'), read_access,
              {200: ACCESS}, Permission.VIEW_ACCESS, tag='access'),
    Operation('add_grant', 'POST', '/records/{id}/grants', _('Give a role'), grant, {200: ACCESS}, Permission.GRANT,
              tag='access', body=GRANT, refusals=(409, 422)),
    Operation('remove_grant', 'DELETE', '/records/{id}/grants', _('Take a role back'), revoke, {200: ACCESS},
              Permission.GRANT, tag='access', refusals=(409, 422), parameters=(
                  Parameter('principal', _('Id of the person or group.'), required=True),
                  Parameter('role', _('Name of the role.'), required=True))),
    Operation('set_closures', 'PUT', '/records/{id}/closures', _('Close or open a record'), close, {200: WHOLE},
              Permission.CLOSE, tag='access', body=record_of({'closures': CLOSURES}),
              refusals=(409, 422)),
    Operation('add_permit', 'POST', '/records/{id}/permits', _('Record a written permission'), permit,
              {201: Reply(_('The permission'), ref('Permit'))}, Permission.PERMIT, tag='access', body=NEW_PERMIT,
              refusals=(409, 422), schemas={'Permit': PERMIT}),
    Operation('withdraw_permit', 'DELETE', '/permits/{permit}', _('Withdraw a written permission'), withdraw,
              {200: Reply(_('The permission'), ref('Permit'))}, Permission.PERMIT, tag='access',
              parameters=(REASON,), refusals=(409, 422)),
)
