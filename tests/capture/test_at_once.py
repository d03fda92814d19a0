"""Two who lead a batch on at the same moment: one of them meets a conflict, and nothing is forgotten."""

import pytest
import transaction
from ZODB.DB import DB
from ZODB.FileStorage import FileStorage
from ZODB.POSException import ConflictError

from muragat.capture import deliveries
from muragat.capture.workbench import Pick, Workbench
from muragat.kernel.desk import Desk
from muragat.kernel.principals import SYSTEM
from muragat.kernel.site import ROOT_KEY, found
from muragat.media.plan import Spot
from tests.capture import batches
from tests.capture.batches import Scanner, digest, read, scan
from tests.tiny_house import SetClock


class Other:
    """A desk in a transaction of its own on the same database."""

    def __init__(self, database, registry):
        self.manager = transaction.TransactionManager()
        self.connection = database.open(self.manager)
        self.desk = Desk(self.connection.root()[ROOT_KEY], registry, SYSTEM, 'test', SetClock())

    def found(self, record):
        return self.desk.site.ids[record.id]

    def close(self):
        self.manager.abort()
        self.connection.close()


@pytest.fixture
def database(capture_registry, tmp_path):
    """On disk, where conflicts are resolved as they are in the archive."""
    database = DB(FileStorage(str(tmp_path / 'Data.fs')))
    manager = transaction.TransactionManager()
    connection = database.open(manager)
    found(connection.root(), capture_registry, SetClock())
    manager.commit()
    connection.close()
    yield database
    database.close()


@pytest.fixture
def two(database, capture_registry):
    pair = [Other(database, capture_registry) for _each in range(2)]
    yield pair
    for each in pair:
        each.close()


@pytest.fixture
def batch(two):
    first, second = two
    unit = batches.holdings(first.desk)[0]
    batch = deliveries.begin(first.desk, unit)
    scan(first.desk, batch, 'first.pdf', 2)
    first.manager.commit()
    second.manager.begin()
    return batch


def delivered(other, batch, name):
    return deliveries.deliver(other.desk, Scanner(other.desk), other.found(batch), digest(name), name).record


def meet(first, second, one, other):
    """Both begin before either ends; the second meets a conflict, looks again and does it once more."""
    first.manager.begin()
    second.manager.begin()
    one()
    other()
    first.manager.commit()
    with pytest.raises(ConflictError):
        second.manager.commit()
    second.manager.abort()
    second.manager.begin()


def test_two_last_readings_at_once_lead_into_control(two, batch):
    first, second = two
    documents = [delivered(first, batch, name) for name in ('a.pdf', 'b.pdf')]
    first.desk.transition(batch, 'finish')
    first.manager.commit()

    def end(other, document):
        read(other.desk, other.found(document), 1, 1)

    meet(first, second, lambda: end(first, documents[0]), lambda: end(second, documents[1]))
    end(second, documents[1])
    second.manager.commit()
    assert second.found(batch).state == 'control'


def test_the_last_reading_and_the_end_of_scanning_at_once_lead_into_control(two, batch):
    first, second = two
    document = delivered(first, batch, 'a.pdf')
    first.manager.commit()
    meet(first, second, lambda: first.desk.transition(batch, 'finish'),
         lambda: read(second.desk, second.found(document), 1, 1))
    read(second.desk, second.found(document), 1, 1)
    second.manager.commit()
    assert second.found(batch).state == 'control'


def test_nothing_comes_into_a_batch_that_is_being_finished(two, batch):
    first, second = two
    meet(first, second, lambda: first.desk.transition(batch, 'finish'), lambda: delivered(second, batch, 'late.pdf'))
    assert second.found(batch).state == 'control'


def test_two_files_at_once_do_not_disturb_each_other_for_the_sake_of_the_batch(two, batch):
    first, second = two
    first.manager.begin()
    second.manager.begin()
    first.found(batch).rely()
    second.found(batch).rely()
    first.desk.fact('capture.begun', batch)
    second.desk.fact('capture.begun', second.found(batch))
    first.manager.commit()
    second.manager.commit()


@pytest.mark.parametrize('accepts_first', [True, False])
def test_a_batch_is_not_accepted_while_its_pages_are_worked_on(two, batch, accepts_first):
    first, second = two
    first.desk.transition(batch, 'finish')
    first.manager.commit()
    document = next(iter(batch.values())).id

    def mark(other):
        Workbench(other.desk, other.found(batch)).rescan([Pick(document, Spot(1, 1, 0))], 'cut off')

    def accept(other):
        other.desk.transition(other.found(batch), 'accept')

    one, other = (accept, mark) if accepts_first else (mark, accept)
    meet(first, second, lambda: one(first), lambda: other(second))
