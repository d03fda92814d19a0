"""Contract of page places: where terms stand, one commit after the other, and never silently empty."""
import os
import signal
import sqlite3
import subprocess
import sys
from time import perf_counter

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from muragat.adapters.page_places_sqlite import SqlitePagePlaces
from muragat.ports.pageplaces import PlacedPage, PlacesUnavailable, Sheet
from muragat.ports.textindex import FILLER, STREAMS


def spans(text):
    """Where the words of a text stand."""
    tokens, at = [], 0
    for word in text.split():
        start = text.index(word, at)
        at = start + len(word)
        tokens.append((start, at))
    return tokens


def page(number, text, stamp=0, sheet=''):
    """A page whose Kazakh terms are its words and whose Russian terms are its words in capitals, if they have an а."""
    words = tuple(text.split())
    streams = {'kk': words, 'ru': tuple(word.upper() if 'а' in word else FILLER for word in words),
               'folded': words, 'word': words}
    return PlacedPage(number, sheet or str(number), stamp, SqlitePagePlaces.packed(streams, spans(text)), streams)


def kept(placed):
    return placed._replace(packed=None)


@pytest.fixture(params=[SqlitePagePlaces])
def make(request, tmp_path):
    made = []

    def opened():
        made.append(request.param(tmp_path / 'places', '1'))
        return made[-1]
    yield opened
    for each in made:
        each.close()


@pytest.fixture
def places(make):
    found = make()
    found.begin()
    return found


def group(*terms):
    return [{('kk', term)} for term in terms]


def test_terms_are_found_on_their_pages_and_at_their_places(places):
    places.put(7, b'm', [page(1, 'бір екі бір'), page(2, 'үш'), page(3, 'екі  үш', sheet='3 об.')])
    places.commit()
    assert places.sheets(7, group('үш')) == ((Sheet(2, '2', 1), Sheet(3, '3 об.', 1)), 2, 2)
    assert places.places(7, 1, {('kk', 'бір')}) == ((0, 3), (8, 11))
    assert places.places(7, 3, {('kk', 'екі'), ('word', 'үш')}) == ((0, 3), (5, 7))
    assert places.sheet(7, 3) == '3 об.'


def test_pages_with_all_words_come_before_pages_with_any(places):
    places.put(7, b'', [page(1, 'а'), page(2, 'б'), page(3, 'а б в'), page(4, 'б а')])
    found = places.sheets(7, group('а', 'б'), limit=3)
    assert [(sheet.page, sheet.matched) for sheet in found.sheets] == [(3, 2), (4, 2), (1, 1)]
    assert (found.total, found.whole) == (4, 2)


def test_a_group_counts_once_whichever_of_its_terms_stands_there(places):
    places.put(7, b'', [page(1, 'а'), page(2, 'б')])
    found = places.sheets(7, [{('kk', 'а'), ('kk', 'б'), ('ru', 'А')}])
    assert [(sheet.page, sheet.matched) for sheet in found.sheets] == [(1, 1), (2, 1)]


@pytest.mark.parametrize('count', [1, 2, 40])
def test_a_term_of_one_stream_is_no_term_of_another(places, count):
    places.put(7, b'', [page(number, 'хат орда') for number in range(1, count + 1)])
    assert places.sheets(7, [{('ru', 'ХАТ')}], limit=0).total == count
    assert places.sheets(7, [{('kk', 'ХАТ')}]).total == 0
    assert places.places(7, 1, {('kk', 'ХАТ')}) == ()
    assert places.places(7, 1, {('ru', 'ХАТ')}) == ((0, 3),)


@pytest.mark.parametrize('count', [1, 3])
def test_a_prefix_stands_for_every_term_that_begins_so(places, count):
    places.put(7, b'', [page(number, 'хат хаттама орда') for number in range(1, count + 1)])
    assert places.sheets(7, [{('kk', 'хатт*')}], limit=0).total == count
    assert places.places(7, count, {('kk', 'хат*')}) == ((0, 3), (4, 11))
    assert places.sheets(7, [{('kk', 'ат*')}]).total == 0


def test_a_filler_is_no_term(places):
    places.put(7, b'', [page(1, 'жоқ'), page(2, 'жоқ')])
    assert places.sheets(7, [{('ru', FILLER)}]).total == places.sheets(7, [{('ru', '*')}]).total == 0


def test_an_unknown_record_and_page_have_nothing(places):
    places.put(7, b'', [page(1, 'а')])
    assert places.sheets(8, group('а')) == ((), 0, 0)
    assert places.places(7, 2, {('kk', 'а')}) == places.places(8, 1, {('kk', 'а')}) == ()
    assert places.sheet(8, 1) == ''


def test_a_record_without_pages_is_known_by_its_mark(places):
    places.put(9, b'x', [])
    places.put(7, b'y', [page(1, 'а')])
    assert list(places.marks()) == [(7, b'y'), (9, b'x')]
    assert places.sheets(9, group('а')) == ((), 0, 0)


