"""Whatever people do in whatever order: what is kept beside the records agrees with them, and hides what it must."""

from datetime import date, timedelta

import pytest
from hypothesis import HealthCheck, Phase, settings
from hypothesis import strategies as st
from hypothesis.stateful import Bundle, RuleBasedStateMachine, initialize, invariant, multiple, rule

from muragat.kernel import folder as folder_module
from muragat.kernel.access import Permission, Role
from muragat.kernel.closure import Closure
from muragat.kernel.dates import Span
from muragat.kernel.desk import Desk
from muragat.kernel.errors import Refused
from muragat.kernel.folder import Folder
from muragat.kernel.ids import SITE_ID
from muragat.kernel.permits import Ground
from muragat.kernel.principals import SYSTEM, Principal
from muragat.kernel.soundness import defects, live_records
from muragat.language.numbers import number_key
from tests.tiny_house import SetClock, open_house, tiny_registry

NUMBERS = st.sampled_from(['1', '2', '3', '10', '12а', '12', 'Р-5'])
YEARS = st.sampled_from([None, 1923, 1923, 1941, 2020])
READERS = (Principal('account:2', 'A'), Principal('account:3', 'B'), Principal('account:4', 'C'))
PAPER = Ground('1', date(2026, 1, 1), 'Head')


def span(year):
    return None if year is None else Span(date(year, 1, 1), date(year, 12, 31), str(year))


