"""Folders: natural order, names, pages anywhere, counts; and stretches behind them."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from muragat.kernel import folder as folder_module
from muragat.kernel.errors import Taken
from muragat.kernel.folder import Folder
from muragat.kernel.record import Record
from muragat.kernel.soundness import against_folder
from muragat.language.numbers import number_key


class Loose(Folder):
    """A folder at the top of its lineage, with its own way from id to record."""

    def __init__(self):
        self.ids_known = {}
        self.id, self.zone = 1, 1

    def put(self, name, record_id, zone=1, opens=0):
        record = Record()
        record.id, record.zone, record.opens = record_id, zone, opens
        self.ids_known[record_id] = record
        self.attach(record, name)
        return record


@pytest.fixture
def short_stretches(monkeypatch):
    monkeypatch.setattr(folder_module, 'LONGEST', 4)


def filled(names):
    box = Loose()
    for record_id, name in enumerate(names, 2):
        box.put(name, record_id)
    return box


def names_of(box, ids):
    return [box.ids_known[each].__name__ for each in ids]


def test_children_stand_in_the_natural_order_of_their_numbers():
    box = filled(['10', '2', '12а', '12', '12б', '13', '1'])
    assert names_of(box, box.child_ids()) == ['1', '2', '10', '12', '12а', '12б', '13']


def test_a_number_is_found_in_look_alike_letters_and_refused_twice():
    box = filled(['Р-12'])
    assert box.id_of('P-12') == 2
    with pytest.raises(Taken):
        box.put('р 12', 3)
    assert box.count == 1


def test_an_empty_folder_answers_without_having_stored_anything():
    box = Loose()
    assert (box.count, list(box.child_ids()), box.id_of('1'), box.position('1')) == (0, [], None, 0)
    assert box.children is None


def test_a_detached_child_leaves_no_count_and_no_exception():
    box = Loose()
    record = box.put('1', 2, opens=800_000)
    box.detach(record)
    assert box.count == 0
    assert not box.exceptions
    with pytest.raises(KeyError):
        box.detach(record)


@pytest.mark.usefixtures('short_stretches')
def test_pages_are_found_across_stretches_that_grew_at_the_end():
    box = filled([str(number) for number in range(1, 60)])
    assert len(list(box.stretches.walk())) > 10
    for start in (0, 3, 4, 5, 31, 57, 58, 59, 80):
        expected = [str(number) for number in range(start + 1, min(start + 8, 60))]
        assert names_of(box, box.child_ids(start, 7)) == expected


@settings(deadline=None, max_examples=60)
@given(st.lists(st.tuples(st.integers(0, 120), st.sampled_from(['', 'а', 'б'])), max_size=80), st.data())
def test_any_order_of_coming_and_going_leaves_order_counts_and_places_right(wanted, data):
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(folder_module, 'LONGEST', 4)
        box = Loose()
        expected = {}
        for record_id, (number, letter) in enumerate(wanted, 2):
            name = f'{number}{letter}'
            if number_key(name) in expected:
                box.detach(expected.pop(number_key(name)))
            else:
                expected[number_key(name)] = box.put(name, record_id, opens=number % 3 * 800_000)
        ordered = [expected[key].id for key in sorted(expected)]
        assert list(box.child_ids()) == ordered
        assert list(against_folder(box, box.ids_known)) == []
        start, limit = data.draw(st.integers(0, 90)), data.draw(st.integers(0, 20))
        assert list(box.child_ids(start, limit)) == ordered[start:start + limit]
        for place, record_id in enumerate(ordered):
            record = box.ids_known[record_id]
            assert box.position(record.__name__) == place
            assert list(box.before(record)) == ordered[:place][::-1]
            assert list(box.after(record)) == ordered[place + 1:]


def test_the_next_number_follows_the_last_one_and_letters_do_not_matter(desk):
    box = desk.add(desk.site['boxes'], 'box', {'number': '1'})
    assert box.next_number() == '1'
    for number in ('1', '12а', '7'):
        desk.add(box, 'bag', {'number': number})
    assert box.next_number() == '13'


def test_the_next_number_is_free_even_when_the_last_name_has_none(desk):
    box = desk.add(desk.site['boxes'], 'box', {'number': '1'})
    for number in ('1', '3', 'Р-5'):
        desk.add(box, 'bag', {'number': number})
    assert box.next_number() == '4'
