"""Nobody finds, counts or is offered what he does not see: random archives and grants against a naive matcher."""

from collections import Counter
from contextlib import contextmanager
from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from muragat.adapters.memory_index import MemoryIndex
from muragat.kernel.access import Permission, Role
from muragat.kernel.closure import Closure
from muragat.kernel.dates import parse_span
from muragat.kernel.desk import Desk
from muragat.kernel.permits import Ground
from muragat.kernel.principals import ANONYMOUS, SYSTEM, Principal
from muragat.ports.textindex import Order
from muragat.search import hiding
from muragat.search.indexer import Indexer
from muragat.search.question import Question
from muragat.search.service import Search
from tests.tiny_house import SetClock, open_house, tiny_registry

WORDS = ('zebra', 'quartz', 'fjord', 'lynx', 'omega')
READER = Principal('account:7', 'reader', frozenset({'group:8'}))
PEOPLE = (SYSTEM, ANONYMOUS, READER, Principal('account:7', 'token', frozenset({'group:8'}),
                                               frozenset({Permission.VIEW})), Principal('account:9', 'nobody'))
GRANTED = ('account:7', 'group:8', 'everyone', 'signed-in')
CLOSED = Closure('bad_condition', date(2026, 1, 1), None, '')
REGISTRY = tiny_registry()


class Place:
    """An archive in memory with an index of it, and desks for people."""

    def __init__(self):
        self.clock = SetClock()
        self.database, self.connection, self.site = open_house(REGISTRY, self.clock)
        self.index = MemoryIndex()
        self.system = self.desk(SYSTEM)

    def desk(self, principal):
        return Desk(self.site, REGISTRY, principal, 'test', self.clock)

    def search(self, principal):
        return Search(self.desk(principal), self.index, 'en', 'memory')

    def take_in(self):
        while Indexer(self.site, self.index, REGISTRY).step():
            pass

    def records(self):
        return [record for each in self.site.catalog.rows if (record := self.site.ids.get(each)) is not None]

    def seen(self, principal):
        desk = self.desk(principal)
        return [record for record in self.records() if desk.visible(record)]


@contextmanager
def place():
    found = Place()
    try:
        yield found
    finally:
        found.connection.transaction_manager.abort()
        found.connection.close()
        found.database.close()


def texts(record):
    note = record.note if record.type_name == 'thing' else ''
    return {*((record.title or {}).get('kk') or '').split(), *note.split()}


def fill(draw, found):
    """Boxes in boxes, bags that become zones by a grant, things with words and years in any of them."""
    desk = found.system
    folders = [found.site['boxes']]
    for number in range(draw(st.integers(1, 5))):
        kind = draw(st.sampled_from(['box', 'box', 'bag']))
        folders.append(desk.add(draw(st.sampled_from(folders)), kind, {
            'number': f'{number}x', 'title': {'kk': ' '.join(draw(st.lists(st.sampled_from(WORDS), max_size=1)))}}
            if number % 2 else {'number': f'{number}x'}))
    things = []
    for number in range(draw(st.integers(1, 10))):
        words = draw(st.lists(st.sampled_from(WORDS), min_size=1, max_size=3))
        things.append(desk.add(draw(st.sampled_from(folders)), 'thing', {
            'title': {'kk': ' '.join(words)}, 'note': draw(st.sampled_from(['', *WORDS])),
            'dates': parse_span(str(1930 + number))}))
    return folders, things


def give_rights(draw, found, folders, things):
    desk = found.system
    for folder in draw(st.lists(st.sampled_from(folders), max_size=4)):
        role = draw(st.sampled_from([Role.READER, Role.READER, Role.ARCHIVIST, Role.INSPECTOR]))
        desk.grant(folder, draw(st.sampled_from(GRANTED)), role)
    for record in draw(st.lists(st.sampled_from([*folders[1:], *things]), max_size=3)):
        desk.close(record, [CLOSED])
    for record in draw(st.lists(st.sampled_from([*folders[1:], *things]), max_size=2, unique=True)):
        desk.permit(record, READER.id, Ground('1', date(2026, 1, 1), 'council'))


