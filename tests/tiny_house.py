"""A tiny house for tests: boxes in boxes, things in them, all in memory."""

from datetime import UTC, date, datetime

import transaction
from ZODB.DB import DB
from ZODB.MappingStorage import MappingStorage
from zope.interface import Interface
from zope.schema import Int, TextLine, Tuple

from muragat.kernel import closure, fields
from muragat.kernel.folder import Folder
from muragat.kernel.record import Record
from muragat.kernel.registry import Registry
from muragat.kernel.site import found
from muragat.kernel.site import register as register_kernel
from muragat.kernel.types import RecordType
from muragat.kernel.workflow import State, Transition, Workflow


class SetClock:
    """A clock that stands still until it is set; noon of 1 September 2026 to begin with."""

    def __init__(self):
        self.time = datetime(2026, 9, 1, 7, tzinfo=UTC).timestamp()

    def now(self):
        return self.time

    def today(self):
        return datetime.fromtimestamp(self.time, UTC).date()

    def set(self, day: date):
        self.time = datetime(day.year, day.month, day.day, 7, tzinfo=UTC).timestamp()

    def pass_days(self, days):
        self.time += days * 86_400


class IBox(Interface):
    number = fields.ArchivalNumber(title='Number')
    title = fields.LocalText(title='Title', required=False, default=None)


class IThing(Interface):
    title = fields.LocalText(title='Title')
    dates = fields.SpanField(title='Dates', required=False, default=None)
    sheets = Int(title='Sheets', min=0, required=False, default=None)
    note = TextLine(title='Note', required=False, default='')
    maker = fields.Reference(title='Maker', types=('thing',), required=False, default=None)
    makers = Tuple(title='Makers', value_type=fields.Reference(types=('thing',)), required=False, default=())


@fields.stored(IBox)
class Box(Folder):
    type_name = 'box'


@fields.stored(IBox)
class Bag(Folder):
    type_name = 'bag'


@fields.stored(IThing)
class Thing(Record):
    type_name = 'thing'


FLOW = Workflow(
    'flow', 'draft', (State('draft', 'Draft'), State('done', 'Done')),
    (Transition('finish', 'Finish', ('draft',), 'done'),
     Transition('reopen', 'Reopen', ('done',), 'draft', note_required=True)),
)


def tiny_registry(*families):
    """The kernel with boxes (zones), bags (folders that are none) and things (leaves with a workflow), and families."""
    registry = Registry()
    register_kernel(registry)
    closure.register(registry)
    registry.add_workflow(FLOW)
    holds = ('box', 'bag', 'thing')
    registry.add_type(RecordType(name='box', schema=IBox, factory=Box, title='Box', plural='Boxes', holds=holds,
                                 name_from='number', zone=True))
    registry.add_type(RecordType(name='bag', schema=IBox, factory=Bag, title='Bag', plural='Bags', holds=holds,
                                 name_from='number'))
    registry.add_type(RecordType(name='thing', schema=IThing, factory=Thing, title='Thing', plural='Things',
                                 workflow='flow'))
    for family in families:
        family.register(registry)
    registry.add_root('boxes', 'box', {'number': 'boxes', 'title': {'kk': 'Жәшіктер'}})
    registry.freeze()
    return registry


def open_house(registry, clock, storage=None):
    """A founded site in a database; gives (database, connection, site)."""
    database = DB(MappingStorage() if storage is None else storage)
    manager = transaction.TransactionManager()
    connection = database.open(manager)
    site = found(connection.root(), registry, clock)
    manager.commit()
    return database, connection, site
