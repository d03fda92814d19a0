"""What Tantivy must bear beyond the contract: kills, lost and torn files, a second writer, a full disk."""

import os
import resource
import shutil
import subprocess
import sys
from datetime import date
from itertools import chain, pairwise, product
from pathlib import Path

import pytest
import tantivy

from muragat.adapters.tantivy_index import TantivyIndex, begin, layout, ranking
from muragat.adapters.tantivy_index.building import WORDINGS, pieces, wordings
from muragat.adapters.tantivy_index.counting import edits
from muragat.adapters.tantivy_index.layout import SLOTS, TooManyFields, interleaved, marked, schema
from muragat.adapters.tantivy_index.soundness import segment_files
from muragat.kernel.sight import Sight
from muragat.ports.textindex import (
    FILLER,
    STREAMS,
    Every,
    Ids,
    IndexDocument,
    IndexUnavailable,
    OneOf,
    Order,
    Phrase,
    Prefix,
    Some,
    Weighted,
    Without,
    Word,
)

ROOT = Path(__file__).parent.parent.parent
TODAY = date(2026, 1, 1).toordinal()
ALL = Sight(TODAY, None, None)
OF_THE_FOLDER = {'meta.json', '.managed.json', '.tantivy-writer.lock', '.tantivy-meta.lock'}

#: Commits ten records under the number of the commit until it is killed, and says each that is done.
COMMITTER = '''
import sys
from itertools import count
from pathlib import Path
from tests.adapters.test_tantivy_index import document, opened
index = opened(Path(sys.argv[1]))
for number in count(max(index.generations(), default=0) + 1):
    index.commit([document(number * 10 + place, 'сөз') for place in range(10)], [number * 10 - 10], {number: number})
    print(number, flush=True)
'''


def document(number, text='', **more):
    values = {'type': 'unit', 'family': 'archive', 'zone': 1, 'opens': 0, **more}
    return IndexDocument(id=number, fields={'text': {'kk': tuple(text.split())}}, **values)


def opened(folder, **more):
    return TantivyIndex(lambda: folder, **more)


def kk(*terms):
    return Word(tuple(('kk', term) for term in terms))


def found(index, query, sight=ALL, **more):
    return [hit.id for hit in index.search(query, sight, **more).hits]


@pytest.fixture
def folder(tmp_path):
    begin(tmp_path / 'index', '1')
    return tmp_path / 'index'


@pytest.fixture
def index(folder):
    index = opened(folder)
    yield index
    index.close()


def unused(folder):
    needed = {path.name for path in segment_files(folder)} | OF_THE_FOLDER
    return sorted(set(os.listdir(folder)) - needed)


def test_a_kill_at_any_moment_of_a_commit_leaves_a_whole_commit(folder):
    for turn in range(8):
        process = subprocess.Popen([sys.executable, '-c', COMMITTER, str(folder)], cwd=ROOT, stdout=subprocess.PIPE,
                                   text=True)
        said = [int(process.stdout.readline()) for _commit in range(2)]
        try:
            process.wait(turn * 0.004)
        except subprocess.TimeoutExpired:
            process.kill()
        said += [int(line) for line in process.communicate()[0].splitlines()]
        index = opened(folder)
        last = max(index.generations())
        assert last in (said[-1], said[-1] + 1)
        # Each commit takes away the first record of the one before it.
        expected = [number * 10 + place for number in range(1, last + 1) for place in range(number < last, 10)]
        assert list(index.ids()) == expected
        assert index.search(kk('сөз'), ALL).total == len(expected)
        assert index.condition().well
    index.commit([document(1_000_000)], [], {})
    index.close()
    assert unused(folder) == []


def test_a_lost_segment_is_noticed_with_the_next_question_and_nothing_is_made_anew(index, folder):
    index.commit([document(1, 'сөз')], [], {})
    assert found(index, kk('сөз')) == [1]
    next(path for path in segment_files(folder) if path.suffix == '.idx').unlink()
    with pytest.raises(IndexUnavailable, match='index_damaged'):
        index.search(kk('сөз'), ALL)
    assert index.condition().code == 'index_damaged'
    with pytest.raises(IndexUnavailable, match='index_damaged'):
        opened(folder).commit([document(2)], [], {})


