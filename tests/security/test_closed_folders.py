"""A folder that is closed closes what comes into it later, and nothing leaves it into the open without the right."""
from datetime import date, timedelta

import pytest
from zope.interface import Interface

from muragat.kernel import fields
from muragat.kernel.access import Permission, Role
from muragat.kernel.closure import Closure
from muragat.kernel.dates import parse_span
from muragat.kernel.desk import Desk
from muragat.kernel.errors import Forbidden, Invalid, NotVisible
from muragat.kernel.folder import Folder
from muragat.kernel.i18n import translator
from muragat.kernel.permits import Ground
from muragat.kernel.pointers import Known
from muragat.kernel.principals import Principal
from muragat.kernel.registry import RegistrationConflict, Registry
from muragat.kernel.soundness import defects
from muragat.kernel.types import RecordType

READER = Principal('account:7', 'Reader')
KEEPER = Principal('account:8', 'Keeper')
TITLE = {'title': {'kk': 'Құпия'}}


@pytest.fixture
def at(site, registry, clock):
    return lambda person: Desk(site, registry, person, 'test', clock)


@pytest.fixture
def shut(clock):
    """A closure for years."""
    return (Closure('bad_condition', clock.today(), clock.today() + timedelta(days=900)),)


@pytest.fixture
def box(desk):
    box = desk.add(desk.site['boxes'], 'box', {'number': '1'})
    desk.grant(desk.site, READER.id, Role.READER)
    return box


@pytest.fixture
def bag(desk, box, shut):
    """A folder that is no zone, empty and closed."""
    bag = desk.add(box, 'bag', {'number': '5'})
    desk.close(bag, shut)
    return bag


@pytest.fixture
def unseen(at, site, registry):
    """unseen(record): a reader meets it nowhere, and everything kept beside the records agrees."""
    def check(*records):
        reader = at(READER)
        for record in records:
            assert not reader.visible(record)
            assert reader.find(record.id) is None
            assert record not in reader.listing(None, [record.type_name], limit=1000).items
            if isinstance(record.__parent__, Folder):
                assert reader.count(record.__parent__) == 0
        assert list(defects(site, registry)) == []
    return check


def test_what_is_added_into_a_closed_empty_folder_is_closed(desk, bag, unseen):
    unseen(bag, desk.add(bag, 'thing', TITLE), desk.add(bag, 'bag', {'number': '9'}))


def test_what_is_moved_into_a_closed_empty_folder_is_closed(desk, box, bag, at, unseen):
    inner = desk.add(box, 'bag', {'number': '6'})
    below = desk.add(inner, 'thing', TITLE)
    assert at(READER).visible(below)
    desk.move(inner, bag)
    unseen(inner, below)


def test_a_zone_moved_into_a_closed_empty_folder_is_closed(desk, box, bag, unseen):
    inner = desk.add(box, 'box', {'number': '7'})
    below = desk.add(inner, 'thing', TITLE)
    desk.move(inner, bag)
    unseen(inner, below)


def test_what_is_restored_into_a_folder_closed_meanwhile_is_closed(desk, box, shut, unseen):
    bag = desk.add(box, 'bag', {'number': '5'})
    thing = desk.add(bag, 'thing', TITLE)
    item = desk.delete(thing, 'x')
    desk.close(bag, shut)
    desk.restore(item)
    unseen(bag, thing)


def test_opening_the_folder_opens_what_came_later(desk, bag, at):
    thing = desk.add(bag, 'thing', TITLE)
    desk.close(bag, ())
    assert at(READER).visible(thing)


def test_what_came_later_opens_on_the_day_of_the_folder(desk, bag, at, clock):
    thing = desk.add(bag, 'thing', TITLE)
    clock.pass_days(901)
    assert at(READER).visible(thing)


def test_a_permission_for_the_closed_folder_opens_what_came_later(desk, bag, at, clock):
    thing = desk.add(bag, 'thing', TITLE)
    desk.permit(bag, READER.id, Ground('1', clock.today(), 'head'))
    assert at(READER).visible(thing)


def test_soundness_finds_a_closed_folder_that_does_not_close(desk, box, bag, registry, site):
    thing = desk.add(box, 'thing', TITLE)
    box.detach(thing)
    bag.attach(thing, '1')
    told = [translator('en').translate(each) for each in defects(site, registry)]
    assert f'Record {bag.id}: it is closed, and what it holds is not.' in told


