"""`muragat init`: founds an archive with its first administrator."""

import click

from muragat.cli.frame import Call, Command
from muragat.content.staff.rules import Rules
from muragat.content.staff.service import Accounts
from muragat.kernel.access import Role
from muragat.kernel.desk import Desk
from muragat.kernel.errors import Hindered, Refusal
from muragat.kernel.i18n import LANGUAGES, _, translator
from muragat.kernel.principals import SYSTEM
from muragat.kernel.site import ROOT_KEY, found
from muragat.ports.passwordhash import IPasswordHash

ORIGIN = 'foundation'


@click.command(cls=Command)
@click.option('--admin', default='admin', show_default=True, help='Login of the first administrator.')
@click.option('--name', 'person', default='', help='Full name of the first administrator.')
@click.pass_obj
def init(call: Call, admin: str, person: str) -> None:
    """Found an archive: an empty site and its first administrator, whose password is shown once."""
    with call.opened(create=True) as house, house.connection() as connection:
        if ROOT_KEY in connection.root():
            raise Hindered(Refusal('founded', _('An archive is founded here already.')))
        title = dict.fromkeys(LANGUAGES, house.settings['archive.name'])
        site = found(connection.root(), house.registry, house.clock, title)
        desk = Desk(site, house.registry, SYSTEM, ORIGIN, house.clock, house.witness)
        accounts = Accounts(desk, house.ports[IPasswordHash], Rules.of(house.settings))
        language = house.settings['language.default']
        name = person or translator(language).translate(Role.ADMINISTRATOR.title)
        account, password = accounts.add({'login': admin, 'name': name, 'language': language})
        desk.grant(site, f'account:{account.id}', Role.ADMINISTRATOR)
    call.answer({'var': str(call.settings.var), 'login': admin, 'password': password}, [
        _('An archive is founded in ${path}.', mapping={'path': str(call.settings.var)}),
        _('Account: ${login}', mapping={'login': admin}),
        _('First password, shown once: ${password}', mapping={'password': password})])
