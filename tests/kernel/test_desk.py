"""The desk: rights before every deed, all reasons at once, nothing overwritten silently, nothing hidden leaks."""

from datetime import date

import pytest

from muragat.kernel import facts
from muragat.kernel.access import Permission, Role
from muragat.kernel.closure import Closure
from muragat.kernel.dates import parse_span
from muragat.kernel.desk import Desk
from muragat.kernel.errors import Forbidden, Hindered, Invalid, NotVisible, Stale, Taken
from muragat.kernel.i18n import BadValue
from muragat.kernel.permits import Ground
from muragat.kernel.principals import ANONYMOUS, Principal
from muragat.kernel.record import lineage, path
from muragat.kernel.soundness import defects

READER = Principal('account:7', 'Reader')
ARCHIVIST = Principal('account:8', 'Archivist')
PAPER = Ground('14', date(2026, 8, 1), 'the person')
SECRET = (Closure('bad_condition', date(2026, 1, 1)),)


@pytest.fixture
def boxes(desk):
    desk.grant(desk.site['boxes'], ARCHIVIST.id, Role.ARCHIVIST)
    return desk.site['boxes']


@pytest.fixture
def box(desk, boxes):
    return desk.add(boxes, 'box', {'number': 'Р-12', 'title': {'kk': 'Қор', 'ru': 'Фонд'}})


@pytest.fixture
def thing(desk, box):
    return desk.add(box, 'thing', {'title': {'kk': 'Хаттама'}, 'dates': parse_span('1941')})


@pytest.fixture
def at(site, registry, clock):
    """The desk of somebody."""
    return lambda principal: Desk(site, registry, principal, '10.0.0.1', clock)


@pytest.fixture
def reader(desk, box, at):
    desk.grant(box, READER.id, Role.READER)
    return at(READER)


@pytest.fixture
def archivist(boxes, at):
    return at(ARCHIVIST)


def codes(refused):
    return [each.code for each in refused.value.refusals]


# Adding


def test_a_record_knows_who_added_it_when_and_where_it_stands(archivist, box, clock):
    record = archivist.add(box, 'thing', {'title': {'kk': 'Хаттама'}})
    assert path(record) == '/boxes/Р-12/1'
    assert (record.created, record.created_by, record.revision) == (clock.now(), ARCHIVIST.id, 1)
    assert (record.state, record.zone) == ('draft', box.id)
    assert [each.type_name for each in lineage(record)] == ['thing', 'box', 'box', 'site']


def test_adding_writes_who_what_and_from_where_into_the_journal(archivist, box):
    record = archivist.add(box, 'thing', {'title': {'kk': 'Хаттама'}, 'sheets': 5})
    [entry] = archivist.site.journal.entries_of(record.id)
    assert (entry.what, entry.who, entry.origin) == (facts.ADDED, ARCHIVIST.id, '10.0.0.1')
    assert entry.after == {'title': {'kk': 'Хаттама'}, 'sheets': 5}
    assert record.id in archivist.site.dirty


def test_every_bad_value_and_a_taken_number_are_told_at_once(archivist, thing):
    with pytest.raises(Invalid) as refused:
        archivist.add(thing.__parent__, 'thing', {'title': {'kk': 'x'}, 'sheets': -1, 'maker': 5}, name='1')
    assert codes(refused) == ['invalid', 'no_record', 'taken']


def test_a_number_in_use_is_refused_however_it_is_written(archivist, boxes, box):
    with pytest.raises(Taken):
        archivist.add(boxes, 'box', {'number': 'P-12'})


@pytest.mark.parametrize('name', ['a/b', '..', '-', 'a\nb', 'а' * 200])
def test_what_cannot_stand_in_an_address_is_no_name(archivist, box, name):
    with pytest.raises(Taken) as refused:
        archivist.add(box, 'thing', {'title': {'kk': 'x'}}, name=name)
    assert codes(refused) == ['bad_name']


def test_a_type_stands_only_where_it_is_held(archivist, thing):
    with pytest.raises(Hindered) as refused:
        archivist.add(thing, 'thing', {'title': {'kk': 'x'}})
    assert codes(refused) == ['not_held']
    with pytest.raises(Hindered):
        archivist.add(thing.__parent__, 'unknown', {})


