"""Merged segments hold exactly what their living records hold, and there are never many segments."""
from math import log2

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from muragat.adapters.whoosh_index import merging
from muragat.adapters.whoosh_index.arrays import ArrayWriter, Damaged, Strings, gathered, narrow, read_arrays
from muragat.adapters.whoosh_index.batch import contents_of
from muragat.adapters.whoosh_index.codec import ArraySegment
from muragat.adapters.whoosh_index.contents import Contents
from muragat.adapters.whoosh_index.merging import Source, write_segment
from muragat.adapters.whoosh_index.writing import to_merge
from muragat.ports.textindex import FILLER, STREAMS, IndexDocument

words = st.sampled_from(['а', 'б', 'аб', 'ұзақ', FILLER])
fields = st.dictionaries(st.sampled_from(['title', 'text', 'pages']),
                         st.lists(st.tuples(*(words for _ in STREAMS)), max_size=6), max_size=2)


def document(number, texts):
    streams = {name: dict(zip(STREAMS, zip(*rows, strict=True) if rows else [()] * len(STREAMS), strict=True))
               for name, rows in texts.items()}
    return IndexDocument(number, 'unit', 'archive', number % 3, 0, streams, languages=('kk', 'ru')[:number % 3],
                         title_key=f'{number % 4}', facets={'carrier': 'paper'} if number % 2 else {})


def everything(contents):
    """What contents say, in words that do not depend on how they are numbered."""
    said = set()
    for term in range(len(contents.terms)):
        for entry in range(int(contents.term_entries[term]), int(contents.term_entries[term + 1])):
            where = contents.postings(entry)
            start = int(contents.entry_positions[entry])
            for doc, count in zip(contents.docs[where].tolist(), contents.counts[where].tolist(), strict=True):
                said.add((contents.terms[term], contents.fields[int(contents.entry_fields[entry])],
                          int(contents.ids[doc]), tuple(contents.positions[start:start + count].tolist())))
                start += count
    for name in contents.notes['labels']:
        column = contents.labels(name)
        said |= {(name, int(contents.ids[doc]), column.values[code])
                 for doc, code in zip(column.docs.tolist(), column.codes.tolist(), strict=True)}
    lengths = {(name, int(record), int(length)) for name, row in zip(contents.fields, contents.lengths, strict=True)
               for record, length in zip(contents.ids, row, strict=True) if length}
    keys = {(int(record), key) for record, key in zip(contents.ids, contents.keys('title').part(0, contents.count),
                                                      strict=True)}
    return said, lengths, keys


@settings(max_examples=40, deadline=None)
@given(st.lists(st.dictionaries(st.integers(1, 9), fields, max_size=4), min_size=1, max_size=4),
       st.sampled_from([2, 7]))
def test_a_merge_equals_a_fresh_beginning(tmp_path_factory, batches, portion):
    folder = tmp_path_factory.mktemp('merge')
    sources, last = [], {}
    for place, batch in enumerate(batches):
        fresh = contents_of([document(number, texts) for number, texts in batch.items()])
        size = write_segment(folder / str(place), [Source(fresh, np.ones(fresh.count, bool))])
        contents = Contents.of(read_arrays(folder / str(place), size))
        later = {number for other in batches[place + 1:] for number in other}
        sources.append(Source(contents, np.array([record not in later for record in contents.ids.tolist()], bool)))
        last.update(batch)
    before, merging.PORTION = merging.PORTION, portion
    try:
        size = write_segment(folder / 'merged', sources)
    finally:
        merging.PORTION = before
    merged = Contents.of(read_arrays(folder / 'merged', size))
    merged.look()
    assert not merged.damaged
    expected = contents_of([document(number, texts) for number, texts in last.items()])
    assert everything(merged) == everything(expected)
    assert merged.ids.tolist() == sorted(last)


def test_no_portion_of_a_merge_is_large_whatever_the_sources_hold(monkeypatch):
    def source(first, count, letters):
        rows = [[(f'{letter}{number % 50}', *[FILLER] * 3) for letter in letters] for number in range(count)]
        fresh = contents_of([document(first + number, {'text': row}) for number, row in enumerate(rows)])
        return Source(fresh, np.ones(fresh.count, bool))

    monkeypatch.setattr(merging, 'PORTION', 100)
    sources = [source(1, 3, 'абв'), source(10, 400, 'где'), source(1000, 400, 'абж')]
    portions = list(merging._Merge(sources)._ranges())
    for place, (contents, _live) in enumerate(sources):
        ends = contents.entry_positions[contents.term_entries].astype(int)
        assert max(ends[end] - ends[start] for start, end in (portion[place] for portion in portions)) <= 100 + 8
        assert portions[0][place][0] == 0
        assert portions[-1][place][1] == len(contents.terms)


@settings(max_examples=100, deadline=None)
@given(st.lists(st.integers(1, 60), min_size=1, max_size=300))
def test_segments_grow_like_the_logarithm_and_no_merge_is_larger_than_the_bound(sizes):
    largest, segments, total = 500, [], 0
    for size in sizes:
        merged = to_merge(segments, size, largest)
        made = ArraySegment(size + sum(each.count for each in merged))
        assert made.count <= max(largest, size)
        segments = [each for each in segments if each not in merged] + [made]
        total += size
    assert len(segments) <= 2 + log2(largest) + 3 * total / largest


def test_a_segment_of_which_much_is_deleted_is_written_anew():
    segment = ArraySegment(1000).without(range(500))
    assert to_merge([segment], 1, 600) == [segment]
    assert to_merge([segment], 0, 400) == [segment]
    assert to_merge([ArraySegment(1000).without(range(100))], 1, 2000) == []


def test_strings_are_packed_and_picked():
    packed = Strings.of([b'', b'abc', 'ә'.encode(), b''])
    assert packed.part(0, 4) == [b'', b'abc', 'ә'.encode(), b'']
    assert packed.part(1, 1) == Strings.of([]).part(0, 0) == []
    assert packed.picked([2, 1]) == ['ә'.encode(), b'abc']
    assert len(packed) == 4


@given(st.lists(st.tuples(st.integers(0, 50), st.integers(0, 5)), max_size=10))
def test_pieces_are_gathered(pieces):
    starts, sizes = (np.array(column, np.int64) for column in (zip(*pieces, strict=True) if pieces else ((), ())))
    assert gathered(starts, sizes).tolist() == [start + step for start, size in pieces for step in range(size)]


@given(st.lists(st.integers(0, 2**40)))
def test_numbers_stay_the_same_when_they_are_narrowed(numbers):
    assert narrow(np.array(numbers, np.int64)).tolist() == numbers


def test_a_file_of_arrays_comes_back_and_another_size_is_damage(tmp_path):
    writer = ArrayWriter(tmp_path / 'a')
    writer.reserve('long', np.uint32, 5)
    writer.add('short', np.array([1, 2], np.uint8))
    writer.fill('long', np.arange(2))
    writer.fill('long', np.arange(2, 5))
    writer.add('none', np.zeros(0, np.int64))
    size = writer.finish({'note': 'ә'})
    file = read_arrays(tmp_path / 'a', size)
    assert {name: values.tolist() for name, values in file.arrays.items()} == {
        'long': [0, 1, 2, 3, 4], 'short': [1, 2], 'none': []}
    assert file.notes == {'note': 'ә'}
    assert file.whole()
    with pytest.raises(Damaged):
        read_arrays(tmp_path / 'a', size - 1)
    with pytest.raises(FileExistsError):
        ArrayWriter(tmp_path / 'a')