class House(RuleBasedStateMachine):
    """One desk of the system writes; three readers with grants here and there look on."""

    folders = Bundle('folders')
    things = Bundle('things')
    anything = st.one_of(folders, things)

    def __init__(self):
        super().__init__()
        self.patch = pytest.MonkeyPatch()
        self.patch.setattr(folder_module, 'LONGEST', 3)
        self.clock, self.registry = SetClock(), tiny_registry()
        self.database, self.connection, self.site = open_house(self.registry, self.clock)
        self.desk = Desk(self.site, self.registry, SYSTEM, 'test', self.clock)
        self.boxes = self.site['boxes']
        self.desk.grant(self.boxes, READERS[0].id, Role.READER)

    def teardown(self):
        self.connection.transaction_manager.abort()
        self.connection.close()
        self.database.close()
        self.patch.undo()

    def tried(self, function, *arguments, **keywords):
        """What was done, or nothing: a refusal leaves no trace."""
        try:
            return function(*arguments, **keywords)
        except Refused:
            return None

    def alive(self, *records):
        return all(self.desk.live(each) for each in records)

    @initialize(target=folders)
    def some_folders(self):
        """A zone in a folder in a zone, so that most deeds reach across zones."""
        bag = self.desk.add(self.boxes, 'bag', {'number': '7'})
        inner = self.desk.add(bag, 'bag', {'number': '2'})
        box = self.desk.add(inner, 'box', {'number': '10'})
        return multiple(self.boxes, bag, inner, box)

    @initialize(target=things)
    def some_things(self):
        return multiple(*(self.desk.add(self.boxes, 'thing', {'title': {'kk': 'Зат'}}) for _turn in range(2)))

    @rule(target=folders, parent=folders, kind=st.sampled_from(['box', 'bag']), number=NUMBERS)
    def add_folder(self, parent, kind, number):
        made = self.tried(self.desk.add, parent, kind, {'number': number}) if self.alive(parent) else None
        return made if made is not None else multiple()

    @rule(target=things, parent=folders, year=YEARS)
    def add_thing(self, parent, year):
        values = {'title': {'kk': 'Зат'}, 'dates': span(year)}
        return self.desk.add(parent, 'thing', values) if self.alive(parent) else multiple()

    @rule(target=things, parent=folders, number=NUMBERS, maker=things)
    def add_referring(self, parent, number, maker):
        if not self.alive(parent):
            return multiple()
        made = self.tried(self.desk.add, parent, 'thing', {'title': {'ru': 'Я'}, 'maker': maker.id}, number)
        return made if made is not None else multiple()

    @rule(record=anything, parent=folders)
    def move(self, record, parent):
        if record is not self.boxes and self.alive(record, parent):
            self.tried(self.desk.move, record, parent)

    @rule(record=anything, number=NUMBERS)
    def rename(self, record, number):
        if record is not self.boxes and self.alive(record):
            self.tried(self.desk.rename, record, number)

    @rule(thing=things, year=YEARS, makers=st.lists(things, max_size=2, unique_by=id))
    def change(self, thing, year, makers):
        if self.alive(thing):
            self.tried(self.desk.change, thing, {'dates': span(year), 'makers': tuple(each.id for each in makers)})

    @rule(folder=folders, number=NUMBERS)
    def change_number(self, folder, number):
        if folder is not self.boxes and self.alive(folder):
            self.tried(self.desk.change, folder, {'number': number})

    @rule(thing=things)
    def finish(self, thing):
        if self.alive(thing):
            self.tried(self.desk.transition, thing, 'finish')

    @rule(record=anything)
    def delete(self, record):
        if self.alive(record):
            self.tried(self.desk.delete, record, 'test')

    @rule(place=st.integers(0, 5))
    def restore(self, place):
        items = list(self.site.trash.latest())
        if place < len(items):
            self.tried(self.desk.restore, items[place])

    @rule(days=st.sampled_from([1, 31]))
    def purge(self, days):
        self.clock.pass_days(days)
        self.desk = Desk(self.site, self.registry, SYSTEM, 'test', self.clock)
        for item in list(self.site.trash.expired(self.clock.now(), 30)):
            self.desk.destroy(item)

    @rule(record=anything, kind=st.sampled_from(['personal_secret', 'bad_condition', None]), years=st.integers(-1, 1))
    def close(self, record, kind, years):
        if self.alive(record):
            today = self.clock.today()
            until = today + timedelta(days=365 * years) if kind == 'bad_condition' else None
            closures = (Closure(kind, min(today, until or today) - timedelta(days=1), until),) if kind else ()
            self.tried(self.desk.close, record, closures)

    @rule(record=anything, reader=st.sampled_from(READERS), role=st.sampled_from([Role.READER, Role.ARCHIVIST]))
    def grant(self, record, reader, role):
        if self.alive(record):
            self.desk.grant(record, reader.id, role)

    @rule(record=anything, reader=st.sampled_from(READERS))
    def revoke(self, record, reader):
        if self.alive(record):
            self.tried(self.desk.revoke, record, reader.id, Role.READER)

    @rule(record=anything, reader=st.sampled_from(READERS))
    def permit(self, record, reader):
        if self.alive(record):
            self.desk.permit(record, reader.id, PAPER)

    @rule(subject=anything, object=anything)
    def relate(self, subject, object):
        if self.alive(subject, object):
            self.tried(self.desk.relate, subject, 'see_also', object)

    @rule()
    def commit(self):
        self.connection.transaction_manager.commit()
        self.connection.cacheMinimize()

    @invariant()
    def nothing_disagrees(self):
        assert list(defects(self.site, self.registry)) == []

    @invariant()
    def readers_see_what_each_record_says_and_no_more(self):
        everything = list(live_records(self.site))
        for reader in READERS:
            desk = Desk(self.site, self.registry, reader, 'test', self.clock)
            seen = {each.id for each in everything if desk.may(Permission.VIEW, each)}
            assert seen == {each.id for each in everything if desk.visible(each)}
            for folder in [self.site, *(each for each in everything if isinstance(each, Folder))]:
                self.check_listing(desk, folder, seen)
            assert {each.id for each in desk.listing(limit=1000).items} == seen
            assert sum(desk.figures_by_type().values()) == len(seen)

    def check_listing(self, desk, folder, seen):
        records = [self.site.ids[each] for each in folder.child_ids()]
        expected = [each for each in records if each.id in seen]
        assert [number_key(each.__name__) for each in records] == sorted(number_key(each.__name__) for each in records)
        for offset, limit in ((0, 50), (1, 2), (3, 1)):
            page = desk.listing(folder, offset=offset, limit=limit)
            assert (page.total, list(page.items)) == (len(expected), expected[offset:offset + limit])
            back = desk.listing(folder, descending=True, offset=offset, limit=limit)
            assert list(back.items) == expected[::-1][offset:offset + limit]
        filtered = desk.listing(folder, types=('thing',), filters={'closed': False}, sort='dates')
        assert {each.id for each in filtered.items} == {
            each.id for each in expected if each.type_name == 'thing' and each.opens <= desk.sight.today}
        for record in records:
            if record.id != SITE_ID and record.id not in seen:
                assert desk.find(record.id) is None


TestHouse = House.TestCase
TestHouse.settings = settings(max_examples=40, stateful_step_count=40, deadline=None,
                              phases=(Phase.explicit, Phase.generate), suppress_health_check=list(HealthCheck))
