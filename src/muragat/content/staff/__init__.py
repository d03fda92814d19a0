"""The family of people: accounts, groups, sessions, tokens; it serves `IPrincipals`."""

from typing import Any

from muragat.content.staff.access import ROWS
from muragat.content.staff.facts import WORDINGS
from muragat.content.staff.interfaces import IAccount, IGroup, IStaff
from muragat.content.staff.model import Account, Group, Staff
from muragat.content.staff.workflow import ACCOUNT
from muragat.kernel.i18n import _
from muragat.kernel.types import RecordType

#: The house's own accounts stand behind whatever it holds.
LAST = 100


def register(registry: Any) -> None:
    """Types, states, rights and facts of the family."""
    registry.add_type(RecordType(
        name='staff', schema=IStaff, factory=Staff, title=_('Staff'), plural=_('Staff'), holds=('account', 'group'),
        zone=True, columns=('title',), icon='users',
        called={'kk': ('қызметкерлер',), 'ru': ('сотрудники', 'персонал'), 'en': ('staff', 'personnel')}))
    registry.add_type(RecordType(
        name='account', schema=IAccount, factory=Account, title=_('Account'), plural=_('Accounts'), name_from='login',
        columns=('login', 'name', 'position'), workflow='account', icon='user',
        summary=lambda account, _language: account.name,
        called={'kk': ('есептік жазба', 'пайдаланушы'), 'ru': ('учетная запись', 'пользователь'),
                'en': ('account', 'user')}))
    registry.add_type(RecordType(
        name='group', schema=IGroup, factory=Group, title=_('Group'), plural=_('Groups'), columns=('title',),
        icon='users', called={'kk': ('топ',), 'ru': ('группа',), 'en': ('group',)}))
    registry.add_workflow(ACCOUNT)
    registry.add_roles(ROWS)
    registry.add_root('staff', 'staff', {'title': {'kk': 'Қызметкерлер', 'ru': 'Сотрудники', 'en': 'Staff'}}, LAST)
    for name, wording in WORDINGS.items():
        registry.add_fact(name, wording)


def includeme(config: Any) -> None:
    """Pages of signing in, of the person's own account and of administration; REST when it is served."""
    config.include('muragat.content.staff.views')
    if hasattr(config, 'add_operations'):
        config.include('muragat.content.staff.api')