def test_new_pages_take_the_place_of_old_ones_and_dropped_records_are_gone(places):
    places.put(7, b'', [page(1, 'а'), page(2, 'б')])
    places.put(7, b'', [page(1, 'в')])
    assert [places.sheets(7, group(term)).total for term in 'абв'] == [0, 0, 1]
    places.drop([7, 8])
    assert places.sheets(7, group('в')).total == 0
    assert list(places.marks()) == []


def test_a_page_that_is_known_by_its_stamp_is_not_put_again(places):
    first, second = page(1, 'а б', 11), page(2, 'в', 22)
    places.put(7, b'1', [first, second])
    places.commit()
    assert places.known([7, 8]) == {7: {11, 22}}
    assert places.streams(7, 11) == first.streams
    moved = [kept(second)._replace(page=1, sheet='1 об.'), page(2, 'г', 33), kept(first)._replace(page=3)]
    places.put(7, b'2', moved)
    assert [places.sheets(7, group(term)).sheets for term in 'авг'] == [
        (Sheet(3, '1', 1),), (Sheet(1, '1 об.', 1),), (Sheet(2, '2', 1),)]
    places.put(7, b'3', [kept(first)])
    assert places.known([7]) == {7: {11}}
    assert list(places.marks()) == [(7, b'3')]


def test_a_page_without_a_stamp_is_never_known(places):
    places.put(7, b'', [page(1, 'а')])
    assert places.known([7]) == {}
    places.put(7, b'', [page(1, 'б')])
    assert places.sheets(7, group('б')).total == 1


def test_the_same_page_may_stand_twice(places):
    places.put(7, b'', [page(1, 'а', 5), page(2, 'а', 5)])
    assert places.sheets(7, group('а')).total == 2
    assert places.places(7, 2, {('kk', 'а')}) == ((0, 1),)


def test_a_reader_sees_a_whole_commit_or_nothing_of_it(places, make):
    reader = make()
    places.put(7, b'', [page(1, 'а'), page(2, 'б')])
    assert reader.sheets(7, group('а')).total == 0
    places.commit()
    assert reader.sheets(7, group('а')).total == 1
    places.drop([7])
    places.undo()
    assert places.sheets(7, group('а')).total == reader.sheets(7, group('а')).total == 1


def test_what_could_not_be_indexed_is_remembered_until_it_is(places):
    places.put(7, b'', [page(1, 'а')])
    places.set_aside(7, 'ValueError: бұл')
    assert places.troubles() == ((7, 'ValueError: бұл'),)
    assert places.sheets(7, group('а')).total == 0
    places.put(7, b'', [page(1, 'а')])
    assert places.troubles() == ()


WORDS_OF_PAGES = st.lists(st.lists(st.sampled_from('абвг'), min_size=1, max_size=4).map(' '.join), max_size=3)


@settings(max_examples=30, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(WORDS_OF_PAGES, max_size=4), st.lists(st.sets(st.sampled_from('абвг'), min_size=1), max_size=3))
def test_records_that_are_asked_for_together_answer_as_each_alone(places, records, words):
    places.drop(range(1, 6))
    for record, texts in enumerate(records, 1):
        places.put(record, b'', [page(number, text, stamp=number) for number, text in enumerate(texts, 1)])
    groups = [{('kk', word) for word in each} for each in words]
    terms = {('kk', word) for each in words for word in each}
    found = places.located(dict.fromkeys(range(1, 6), groups), limit=2)
    assert found.keys() == set(range(1, 6))
    for record, (sheets, at) in found.items():
        assert sheets == places.sheets(record, groups, limit=2)
        assert at == (places.places(record, sheets.sheets[0].page, terms) if sheets.sheets else ())


def test_missing_places_are_said_to_be_missing_and_not_made_by_a_question(make, tmp_path):
    places = make()
    assert places.condition() == (False, 'places_missing')
    for question in (lambda: places.sheets(1, []), lambda: places.located({1: []}), lambda: places.put(1, b'', []),
                     places.commit):
        with pytest.raises(PlacesUnavailable, match='places_missing'):
            question()
    assert not (tmp_path / 'places').exists()


def test_they_are_unfinished_until_a_rebuild_has_filled_them(places, make):
    assert places.condition() == (False, 'places_unfinished')
    places.begin()
    places.put(7, b'', [page(1, 'а')])
    places.finish()
    assert make().condition() == places.condition() == (True, 'places_well')
    places.begin()
    assert places.sheets(7, group('а')).total == 1


def test_a_deleted_file_is_noticed_by_who_holds_it_open(places, make, tmp_path):
    places.put(7, b'', [page(1, 'а')])
    places.finish()
    reader = make()
    assert reader.sheets(7, group('а')).total == 1
    (tmp_path / 'places' / '1.sqlite').unlink()
    for each in (reader, places):
        with pytest.raises(PlacesUnavailable, match='places_missing'):
            each.sheets(7, group('а'))
        assert each.condition().code == 'places_missing'
    places.begin()
    places.put(7, b'', [page(1, 'а')])
    places.finish()
    assert reader.sheets(7, group('а')).total == 1


