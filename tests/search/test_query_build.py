"""From what was typed to what the index is asked, at each level."""

import pytest

from muragat.language.distance import within_one
from muragat.ports.textindex import FILLER, Every, Near, OneOf, Phrase, Prefix, Some, Weighted, Without, Word
from muragat.search.query.build import EXACT, FOLDED, FUZZY, STRICT, Builder, rows_of
from muragat.search.query.names import Field
from muragat.search.query.parser import parse
from muragat.search.query.wanted import Wanted, groups_of, wanted_by
from muragat.search.spans import Span


class Terms:
    """A glossary of two entries."""

    def spans(self, words, quoted):
        for place, word in enumerate(words):
            if word == 'приказ':
                yield Span(place, 1, 'бұйрық', 0.5)
        if words[:2] == ('архивный', 'фонд'):
            yield Span(0, 2, 'архив қоры', 0.6)
            yield Span(1, 1, 'қор', 0.5)


class Types:
    """Knows one type, by a name of two words too."""

    def node(self, name, text):
        return OneOf('type', frozenset(['unit'])) if name is Field.TYPE and text in ('unit', 'storage unit') else None

    def is_name(self, name, text):
        return name is Field.TYPE and text == 'storage unit'


def builder():
    return Builder(Types(), Terms(), lambda word: (), lambda word: ())


def built(text, level=STRICT):
    return builder().node(parse(text).tree, level)


def word(text, *fields):
    row = rows_of(text)[0]
    return Word((('kk', row.kk), *([('ru', row.ru)] if row.ru != FILLER else [])), fields)


def leaves(node, kind):
    """All parts of a kind."""
    if isinstance(node, kind):
        yield node
    for part in getattr(node, 'parts', None) or filter(None, [getattr(node, 'part', None)]):
        yield from leaves(part, kind)


def test_a_word_is_asked_in_the_streams_that_have_it():
    assert built('құжаттың') == Word((('kk', 'құжат'),))
    assert built('документа') == word('документа')
    assert {stream for stream, _term in built('документа').terms} == {'kk', 'ru'}


def test_a_phrase_goes_position_by_position():
    found = built('"қала документтері"')
    assert isinstance(found, Phrase)
    assert [each.terms for each in found.words] == [word('қала').terms, word('документтері').terms]


def test_parts_of_a_hyphenated_word_follow_one_another():
    assert isinstance(built('ақпарат-талдау'), Phrase)


def test_every_rung_holds_the_one_above():
    exact, folded, fuzzy = (built('мектеп', level) for level in (STRICT, FOLDED, FUZZY))
    assert set(exact.terms) < set(folded.terms)
    assert folded in fuzzy.parts
    assert [each.stream for each in leaves(fuzzy, Near)] == ['folded']


def test_short_words_and_numbers_have_no_neighbours():
    assert list(leaves(built('қор 1941', FUZZY), Near)) == []


def test_what_is_too_long_for_a_word_has_no_neighbours():
    """An engine takes a minute to look for what is near to a thousand letters."""
    assert not list(leaves(built('б' * 1000, FUZZY), Near))
    assert not list(leaves(built('б' * 1000 + '~', STRICT), Near))


def test_what_is_not_wanted_is_asked_exactly():
    found = built('хат -мектеп', FUZZY)
    assert isinstance(found, Without)
    assert found.unwanted == word('мектеп')


def test_only_what_is_not_wanted():
    assert built('-хат') == Without(Every(()), word('хат'))


def test_fields_narrow_to_parts_of_a_record():
    assert built('title:мектеп') == word('мектеп', 'title')
    assert built('text:мектеп') == word('мектеп', 'text', 'pages')


def test_a_beginning_is_looked_for_as_it_is_written():
    assert built('арх*') == Prefix('word', 'арх', ())
    assert Prefix('folded', 'каул', ()) in built('қаул*', FOLDED).parts


def test_values_are_understood_or_told():
    found = builder()
    assert found.node(parse('type:unit').tree, EXACT) == OneOf('type', frozenset(['unit']))
    assert found.node(parse('type:wrong OR year:soon').tree, EXACT) is None
    assert list(found.left_out) == ['type:wrong', 'year:soon']


def test_words_behind_a_value_that_are_its_name_belong_to_it():
    unit = OneOf('type', frozenset(['unit']))
    assert built('type:storage unit хат') == Every((unit, word('хат')))
    assert built('хат type:storage unit') == Every((word('хат'), unit))
    assert built('хат -type:storage unit') == Without(word('хат'), unit)
    assert built('type:unit storage').parts[1] == word('storage')
    assert built('title:storage unit') == Every((word('storage', 'title'), word('unit')))


