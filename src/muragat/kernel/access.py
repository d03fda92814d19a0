"""Who may do what: permissions, roles, one table and one function that decides from it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from enum import Enum
from types import MappingProxyType

from zope.i18nmessageid import Message

from muragat.kernel.errors import Refusal
from muragat.kernel.i18n import _


class Permission(Enum):
    """What can be asked for; the value is eternal: it is written into tokens and the journal."""

    VIEW = 'view'
    VIEW_CLOSED = 'view_closed'
    DOWNLOAD = 'download'
    ADD = 'add'
    EDIT = 'edit'
    MOVE = 'move'
    DELETE = 'delete'
    RESTORE = 'restore'
    TRANSITION = 'transition'
    UPLOAD = 'upload'
    CLOSE = 'close'
    PERMIT = 'permit'
    GRANT = 'grant'
    VIEW_ACCESS = 'view_access'
    RELATE = 'relate'
    VIEW_JOURNAL = 'view_journal'
    EXPORT = 'export'
    MANAGE_ACCOUNTS = 'manage_accounts'
    MANAGE_VOCABULARIES = 'manage_vocabularies'
    MANAGE_LAW = 'manage_law'
    MANAGE_JOBS = 'manage_jobs'
    VIEW_HEALTH = 'view_health'
    VIEW_RULES = 'view_rules'
    INGEST = 'ingest'
    ACCEPT = 'accept'

    @property
    def title(self) -> Message:
        """The permission in words."""
        return PERMISSION_TITLES[self]


class Role(Enum):
    """What a person is on a node and below it; the value is eternal: it is written into the zone table."""

    ADMINISTRATOR = 'administrator'
    ARCHIVIST = 'archivist'
    SCANNING_OPERATOR = 'scanning_operator'
    REQUEST_OFFICER = 'request_officer'
    COUNCIL_SECRETARY = 'council_secretary'
    TECHDOCS_KEEPER = 'techdocs_keeper'
    COMMISSION_MEMBER = 'commission_member'
    INSPECTOR = 'inspector'
    READER = 'reader'
    ANONYMOUS = 'anonymous'

    @property
    def title(self) -> Message:
        """The role in words."""
        return ROLE_TITLES[self]


PERMISSION_TITLES: Mapping[Permission, Message] = MappingProxyType({
    Permission.VIEW: _('View'),
    Permission.VIEW_CLOSED: _('View closed records'),
    Permission.DOWNLOAD: _('Download files'),
    Permission.ADD: _('Add'),
    Permission.EDIT: _('Edit'),
    Permission.MOVE: _('Move and rename'),
    Permission.DELETE: _('Delete'),
    Permission.RESTORE: _('Restore from the trash'),
    Permission.TRANSITION: _('Change the state'),
    Permission.UPLOAD: _('Attach files'),
    Permission.CLOSE: _('Close and open to readers'),
    Permission.PERMIT: _('Record written permissions'),
    Permission.GRANT: _('Give and take back roles'),
    Permission.VIEW_ACCESS: _('View who may see what'),
    Permission.RELATE: _('Link records'),
    Permission.VIEW_JOURNAL: _('View the journal'),
    Permission.EXPORT: _('Export lists'),
    Permission.MANAGE_ACCOUNTS: _('Manage accounts'),
    Permission.MANAGE_VOCABULARIES: _('Manage vocabularies'),
    Permission.MANAGE_LAW: _('Manage numbers of law'),
    Permission.MANAGE_JOBS: _('Manage jobs'),
    Permission.VIEW_HEALTH: _('View the health of the system'),
    Permission.VIEW_RULES: _('View vocabularies and numbers of law'),
    Permission.INGEST: _('Take in scans'),
    Permission.ACCEPT: _('Accept scans'),
})

ROLE_TITLES: Mapping[Role, Message] = MappingProxyType({
    Role.ADMINISTRATOR: _('Administrator'),
    Role.ARCHIVIST: _('Archivist'),
    Role.SCANNING_OPERATOR: _('Scanning operator'),
    Role.REQUEST_OFFICER: _('Request officer'),
    Role.COUNCIL_SECRETARY: _('Council secretary'),
    Role.TECHDOCS_KEEPER: _('Keeper of technical documentation'),
    Role.COMMISSION_MEMBER: _('Member of the appraisal commission'),
    Role.INSPECTOR: _('Inspector'),
    Role.READER: _('Reader'),
    Role.ANONYMOUS: _('Anonymous visitor'),
})

#: Columns are roles in the order of the enum; ``y`` may, ``-`` may not. What a role does with the records of one
#: family only (a council secretary with sessions, a scanning operator with documents) is a row of that family.
GRID = """
    permission           admin archi scann reque counc techd commi inspe reade anony
    view                 y     y     y     y     y     y     y     y     y     y
    view_closed          y     y     -     y     -     -     -     y     -     -
    download             y     y     y     y     y     y     y     y     y     -
    add                  y     y     -     -     -     -     -     -     -     -
    edit                 y     y     -     -     -     -     -     -     -     -
    move                 y     y     -     -     -     -     -     -     -     -
    delete               y     y     -     -     -     -     -     -     -     -
    restore              y     y     -     -     -     -     -     -     -     -
    transition           y     y     -     -     -     -     -     -     -     -
    upload               y     y     y     -     -     -     -     -     -     -
    close                y     y     -     -     -     -     -     -     -     -
    permit               y     y     -     -     -     -     -     -     -     -
    grant                y     y     -     -     -     -     -     -     -     -
    view_access          y     y     -     -     -     -     -     y     -     -
    relate               y     y     -     -     -     -     -     -     -     -
    view_journal         y     y     -     -     -     -     -     y     -     -
    export               y     y     -     y     y     y     -     y     -     -
    manage_accounts      y     -     -     -     -     -     -     -     -     -
    manage_vocabularies  y     y     -     -     -     -     -     -     -     -
    manage_law           y     -     -     -     -     -     -     -     -     -
    manage_jobs          y     -     -     -     -     -     -     -     -     -
    view_health          y     -     -     -     -     -     -     y     -     -
    view_rules           y     y     -     -     -     -     -     y     -     -
    ingest               y     y     y     -     -     -     -     -     -     -
    accept               y     y     -     -     -     -     -     -     -     -
