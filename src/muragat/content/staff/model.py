"""Accounts, groups and the folder that keeps them."""

from typing import Any

from muragat.content.staff.credentials import Secrets
from muragat.content.staff.interfaces import IAccount, IGroup, IStaff
from muragat.kernel.fields import stored
from muragat.kernel.folder import Folder
from muragat.kernel.record import Record

ACTIVE = 'active'


@stored(IStaff)
class Staff(Folder):
    """Accounts under their logins, groups under their numbers."""

    type_name = 'staff'

    def __init__(self) -> None:
        super().__init__()
        self.secrets = Secrets()


@stored(IAccount)
class Account(Record):
    """A person who works with the archive."""

    type_name = 'account'

    #: Grows when the account is deactivated; sessions and tokens belong to one term and never come back to life.
    term: int = 0

    def __setattr__(self, name: str, value: object) -> None:
        if name == 'state' and value != self.state and value != ACTIVE:
            self.term += 1
        super().__setattr__(name, value)

    @property
    def active(self) -> bool:
        """Whether the person may sign in at all."""
        return self.state == ACTIVE


@stored(IGroup)
class Group(Record):
    """Persons who have the same roles."""

    type_name = 'group'


def staff_of(site: Any) -> Staff:
    """The staff folder of a site."""
    return site['staff']


def account_of(site: Any, principal_id: str) -> Account | None:
    """The account behind a principal id 'account:<record id>'; None for groups, programs and strangers."""
    kind, _colon, number = principal_id.partition(':')
    record = site.ids.get(int(number)) if kind == 'account' and number.isdigit() else None
    return record if isinstance(record, Account) else None


def principal_id(record: Account | Group) -> str:
    """The id under which grants, permits and the journal know an account or a group."""
    return f'{record.type_name}:{record.id}'
