"""A batch from its first file to its acceptance: states, rights, ids, policy, separator sheets, figures."""

import pytest

from muragat.capture import deliveries, tally
from muragat.capture.batch import target_of
from muragat.capture.slips import LABEL, NEXT, TARGET, Slip
from muragat.capture.workbench import Pick, Workbench
from muragat.kernel.access import Permission
from muragat.kernel.desk import Desk
from muragat.kernel.errors import Forbidden, Hindered, NotVisible
from muragat.kernel.principals import Principal
from muragat.media.originals import originals_of
from muragat.media.plan import SEPARATOR, kept_pages, pages_of
from muragat.media.states import Stage, stage_of
from tests.capture.batches import Scanner, digest, scan


def desk_of(desk, name, role, where):
    person = Principal(f'account:{name}', name, frozenset(), None, 'kk')
    desk.grant(where, person.id, role)
    return Desk(desk.site, desk.registry, person, 'test', desk.clock)


def finish(desk, batch):
    desk.transition(batch, 'finish')
    return batch


def indexes(site, record):
    return [page.index for page in kept_pages(site, record.id)]


def test_a_batch_expects_the_sheets_of_its_target(batch):
    assert (batch.expected, batch.state) == (4, 'receiving')


def test_scans_become_documents_of_the_unit_with_the_ids_they_had(desk, unit, batch):
    first, second = scan(desk, batch, 'a.pdf', 3), scan(desk, batch, 'b.pdf', 1)
    assert finish(desk, batch).state == 'control'
    assert stage_of(desk.site, first.id)[0] == Stage.IN_QUALITY_CONTROL
    desk.transition(batch, 'accept')
    assert [each.id for each in unit.values()] == [first.id, second.id]
    assert batch.state == 'accepted'
    assert batch.count == 0
    assert first.zone == unit.zone
    assert stage_of(desk.site, first.id)[0] == Stage.DONE


def test_a_document_that_is_still_read_keeps_the_batch_from_control(desk, batch):
    deliveries.deliver(desk, Scanner(desk), batch, digest('a'), 'a.pdf')
    assert finish(desk, batch).state == 'processing'
    with pytest.raises(Hindered, match='still being read'):
        desk.transition(batch, 'control')


def test_the_end_of_the_last_reading_leads_into_control(desk, batch):
    from tests.capture.batches import read

    delivered = deliveries.deliver(desk, Scanner(desk), batch, digest('a'), 'a.pdf')
    finish(desk, batch)
    assert read(desk, delivered.record, 1, 2)
    assert batch.state == 'control'


def test_policy_direct_accepts_when_everything_is_read(desk, unit, batch):
    desk.change(unit.__parent__, {'direct_scans': True})
    document = scan(desk, batch, 'a.pdf', 2)
    assert finish(desk, batch).state == 'accepted'
    assert document.__parent__ is unit
    assert stage_of(desk.site, document.id)[0] == Stage.DONE


def test_a_file_goes_straight_into_the_target_for_who_may_accept(desk, unit):
    delivered = deliveries.deliver_into(desk, Scanner(desk), unit, digest('a'), 'Хаттама 5.pdf')
    assert delivered.record.__parent__ is unit
    assert delivered.record.title == {'kk': 'Хаттама 5'}


@pytest.mark.parametrize('deputy', [False, True])
def test_an_operator_of_one_part_of_the_holdings_scans_for_it(desk, units, deputy):
    fonds = units[0].__parent__.__parent__
    operator = desk_of(desk, 'op', 'scanning_operator', fonds)
    named = desk_of(desk, 'named', 'scanning_operator', fonds)
    other = deliveries.begin(desk, units[1])
    batch = deliveries.begin(operator, units[0], operator=named.principal.id if deputy else '')
    assert not operator.visible(desk.site['capture'])
    assert not operator.visible(other)
    document = scan(operator, batch, 'a.pdf', 1)
    assert named.visible(document) is deputy
    operator.transition(batch, 'finish')
    assert batch.state == 'control'
    with pytest.raises(Forbidden):
        operator.transition(batch, 'accept')
    assert not operator.may(Permission.GRANT, batch)


def test_nobody_begins_a_batch_for_what_he_may_not_scan(desk, units):
    operator = desk_of(desk, 'op', 'scanning_operator', units[0])
    reader = desk_of(desk, 'reader', 'reader', desk.site['archive'])
    for someone, unit, refusal in ((operator, units[1], NotVisible), (reader, units[0], Forbidden)):
        with pytest.raises(refusal):
            deliveries.begin(someone, unit)
    assert desk.site['capture'].count == 0


def test_an_operator_scans_but_does_not_accept(desk, unit, batch):
    operator = desk_of(desk, 'op', 'scanning_operator', desk.site)
    scan(operator, batch, 'a.pdf', 1)
    operator.transition(batch, 'finish')
    with pytest.raises(Forbidden):
        operator.transition(batch, 'accept')
    with pytest.raises(Forbidden):
        deliveries.deliver_into(operator, Scanner(operator), unit, digest('b'), 'b.pdf')
    desk.change(unit.__parent__, {'direct_scans': True})
    assert deliveries.deliver_into(operator, Scanner(operator), unit, digest('b'), 'b.pdf').record.__parent__ is unit