def test_a_refused_write_leaves_nothing_behind(archivist, box, registry):
    before = archivist.site.journal.count
    with pytest.raises(Invalid):
        archivist.add(box, 'thing', {'title': {}})
    assert box.count == 0
    assert archivist.site.journal.count == before
    assert list(defects(archivist.site, registry)) == []


# Rights


def test_who_may_not_see_gets_the_same_answer_for_missing_and_hidden(box, thing, at):
    for wanted in (thing.id, str(thing.id), path(thing), 123, '/boxes/none', '/boxes/Р-12/1/2'):
        with pytest.raises(NotVisible) as refused:
            at(READER).resolve(wanted)
        assert refused.value.refusals == NotVisible().refusals
    with pytest.raises(NotVisible):
        at(READER).change(thing, {'sheets': 1})


def test_who_may_see_and_not_write_is_told_so(reader, thing):
    assert reader.resolve(thing.id) is thing
    for deed in (lambda: reader.change(thing, {'sheets': 1}), lambda: reader.delete(thing, 'x'),
                 lambda: reader.move(thing, thing.__parent__, '9'), lambda: reader.close(thing, SECRET),
                 lambda: reader.relate(thing, 'see_also', thing), lambda: reader.permit(thing, 'account:9', PAPER),
                 lambda: reader.grant(thing, 'account:9', Role.READER)):
        with pytest.raises(Forbidden):
            deed()


def test_ancestors_that_are_hidden_are_not_named(reader, box, thing):
    assert reader.ancestors(thing) == [box]


def test_a_closed_record_is_hidden_from_a_reader_until_a_paper_opens_it(desk, reader, archivist, thing):
    archivist.close(thing, SECRET)
    assert (reader.visible(thing), archivist.visible(thing)) == (False, True)
    assert reader.listing(thing.__parent__).total == 0
    permit = archivist.permit(thing, READER.id, PAPER)
    assert reader.resolve(thing.id) is thing
    assert list(reader.listing(thing.__parent__).items) == [thing]
    archivist.revoke_permit(permit.id, 'withdrawn')
    assert not reader.visible(thing)


def test_a_permission_for_a_record_in_the_trash_shows_nothing(desk, box, thing, at):
    desk.permit(thing, READER.id, PAPER)
    assert list(at(READER).listing(box).items) == [thing]
    desk.delete(thing, 'x')
    assert at(READER).listing(box).total == 0


def test_a_day_opens_what_was_closed_until_then(reader, archivist, thing, clock, at):
    archivist.close(thing, (Closure('bad_condition', date(2026, 1, 1), date(2026, 9, 30)),))
    assert not reader.visible(thing)
    clock.set(date(2026, 10, 1))
    assert at(READER).visible(thing)


def test_changing_the_dates_of_a_closed_record_moves_its_opening_day(archivist, thing):
    archivist.close(thing, (Closure('personal_secret', date(2026, 1, 1)),))
    before = thing.opens
    archivist.change(thing, {'dates': parse_span('1951')})
    assert date.fromordinal(thing.opens).year == date.fromordinal(before).year + 10


def test_closing_a_folder_hides_all_below_and_rewrites_none_of_it(archivist, reader, box, thing):
    archivist.close(box, SECRET)
    assert not reader.visible(thing)
    assert (thing.opens, thing.revision) == (0, 1)


def test_a_permission_for_a_folder_opens_what_it_holds_now_and_later(desk, archivist, reader, box):
    archivist.close(box, SECRET)
    full, empty = (desk.add(box, 'bag', {'number': number}) for number in '89')
    held = [desk.add(full, 'thing', {'title': {'kk': 'x'}})]
    for bag in (full, empty):
        archivist.permit(bag, READER.id, PAPER)
    held.append(archivist.add(empty, 'thing', {'title': {'kk': 'x'}}))
    assert [reader.visible(each) for each in held] == [True, True]
    assert not reader.visible(box)


