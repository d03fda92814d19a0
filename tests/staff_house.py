"""A house in memory with accounts, boxes and pages, for tests of people and of the web."""

import transaction
from ZODB.DB import DB
from ZODB.DemoStorage import DemoStorage

from muragat.adapters.password_argon2 import Argon2PasswordHash
from muragat.content import staff
from muragat.content.staff.principals import Principals
from muragat.content.staff.rules import Rules
from muragat.content.staff.service import Accounts
from muragat.kernel.access import Role
from muragat.kernel.house import House
from muragat.kernel.site import found
from muragat.ports.passwordhash import IPasswordHash
from muragat.settings import read
from tests.tiny_house import SetClock, tiny_registry

PASSWORD = 'тау мен өзен 1941'


class Witness:
    """Keeps what was seen and received."""

    def __init__(self):
        self.seen = []

    def viewed(self, record, principal, origin, page=''):
        self.seen.append(('viewed', record.id, principal.id))

    def downloaded(self, record, principal, origin, filename, sha256):
        self.seen.append(('downloaded', record.id, principal.id, filename))


def staff_registry():
    """Boxes, bags and things with accounts and groups."""
    return tiny_registry(staff)


def staff_house(registry, **settings):
    """A founded house in memory; nobody has an account yet."""
    clock = SetClock()
    database = DB(DemoStorage())
    manager = transaction.TransactionManager()
    connection = database.open(manager)
    found(connection.root(), registry, clock)
    manager.commit()
    connection.close()
    read_settings = read(settings)
    rules = Rules.of(read_settings)
    return House(read_settings, registry, database, clock, Witness(), lambda site: Principals(site, clock.now, rules),
                 {IPasswordHash: Argon2PasswordHash(1, 64)})


def accounts_at(house, desk):
    """The use cases over accounts at a desk."""
    return Accounts(desk, house.ports[IPasswordHash], Rules.of(house.settings))


def hire(house, login, role=None, on=None, password=PASSWORD, **values):
    """An account with its own password, and a role on a record (path; None: the site); its principal id."""
    with house.session() as desk:
        accounts = accounts_at(house, desk)
        account, _first = accounts.add({'login': login, 'name': f'{login.title()} Test', **values})
        accounts.settle_password(account, password)
        principal = f'account:{account.id}'
        if role is not None:
            desk.grant(desk.resolve(on) if on else desk.site, principal, Role(role))
        return principal