def test_a_reader_of_the_whole_archive_sees_no_scan_before_it_is_accepted(desk, unit, batch):
    document = scan(desk, batch, 'a.pdf', 1)
    reader = desk_of(desk, 'reader', 'reader', desk.site)
    for record in (desk.site['capture'], batch, document):
        assert not reader.visible(record)
    finish(desk, batch)
    desk.transition(batch, 'accept')
    assert reader.visible(document)
    assert not reader.visible(batch)


def test_who_accepts_needs_the_right_on_the_target_too(desk, unit, batch):
    scan(desk, batch, 'a.pdf', 1)
    finish(desk, batch)
    keeper = desk_of(desk, 'keeper', 'archivist', desk.site['capture'])
    with pytest.raises(Hindered, match='not open to you'):
        keeper.transition(batch, 'accept')
    desk.grant(desk.site['archive'], keeper.principal.id, 'reader')
    with pytest.raises(Hindered, match='None of your roles here allows'):
        keeper.transition(batch, 'accept')
    assert batch.count == 1


def test_a_target_that_departed_is_refused_before_the_first_scan(desk, unit):
    unit.state = 'departed'
    with pytest.raises(Hindered, match='departed'):
        deliveries.begin(desk, unit)


def test_a_fonds_is_no_target(desk, unit):
    with pytest.raises(Hindered, match='no place for scans'):
        deliveries.begin(desk, desk.site['archive']['Р-12'])


def test_a_hidden_target_is_as_good_as_none(desk, unit):
    operator = desk_of(desk, 'op', 'scanning_operator', desk.site['capture'])
    with pytest.raises(NotVisible):
        deliveries.begin(operator, unit)


def test_an_accepted_batch_receives_nothing(desk, batch):
    scan(desk, batch, 'a.pdf', 1)
    finish(desk, batch)
    desk.transition(batch, 'accept')
    with pytest.raises(Hindered, match='does not receive'):
        deliveries.deliver(desk, Scanner(desk), batch, digest('b'), 'b.pdf')


def test_a_returned_batch_receives_again(desk, batch):
    scan(desk, batch, 'a.pdf', 1)
    finish(desk, batch)
    desk.transition(batch, 'return', 'page 3 is cut off')
    scan(desk, batch, 'b.pdf', 1)
    assert (batch.state, batch.count) == ('receiving', 2)


def test_all_files_may_be_one_document(desk, unit):
    batch = deliveries.begin(desk, unit, gathering='one')
    first, second = scan(desk, batch, '1.jpg', 1), scan(desk, batch, '2.jpg', 1)
    assert first is second
    assert [page.file for page in kept_pages(desk.site, first.id)] == [1, 2]


def test_a_separator_sheet_splits_and_names_the_target(desk, units, batch):
    sheet = Slip(TARGET, units[1].id).text
    document = scan(desk, batch, 'stack.pdf', [(), (), (sheet,), (), ('https://example.kz',)])
    finish(desk, batch)
    made = next(each for each in batch.values() if each is not document)
    assert indexes(desk.site, document) == [0, 1]
    assert indexes(desk.site, made) == [3, 4]
    assert [page.dropped for page in pages_of(desk.site, document.id) if page.index == 2] == [SEPARATOR]
    assert [(slip.document, slip.index, slip.target) for slip in batch.slips] == [(document.id, 2, units[1].id)]
    assert target_of(desk, batch, made) is units[1]
    desk.transition(batch, 'accept')
    assert document.__parent__ is units[0]
    assert made.__parent__ is units[1]
    assert originals_of(desk.site).sheaf(made.id).files[1] == originals_of(desk.site).sheaf(document.id).files[1]


def test_a_separator_as_a_file_of_its_own_names_the_target_of_the_files_after_it(desk, units, batch):
    sheet = scan(desk, batch, 'slip.png', [(Slip(TARGET, units[1].id).text,)])
    page = scan(desk, batch, 'page.png', 1)
    finish(desk, batch)
    desk.transition(batch, 'accept')
    assert page.__parent__ is units[1]
    assert sheet.__parent__ is batch


def test_pages_as_files_become_one_document_between_separators(desk, units):
    batch = deliveries.begin(desk, units[0], gathering='one')
    for name, codes in (('1', ()), ('2', ()), ('slip', (Slip(NEXT).text,)), ('3', ()), ('4', ())):
        scan(desk, batch, f'{name}.png', [codes])
    finish(desk, batch)
    assert [[page.file for page in kept_pages(desk.site, each.id)] for each in batch.values()] == [[1, 2], [1, 2]]
    desk.transition(batch, 'accept')
    assert [each.__parent__ for each in units[0].values()] == [units[0], units[0]]