def test_translations_count_less_and_are_told():
    found = builder()
    node = found.node(parse('приказ директора').tree, EXACT)
    weighted = list(leaves(node, Weighted))
    assert [(each.part, each.weight) for each in weighted] == [(word('бұйрық'), 0.5)]
    assert list(found.added) == [('бұйрық', 'приказ')]
    assert list(leaves(builder().node(parse('приказ').tree, STRICT), Weighted)) == []


def test_a_term_of_several_words_stands_for_all_of_them():
    found = builder()
    node = found.node(parse('архивный фонд').tree, EXACT)
    assert isinstance(node, Some)
    assert isinstance(node.parts[0], Every)
    assert [each.weight for each in leaves(node, Weighted) if isinstance(each.part, Phrase)] == [0.6]
    assert set(found.added) == {('архив қоры', 'архивный фонд'), ('қор', 'фонд')}


class Names:
    """Calls a thing otherwise, in words of one language."""

    def __init__(self, stream):
        self.stream = stream

    def spans(self, words, quoted):
        return [Span(0, 1, 'совет аймака 5', 0.5, self.stream)]


@pytest.mark.parametrize(('stream', 'kept'), [('ru', ['ru', 'ru', 'kk']), ('kk', ['kk', 'kk', 'kk'])])
def test_words_of_one_language_are_asked_in_its_stream_where_it_has_them(stream, kept):
    for level, more in ((EXACT, []), (FOLDED, ['folded'])):
        node = Builder(Types(), Names(stream), lambda word: (), lambda word: ()).node(parse('кеңес').tree, level)
        weighted, = leaves(node, Weighted)
        asked = [[name for name, _term in each.terms] for each in weighted.part.words]
        assert asked == [[each, *more] for each in kept]
        assert 'code' not in weighted.part.fields


class Doubled(Terms):
    """Each word of a term has a translation of its own too."""

    def spans(self, words, quoted):
        return [*super().spans(words, quoted), Span(0, 1, 'архивтік', 0.5)]


@pytest.mark.parametrize(('terminology', 'weight'), [(Terms(), 0.6), (Doubled(), 0.3)])
def test_a_term_counts_half_when_each_of_its_words_counts_already(terminology, weight):
    node = Builder(Types(), terminology, lambda word: (), lambda word: ()).node(parse('архивный фонд').tree, EXACT)
    assert [each.weight for each in leaves(node, Weighted) if isinstance(each.part, Phrase)] == [weight]
    assert {each.weight for each in leaves(node, Weighted) if isinstance(each.part, Word)} == {0.5}


def test_phrases_are_not_translated():
    found = builder()
    found.node(parse('"приказ"').tree, EXACT)
    assert not found.added


def test_common_words_ask_nothing_beside_others():
    assert built('решение о земле') == built('решение земле')
    assert built('о') == word('о')
    assert isinstance(built('"решение о земле"'), Phrase)
    assert len(built('"решение о земле"').words) == 3


def test_letters_and_number_of_a_code_may_stand_apart():
    key = rows_of('АС-12/3')[0].kk
    assert any(('kk', key) in each.terms for each in leaves(built('АС 12/3'), Word))


@pytest.mark.parametrize('text', ['хат', 'арх*', '"жер туралы"', 'хат -мектеп', 'a OR b', 'мектиб~'])
def test_what_is_wanted_of_a_text(text):
    node = built(text, FUZZY)
    wanted = wanted_by(node)
    assert wanted
    assert not any(wanted.holds('kk', term) for _stream, term in wanted_by(built('мектеп')).terms) or 'мект' in text
    assert all(isinstance(group, Wanted) for group in groups_of(node))


def test_each_word_is_a_group_of_its_own():
    assert [set(group.terms) for group in groups_of(built('қала мектеп'))] == [
        set(word('қала').terms), set(word('мектеп').terms)]


@pytest.mark.parametrize(('one', 'other', 'near'), [
    ('хат', 'хат', True), ('хат', 'хаат', True), ('хат', 'ат', True), ('хат', 'хас', True), ('хат', 'хаст', True),
    ('хат', 'аха', False), ('хат', 'ха', True), ('хат', 'х', False), ('аб', 'ба', False)])
def test_one_letter(one, other, near):
    assert within_one(one, other) == within_one(other, one) == near