def test_what_comes_into_a_closed_folder_is_hidden_and_a_permission_opens_it(desk, archivist, reader, box, thing):
    bag = desk.add(box, 'bag', {'number': '9'})
    archivist.close(bag, SECRET)
    inner = archivist.add(bag, 'thing', {'title': {'kk': 'x'}})
    archivist.move(thing, bag, '7')
    assert [reader.visible(each) for each in (bag, inner, thing)] == [False, False, False]
    archivist.permit(bag, READER.id, PAPER)
    assert [reader.visible(each) for each in (bag, inner, thing)] == [True, True, True]


def test_a_grant_on_a_leaf_shows_the_leaf_alone(desk, box, thing, at):
    other = desk.add(box, 'thing', {'title': {'kk': 'Басқа'}})
    desk.grant(thing, READER.id, Role.READER)
    reader = at(READER)
    assert (reader.visible(thing), reader.visible(other), reader.visible(box)) == (True, False, False)
    assert list(reader.listing(box).items) == [thing]
    desk.revoke(thing, READER.id, Role.READER)
    assert not at(READER).visible(thing)


def test_an_archivist_does_not_make_administrators(archivist, box):
    with pytest.raises(Forbidden):
        archivist.grant(box, 'account:9', Role.ADMINISTRATOR)
    archivist.grant(box, 'account:9', Role.READER)


def test_revoking_what_was_not_granted_here_is_refused(archivist, thing, box):
    for record in (thing, box):
        with pytest.raises(Hindered):
            archivist.revoke(record, 'account:9', Role.READER)


def test_unknown_roles_and_permits_are_refused(archivist, box):
    with pytest.raises(Invalid):
        archivist.grant(box, 'account:9', 'emperor')
    with pytest.raises(NotVisible):
        archivist.revoke_permit(1, 'x')


def test_nobody_known_sees_the_site_and_nothing_in_it(at, boxes, thing):
    nobody = at(ANONYMOUS)
    assert nobody.resolve('/') is nobody.site
    assert nobody.listing(nobody.site).total == 0
    assert nobody.listing().total == 0
    assert nobody.figures_by_type() == {}
    assert not nobody.may(Permission.ADD, nobody.site)


def test_the_site_itself_is_changed_and_granted_without_standing_in_any_list(desk, site, registry, at):
    desk.change(site, {'title': {'kk': 'Мұрағат'}})
    desk.grant(site, READER.id, Role.READER)
    desk.close(site, ())
    assert site.title == {'kk': 'Мұрағат'}
    assert [each.__name__ for each in at(READER).listing(site).items] == ['boxes']
    assert site.id not in {each.id for each in desk.listing().items}
    assert list(defects(site, registry)) == []


# Changing


def test_a_change_keeps_before_and_after(archivist, thing):
    archivist.change(thing, {'sheets': 7, 'title': {'kk': 'Хаттама'}})
    entry = next(archivist.site.journal.entries_of(thing.id))
    assert (entry.before, entry.after) == ({}, {'sheets': 7})
    assert (thing.revision, thing.modified_by) == (2, ARCHIVIST.id)


def test_a_change_that_changes_nothing_writes_nothing(archivist, thing):
    before = archivist.site.journal.count
    archivist.change(thing, {'title': {'kk': 'Хаттама'}}, revision=1)
    assert (archivist.site.journal.count, thing.revision) == (before, 1)


def test_a_form_saved_over_a_newer_version_shows_both(desk, archivist, thing):
    desk.change(thing, {'sheets': 3, 'note': 'theirs'})
    with pytest.raises(Stale) as refused:
        archivist.change(thing, {'sheets': 4, 'note': ''}, revision=1)
    stale = refused.value
    assert (stale.current, stale.submitted) == ({'sheets': 3, 'note': 'theirs'}, {'sheets': 4, 'note': ''})
    assert (stale.conflicts, stale.base, stale.revision, stale.changed_by) == (('sheets',), 1, 2, ('system',))
    assert thing.sheets == 3


