"""A founded archive on disk with a fonds, an inventory, a unit and a document, copied for each test that wants one."""

import shutil
from pathlib import Path

from muragat.content.staff.rules import Rules
from muragat.content.staff.service import Accounts
from muragat.kernel.desk import Desk
from muragat.kernel.principals import SYSTEM
from muragat.kernel.site import found
from muragat.main import open_house
from muragat.ports.passwordhash import IPasswordHash
from muragat.settings import read

PASSWORD = 'korpe-zhez-tamga-77'
DOCUMENT = '/archive/Р-1/1/1/1'
#: Small numbers, so that nothing waits for long.
VALUES = {'upload.min_free': 1 << 20, 'zodb.client_cache': 1 << 20, 'web.port': 0, 'worker.poll': 0.1,
          'serve.patience': 10}


def settings_for(var, **more):
    """Settings of an archive in a folder; dots in names as two underscores."""
    return read({'var.dir': str(var)} | VALUES | {name.replace('__', '.'): value for name, value in more.items()}, var)


def ini_for(var, path, **more):
    """The same as an ini file."""
    values = {'var.dir': str(var)} | VALUES | {name.replace('__', '.'): value for name, value in more.items()}
    lines = [f'{name} = {value}' for name, value in values.items()]
    path.write_text('[app:main]\nuse = egg:muragat\n' + '\n'.join(lines) + '\n', 'utf8')
    return path


def make(var):
    """Found the archive in a folder."""
    house = open_house(settings_for(var), create=True)
    try:
        with house.connection() as connection:
            found(connection.root(), house.registry, house.clock, {'kk': 'Архив', 'ru': 'Архив', 'en': 'Archive'})
        with house.session() as desk:
            fill(desk)
            accounts = Accounts(desk, house.ports[IPasswordHash], Rules.of(house.settings))
            account, _first = accounts.add({'login': 'admin', 'name': 'Admin', 'language': 'en'})
            accounts.settle_password(account, PASSWORD)
            desk.grant(desk.site, f'account:{account.id}', 'administrator')
    finally:
        house.close()


def fill(desk: Desk):
    """One record of each type of the archive."""
    title = {'kk': 'Атауы', 'ru': 'Название'}
    fonds = desk.add(desk.site['archive'], 'fonds', {'number': 'Р-1', 'kind': 'organisation', 'title': title})
    inventory = desk.add(fonds, 'inventory', {'number': '1', 'title': title})
    unit = desk.add(inventory, 'unit', {'number': '1', 'title': title})
    desk.add(unit, 'document', {'title': title})


def copied(source: Path, target: Path):
    """A copy of a founded archive."""
    shutil.copytree(source, target)
    return target


__all__ = ['DOCUMENT', 'PASSWORD', 'SYSTEM', 'copied', 'ini_for', 'make', 'settings_for']
