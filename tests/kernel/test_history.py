"""History: facts in words, versions side by side, and nothing told of what the reader may not see."""

from datetime import date

import pytest

from muragat.kernel.access import Role
from muragat.kernel.desk import Desk
from muragat.kernel.errors import NotVisible
from muragat.kernel.history import HIDDEN, compare, history, version
from muragat.kernel.i18n import translator
from muragat.kernel.permits import Ground
from muragat.kernel.principals import Principal

READER = Principal('account:7', 'Reader')


@pytest.fixture
def box(desk):
    box = desk.add(desk.site['boxes'], 'box', {'number': '1'})
    desk.grant(box, READER.id, Role.READER)
    return box


@pytest.fixture
def thing(desk, box):
    return desk.add(box, 'thing', {'title': {'kk': 'Бірінші'}, 'sheets': 1})


@pytest.fixture
def reader(site, registry, clock):
    return Desk(site, registry, READER, 'test', clock)


def words(events):
    return [translator('en').translate(each.message) for each in events]


def test_each_fact_is_told_in_words_the_latest_first(desk, thing):
    desk.change(thing, {'sheets': 2})
    desk.transition(thing, 'finish', 'ready')
    desk.rename(thing, '5')
    assert words(history(desk, thing)) == [
        'Renamed from 1 to 5', 'State changed from Draft to Done. ready', 'Changed', 'Added as 1']


def test_changes_are_given_with_the_values_before_and_after(desk, thing):
    desk.change(thing, {'sheets': 2, 'note': 'x'})
    [event, added] = history(desk, thing)
    assert [(each.name, each.before, each.after) for each in event.changes] == [('sheets', 1, 2), ('note', '', 'x')]
    assert [each.name for each in added.changes] == ['title', 'sheets']
    assert (event.revision, added.revision) == (2, None)


def test_pages_of_history_follow_one_another(desk, thing):
    for sheets in range(2, 9):
        desk.change(thing, {'sheets': sheets})
    assert [each.changes[0].after for each in history(desk, thing, offset=2, limit=3)] == [6, 5, 4]


def test_any_two_versions_are_compared(desk, thing):
    desk.change(thing, {'sheets': 2})
    desk.change(thing, {'title': {'kk': 'Екінші'}, 'sheets': None})
    assert version(desk, thing, 1)['sheets'] == 1
    assert [(each.name, each.before, each.after) for each in compare(desk, thing, 1, 3)] == [
        ('title', {'kk': 'Бірінші'}, {'kk': 'Екінші'}), ('sheets', 1, None)]
    assert compare(desk, thing, 2, 2) == []


def test_rights_of_others_are_told_to_those_only_who_may_read_the_journal(desk, reader, thing):
    desk.permit(thing, 'account:9', Ground('1', date(2026, 8, 1), 'heir'))
    desk.grant(thing, 'account:9', Role.READER)
    told = words(history(desk, thing, names={'account:9': 'Ахметов', 'system': 'System'}.get))
    assert ['Ахметов' in each for each in told] == [True, True, False]
    assert 'Reader' in told[0]
    assert words(history(reader, thing)) == ['Added as 1']


def test_links_and_places_that_are_hidden_are_not_named(desk, reader, box, thing):
    secret = desk.add(desk.site['boxes'], 'box', {'number': 'secret'})
    other, hidden = (desk.add(secret, 'thing', {'title': {'kk': 'x'}}) for _turn in range(2))
    desk.move(other, box, '7')
    desk.relate(thing, 'see_also', other)
    desk.relate(thing, 'see_also', hidden)
    assert words(history(reader, other))[1] == f'Moved from {HIDDEN}/1 to /boxes/1/7'
    assert len(history(desk, thing)) == len(history(reader, thing)) + 1


def test_the_history_of_a_hidden_record_is_that_of_none(desk, reader):
    hidden = desk.add(desk.site['boxes'], 'thing', {'title': {'kk': 'x'}})
    for question in (lambda: history(reader, hidden), lambda: version(reader, hidden, 1)):
        with pytest.raises(NotVisible):
            question()