def test_changes_of_other_fields_meanwhile_do_not_stand_in_the_way(desk, archivist, thing):
    desk.change(thing, {'note': 'theirs'})
    archivist.change(thing, {'sheets': 4}, revision=1)
    assert (thing.sheets, thing.note) == (4, 'theirs')


def test_with_merge_fields_that_the_form_left_alone_stay_as_others_made_them(desk, archivist, thing):
    desk.change(thing, {'note': 'theirs'})
    with pytest.raises(Stale) as refused:
        archivist.change(thing, {'sheets': 4, 'note': ''}, revision=1)
    assert refused.value.conflicts == ()
    archivist.change(thing, {'sheets': 4, 'note': ''}, revision=1, merge=True)
    assert (thing.sheets, thing.note) == (4, 'theirs')


def test_the_oldest_value_counts_when_others_changed_a_field_twice(desk, archivist, thing):
    desk.change(thing, {'sheets': 3})
    desk.change(thing, {'sheets': 5})
    archivist.change(thing, {'sheets': None, 'note': 'mine'}, revision=1, merge=True)
    assert (thing.sheets, thing.note) == (5, 'mine')


def test_changing_the_number_moves_the_record_to_its_new_place(archivist, boxes, box):
    archivist.change(box, {'number': '5'})
    assert (box.__name__, boxes.id_of('5'), boxes.id_of('Р-12')) == ('5', box.id, None)


# Moving


def test_moving_a_folder_rewrites_nothing_below(desk, archivist, boxes, box, thing, site):
    target = desk.add(boxes, 'box', {'number': '2'})
    site._p_jar.transaction_manager.commit()
    archivist.move(box, target, '7')
    changed = {each._p_oid for each in site._p_jar._registered_objects}
    assert thing._p_oid not in changed
    assert path(thing) == '/boxes/2/7/1'
    assert box.number == '7'


def test_a_folder_does_not_go_below_itself_or_where_it_is_not_held(archivist, desk, box, thing):
    inner = desk.add(box, 'box', {'number': '3'})
    with pytest.raises(Hindered) as refused:
        archivist.move(box, inner)
    assert codes(refused) == ['below_itself']
    with pytest.raises(Hindered):
        archivist.move(inner, thing)


def test_a_move_onto_a_number_in_use_says_that_it_is_taken(desk, archivist, boxes, box):
    desk.add(boxes, 'box', {'number': '2'})
    with pytest.raises(Taken):
        archivist.rename(box, '2')
    assert archivist.rename(box, 'р-12') is box


def test_who_may_not_see_the_target_may_not_move_there(desk, boxes, box, thing, at):
    target = desk.add(boxes, 'box', {'number': '2'})
    desk.grant(box, READER.id, Role.ARCHIVIST)
    with pytest.raises(NotVisible):
        at(READER).move(thing, target)


def test_moving_takes_the_rights_of_the_new_place(desk, reader, boxes, thing):
    target = desk.add(boxes, 'box', {'number': '2'})
    desk.move(thing, target)
    assert not reader.visible(thing)


def test_zones_inside_a_moved_folder_hang_on_its_new_zone(desk, boxes, box, registry, site):
    bag = desk.add(box, 'bag', {'number': '1'})
    inner = desk.add(bag, 'box', {'number': '1'})
    target = desk.add(boxes, 'box', {'number': '2'})
    desk.move(bag, target)
    assert (bag.zone, site.zones.row(inner.id).parent) == (target.id, target.id)
    desk.grant(bag, READER.id, Role.READER)
    assert (bag.zone, site.zones.row(inner.id).parent) == (bag.id, bag.id)
    assert list(defects(site, registry)) == []


def test_too_large_a_part_is_not_moved_between_zones_at_once(desk, boxes, box, monkeypatch):
    monkeypatch.setattr('muragat.kernel.desk_ground.LARGEST_SUBTREE', 3)
    bag = desk.add(box, 'bag', {'number': '1'})
    for _turn in range(3):
        desk.add(bag, 'thing', {'title': {'kk': 'x'}})
    with pytest.raises(Hindered) as refused:
        desk.move(bag, desk.add(boxes, 'box', {'number': '2'}))
    assert codes(refused) == ['too_many']
    with pytest.raises(Hindered):
        desk.grant(bag, READER.id, Role.READER)
    with pytest.raises(Hindered):
        desk.delete(bag, 'x')


