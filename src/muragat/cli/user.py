"""`muragat user`: accounts and their roles."""

from datetime import date
from typing import Any

import click

from muragat.cli.frame import Call, Group
from muragat.content.staff.model import Account, principal_id, staff_of
from muragat.content.staff.rules import Rules
from muragat.content.staff.service import Accounts
from muragat.kernel.access import Role
from muragat.kernel.i18n import LANGUAGES, _
from muragat.ports.passwordhash import IPasswordHash


def accounts_at(desk: Any, house: Any) -> Accounts:
    """The use cases of accounts for a desk."""
    return Accounts(desk, house.ports[IPasswordHash], Rules.of(house.settings))


@click.group(cls=Group)
def user() -> None:
    """Accounts of people: add, list, new password, roles."""


@user.command()
@click.argument('login')
@click.option('--name', 'person', required=True, help='Full name.')
@click.option('--position', default='', help='Position.')
@click.option('--email', default='', help='E-mail address.')
@click.option('--ui-language', type=click.Choice(LANGUAGES), help='Language of the pages.')
@click.option('--role', type=click.Choice([role.value for role in Role]), help='Role on the whole archive.')
@click.pass_obj
def add(call: Call, login: str, person: str, position: str, email: str, ui_language: str | None,
        role: str | None) -> None:
    """Add an account; its first password is shown once."""
    with call.opened() as house:
        def added(desk: Any) -> tuple[int, str]:
            account, password = accounts_at(desk, house).add({
                'login': login, 'name': person, 'position': position, 'email': email,
                'language': ui_language or house.settings['language.default']})
            if role:
                desk.grant(desk.site, principal_id(account), Role(role))
            return account.id, password

        number, password = house.run(added)
    call.answer({'id': str(number), 'login': login, 'password': password}, [
        _('Account: ${login}', mapping={'login': login}),
        _('First password, shown once: ${password}', mapping={'password': password})])


@user.command('list')
@click.pass_obj
def list_(call: Call) -> None:
    """List all accounts."""
    with call.opened() as house, house.session() as desk:
        rows = [{'id': str(each.id), 'login': each.login, 'name': each.name, 'active': each.active}
                for each in staff_of(desk.site).values() if isinstance(each, Account)]
    call.answer(rows, [f'{row["login"]:24} {"+" if row["active"] else "-"} {row["name"]}' for row in rows])


@user.command()
@click.argument('login')
@click.pass_obj
def password(call: Call, login: str) -> None:
    """Give an account a new first password, shown once, and end its sessions."""
    with call.opened() as house:
        def given(desk: Any) -> str:
            accounts = accounts_at(desk, house)
            return accounts.give_password(accounts.get(login))

        new = house.run(given)
    call.answer({'login': login, 'password': new},
                [_('First password, shown once: ${password}', mapping={'password': new})])


@user.command()
@click.argument('login')
@click.argument('role', type=click.Choice([role.value for role in Role]))
@click.argument('path', default='/')
@click.option('--until', type=click.DateTime(['%Y-%m-%d']), help='Last day of the role.')
@click.pass_obj
def grant(call: Call, login: str, role: str, path: str, until: Any) -> None:
    """Give an account a role on a record and all below it."""
    last: date | None = until.date() if until else None
    with call.opened() as house:
        def granted(desk: Any) -> None:
            account = accounts_at(desk, house).get(login)
            desk.grant(desk.resolve(path), principal_id(account), Role(role), last)

        house.run(granted)
    call.answer({'login': login, 'role': role, 'path': path}, [
        _('${login} has the role ${role} on ${path}.', mapping={
            'login': login, 'role': Role(role).title, 'path': path})])
