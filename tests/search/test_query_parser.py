"""Queries as people type them: every text is read, and what means nothing is told."""

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from muragat.search.query.names import Field
from muragat.search.query.parser import DEEPEST, MOST_LEAVES, parse
from muragat.search.query.syntax import All, Any_, Kind, Leaf, Not

SIGNS = st.text(alphabet='аб қi1-"«»“”()|*~:.&+ \t\n', max_size=60)
PIECES = st.lists(st.sampled_from(
    ['OR', 'НЕМЕСЕ', 'И', 'NOT', 'ЕМЕС', '-', '(', ')', '"', '«', '»', 'title:', 'год:', 'жыл:', 'foo:', '1930..1941',
     '*', '~', 'құжат', 'арх*', 'хат~', '|', ':', '..', '-қала', '\x00', '\ud800', '1930-', 'https://a.b/c']),
    max_size=30)


def word(text, field=None, kind=Kind.WORD):
    return text, kind, field


def shape(tree):
    """A tree as nested tuples."""
    if isinstance(tree, Leaf):
        return tree.text, tree.kind, tree.field
    if isinstance(tree, Not):
        return 'not', shape(tree.part)
    if tree is None:
        return None
    return ('all' if isinstance(tree, All) else 'any', *map(shape, tree.parts))


@example('year::')
@given(st.one_of(st.text(max_size=200), SIGNS, PIECES.map(' '.join), PIECES.map(''.join)))
def test_no_text_raises_and_every_leaf_has_something_to_look_for(text):
    reading = parse(text)
    waiting = [reading.tree] if reading.tree is not None else []
    while waiting:
        tree = waiting.pop()
        if isinstance(tree, Leaf):
            assert any(map(str.isalnum, tree.text))
        else:
            waiting += [tree.part] if isinstance(tree, Not) else tree.parts
    assert all(reading.left_out)


@given(PIECES.map(' '.join))
def test_what_was_left_out_was_typed(text):
    for part in parse(text).left_out:
        assert part.rpartition(':')[2] in text


def test_all_words_must_match():
    assert shape(parse('құжат  тізімі').tree) == ('all', word('құжат'), word('тізімі'))


@pytest.mark.parametrize('quotes', ['""', '«»', '“”', '„“', '„”', '»«'])
def test_any_quotes_make_a_phrase(quotes):
    assert shape(parse(f'{quotes[0]}жер туралы{quotes[1]}').tree) == word('жер туралы', kind=Kind.PHRASE)


def test_a_quote_that_is_not_closed_is_told_and_its_words_are_searched():
    reading = parse('"жер туралы')
    assert shape(reading.tree) == ('all', word('жер'), word('туралы'))
    assert reading.left_out == ('"',)


@pytest.mark.parametrize('joint', ['OR', 'НЕМЕСЕ', 'ИЛИ', '|'])
def test_or_in_three_languages(joint):
    assert shape(parse(f'а {joint} б в').tree) == ('any', word('а'), ('all', word('б'), word('в')))


@pytest.mark.parametrize('typed', ['NOT б', 'ЕМЕС б', 'НЕ б', '-б', '−б', 'AND NOT б'])
def test_not_in_three_languages(typed):
    assert shape(parse(f'а {typed}').tree) == ('all', word('а'), ('not', word('б')))


def test_two_nots_are_none():
    assert shape(parse('а NOT -б').tree) == ('all', word('а'), word('б'))


def test_joints_in_small_letters_are_words():
    assert shape(parse('о или не').tree) == ('all', word('о'), word('или'), word('не'))


@pytest.mark.parametrize('text', ['РЕШЕНИЕ НЕ ПРИНЯТО', 'ПРОТОКОЛ И АКТ', 'ШЕШІМ ЖӘНЕ ҚАУЛЫ', 'ШЕШІМ ҚАБЫЛДАНҒАН ЕМЕС',
                                  'TO BE AND NOT TO BE', 'ПРИКАЗ № 12А И АКТ', '"РЕШЕНИЕ" И "АКТ"', 'ТИП И АКТ*'])
def test_in_a_question_in_capitals_joints_are_words(text):
    reading = parse(text)
    assert not any(isinstance(part, (Any_, Not)) for part in (reading.tree, *reading.tree.parts))
    assert len(reading.tree.parts) == len(text.replace('№ ', '').split())
    assert reading.left_out == ()


@pytest.mark.parametrize(('text', 'joint'), [
    ('Р-12 OR Р-13', Any_), ('Р-12 ИЛИ Р-13', Any_), ('1941 НЕМЕСЕ 1942', Any_), ('АС 12/3 ИЛИ АС 12/4', Any_),
    ('XIX ИЛИ XX', Any_), ('РЕШЕНИЕ OR АКТ', Any_), ('Приказ ИЛИ АКТ', Any_), ('title: АКТ ИЛИ ПРИКАЗ', Any_),
    ('АКТ | ПРИКАЗ', Any_), ('"Приказ" ИЛИ АКТ', Any_), ('НКВД ИЛИ ОГПУ', Any_), ('ҰҚК НЕМЕСЕ ІІМ', Any_)])
def test_joints_among_codes_small_letters_or_another_alphabet_and_alternatives_are_joints(text, joint):
    assert isinstance(parse(text).tree, joint)