# Trash


def test_deletion_needs_a_reason_and_comes_back_whole(desk, archivist, box, thing, registry):
    with pytest.raises(Invalid):
        archivist.delete(box, ' ')
    item = archivist.delete(box, 'a mistake')
    assert (item.count, item.reason, item.deleted_by) == (2, 'a mistake', ARCHIVIST.id)
    for gone in (box, thing):
        with pytest.raises(NotVisible):
            archivist.resolve(gone.id)
    assert archivist.figures_by_type() == {'box': 1}
    assert archivist.deleted() == [item]
    archivist.restore(item.id)
    assert archivist.resolve('/boxes/Р-12/1') is thing
    assert archivist.figures_by_type() == {'box': 2, 'thing': 1}
    assert list(defects(archivist.site, registry)) == []


def test_a_number_in_the_trash_is_not_given_again(desk, archivist, box, thing):
    archivist.delete(thing, 'x')
    with pytest.raises(Taken) as refused:
        archivist.add(box, 'thing', {'title': {'kk': 'y'}}, name='1')
    assert codes(refused) == ['taken_in_trash']
    assert refused.value.refusals[0].message.mapping == {'name': '1', 'type': 'Thing', 'reason': 'x'}
    assert archivist.add(box, 'thing', {'title': {'kk': 'y'}}).__name__ == '2'


def test_the_trash_shows_a_person_only_what_he_could_see_and_bring_back(desk, reader, archivist, box, thing):
    desk.close(thing, SECRET)
    item = desk.delete(thing, 'x')
    assert archivist.deleted() == [item]
    assert reader.deleted() == []
    with pytest.raises((Forbidden, NotVisible)):
        reader.restore(item)


def test_what_is_referred_to_is_not_deleted_and_hidden_referrers_are_not_counted(desk, box, boxes, thing, at):
    hidden = desk.add(boxes, 'box', {'number': 'secret'})
    desk.add(hidden, 'thing', {'title': {'kk': 'Құпия'}, 'maker': thing.id})
    seen = desk.add(box, 'thing', {'title': {'kk': 'Ашық'}, 'makers': (thing.id,)})
    desk.grant(box, READER.id, Role.ARCHIVIST)
    with pytest.raises(Hindered) as refused:
        at(READER).delete(thing, 'x')
    named, untold = refused.value.refusals
    assert named.message.mapping['title'] == 'Ашық'
    assert untold.message.mapping is None
    assert 'Құпия' not in repr(refused.value)
    assert [each.record for each in at(READER).relations(thing)] == [seen]


def test_restoring_waits_for_what_the_record_refers_to(desk, box, thing):
    other = desk.add(box, 'thing', {'title': {'kk': 'x'}, 'maker': thing.id})
    mine, theirs = desk.delete(other, 'x'), desk.delete(thing, 'x')
    with pytest.raises(Hindered) as refused:
        desk.restore(mine)
    assert codes(refused) == ['refers_to_missing']
    desk.restore(theirs)
    desk.restore(mine)


def test_a_record_does_not_return_into_a_folder_that_is_gone(desk, box, thing):
    item = desk.delete(thing, 'x')
    desk.delete(box, 'x')
    with pytest.raises(NotVisible):
        desk.restore(item)


def test_a_part_of_the_site_itself_is_not_deleted(desk, boxes):
    with pytest.raises(Hindered):
        desk.delete(boxes, 'x')


# States, relations


def test_a_transition_tells_everything_that_stands_against_it(archivist, reader, thing):
    archivist.transition(thing, 'finish')
    with pytest.raises(Forbidden) as refused:
        reader.transition(thing, 'reopen')
    assert {'note', 'role'} <= set(codes(refused))
    for name, code in (('finish', 'state'), ('reopen', 'note'), ('unknown', 'no_transition')):
        with pytest.raises(Hindered) as refused:
            archivist.transition(thing, name)
        assert codes(refused) == [code]
    archivist.transition(thing, 'reopen', 'wrong')
    assert thing.state == 'draft'


