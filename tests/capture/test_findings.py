"""What the control screen points at, and what it does not."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from muragat.capture.findings import Seen, doubles, findings_of
from muragat.capture.workbench import Pick, Workbench
from muragat.kernel.desk import Desk
from muragat.kernel.principals import Principal
from muragat.media.causes import cause
from muragat.media.plan import PlannedPage, Spot
from muragat.media.states import Stage
from muragat.ports.cleaning import DOUBLE
from tests.capture.batches import Scanner, digest, read, scan

GOOD = {'blank': False, 'skew': 0.2, 'turned': 'no', 'dark': False, 'blurred': False, 'contrast': 140.0,
        'phash': '0123456789abcdef', 'turn': 0}
FAR = 'fedcba9876543210'


def codes(desk, batch):
    return {(each.code, each.spot.index if each.spot else None) for each in findings_of(desk, batch)}


@pytest.mark.parametrize(('signals', 'code'), [
    ({'blank': True}, 'blank'), ({'skew': -2.5}, 'skewed'), ({'turn': 180}, 'upside_down'), ({'turn': 90}, 'sideways'),
    ({'turned': 'upside_down'}, 'upside_down'), ({'dark': True}, 'dark'), ({'blurred': True}, 'blurred'),
    ({'contrast': 20.0}, 'faint')])
def test_each_fault_of_a_picture_is_told_at_its_page(desk, batch, signals, code):
    scan(desk, batch, 'a.pdf', 4, signals=[GOOD, GOOD | {'phash': FAR} | signals, {}, {}])
    assert codes(desk, batch) == {(code, 1)}


def test_good_pages_are_not_pointed_at(desk, batch):
    scan(desk, batch, 'a.pdf', 4, signals=[GOOD])
    assert findings_of(desk, batch) == []


def test_a_page_that_was_turned_by_hand_is_right(desk, batch):
    document = scan(desk, batch, 'a.pdf', 4, signals=[GOOD | {'turn': 180}])
    Workbench(desk, batch).rotate([Pick(document.id, Spot(1, 1, 0))], 180)
    assert codes(desk, batch) == set()


def test_the_count_of_sheets_is_compared_with_what_is_expected(desk, batch):
    document = scan(desk, batch, 'a.pdf', 6)
    assert codes(desk, batch) == {('sheets', None)}
    bench = Workbench(desk, batch)
    bench.number(document.id, 1, both_sides=True)
    bench.drop([Pick(document.id, Spot(1, 1, 5))], 'blank')
    assert codes(desk, batch) == {('sheets', None)}
    desk.change(batch, {'expected': 3})
    assert codes(desk, batch) == set()


def test_doubtful_text_and_another_language_are_told(desk, unit, batch):
    desk.change(batch, {'languages': ('kk',)})
    scan(desk, batch, 'a.pdf', 4, confidence=41.0, language='ru')
    assert {code for code, _index in codes(desk, batch)} == {'low_confidence', 'wrong_language'}


def test_a_double_page_is_told_with_the_one_before_it(desk, batch):
    near = GOOD | {'phash': '0123456789abcdee'}
    scan(desk, batch, 'a.pdf', 4, signals=[GOOD, GOOD | {'phash': FAR}, near, {}])
    found, = findings_of(desk, batch)
    assert (found.code, found.spot.index, found.message.mapping) == ('double', 2, {'page': '1/1'})


def test_a_file_that_is_held_already_is_linked_only_for_who_sees_it(desk, unit, batch):
    held = desk.add(unit, 'document', {'title': {'kk': 'Бар'}})
    Scanner(desk).attach(held, digest('a.pdf'), 'a.pdf')
    scan(desk, batch, 'a.pdf', 4)
    found, = findings_of(desk, batch)
    assert (found.code, found.other) == ('held', held.id)
    person = Principal('account:1', 'x', frozenset(), None, 'kk')
    desk.grant(desk.site['capture'], person.id, 'scanning_operator')
    assert findings_of(Desk(desk.site, desk.registry, person, 'test', desk.clock), batch) == []


def test_parts_of_one_scan_are_no_doubles_of_each_other(desk, batch):
    document = scan(desk, batch, 'a.pdf', 4)
    Workbench(desk, batch).split(Pick(document.id, Spot(1, 1, 2)))
    assert codes(desk, batch) == set()


def test_a_page_that_is_left_out_is_not_pointed_at(desk, batch):
    document = scan(desk, batch, 'a.pdf', 5, signals=[{'blank': True}])
    Workbench(desk, batch).drop([Pick(document.id, Spot(1, 1, 0))], 'blank')
    assert codes(desk, batch) == set()


def test_pages_that_were_not_read_yet_are_no_fault(desk, batch):
    delivered = Scanner(desk)
    document = scan(desk, batch, 'a.pdf', 4)
    number = delivered.attach(document, digest('b'), 'b.pdf').number
    assert codes(desk, batch) == set()
    read(desk, document, number, 1)
    assert codes(desk, batch) == {('sheets', None)}


class Text:
    def __init__(self, phash):
        self.signals = {'phash': f'{phash:016x}'}


class Paper:
    id, __name__ = 1, '1'


@given(st.integers(0, 2**64 - 1), st.sets(st.integers(0, 63), max_size=DOUBLE + 2))
def test_doubles_are_those_that_differ_in_few_bits(phash, bits):
    other = phash
    for bit in bits:
        other ^= 1 << bit
    pages = [Seen(Paper, place, PlannedPage(1, 1, place), Text(each)) for place, each in enumerate((phash, other), 1)]
    assert len(list(doubles(pages))) == (len(bits) <= DOUBLE)


def test_a_file_that_could_not_be_read_is_told_with_its_cause_though_control_hides_its_stage(desk, batch):
    document = scan(desk, batch, 'a.pdf', 4)
    states = desk.site.states
    states.of(document.id)[1].verdict = 'needs_attention'
    states.set(document.id, 1, Stage.IN_QUALITY_CONTROL, 0.0, [cause('damaged')])
    found, = findings_of(desk, batch)
    assert (found.code, 'damaged' in found.message) == ('cause', True)