def agrees(found, principal):
    """Everything that the search tells this person is what he sees, and all of it."""
    search, seen = found.search(principal), found.seen(principal)
    for asked in (('zebra',), ('quartz', 'fjord'), ('omega',)):
        expected = sorted(record.id for record in seen if set(asked) <= texts(record))
        answer = search.ask(Question(' '.join(asked), limit=200))
        assert sorted(hit.id for hit in answer.hits) == expected
        assert answer.total == len(expected)
        counts = {facet.name: {each.value: each.count for each in facet.values}
                  for facet in search.facets(Question(' '.join(asked)))}
        kinds = Counter(found.site.ids[each].type_name for each in expected)
        assert counts.get('type', {}) == kinds
        years = Counter(1930 + int(record.dates.text) - 1930 for record in seen
                        if record.id in expected and getattr(record, 'dates', None))
        assert search.years(Question(' '.join(asked))) == years
    for order in Order:
        hits = [hit.id for hit in search.ask(Question('lynx', order=order, limit=200)).hits]
        assert sorted(hits) == sorted(record.id for record in seen if 'lynx' in texts(record))
        paged = [hit.id for offset in range(0, len(hits), 2)
                 for hit in search.ask(Question('lynx', order=order, offset=offset, limit=2)).hits]
        assert paged == hits


def offers_nothing_hidden(found, principal):
    """Suggestions and other spellings are made of what he sees."""
    search, seen = found.search(principal), found.seen(principal)
    known, ids = set().union(*map(texts, seen)), {record.id for record in seen}
    for start in ('ze', 'qu', 'fj', 'om'):
        told = search.suggest(start)
        assert set(told.terms) <= known
        assert {each.id for each in told.records} <= ids
    for typed, meant in (('zebrra', 'zebra'), ('quarts', 'quartz'), ('omegaa', 'omega')):
        answer = search.ask(Question(typed))
        assert answer.did_you_mean in (None, meant)
        assert (answer.did_you_mean == meant) == (meant in known)
        assert {hit.id for hit in answer.hits} <= ids
        assert answer.total == sum(meant in texts(record) for record in seen)


@settings(max_examples=25, deadline=None)
@given(st.data())
def test_a_person_finds_what_he_sees_and_nothing_else(data):
    with place() as found:
        give_rights(data.draw, found, *fill(data.draw, found))
        found.take_in()
        for principal in PEOPLE:
            agrees(found, principal)
            offers_nothing_hidden(found, principal)


@settings(max_examples=25, deadline=None)
@given(st.data())
def test_what_is_deleted_moved_or_closed_is_gone_before_it_is_indexed_again(data):
    with place() as found:
        folders, things = fill(data.draw, found)
        give_rights(data.draw, found, folders, things)
        found.take_in()
        for thing in data.draw(st.lists(st.sampled_from(things), max_size=4, unique=True)):
            change_something(data.draw, found.system, thing, folders)
        for principal in PEOPLE:
            search, seen = found.search(principal), found.seen(principal)
            for word in WORDS:
                answer = search.ask(Question(word, limit=200))
                hits = {hit.id for hit in answer.hits}
                assert hits <= {record.id for record in seen if word in texts(record)}
                assert answer.total == len(hits)
                told = [facet for facet in search.facets(Question(word)) if facet.name == 'type']
                assert sum(each.count for facet in told for each in facet.values) == len(hits)
                assert set(search.suggest(word[:3]).terms) <= set().union(*map(texts, seen))
        found.take_in()
        for principal in PEOPLE:
            agrees(found, principal)


def change_something(draw, desk, thing, folders):
    deed = draw(st.sampled_from(['delete', 'move', 'close']))
    if deed == 'delete':
        desk.delete(thing, 'mistake')
    elif deed == 'move':
        target = draw(st.sampled_from(folders))
        if target is not thing.__parent__:
            desk.move(thing, target, desk.next_number(target))
    else:
        desk.close(thing, [CLOSED])