"""

#: Decided for a whole zone, so the type of a family's row is that of the zone's record, not of what lies in it.
SEEING = frozenset({Permission.VIEW, Permission.VIEW_CLOSED})


#: A row of a family: role, type of record ('*': of every type), what the role may do beyond the general answers.
#: Role None cuts the general answers off for this type: only the type's own rows hold then (accounts, personnel files).
#: For VIEW and VIEW_CLOSED the type is that of the *zone's* record (fonds, root of a family), since seeing is decided
#: for a zone as a whole; for ADD it is the type of what is added.
FamilyRow = tuple[Role | None, str, Iterable[Permission]]

EVERY_TYPE = '*'


def parse_grid(grid: str) -> dict[tuple[Role, Permission], bool]:
    """Answers of a grid like GRID; ValueError when a cell is neither ``y`` nor ``-`` or a line has not one per role."""
    answers = {}
    for line in grid.strip().splitlines()[1:]:
        name, *cells = line.split()
        for role, cell in zip(Role, cells, strict=True):
            if cell not in ('y', '-'):
                raise ValueError(f'{name}, {role.value}: {cell!r} is no answer')
            answers[role, Permission(name)] = cell == 'y'
    return answers


class AccessTable:
    """The answers for every role and permission, and those of families for their types; unchangeable."""

    def __init__(self, general: Mapping[tuple[Role, Permission], bool], rows: Iterable[FamilyRow] = ()) -> None:
        self.general = MappingProxyType(dict(general))
        self.rows = tuple((role, type_name, frozenset(permissions)) for role, type_name, permissions in rows)
        self.types = frozenset(type_name for _role, type_name, _permissions in self.rows) - {EVERY_TYPE}
        self.apart = frozenset(type_name for role, type_name, _permissions in self.rows if role is None)
        self._given = frozenset(
            (role, permission, type_name) for role, type_name, permissions in self.rows for permission in permissions
        )

    def extended(self, rows: Iterable[FamilyRow]) -> AccessTable:
        """This table with the rows of families."""
        return AccessTable(self.general, (*self.rows, *rows))

    def allows(self, role: Role, permission: Permission, type_name: str | None = None) -> bool:
        """Whether the role may do this with records of the type; None: with those that no family says more about."""
        if (role, permission, type_name) in self._given:
            return True
        if type_name in self.apart:
            return False
        return self.general[role, permission] or (role, permission, EVERY_TYPE) in self._given

    def any_allows(self, roles: Iterable[Role], permission: Permission, type_name: str | None = None) -> bool:
        """Whether at least one of the roles may."""
        return any(self.allows(role, permission, type_name) for role in roles)

    def covers(self, roles: Iterable[Role], role: Role) -> bool:
        """Whether ``roles`` together may everything that ``role`` may, with every type; an administrator always."""
        roles = tuple(roles)
        return Role.ADMINISTRATOR in roles or all(
            self.any_allows(roles, permission, type_name)
            for permission in Permission
            for type_name in (None, *self.types)
            if self.allows(role, permission, type_name)
        )


#: What holds before any family speaks; ``registry.add_roles`` extends it.
TABLE = AccessTable(parse_grid(GRID))


@dataclass(frozen=True, slots=True)
class Decision:
    """An answer that is true or false and knows why not."""

    allowed: bool
    reasons: tuple[Refusal, ...] = ()

    def __bool__(self) -> bool:
        return self.allowed


ALLOWED = Decision(True)


@dataclass(frozen=True, slots=True)
class Standing:
    """What one principal is to one record on one day; everything that a decision needs to know.

    ``closed``: the record is closed on that day by itself or by a zone above, written permissions for a zone already
    counted. ``opens``: ordinal of the day on which it opens. ``permitted``: he holds a written permission for it.
    """

    roles: frozenset[Role]
    zone_type: str | None = None
    closed: bool = False
    opens: int = 0
    permitted: bool = False
    scopes: frozenset[Permission] | None = None
    system: bool = False


def decide(
    table: AccessTable, permission: Permission, standing: Standing, type_name: str | None = None
) -> Decision:
    """Whether the standing allows the permission with a record of ``type_name``; gathers every reason against it.

    Whoever may not see a record may do nothing with it. Scopes of a token only narrow what the roles give.
    """
    if standing.system:
        return ALLOWED
    reasons = [*_against_seeing(table, standing), *_against_scopes(permission, standing)]
    if permission is Permission.VIEW_CLOSED:
        type_name = standing.zone_type
    if permission is not Permission.VIEW and not table.any_allows(standing.roles, permission, type_name):
        reasons.append(_lacking(permission))
    return Decision(not reasons, tuple(reasons)) if reasons else ALLOWED


def _against_seeing(table: AccessTable, standing: Standing) -> Iterable[Refusal]:
    if standing.permitted:
        return
    if not table.any_allows(standing.roles, Permission.VIEW, standing.zone_type):
        yield _lacking(Permission.VIEW)
    if standing.closed and not sees_closed(table, standing):
        yield _closed(standing.opens)


def sees_closed(table: AccessTable, standing: Standing) -> bool:
    """Whether closed records of the zone are seen without a written permission."""
    scoped = standing.scopes is None or Permission.VIEW_CLOSED in standing.scopes
    return scoped and table.any_allows(standing.roles, Permission.VIEW_CLOSED, standing.zone_type)


def _against_scopes(permission: Permission, standing: Standing) -> Iterable[Refusal]:
    if standing.scopes is None:
        return
    for needed in dict.fromkeys((Permission.VIEW, permission)):
        if needed not in standing.scopes:
            wording = _('The token was not issued for: ${permission}', mapping={'permission': needed.title})
            yield Refusal('scope', wording)


def _lacking(permission: Permission) -> Refusal:
    wording = _('None of your roles here allows: ${permission}', mapping={'permission': permission.title})
    return Refusal('role', wording)


def _closed(opens: int) -> Refusal:
    if opens > date.max.toordinal():
        return Refusal('closed', _('The record is closed until the restriction is lifted.'))
    day = date.fromordinal(opens).isoformat() if opens > 0 else ''
    return Refusal('closed', _('The record is closed; it opens on ${day}.', mapping={'day': day}))
