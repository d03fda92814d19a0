"""What an operator does to pages: every deed is stored, told and undone, and no original changes."""

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from muragat.capture.workbench import Pick, Workbench
from muragat.kernel.errors import Hindered, Invalid, NotVisible
from muragat.media.originals import originals_of
from muragat.media.plan import Spot, kept_pages, pages_of, plan_of, sheet_of
from tests.capture.batches import Scanner, digest, read, scan


@pytest.fixture
def document(desk, batch):
    return scan(desk, batch, 'a.pdf', 4)


@pytest.fixture
def bench(desk, batch, document):
    return Workbench(desk, batch)


def pick(document, index):
    return Pick(document.id, Spot(1, 1, index))


def order(desk, document):
    return [page.index for page in kept_pages(desk.site, document.id)]


def test_pages_are_turned_and_turned_back(desk, bench, document):
    bench.rotate([pick(document, 0), pick(document, 2)], 90)
    bench.rotate([pick(document, 0)], 270)
    assert [page.rotation for page in pages_of(desk.site, document.id)] == [0, 0, 90, 0]
    bench.undo()
    assert [page.rotation for page in pages_of(desk.site, document.id)] == [90, 0, 90, 0]


def test_a_page_is_left_out_for_a_reason_and_brought_back(desk, bench, document):
    with pytest.raises(Invalid, match='reason'):
        bench.drop([pick(document, 1)], '  ')
    bench.drop([pick(document, 1)], 'blank')
    assert order(desk, document) == [0, 2, 3]
    bench.bring_back([pick(document, 1)])
    assert order(desk, document) == [0, 1, 2, 3]


def test_a_page_moves_before_another_and_to_the_end(desk, bench, document):
    bench.move(pick(document, 3), Spot(1, 1, 1))
    assert order(desk, document) == [0, 3, 1, 2]
    bench.move(pick(document, 0), None)
    assert order(desk, document) == [3, 1, 2, 0]


def test_sheets_are_numbered_on_both_sides(desk, bench, document):
    bench.number(document.id, 3, both_sides=True)
    assert [page.label for page in kept_pages(desk.site, document.id)] == ['3', '3 об.', '4', '4 об.']
    assert sheet_of(desk.site, document.id, Spot(1, 1, 1)) == '3 об.'


def test_without_a_label_a_page_is_called_by_its_place(desk, bench, document):
    bench.drop([pick(document, 0)], 'cover')
    assert sheet_of(desk.site, document.id, Spot(1, 1, 1)) == '1'
    assert sheet_of(desk.site, document.id, Spot(1, 1, 0)) == ''


def test_a_split_is_undone_in_one_step(desk, bench, batch, document):
    deed = bench.split(pick(document, 2))
    made = desk.site.ids[deed.made[0]]
    assert (order(desk, document), order(desk, made)) == ([0, 1], [2, 3])
    bench.undo()
    assert order(desk, document) == [0, 1, 2, 3]
    assert list(batch.values()) == [document]


def test_what_was_split_is_joined_again_without_a_double(desk, bench, batch, document):
    bench.split(pick(document, 2))
    bench.merge(document.id)
    assert order(desk, document) == [0, 1, 2, 3]
    assert len(originals_of(desk.site).sheaf(document.id).files) == 1


def test_joining_is_undone_with_the_other_document_as_it_was(desk, bench, batch, document):
    other = scan(desk, batch, 'b.pdf', 2)
    bench.rotate([Pick(other.id, Spot(1, 1, 0))], 180)
    bench.merge(document.id)
    assert [(page.file, page.index, page.rotation) for page in kept_pages(desk.site, document.id)][4:] == [
        (2, 0, 180), (2, 1, 0)]
    bench.undo()
    assert order(desk, document) == [0, 1, 2, 3]
    assert [page.rotation for page in kept_pages(desk.site, other.id)] == [180, 0]
    assert desk.live(other)


def test_the_last_document_has_nothing_to_be_joined_with(bench, document):
    with pytest.raises(Hindered, match='no document after'):
        bench.merge(document.id)


def test_a_page_is_replaced_by_a_new_file_and_keeps_its_sheet(desk, bench, document):
    bench.number(document.id, 1)
    bench.rescan([pick(document, 1)], 'cut off')
    kept = Scanner(desk).attach(document, digest('new'), 'new.png')
    bench.replace(pick(document, 1), kept.number)
    read(desk, document, kept.number, 1)
    pages = kept_pages(desk.site, document.id)
    assert [(page.file, page.index, page.label) for page in pages] == [
        (1, 0, '1'), (2, 0, '2'), (1, 2, '3'), (1, 3, '4')]
    assert not any(page.rescan for page in pages)
    bench.undo()
    assert order(desk, document) == [0, 1, 2, 3]
    assert kept_pages(desk.site, document.id)[1].rescan == 'cut off'