@settings(max_examples=15, deadline=None)
@given(st.data())
def test_rights_of_a_zone_change_with_the_next_question(data):
    with place() as found:
        folders, _things = fill(data.draw, found)
        found.take_in()
        boxes = [folder for folder in folders if folder.type_name == 'box']
        for _turn in range(3):
            box = data.draw(st.sampled_from(boxes))
            if any(grant.principal == READER.id for grant in found.site.zones.row(box.id).grants):
                found.system.revoke(box, READER.id, Role.READER)
            else:
                found.system.grant(box, READER.id, Role.READER)
            assert not found.site.dirty
            agrees(found, READER)


@pytest.fixture
def found():
    with place() as made:
        yield made


def test_what_opens_is_found_before_all_that_waits(found):
    """A reader is refused nothing for longer than a step of the indexer takes, however many changes wait."""
    desk, boxes = found.system, found.site['boxes']
    desk.grant(boxes, READER.id, Role.READER)
    shut = desk.add(boxes, 'box', {'number': 'shut'})
    things = {name: desk.add(boxes, 'thing', {'title': {'kk': 'zebra'}}) for name in ('dated', 'opened', 'permitted')}
    things['moved'] = desk.add(shut, 'thing', {'title': {'kk': 'zebra'}})
    things['inside'] = desk.add(shut, 'thing', {'title': {'kk': 'zebra'}})
    desk.close(shut, [CLOSED])
    for name in ('opened', 'permitted'):
        desk.close(things[name], [CLOSED])
    desk.close(things['dated'], [Closure('bad_condition', date(2026, 1, 1), date(2026, 10, 1), '')])
    found.take_in()
    assert found.search(READER).ask(Question('zebra')).total == 0
    desk.permit(things['permitted'], READER.id, Ground('1', date(2026, 1, 1), 'council'))
    assert [hit.id for hit in found.search(READER).ask(Question('zebra')).hits] == [things['permitted'].id]
    found.clock.set(date(2026, 10, 2))
    expected = {things['permitted'].id, things['dated'].id}
    assert {hit.id for hit in found.search(READER).ask(Question('zebra')).hits} == expected
    found.site.dirty.touch_all(found.site.catalog.rows.keys())
    for _number in range(50):
        found.system.add(boxes, 'thing', {'title': {'kk': 'lynx'}})
    found.system.close(things['opened'], [])
    found.system.move(things['moved'], boxes, 'out')
    Indexer(found.site, found.index, REGISTRY).step(2)
    found.system.close(shut, [])
    assert {hit.id for hit in found.search(READER).ask(Question('zebra')).hits} == {
        each.id for each in things.values()}


def test_what_is_hidden_is_not_counted_behind_a_long_queue(found, monkeypatch):
    desk, boxes = found.system, found.site['boxes']
    desk.grant(boxes, READER.id, Role.READER)
    things = [desk.add(boxes, 'thing', {'title': {'kk': 'zebra'}}) for _number in range(40)]
    found.take_in()
    monkeypatch.setattr(hiding, 'MOST', 2)
    found.site.dirty.touch_all(found.site.catalog.rows.keys())
    desk.close(things[20], [CLOSED])
    desk.delete(things[30], 'mistake')
    assert found.search(READER).ask(Question('zebra', limit=0)).total == 38


def test_moved_to_the_trash_it_is_gone_at_once_and_back_when_restored(found):
    thing = found.system.add(found.site['boxes'], 'thing', {'title': {'kk': 'zebra'}})
    found.take_in()
    assert found.search(SYSTEM).ask(Question('zebra')).total == 1
    item = found.system.delete(thing, 'mistake')
    assert found.search(SYSTEM).ask(Question('zebra')).total == 0
    assert found.search(SYSTEM).suggest('zeb').terms == ()
    assert found.search(SYSTEM).ask(Question('zebrra')).did_you_mean is None
    found.system.restore(item)
    found.take_in()
    assert found.search(SYSTEM).ask(Question('zebra')).total == 1