@pytest.mark.parametrize(('harm', 'code'), [
    (lambda folder: (folder / 'meta.json').unlink(), 'index_damaged'),
    (lambda folder: (folder / 'meta.json').write_text('{'), 'index_damaged'),
    (shutil.rmtree, 'index_missing'),
])
def test_an_index_that_is_gone_is_said_to_be_and_not_written_anew(index, folder, harm, code):
    index.commit([document(1, 'сөз')], [], {})
    harm(folder)
    for attempt in (lambda: index.search(Every(), ALL), index.generations, lambda: list(index.ids()), index.version,
                    lambda: index.facets(Every(), ALL, ('type',)), lambda: index.terms('kk', '', ALL),
                    lambda: index.commit([document(2)], [], {})):
        with pytest.raises(IndexUnavailable, match=code):
            attempt()
    assert index.condition().code == code
    assert not (folder / 'meta.json').exists() or (folder / 'meta.json').read_text() == '{'


@pytest.mark.parametrize('harm', [lambda data: data[:20] + bytes([data[20] ^ 1]) + data[21:], lambda data: data[:-5],
                                  lambda data: b''])
def test_torn_and_changed_files_are_found_by_their_checksum(index, folder, harm):
    index.commit([document(number, 'сөз') for number in range(1, 50)], [], {})
    assert index.condition().details == {**index.condition().details, 'records': 49, 'flawed': 0}
    path = next(path for path in segment_files(folder) if path.suffix == '.store')
    # A file of its own: whoever has mapped the whole one keeps it, for a mapping that is cut off ends the process.
    torn = path.with_suffix('.torn')
    torn.write_bytes(harm(path.read_bytes()))
    torn.replace(path)
    condition = opened(folder).condition()
    assert (condition.well, condition.code) == (False, 'index_damaged')


def test_a_second_writer_waits_until_the_first_rests(index, folder):
    index.commit([document(1)], [], {1: 1})
    second = opened(folder)
    second.commit([document(2)], [], {2: 2})
    index.commit([document(3)], [], {3: 3})
    second.close()
    assert list(index.ids()) == [1, 2, 3]
    assert index.generations() == {3: 3}


def test_a_full_disk_leaves_the_last_commit_and_is_said(index, folder):
    index.commit([document(1, 'сөз')], [], {1: 1})
    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (1000, hard))
    try:
        with pytest.raises(IndexUnavailable, match='index_full'):
            index.commit([document(number, 'басқа сөз') for number in range(2, 300)], [1], {2: 2})
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))
    assert (list(index.ids()), index.generations()) == ([1], {1: 1})
    index.commit([document(2, 'сөз')], [1], {2: 2})
    assert found(index, kk('сөз')) == [2]
    index.close()
    assert unused(folder) == []


def test_an_index_whose_beginning_was_cut_off_is_begun_anew(tmp_path):
    tantivy.Index(schema(), str(tmp_path), reuse=False)
    assert opened(tmp_path).condition().code == 'index_damaged'
    begin(tmp_path, '1')
    opened(tmp_path).commit([document(1)], [], {})
    begin(tmp_path, '1')
    assert list(opened(tmp_path).ids()) == [1]


def test_many_small_commits_leave_few_segments_and_no_unused_files(index, folder):
    for number in range(1, 26):
        index.commit([document(number, 'сөз'), document(1, f'сөз {number}')], [], {1: number})
    index.close()
    assert index.condition().details['segments'] <= 8
    opened(folder).commit([], [], {})
    assert index.search(kk('сөз'), ALL).total == 25
    assert found(index, kk('25')) == [1]


def test_another_program_sees_a_commit_with_its_next_question(index, folder):
    reader = opened(folder)
    assert reader.search(Every(), ALL).total == 0
    index.commit([document(1)], [], {})
    assert reader.search(Every(), ALL).total == 1


def test_the_index_follows_the_folder_that_is_named(tmp_path):
    places = [tmp_path / 'old', tmp_path / 'new']
    for place in places:
        begin(place, '1')
    index = TantivyIndex(lambda: places[0])
    index.commit([document(1)], [], {})
    places.reverse()
    assert list(index.ids()) == []
    index.commit([document(2)], [], {})
    assert list(index.ids()) == [2]
    places.reverse()
    assert list(index.ids()) == [1]
    index.close()


def test_an_index_of_another_analyser_is_stale_and_still_answers(index, folder):
    index.commit([document(1, 'сөз')], [], {})
    other = opened(folder, version='2')
    assert other.condition().code == 'index_stale'
    assert found(other, kk('сөз')) == [1]
    assert index.condition().code == 'index_well'


