"""Who belongs to a group; kept with each account, so that signing in reads one object."""

from muragat.content.staff.model import Account, Group, staff_of
from muragat.kernel.desk import Desk
from muragat.kernel.relations import FIELD

_KIND = f'{FIELD}groups'


class Groups:
    """Members, with the rights of the desk's principal."""

    def __init__(self, desk: Desk) -> None:
        self._desk = desk

    def members(self, group: Group) -> list[Account]:
        """The accounts of the group by name."""
        ids = self._desk.site.ids
        found = (ids.get(link.subject) for link in self._desk.site.relations.to(group.id) if link.kind == _KIND)
        return sorted((each for each in found if isinstance(each, Account)), key=lambda account: account.name)

    def others(self, group: Group) -> list[Account]:
        """Working accounts that may still be taken in, by name."""
        staff = (each for each in staff_of(self._desk.site).values() if isinstance(each, Account))
        return sorted((each for each in staff if each.active and group.id not in each.groups),
                      key=lambda account: account.name)

    def add(self, group: Group, account: Account) -> None:
        """Take an account in; nothing happens when it is a member."""
        if group.id not in account.groups:
            self._desk.change(account, {'groups': (*account.groups, group.id)})

    def remove(self, group: Group, account: Account) -> None:
        """Let an account go; nothing happens when it is no member."""
        if group.id in account.groups:
            self._desk.change(account, {'groups': tuple(each for each in account.groups if each != group.id)})
