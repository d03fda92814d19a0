"""The demonstration archive fills an empty site through the desk, and readers meet it as they should."""

import hashlib

import pytest
import transaction
from ZODB.DB import DB
from ZODB.DemoStorage import DemoStorage

from muragat.adapters.password_argon2 import Argon2PasswordHash
from muragat.adapters.pillow_painter import PillowPainter
from muragat.content import archive, staff
from muragat.content.archive.demonstration import PEOPLE, fill
from muragat.content.staff.principals import Principals
from muragat.content.staff.rules import Rules
from muragat.content.staff.service import Accounts
from muragat.kernel.access import Role
from muragat.kernel.desk import Desk
from muragat.kernel.errors import Hindered, NotVisible
from muragat.kernel.house import House
from muragat.kernel.principals import SYSTEM
from muragat.kernel.site import found
from muragat.media import facts as media_facts
from muragat.media.service import Files
from muragat.media.staging import StagingArea
from muragat.ports.mediatype import MediaType
from muragat.settings import read
from tests.tiny_house import SetClock, tiny_registry


class Painted:
    """Knows the two formats that the painter makes, by their first bytes."""

    def of(self, path):
        png = path.read_bytes()[:4] == b'\x89PNG'
        return MediaType('image/png' if png else 'image/jpeg')


class Blank:
    """A painter in no time: the words of the sheet."""

    def columns(self, look):
        return PillowPainter().columns(look)

    def rows(self, look):
        return PillowPainter().rows(look)

    def paint(self, sheet, media_type):
        kind = b'\x89PNG' if media_type == 'image/png' else b'\xff\xd8\xff'
        return kind + '\n'.join(sheet.lines).encode()


@pytest.fixture(scope='module')
def filled(tmp_path_factory):
    """(house, outcome) of one filling."""
    registry = tiny_registry(media_facts, staff, archive)
    clock, settings = SetClock(), read({})
    database, manager = DB(DemoStorage()), transaction.TransactionManager()
    connection = database.open(manager)
    found(connection.root(), registry, clock)
    manager.commit()
    connection.close()
    rules = Rules.of(settings)
    house = House(settings, registry, database, clock, None, lambda site: Principals(site, clock.now, rules))
    area = StagingArea(tmp_path_factory.mktemp('staging'))
    with house.session() as desk:
        accounts = Accounts(desk, Argon2PasswordHash(1, 64), rules)
        outcome = fill(desk, Files(desk, area, Painted()), Blank(), accounts, 'қалың қамыс 1928')
    for staged in outcome.staged:
        staged.discard()
    yield house, outcome, area
    database.close()


@pytest.fixture
def site(filled):
    house, _outcome, _area = filled
    with house.connection() as connection:
        yield house.site(connection)


def desk_of(filled, site, login):
    house, outcome, _area = filled
    principal = SYSTEM if login is None else house.principals(site).find(f'account:{outcome.accounts[login].id}')
    return Desk(site, house.registry, principal, 'test', house.clock, None)


def test_everything_planned_was_entered(filled):
    _house, outcome, _area = filled
    assert (outcome.fonds, outcome.inventories, outcome.documents) == (3, 6, 30)
    assert outcome.units > 190
    assert len(outcome.staged) >= 30


def test_nothing_stays_in_the_staging_area(filled):
    _house, _outcome, area = filled
    assert list(area.directory.iterdir()) == []


def test_there_is_an_account_for_each_role(filled, site):
    assert {person.role for person in PEOPLE} == set(Role) - {Role.ANONYMOUS}
    assert {desk_of(filled, site, person.login).principal.name for person in PEOPLE} == {p.name for p in PEOPLE}


def test_a_page_is_stored_byte_for_byte(filled, site):
    desk = desk_of(filled, site, None)
    unit = desk.resolve('/archive/Р-12/1/4')
    document = desk.listing(unit).items[0]
    file = Files(desk, None, None).of(document)[0]
    with file.original.blob.open('r') as stored:
        assert hashlib.sha256(stored.read()).hexdigest() == file.original.sha256


def test_a_reader_sees_no_personal_file_but_the_permitted_letter(filled, site):
    reader = desk_of(filled, site, 'reader')
    with pytest.raises(NotVisible):
        reader.resolve('/archive/П-7/2/7')
    archivist = desk_of(filled, site, 'archivist')
    letters = [unit for unit in archivist.listing(archivist.resolve('/archive/Р-145/1'), limit=100).items
               if 'майданнан' in unit.title['kk']]
    assert [unit.title['kk'] for unit in letters if reader.visible(unit)] == [
        'Отбасына майданнан жазған 1943 жылғы хаттары']


def test_the_first_inventory_is_approved_and_the_last_waits(filled, site):
    desk = desk_of(filled, site, None)
    assert desk.resolve('/archive/Р-12/1').state == 'approved'
    assert desk.resolve('/archive/Р-12/3').state == 'described'
    assert desk.resolve('/archive/Р-145/1').state == 'draft'


def test_a_second_filling_is_refused(filled):
    house, _outcome, area = filled
    with pytest.raises(Hindered), house.session() as desk:
        fill(desk, Files(desk, area, Painted()), Blank(), Accounts(desk, Argon2PasswordHash(1, 64), Rules()), 'x')