@pytest.mark.parametrize(('text', 'tree'), [
    ('хат мектеп ЕМЕС', ('all', word('хат'), ('not', word('мектеп')))),
    ('мектеп ЕМЕС', ('not', word('мектеп'))),
    ('хат ЕМЕС мектеп', ('all', word('хат'), ('not', word('мектеп')))),
    ('(хат мектеп ЕМЕС) қала', ('all', ('all', word('хат'), ('not', word('мектеп'))), word('қала'))),
    ('хат OR мектеп ЕМЕС', ('any', word('хат'), ('not', word('мектеп')))),
    ('хат мектеп ЕМЕС НЕМЕСЕ қала', ('any', ('all', word('хат'), ('not', word('мектеп'))), word('қала'))),
    ('мектеп ЕМЕС ЖӘНЕ қала', ('all', ('not', word('мектеп')), word('қала'))),
    ('хат NOT мектеп ЕМЕС', ('all', word('хат'), word('мектеп'))),
    ('қала (хат мектеп) ЕМЕС', ('all', word('қала'), ('not', ('all', word('хат'), word('мектеп')))))])
def test_kazakh_refuses_behind_the_word(text, tree):
    assert (shape(parse(text).tree), parse(text).left_out) == (tree, ())


def test_nothing_to_refuse_is_told():
    assert parse('ЕМЕС').left_out == ('ЕМЕС',)
    assert parse('хат NOT').left_out == ('NOT',)


def test_a_hyphen_inside_a_word_joins_it():
    assert shape(parse('ақпарат-талдау').tree) == word('ақпарат-талдау')


def test_prefix_and_spelling():
    assert shape(parse('арх* құжат~').tree) == ('all', word('арх', kind=Kind.PREFIX), word('құжат', kind=Kind.FUZZY))


def test_brackets():
    assert shape(parse('(а OR б) -(в г)').tree) == (
        'all', ('any', word('а'), word('б')), ('not', ('all', word('в'), word('г'))))


@pytest.mark.parametrize(('text', 'told'), [('(а', ('(',)), ('а)', (')',)), (')(', (')', '('))])
def test_brackets_without_the_other_one_are_told(text, told):
    assert parse(text).left_out == told


def test_brackets_within_brackets_have_an_end():
    deep = parse('(' * 500 + 'а' + ')' * 500)
    assert shape(deep.tree) == word('а')
    assert deep.left_out
    assert shape(parse('(' * (DEEPEST - 1) + 'а' + ')' * (DEEPEST - 1)).tree) == word('а')


def test_words_have_an_end():
    reading = parse(' '.join(f'слово{number}' for number in range(MOST_LEAVES + 3)))
    assert len(reading.tree.parts) == MOST_LEAVES
    assert len(reading.left_out) == 3


@pytest.mark.parametrize(('typed', 'field'), [
    ('title', Field.TITLE), ('Тақырыбы', Field.TITLE), ('такырыбы', Field.TITLE), ('заголовок', Field.TITLE),
    ('fonds', Field.FONDS), ('қор', Field.FONDS), ('кор', Field.FONDS), ('фонд', Field.FONDS),
    ('author', Field.AUTHOR), ('автор', Field.AUTHOR), ('language', Field.LANGUAGE), ('тілі', Field.LANGUAGE),
    ('язык', Field.LANGUAGE), ('type', Field.TYPE), ('түрі', Field.TYPE), ('вид', Field.TYPE), ('sheet', Field.SHEET),
    ('парақ', Field.SHEET), ('лист', Field.SHEET), ('year', Field.YEAR), ('жыл', Field.YEAR), ('год', Field.YEAR),
])
def test_fields_in_three_languages(typed, field):
    assert shape(parse(f'{typed}: слово').tree) == shape(parse(f'{typed}:слово').tree) == word('слово', field)


def test_a_field_counts_for_brackets_and_phrases():
    assert shape(parse('title:(а OR "б в") г').tree) == (
        'all', ('any', word('а', Field.TITLE), word('б в', Field.TITLE, Kind.PHRASE)), word('г'))


@pytest.mark.parametrize('years', ['1930..1941', '1930-1941', '1930–1941', '1930 – 1941', '1930…1941', '..1941',
                                   '1930..', '1930s', '1930-е', '12.05.1941'])
def test_years(years):
    assert shape(parse(f'year: {years} слово').tree) == ('all', word(years, Field.YEAR), word('слово'))


def test_a_span_of_years_needs_no_field():
    assert shape(parse('1930..1941').tree) == word('1930..1941', Field.YEAR)


@pytest.mark.parametrize(('text', 'tree', 'told'), [
    ('foo:bar', word('bar'), ('foo:',)),
    ('yaer: 1930', word('1930'), ('yaer:',)),
    ('title:', None, ('title:',)),
    ('title: -', None, ('title:',)),
    ('title: year: 1930', word('1930', Field.YEAR), ('title:',)),
    ('а OR', word('а'), ('OR',)),
    ('OR а', word('а'), ('OR',)),
    ('NOT', None, ('NOT',)),
    ('а * б', ('all', word('а'), word('б')), ('*',)),
    ('', None, ()),
    (' -- , .', None, ()),
])
def test_what_is_mistyped_is_told_and_the_rest_is_searched(text, tree, told):
    reading = parse(text)
    assert (shape(reading.tree), reading.left_out) == (tree, told)


def test_a_heading_with_a_colon_is_words():
    assert shape(parse('Протокол: заседание 10:30').tree) == (
        'all', word('Протокол'), word('заседание'), word('10:30'))
    assert parse('https://a.b/c').left_out == ()


def test_one_part_is_no_conjunction():
    assert not isinstance(parse('(((а)))').tree, (All, Any_))