def test_a_label_on_a_cover_names_the_target_and_the_cover_stays(desk, units, batch):
    document = scan(desk, batch, 'a.pdf', [(Slip(LABEL, units[1].id).text,), ()])
    finish(desk, batch)
    assert target_of(desk, batch, document) is units[1]
    assert indexes(desk.site, document) == [0, 1]


def test_a_sheet_that_names_nothing_that_takes_scans_still_splits(desk, unit, batch):
    fonds = desk.site['archive']['Р-12']
    scan(desk, batch, 'a.pdf', [(), (Slip(TARGET, fonds.id).text,), ()])
    finish(desk, batch)
    assert [target_of(desk, batch, each) for each in batch.values()] == [unit, unit]


def test_files_of_a_batch_for_a_document_follow_those_it_has(desk, unit):
    document = desk.add(unit, 'document', {'title': {'kk': 'Хаттама'}})
    batch = deliveries.begin(desk, document)
    scanned = scan(desk, batch, 'a.pdf', 3)
    Workbench(desk, batch).drop([Pick(scanned.id, pages_of(desk.site, scanned.id)[1].spot)], 'blank')
    finish(desk, batch)
    desk.transition(batch, 'accept')
    assert indexes(desk.site, document) == [0, 2]
    assert not desk.live(scanned)
    assert unit.count == 1
    desk.destroy(desk.site.trash.get(scanned.id))
    assert originals_of(desk.site).holding(digest('a.pdf')) == ((document.id, 1, 1),)


def test_pages_to_be_scanned_again_hinder_acceptance(desk, batch):
    document = scan(desk, batch, 'a.pdf', 2)
    finish(desk, batch)
    pick = Pick(document.id, pages_of(desk.site, document.id)[0].spot)
    Workbench(desk, batch).rescan([pick], 'cut off')
    with pytest.raises(Hindered, match='scanned again'):
        desk.transition(batch, 'accept')
    Workbench(desk, batch).no_rescan([pick])
    desk.transition(batch, 'accept')


def test_figures_count_for_the_operator_of_the_batch(desk, unit):
    batch = deliveries.begin(desk, unit, operator='account:7')
    scan(desk, batch, 'a.pdf', 3)
    scan(desk, batch, 'b.pdf', 2)
    finish(desk, batch)
    desk.transition(batch, 'accept')
    today = desk.clock.today()
    row, = tally.rows(desk.site['capture'], today, today)
    assert row.operator == 'account:7'
    assert row.counts == {'files': 2, 'pages': 5, 'accepted': 5, 'documents': 2}


def test_no_scan_leaves_its_batch_by_another_way_than_acceptance(desk, units, batch):
    document = scan(desk, batch, 'a.pdf', 1)
    finish(desk, batch)
    with pytest.raises(Hindered, match='when it is accepted'):
        desk.move(document, units[1], '7')
    assert document.__parent__ is batch


def test_a_site_of_before_gets_its_room_for_scans_once(desk, units):
    from muragat.capture.evolve import add_root

    root = desk.site['capture']
    add_root(desk.site, desk.registry)
    assert desk.site['capture'] is root
    desk.site.detach(root)
    add_root(desk.site, desk.registry)
    assert desk.site['capture'].zone == desk.site['capture'].id
    assert desk.site['capture'].title['ru'] == 'Сканирование'


def test_the_sheet_of_an_accepted_batch_is_known_to_it_still(desk, units, batch):
    document = scan(desk, batch, 'a.pdf', [(), (Slip(TARGET, units[1].id).text,), ()])
    finish(desk, batch)
    desk.transition(batch, 'accept')
    slip, = batch.slips
    assert (slip.document, slip.index, slip.target) == (document.id, 1, units[1].id)


def test_more_scans_after_control_keep_the_target_that_was_named(desk, units, batch):
    scan(desk, batch, 'a.pdf', [(Slip(TARGET, units[1].id).text,), ()])
    finish(desk, batch)
    desk.transition(batch, 'more')
    later = scan(desk, batch, 'b.pdf', 2)
    finish(desk, batch)
    assert target_of(desk, batch, later) is units[1]
    assert len(batch.slips) == 1


def test_counts_of_two_at_once_both_count():
    cell = tally.Cell()
    old, theirs, ours = {'counts': {'pages': 5}}, {'counts': {'pages': 9, 'files': 1}}, {'counts': {'pages': 6}}
    assert cell._p_resolveConflict(old, theirs, ours)['counts'] == {'pages': 10, 'files': 1}


def test_the_right_to_take_in_scans_is_asked(desk, unit, batch):
    reader = desk_of(desk, 'reader', 'reader', desk.site)
    with pytest.raises((NotVisible, Forbidden)):
        deliveries.deliver(reader, Scanner(reader), batch, digest('a'), 'a.pdf')
    assert not reader.may(Permission.INGEST, unit)