def test_a_newer_version_of_a_file_takes_the_places_of_its_pages(desk, bench, document):
    bench.number(document.id, 5)
    bench.rotate([pick(document, 1)], 90)
    Scanner(desk).attach(document, digest('better'), 'better.pdf', 1)
    read(desk, document, 1, 5, version=2)
    assert [(page.version, page.label, page.rotation) for page in kept_pages(desk.site, document.id)] == [
        (2, '5', 0), (2, '6', 90), (2, '7', 0), (2, '8', 0), (2, '', 0)]


def test_the_history_tells_who_did_what_and_the_pages_as_they_were(desk, bench, document):
    bench.drop([pick(document, 1)], 'blank')
    bench.undo()
    last, dropped, grown = plan_of(desk.site, document.id).history()
    assert [each.what for each in (last, dropped, grown)] == ['plan.undone', 'plan.dropped', 'plan.grown']
    assert dropped.details == {'pages': '2', 'reason': 'blank'}
    assert dropped.who == 'system'
    assert [page.dropped for page in dropped.pages] == ['', 'blank', '', '']
    assert last.pages == grown.pages


def test_pages_of_another_batch_cannot_be_touched(desk, unit, bench):
    from muragat.capture import deliveries

    other = scan(desk, deliveries.begin(desk, unit), 'x.pdf', 1)
    with pytest.raises(NotVisible):
        bench.rotate([Pick(other.id, Spot(1, 1, 0))], 90)


def test_an_accepted_batch_is_not_worked_on(desk, bench, batch, document):
    desk.transition(batch, 'finish')
    desk.transition(batch, 'accept')
    with pytest.raises((Hindered, NotVisible)):
        bench.rotate([pick(document, 0)], 90)
    with pytest.raises(Hindered, match='worked on while'):
        bench.undo()


DEEDS = st.one_of(
    st.tuples(st.just('rotate'), st.integers(0, 3), st.sampled_from([90, 180, 270])),
    st.tuples(st.just('drop'), st.integers(0, 3), st.just('blank')),
    st.tuples(st.just('rescan'), st.integers(0, 3), st.just('dark')),
    st.tuples(st.just('move'), st.integers(0, 3), st.integers(0, 3)),
    st.tuples(st.just('split'), st.integers(0, 3), st.none()),
    st.tuples(st.just('merge'), st.integers(0, 3), st.none()))


def do(desk, bench, batch, deed):
    name, place, value = deed
    documents = list(batch.values())
    document = documents[place % len(documents)]
    pages = pages_of(desk.site, document.id)
    chosen = Pick(document.id, pages[place % len(pages)].spot)
    try:
        if name == 'move':
            before = pages[value % len(pages)].spot
            return bench.move(chosen, before if before != chosen.spot else None)
        if name == 'split':
            return bench.split(chosen)
        if name == 'merge':
            return bench.merge(document.id)
        return getattr(bench, name)([chosen], value)
    except Hindered:
        return None


def shown(desk, batch):
    return {each.id: kept_pages(desk.site, each.id) for each in batch.values()}


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(deeds=st.lists(DEEDS, max_size=8))
def test_whatever_was_done_can_be_undone_step_by_step_and_loses_no_page(desk, unit, deeds):
    from muragat.capture import deliveries

    batch = deliveries.begin(desk, unit)
    scan(desk, batch, 'a.pdf', 3)
    scan(desk, batch, 'b.pdf', 2)
    bench, before = Workbench(desk, batch), []
    held = {(digest, place) for digest, place in originals_of(desk.site).holders.items()}
    for deed in deeds:
        state = shown(desk, batch)
        if do(desk, bench, batch, deed) is not None:
            before.append(state)
    for state in reversed(before):
        assert bench.undo() is not None
        assert shown(desk, batch) == state
    assert bench.undo() is None
    assert {key for key, _place in held} <= set(originals_of(desk.site).holders)


def test_the_text_of_a_record_is_that_of_the_pages_it_shows(desk, bench, batch, document):
    from muragat.media.pagetext import RecordText

    def words(record):
        return RecordText(record).text().split()

    made = desk.site.ids[bench.split(pick(document, 2)).made[0]]
    assert (words(document), words(made)) == (['сөз0', 'сөз1'], ['сөз2', 'сөз3'])
    bench.drop([pick(document, 0), pick(document, 1)], 'blank')
    assert words(document) == []