# Out of a closed place.


@pytest.fixture
def mover(site, at, desk):
    """A desk of one who may move and add, and see what is closed, but not close or open."""
    desk.grant(site, KEEPER.id, Role.ARCHIVIST)
    scopes = frozenset(Permission) - {Permission.CLOSE}
    return at(Principal(KEEPER.id, KEEPER.name, scopes=scopes))


def test_moving_out_of_a_closed_folder_takes_the_right_to_open(desk, box, bag, mover, at):
    thing = desk.add(bag, 'thing', TITLE)
    with pytest.raises(Forbidden):
        mover.move(thing, box)
    assert not at(READER).visible(thing)
    at(KEEPER).move(thing, box)
    assert at(READER).visible(thing)


def test_moving_a_zone_out_of_a_closed_one_takes_it_too(desk, box, bag, mover):
    inner = desk.add(bag, 'box', {'number': '1'})
    with pytest.raises(Forbidden):
        mover.move(inner, box)
    assert inner.__parent__ is bag


def test_moving_between_places_closed_alike_or_into_a_closed_one_takes_no_more(desk, box, bag, shut, mover):
    other = desk.add(box, 'bag', {'number': '6'})
    desk.close(other, shut)
    thing = desk.add(bag, 'thing', TITLE)
    mover.move(thing, other)
    free = desk.add(box, 'thing', TITLE)
    mover.move(free, bag)
    mover.rename(free, '77')


# By values.


def test_closures_are_set_by_no_change_and_no_addition(desk, box, shut):
    thing = desk.add(box, 'thing', TITLE)
    for write in (lambda: desk.change(thing, {'closures': shut}),
                  lambda: desk.add(box, 'thing', {**TITLE, 'closures': shut})):
        with pytest.raises(Invalid):
            write()
    assert (thing.closures, thing.opens) == ((), 0)


def test_no_type_may_have_a_field_of_closures():
    class ILeaf(Interface):
        shut = fields.ClosureField(title='Closed')

    registry = Registry()
    registry.add_type(RecordType(name='leaf', schema=ILeaf, factory=Folder, title='Leaf', plural='Leaves'))
    with pytest.raises(RegistrationConflict, match='closures'):
        registry.freeze()


def test_dating_a_record_otherwise_opens_it_only_by_the_right_to_open(desk, box, clock, mover, at):
    thing = desk.add(box, 'thing', {**TITLE, 'dates': parse_span('2000')})
    desk.close(thing, (Closure('personal_secret', clock.today()),))
    mover.change(thing, {'dates': parse_span('2005')})
    with pytest.raises(Forbidden):
        mover.change(thing, {'dates': parse_span('1900')})
    assert not at(READER).visible(thing)
    at(KEEPER).change(thing, {'dates': parse_span('1900')})
    assert at(READER).visible(thing)


# The trash, for who may not bring back.


def test_what_lies_in_the_trash_is_as_missing_to_a_reader(desk, box, at):
    item = desk.delete(desk.add(box, 'thing', TITLE), 'x')
    with pytest.raises(NotVisible):
        at(READER).restore(item.id)
    with pytest.raises(NotVisible):
        at(READER).restore(123)


# References.


def test_a_hidden_reference_is_neither_told_nor_lost(desk, box, shut, at, clock):
    secret, known, more = (desk.add(box, 'thing', TITLE) for _turn in range(3))
    desk.close(secret, shut)
    thing = desk.add(box, 'thing', {**TITLE, 'maker': secret.id, 'makers': (known.id, secret.id)})
    # Who may edit and yet not see what is closed: a token of narrow scope.
    desk.grant(box, KEEPER.id, Role.ARCHIVIST)
    editor = at(Principal(KEEPER.id, 'x', scopes=frozenset({Permission.VIEW, Permission.EDIT})))
    shown = Known(editor, thing)
    assert (shown.maker, shown.makers) == (None, (known.id,))
    revision = thing.revision
    editor.change(thing, {'maker': shown.maker, 'makers': shown.makers})
    assert thing.revision == revision
    editor.change(thing, {'maker': None, 'makers': (known.id, more.id)})
    assert (thing.maker, set(thing.makers)) == (secret.id, {known.id, more.id, secret.id})
    assert date.fromordinal(secret.opens) > clock.today()