def test_what_the_index_notes_of_itself_is_no_record(index):
    index.commit([document(1, state='new')], [], {})
    for query in (Every(), Without(Every(), kk('сөз')), Without(Every(), Ids(frozenset({7}))), Some((Every(), Every())),
                  Ids(frozenset({-1, 1})), OneOf('state', frozenset({'new', ''}))):
        assert found(index, query) == [1]
    assert index.facets(Every(), ALL, ('state', 'year')) == {'state': {'new': 1}, 'year': {}}
    assert index.condition().details['records'] == 1


def test_ties_are_in_the_order_of_ids_over_segments_and_pages(index):
    numbers = [7, 3, 9, 1, 8, 2, 6, 5, 4]
    for number in numbers:
        index.commit([document(number, 'сөз', title_key='а')], [], {})
    for order in (Order.RELEVANCE, Order.TITLE, Order.DATE):
        for descending in (False, True):
            pages = [found(index, kk('сөз'), order=order, descending=descending, offset=place, limit=2)
                     for place in range(0, 10, 2)]
            assert [*chain(*pages)] == sorted(numbers)


def test_too_many_ties_are_in_no_order_but_each_stands_on_one_page(index, monkeypatch):
    monkeypatch.setattr(ranking, 'TIES', 3)
    for number in (7, 3, 9, 1, 8, 2):
        index.commit([document(number, 'сөз')], [], {})
    pages = [found(index, kk('сөз'), offset=place, limit=2) for place in (0, 2, 4)]
    assert sorted(chain(*pages)) == [1, 2, 3, 7, 8, 9]


def test_thousands_of_zones_are_a_filter(index):
    index.commit([document(number, 'сөз', zone=number, opens=TODAY + 1 if number % 10 == 0 else 0)
                  for number in range(1, 3001)], [], {})
    some = Sight(TODAY, frozenset(range(1, 3001, 2)), frozenset(range(1000)), frozenset({3000, 2}))
    expected = {number for number in range(1, 3001)
                if some.sees(number, number, TODAY + 1 if number % 10 == 0 else 0)}
    assert index.search(kk('сөз'), some).total == len(expected)
    assert set(index.facets(kk('сөз'), some, ('zone',), 5000)['zone']) == expected
    for sight in (Sight(TODAY, None, frozenset({20}), frozenset({30})), Sight(TODAY, None, frozenset()),
                  Sight(TODAY, frozenset(), None), Sight(TODAY, frozenset({11}), None, frozenset({12}))):
        expected = [number for number in range(1, 3001)
                    if sight.sees(number, number, TODAY + 1 if number % 10 == 0 else 0)]
        assert found(index, Every(), sight, limit=4000) == expected


def test_a_long_phrase_of_words_with_many_terms_is_asked_for_in_pieces(index):
    many = tuple(f'с{number}' for number in range(4))
    terms = kk(*many).terms
    assert [len(piece) for piece in pieces([terms] * 7)] == [3] * 5
    assert len(list(wordings([terms] * 3))) == 64
    assert [len(piece) for piece in pieces([terms[:2]] * 6)] == [6]
    assert [len(piece) for piece in pieces([terms * 5] * 2)] == [2]
    assert len(list(wordings([terms * 5] * 2))) == WORDINGS
    index.commit([document(1, 'с0 с1 с2 с3 с0 с1'), document(2, 'с0 с1 х с2 с3 х с0')], [], {})
    assert found(index, Phrase(tuple(kk(*many) for _place in range(6)))) == [1]


def test_a_prefix_of_very_many_terms_stands_for_the_most_frequent(index):
    index.commit([document(number, f'сөз{number}') for number in range(1, 150)], [], {})
    index.commit([document(150, 'сөз7 сөздік')], [], {})
    assert index.search(Prefix('kk', 'сөз'), ALL).total <= 102
    assert 7 in found(index, Prefix('kk', 'сөз'), limit=200)
    assert index.terms('kk', 'сөз', ALL, 1) == ['сөз7']


def test_weights_of_fields_and_of_parts_rank(folder):
    index = opened(folder, weights={'title': 5.0})
    index.commit([IndexDocument(1, 'unit', 'archive', 1, 0, {'text': {'kk': ('сөз', 'бір')}}),
                  IndexDocument(2, 'unit', 'archive', 1, 0, {'title': {'kk': ('сөз', 'екі')}})], [], {})
    assert found(index, kk('сөз')) == [2, 1]
    assert found(index, Some((kk('бір'), Weighted(kk('екі'), 0.01)))) == [1, 2]
    index.close()


