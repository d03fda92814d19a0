"""States of an account: it works or it does not; it is never deleted, for the journal names it."""

from typing import Any

from muragat.content.staff.model import ACTIVE, account_of, principal_id
from muragat.kernel.access import Permission
from muragat.kernel.errors import Refusal
from muragat.kernel.i18n import _
from muragat.kernel.workflow import State, Transition, Workflow
from muragat.kernel.zones import LAST_ADMINISTRATOR

DEACTIVATED = 'deactivated'


def is_not_last_administrator(desk: Any, account: Any) -> list[Refusal]:
    """Somebody else must be left who administers the site and may sign in."""
    administrators = desk.site.zones.administrators()
    if principal_id(account) not in administrators:
        return []
    others = (account_of(desk.site, each) for each in administrators - {principal_id(account)})
    return [] if any(other is not None and other.active for other in others) else [LAST_ADMINISTRATOR]


ACCOUNT = Workflow(
    name='account',
    initial=ACTIVE,
    states=(
        State(ACTIVE, _('Active'), None),
        State(DEACTIVATED, _('Deactivated'), None),
    ),
    transitions=(
        Transition('deactivate', _('Deactivate'), (ACTIVE,), DEACTIVATED, Permission.MANAGE_ACCOUNTS,
                   (is_not_last_administrator,), True),
        Transition('activate', _('Activate again'), (DEACTIVATED,), ACTIVE, Permission.MANAGE_ACCOUNTS, (), False),
    ),
)