def test_relations_are_found_from_both_ends_and_only_visible_ones(desk, archivist, reader, box, boxes, thing):
    other = desk.add(desk.add(boxes, 'box', {'number': '2'}), 'thing', {'title': {'kk': 'x'}})
    archivist.relate(thing, 'see_also', other)
    assert [(each.record, each.outgoing) for each in archivist.relations(thing)] == [(other, True)]
    assert [(each.record, each.outgoing) for each in archivist.relations(other)] == [(thing, False)]
    assert reader.relations(thing) == []
    archivist.unrelate(thing, 'see_also', other)
    assert archivist.relations(other) == []


def test_relations_need_a_kind_two_records_and_two_that_are_seen(archivist, desk, box, thing, at):
    for kind, other in (('unknown', box), ('see_also', thing)):
        with pytest.raises(Invalid):
            archivist.relate(thing, kind, other)


# Lists


@pytest.fixture
def shelf(desk, box):
    for year, title, sheets in ((1941, 'Әділет', 3), (1923, 'Ақын', 1), (None, 'Ұстаз', 2), (1950, 'Бөбек', None)):
        dates = parse_span(str(year)) if year else None
        desk.add(box, 'thing', {'title': {'kk': title}, 'dates': dates, 'sheets': sheets})
    desk.transition(box['2'], 'finish')
    return box


@pytest.mark.parametrize(('question', 'names'), [
    ({}, '1234'),
    ({'descending': True, 'limit': 3}, '432'),
    ({'sort': 'title'}, '2143'),
    ({'sort': 'dates'}, '2143'),
    ({'sort': 'dates', 'descending': True}, '4123'),
    ({'sort': 'sheets'}, '2314'),
    ({'filters': {'state': 'done'}}, '2'),
    ({'filters': {'state': ('done', 'draft')}, 'offset': 1, 'limit': 2}, '23'),
    ({'filters': {'since': date(1930, 1, 1), 'until': date(1945, 1, 1)}}, '1'),
    ({'filters': {'text': 'АҚЫН'}}, '2'),
    ({'filters': {'text': '3'}}, '3'),
    ({'filters': {'sheets': 2}}, '3'),
    ({'filters': {'title': 'бөб'}}, '4'),
    ({'filters': {'closed': True}}, ''),
    ({'types': ('box',)}, ''),
    ({'types': ('thing', 'box', 'bag'), 'filters': {'text': ''}}, '1234'),
])
def test_a_folder_is_filtered_and_sorted(desk, shelf, question, names):
    assert ''.join(each.__name__ for each in desk.listing(shelf, **question).items) == names


def test_registers_of_the_whole_site_follow_types_and_states(desk, shelf):
    assert {each.type_name for each in desk.listing(types=('box',)).items} == {'box'}
    assert [each.__name__ for each in desk.listing(types=('thing',), filters={'state': 'done'}).items] == ['2']
    assert desk.listing(types=('thing',), sort='title').items[0].title['kk'] == 'Ақын'


def test_sorting_by_what_is_no_field_is_refused_in_words(desk, shelf):
    with pytest.raises(BadValue):
        desk.listing(shelf, sort='password')


def test_figures_count_by_year_what_is_seen(desk, reader, archivist, shelf):
    archivist.close(shelf['2'], SECRET)
    assert desk.figures_by_year(('thing',)) == {1941: 1, 1923: 1, 0: 1, 1950: 1}
    assert reader.figures_by_year(('thing',)) == {1941: 1, 0: 1, 1950: 1}
    archivist.permit(shelf['2'], READER.id, PAPER)
    assert reader.figures_by_year(('thing',)) == desk.figures_by_year(('thing',))
    assert reader.figures_by_type()['thing'] == 4


def test_neighbours_are_the_next_ones_that_are_seen(reader, archivist, shelf):
    archivist.close(shelf['2'], SECRET)
    assert [each and each.__name__ for each in reader.neighbours(shelf['3'])] == ['1', '4']
    assert reader.neighbours(shelf['1']) == (None, shelf['3'])