def test_a_term_that_no_record_has_any_more_is_not_offered(index):
    index.commit([document(1, 'құпия'), document(2, 'құрылыс'), document(3, 'құпие')], [], {})
    index.commit([], [1, 3], {})
    assert index.terms('kk', 'құ', ALL) == ['құрылыс']
    assert index.similar('kk', 'құпия', ALL) == []


def test_terms_with_spaces_and_long_ones_stay_one_term(index):
    term, long = 'жаңа жол', 'ұ' * 70_000
    streams = {'kk': ('а', term, 'б', long), 'ru': ('х',) * 4}
    index.commit([IndexDocument(1, 'unit', 'archive', 1, 0, {'text': streams})], [], {})
    assert found(index, kk(term)) == [1]
    assert found(index, kk(long)) == [1]
    assert found(index, Phrase((kk('а'), kk(term), kk('б')))) == [1]
    index.commit([IndexDocument(2, 'unit', 'archive', 1, 0, {'text': dict.fromkeys(STREAMS, (long,))})], [], {})
    assert found(index, Word((('word', long),))) == [2]
    assert list(interleaved({'kk': ('а',)})) == ['kkа rr¤ ff¤ ww¤']
    assert marked('word', 'а\tб') == 'wwа_б'


def test_a_long_text_comes_in_values_that_no_position_tells(index, monkeypatch):
    """Words with a term in each stream, with one filler, with two: their places stay those of one text."""
    monkeypatch.setattr(layout, 'PORTION', 4)
    kk = tuple(f'к{place}' for place in range(23))
    ru = tuple(FILLER if place % 3 == 1 else f'р{place}' for place in range(23))
    folded = tuple(FILLER if place % 5 == 1 else f'п{place}' for place in range(23))
    streams = {'kk': kk, 'ru': ru, 'folded': folded, 'word': kk}
    values = list(interleaved(streams))
    assert len(values) > 3
    assert sum(value.count(' ') + 1 for value in values) == 4 * 23 - (len(values) - 1)
    index.commit([IndexDocument(1, 'unit', 'archive', 1, 0, {'text': streams})], [], {})
    for first, second in pairwise(range(23)):
        for one, other in product(streams.items(), streams.items()):
            phrase = Phrase((Word(((one[0], one[1][first]),)), Word(((other[0], other[1][second]),))))
            assert found(index, phrase) == [] if FILLER in (one[1][first], other[1][second]) else [1]
    assert found(index, Phrase(tuple(Word((('word', term),)) for term in kk))) == [1]
    assert found(index, Phrase((Word((('word', kk[3]),)), Word((('word', kk[5]),))))) == []


def test_a_text_without_a_filler_is_one_value(monkeypatch):
    monkeypatch.setattr(layout, 'PORTION', 2)
    streams = {name: tuple('абвгд') for name in STREAMS}
    assert len(list(interleaved(streams))) == 1


@pytest.mark.parametrize(('bad', 'error'), [
    (IndexDocument(9, 'unit', 'archive', 1, 0, {}, state=object()), ValueError),
    (IndexDocument(9, 'unit', 'archive', 1, 0, {'text': {'kk': ('\ud800',)}}), UnicodeEncodeError),
    (IndexDocument(9, 'unit', 'archive', 1, 0, {}, facets={'carrier': object()}), TypeError),
])
def test_of_a_commit_with_a_document_that_is_bad_nothing_is_kept(index, bad, error):
    index.commit([document(1, 'бұрынғы'), document(2, 'екі')], [], {3: 1})
    with pytest.raises(error):
        index.commit([document(1, 'жаңа'), bad, document(4, 'төрт')], [2], {5: 1})
    index.commit([document(6, 'алты')], [], {3: 1})
    assert [found(index, kk(word)) for word in ('бұрынғы', 'жаңа', 'екі', 'төрт', 'алты')] == [[1], [], [2], [], [6]]
    assert index.generations() == {3: 1}


def test_more_fields_than_the_engine_has_are_a_mistake_that_is_said(index):
    fields = {f'field{number}': {'kk': ('сөз',)} for number in range(len(SLOTS) + 1)}
    with pytest.raises(TooManyFields):
        index.commit([IndexDocument(1, 'unit', 'archive', 1, 0, fields)], [], {})
    index.commit([document(1, 'сөз')], [], {})
    assert found(index, kk('сөз')) == [1]


def test_edits_of_a_term_are_in_its_script():
    near = edits('құ')
    assert {'қ', 'ұ', 'құж', 'ку'.replace('к', 'қ'), 'кұ'} <= near
    assert 'құ' not in near
    assert not any('a' <= letter <= 'z' for term in near for letter in term)
