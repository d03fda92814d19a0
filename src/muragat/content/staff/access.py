"""Who may what with accounts and groups: administrators work, inspectors look, nobody else knows of them."""

from muragat.kernel.access import Permission as P
from muragat.kernel.access import Role

_LOOK = (P.VIEW, P.VIEW_JOURNAL, P.EXPORT)
_WORK = (*_LOOK, P.VIEW_CLOSED, P.ADD, P.EDIT, P.TRANSITION, P.MANAGE_ACCOUNTS)

#: Role None: what holds for records in general does not hold for these.
ROWS = (
    (None, 'staff', ()),
    (None, 'account', ()),
    (None, 'group', ()),
    (Role.ADMINISTRATOR, 'staff', _WORK),
    (Role.ADMINISTRATOR, 'account', _WORK),
    (Role.ADMINISTRATOR, 'group', (*_WORK, P.DELETE, P.RESTORE)),
    (Role.INSPECTOR, 'staff', _LOOK),
    (Role.INSPECTOR, 'account', _LOOK),
    (Role.INSPECTOR, 'group', _LOOK),
)
