"""What each role must meet on its own, foreign and closed records: data, written by hand and not read from the product.

A route asks for one permission; `outcome` tells what a person must meet there. The matrix is run over every route
that introspection finds, and over the deciding function itself.
"""
from enum import Enum


class Place(Enum):
    """Where the record stands for the person who asks."""

    OWN = 'in a fonds on which the role was granted'
    FOREIGN = 'in a fonds on which nothing was granted'
    CLOSED = 'in the own fonds, closed by itself'
    ZONE_CLOSED = 'in an own fonds that is closed as a whole'
    PERMITTED = 'in the own fonds, closed, opened to this person by a written permission'
    TRASH = 'in the own fonds, deleted'


class Outcome(Enum):
    """What the person meets; the value is the set of HTTP statuses that say so."""

    ALLOWED = frozenset({200, 201, 202, 204, 206, 302, 303, 304})
    FORBIDDEN = frozenset({403})
    #: The same answer as for a record that does not exist, word for word.
    HIDDEN = frozenset({404})
    #: Staff pages send him to the sign-in page; REST answers 401.
    SIGN_IN = frozenset({303, 401})


LOOKING = 'view download'
WORKING = (
    'view view_closed download add edit move delete restore transition upload close permit grant view_access relate '
    'view_journal export manage_vocabularies view_rules ingest accept'
)

#: Permissions by role on records that no family says more about; whatever is not named is refused.
MAY = {
    'administrator': f'{WORKING} manage_accounts manage_law manage_jobs view_health',
    'archivist': WORKING,
    'scanning_operator': f'{LOOKING} upload ingest',
    'request_officer': f'{LOOKING} view_closed export',
    'council_secretary': f'{LOOKING} export',
    'techdocs_keeper': f'{LOOKING} export',
    'commission_member': LOOKING,
    'inspector': f'{LOOKING} view_closed view_journal view_access export view_health view_rules',
    'reader': LOOKING,
    'anonymous': 'view',
}

#: What families add to it: (role, type of what is changed or added) -> permissions.
FAMILIES_ADD = {
    ('scanning_operator', 'document'): 'add edit',
    ('commission_member', 'inventory'): 'transition',
}

#: Accounts and groups stand apart: nothing holds there but this.
STAFF_MAY = {
    'administrator': 'view view_journal export view_closed add edit transition manage_accounts',
    'inspector': 'view view_journal export',
}

#: A signed-in person without a role anywhere, and one who has not signed in.
STRANGER, NOBODY = 'stranger', 'nobody'

WHO = (*MAY, STRANGER, NOBODY)

#: What alone of a role may change something; the inspector must have none of them.
CHANGING = frozenset(MAY['administrator'].split()) - {
    'view', 'view_closed', 'download', 'view_journal', 'view_access', 'export', 'view_health', 'view_rules'}


def outcome(who: str, place: Place, permission: str, type_name: str = '') -> Outcome:
    """What ``who`` (a role, STRANGER or NOBODY) must meet when a route asks for the permission on such a record.

    ``type_name``: of what is changed or added, where a family says more about it.
    """
    if who == NOBODY:
        return Outcome.SIGN_IN
    may = {*MAY.get(who, '').split(), *FAMILIES_ADD.get((who, type_name), '').split()}
    if place is Place.PERMITTED:
        may |= {'view', 'download'}
    elif place in (Place.FOREIGN, Place.TRASH) or (place in (Place.CLOSED, Place.ZONE_CLOSED)
                                                   and 'view_closed' not in may):
        return Outcome.HIDDEN
    if 'view' not in may:
        return Outcome.HIDDEN
    return Outcome.ALLOWED if permission in may else Outcome.FORBIDDEN


def matrix(permissions):
    """Every cell: (who, place, permission, outcome)."""
    return [(who, place, permission, outcome(who, place, permission))
            for who in WHO for place in Place for permission in permissions]


def site_outcome(who: str, permission: str | None, everywhere: bool) -> Outcome:
    """The same for pages of the whole house; ``everywhere``: the role was given for the whole archive.

    Permission None: a matter of every signed-in person.
    """
    if who == NOBODY:
        return Outcome.SIGN_IN
    may = set(MAY.get(who, '').split()) if everywhere else set()
    return Outcome.ALLOWED if permission is None or permission in may else Outcome.FORBIDDEN


def staff_outcome(who: str, permission: str) -> Outcome:
    """The same for an account or a group, when the role was given for the whole archive."""
    if who == NOBODY:
        return Outcome.SIGN_IN
    may = STAFF_MAY.get(who, '').split()
    if 'view' not in may:
        return Outcome.HIDDEN
    return Outcome.ALLOWED if permission in may else Outcome.FORBIDDEN
