"""The trash: what was deleted stays for its days, then is destroyed with all that belonged to it."""

import pytest

from muragat.kernel import facts
from muragat.kernel.desk import Desk
from muragat.kernel.errors import NotVisible
from muragat.kernel.principals import SYSTEM
from muragat.kernel.soundness import defects


class Released:
    """Stands for the originals of a site and notes whose files are let go."""

    def __init__(self):
        self.ids = []

    def release(self, record_id):
        self.ids.append(record_id)


def purge(desk):
    """Destroy what has lain for thirty days; how many items."""
    expired = list(desk.site.trash.expired(desk.clock.now(), 30))
    for item in expired:
        desk.destroy(item)
    return len(expired)


@pytest.fixture
def box(desk):
    box = desk.add(desk.site['boxes'], 'box', {'number': '1'})
    for _turn in range(3):
        desk.add(box, 'thing', {'title': {'kk': 'Зат'}})
    return box


def test_items_wait_for_their_days(desk, box, clock):
    desk.delete(box['1'], 'first')
    clock.pass_days(20)
    desk.delete(box['2'], 'second')
    assert [each.reason for each in desk.site.trash.latest()] == ['second', 'first']
    assert purge(desk) == 0
    clock.pass_days(11)
    assert purge(desk) == 1
    assert [each.reason for each in desk.site.trash.latest()] == ['second']


def test_what_is_destroyed_leaves_only_the_journal(desk, box, registry, clock):
    below = [each.id for each in box.values()]
    desk.site.originals = Released()
    desk.relate(box['1'], 'see_also', desk.site['boxes'])
    desk.delete(box, 'old')
    clock.pass_days(31)
    assert (purge(desk), purge(desk)) == (1, 0)
    assert sorted(desk.site.originals.ids) == sorted([box.id, *below])
    assert all(each not in desk.site.ids for each in (box.id, *below))
    assert box.id not in desk.site.zones
    assert list(defects(desk.site, registry)) == []
    last = next(desk.site.journal.entries_of(box.id))
    assert (last.what, last.details['count'], last.details['reason']) == (facts.DESTROYED, 4, 'old')
    desk.site.originals = None
    assert desk.add(desk.site['boxes'], 'box', {'number': '1'}).id != box.id


def test_what_came_into_the_trash_before_its_folder_did_is_destroyed_apart(desk, box, registry, clock):
    desk.delete(box['1'], 'x')
    desk.delete(box, 'y')
    clock.pass_days(31)
    assert purge(desk) == 2
    assert list(defects(desk.site, registry)) == []


def test_what_is_not_in_the_trash_cannot_be_restored(desk, box):
    with pytest.raises(NotVisible):
        desk.restore(box.id)


def test_a_return_under_another_number_keeps_field_and_address_alike(desk, box, registry):
    item = desk.delete(box, 'x')
    desk.restore(item, '9')
    assert (box.number, box.__name__) == ('9', '9')
    assert list(defects(desk.site, registry)) == []


def test_a_folder_returns_into_the_zone_that_its_parent_has_now(desk, site, registry, clock):
    bag = desk.add(site['boxes'], 'bag', {'number': '5'})
    inner = desk.add(bag, 'bag', {'number': '1'})
    thing = desk.add(inner, 'thing', {'title': {'kk': 'x'}})
    item = desk.delete(inner, 'x')
    Desk(site, registry, SYSTEM, 'test', clock).grant(bag, 'account:2', 'reader')
    desk.restore(item)
    assert thing.zone == inner.zone == bag.id
    assert list(defects(site, registry)) == []