def test_damage_is_told_to_every_process_until_they_are_made_anew(places, make, tmp_path):
    places.put(7, b'', [page(number, 'сөз ' * 300 + str(number), number) for number in range(1, 90)])
    places.finish()
    places.close()
    file = tmp_path / 'places' / '1.sqlite'
    with file.open('r+b') as damaged:
        damaged.seek(2 * 8192)
        damaged.write(os.urandom(file.stat().st_size - 2 * 8192))
    with pytest.raises(PlacesUnavailable, match='places_damaged'):
        make().sheets(7, group('сөз'))
    other = make()
    assert other.condition() == (False, 'places_damaged')
    other.begin()
    assert other.condition().code == 'places_unfinished'


def test_another_version_of_the_analyser_has_a_file_of_its_own(places, tmp_path):
    places.finish()
    later = SqlitePagePlaces(tmp_path / 'places', '2')
    assert later.condition().code == 'places_missing'
    later.begin()
    later.finish()
    later.close()
    assert [path.name for path in (tmp_path / 'places').glob('*.sqlite')] == ['2.sqlite']


WRITER = '''
import sys
from pathlib import Path
from muragat.adapters.page_places_sqlite import SqlitePagePlaces
from tests.adapters.test_pageplaces_contract import page
places = SqlitePagePlaces(Path(sys.argv[1]), '1')
for number in range(10_000):
    for record in range(number % 7 + 1):
        places.put(record, b'%d' % number, [page(1, f'а{number}', 0), page(2, f'б{number}', 0)])
    places.commit()
    print(number, flush=True)
'''


def test_a_killed_writer_leaves_its_last_commit(places, make, tmp_path):
    places.commit()
    for turn in range(3):
        writer = subprocess.Popen([sys.executable, '-c', WRITER, str(tmp_path / 'places')], stdout=subprocess.PIPE,
                                  text=True, env={**os.environ, 'PYTHONPATH': '.'})
        for _line in range(5 + 3 * turn):
            told = int(writer.stdout.readline())
        writer.send_signal(signal.SIGKILL)
        writer.communicate()
        last = int(dict(make().marks())[0])
        assert last >= told
        assert make().sheets(0, group(f'а{last}', f'б{last}')).total == 2


def test_a_full_disk_is_no_damage(places, tmp_path):
    places.commit()
    places._connection.execute('PRAGMA max_page_count = 8')

    def fill():
        for record in range(100):
            places.put(record, b'', [page(1, ' '.join(map(str, range(record, record + 500))))])

    with pytest.raises(OSError, match='full'):
        fill()
    places.undo()
    assert places.condition().code == 'places_unfinished'


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(texts=st.lists(st.text('аб ә\n', max_size=25), min_size=1, max_size=6), term=st.text('абә', min_size=1,
                                                                                          max_size=2))
def test_places_are_those_of_a_plain_search(texts, term, places):
    placed = [page(number, text, number) for number, text in enumerate(texts, 1)]
    places.drop([3])
    places.put(3, b'', placed)
    for each, text in zip(placed, texts, strict=True):
        expected = tuple(span for span, word in zip(spans(text), text.split(), strict=True) if word == term)
        assert places.places(3, each.page, {('kk', term)}) == expected
        assert places.streams(3, each.page) == {name: each.streams[name] for name in STREAMS}
    whole = [each.page for each, text in zip(placed, texts, strict=True) if term in text.split()]
    assert [sheet.page for sheet in places.sheets(3, [{('word', term)}], limit=9).sheets] == whole


def test_questions_are_quick_even_of_a_long_document(places):
    words = [f'сөз{number}' for number in range(12_000)]
    texts = [' '.join(words[(place * 37 + step * step) % 12_000] for step in range(230)) for place in range(500)]
    places.put(5, b'', [page(number, text, number) for number, text in enumerate(texts, 1)])
    for record in range(10, 60):
        places.put(record, b'', [page(1, texts[record])])
    places.commit()
    asked = [{(stream, f'сөз{number}') for stream in STREAMS} for number in (37, 4000, 8000)]

    def best(question):
        times = []
        for _round in range(20):
            begun = perf_counter()
            question()
            times.append(perf_counter() - begun)
        return min(times) * 1000

    assert best(lambda: [places.sheets(record, asked) for record in range(10, 60)]) / 50 < 0.3
    assert best(lambda: places.sheets(5, asked)) < 3
    assert best(lambda: places.places(5, 250, asked[0])) < 0.3


def test_the_file_is_readable_by_the_command_of_sqlite(places, tmp_path):
    places.put(7, b'', [page(1, 'а')])
    places.commit()
    with sqlite3.connect(tmp_path / 'places' / '1.sqlite') as plain:
        assert plain.execute('PRAGMA integrity_check').fetchone() == ('ok',)
    plain.close()
