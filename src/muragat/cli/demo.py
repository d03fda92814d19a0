"""`muragat demo`: loads the demonstration archive."""

import secrets
from typing import Any

import click

from muragat.cli.frame import Call, Command
from muragat.cli.user import accounts_at
from muragat.content.archive.demonstration import PEOPLE, fill
from muragat.kernel.i18n import _
from muragat.media.service import files_at
from muragat.ports.pagepainter import IPagePainter


@click.command(cls=Command)
@click.option('--password', help='Password of all accounts of the demonstration instead of a random one.')
@click.pass_obj
def demo(call: Call, password: str | None) -> None:
    """Load the demonstration archive into an empty one; its password is shown once."""
    given = password or '-'.join(secrets.token_hex(2) for _number in range(4))
    with call.opened() as house:
        staged: list[Any] = []
        try:
            with house.session(origin='demonstration') as desk:
                filled = fill(desk, files_at(desk, house), house.ports[IPagePainter], accounts_at(desk, house), given)
                staged += filled.staged
        finally:
            for each in staged:
                each.discard()
    counts = {'fonds': filled.fonds, 'inventories': filled.inventories, 'units': filled.units,
              'documents': filled.documents}
    logins = [person.login for person in PEOPLE]
    call.answer({**counts, 'accounts': logins, 'password': given}, [
        _('Entered: ${fonds} fonds, ${inventories} inventories, ${units} units, ${documents} documents.',
          mapping=counts),
        _('Accounts: ${logins}', mapping={'logins': ', '.join(logins)}),
        _('Password of all of them, shown once: ${password}', mapping={'password': given})])
