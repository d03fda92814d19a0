"""JSON and text of every kind of field, and validation by the schema."""

import json
from datetime import date
from types import SimpleNamespace

import jsonschema_rs
import pytest
from hypothesis import given
from hypothesis import strategies as st
from zope.interface import Interface, Invalid, invariant
from zope.schema import Bool, Choice, Date, Float, Int, List, Text, TextLine, Tuple
from zope.schema.vocabulary import SimpleVocabulary

from muragat.kernel import codecs, fields
from muragat.kernel.closure import Closure
from muragat.kernel.dates import parse_span
from muragat.kernel.i18n import BadValue, Message, _


class IName(Interface):
    name = fields.LocalText(title=_('Name'))
    dates = fields.SpanField(title=_('Dates'), required=False)


class IThing(Interface):
    number = fields.ArchivalNumber(title=_('Number'), description=_('As on the cover'))
    title = fields.LocalText(title=_('Title'), required_languages=('kk',))
    story = fields.LongLocalText(title=_('Story'), required=False)
    dates = fields.SpanField(title=_('Dates'), required=False)
    carrier = fields.VocabularyChoice(title=_('Carrier'), vocabulary='carrier', required=False)
    owner = fields.Reference(title=_('Owner'), types=('agency',), required=False)
    iin = fields.Iin(title=_('IIN'), required=False)
    closures = fields.ClosureField(title=_('Closures'))
    names = fields.Rows(title=_('Names'), schema=IName)
    languages = Tuple(title=_('Languages'), value_type=fields.VocabularyChoice(vocabulary='language'), default=(),
                      required=False, unique=True)
    notes = List(title=_('Notes'), value_type=TextLine(), required=False)
    sheets = Int(title=_('Sheets'), required=False, min=0, max=9999)
    weight = Float(title=_('Weight'), required=False)
    valuable = Bool(title=_('Valuable'), default=False)
    received = Date(title=_('Received'), required=False)
    kind = Choice(title=_('Kind'), vocabulary=SimpleVocabulary.fromValues(['a', 'b']), required=False)
    remark = Text(title=_('Remark'), required=False, max_length=20)

    @invariant
    def sheets_of_the_undated(thing):
        if thing.sheets and thing.dates is None:
            raise BadValue(_('Sheets need dates'), 'dates')

    @invariant
    def no_thirteen(thing):
        if thing.number == '13':
            raise Invalid('Thirteen')


FULL = {
    'number': 'Р-12', 'title': {'kk': 'Іс', 'ru': 'Дело'}, 'story': {'ru': 'Раз\nдва'},
    'dates': parse_span('1923-1930'),
    'carrier': 'paper', 'owner': 12345678901234, 'iin': '000000000000', 'closures': (
        Closure('donor_term', date(2000, 1, 1), date(2010, 1, 1), 'note'), Closure('bad_condition', date(2001, 1, 1))),
    'names': ({'name': {'kk': 'Бұрынғы'}, 'dates': parse_span('1920s')}, {'name': {'ru': 'Новое'}}),
    'languages': ('kaz', 'rus'), 'notes': ['one', 'two'], 'sheets': 7, 'weight': 1.5, 'valuable': True,
    'received': date(1999, 2, 3), 'kind': 'b', 'remark': 'R',
}


def thing(**values):
    defaults = {name: field.default for name, field in fields.fields_of(IThing).items()}
    return SimpleNamespace(**{**defaults, **values})


def test_the_example_is_valid_and_complete():
    assert codecs.validate(IThing, FULL) == []
    assert FULL.keys() == fields.fields_of(IThing).keys()


def test_json_reads_back_to_the_same_values():
    data = json.loads(json.dumps(codecs.values_to_json(IThing, thing(**FULL))))
    assert codecs.values_from_json(IThing, data) == (FULL, [])


def test_json_of_records_satisfies_the_json_schema():
    validator = jsonschema_rs.validator_for(codecs.schema_json(IThing))
    full = codecs.values_to_json(IThing, thing(**FULL))
    bare = codecs.values_to_json(IThing, thing(number='1', title={'kk': 'Іс'}))
    assert [list(validator.iter_errors(data)) for data in (full, bare)] == [[], []]
    assert not validator.is_valid({'number': '1'})
    assert not validator.is_valid({'number': '1', 'title': {'kk': 'Іс'}, 'colour': 'red'})


def test_schema_carries_titles_help_and_groups():
    schema = codecs.schema_json(IThing)
    assert schema['properties']['number'] == {
        'type': 'string', 'maxLength': 32, 'title': 'Number', 'description': 'As on the cover'}
    assert schema['required'] == ['number', 'title']
    assert schema['x-groups'][0]['title'] == 'Other'


@pytest.mark.parametrize('name', FULL)
def test_text_reads_back_to_the_same_value(name):
    field = fields.fields_of(IThing)[name]
    text = codecs.to_text(field, FULL[name])
    read = codecs.from_text(field, text)
    if name == 'story':
        assert read == {'ru': 'Раз\nдва'}
    assert read == FULL[name]


def test_cells_of_a_table_read_back():
    cells = codecs.values_to_text(IThing, thing(**FULL))
    assert tuple(cells) == codecs.columns(IThing)
    assert cells['title.kk'] == 'Іс'
    assert codecs.values_from_text(IThing, cells) == (FULL, [])


@pytest.mark.parametrize(('text', 'value'), [('Іс', {'kk': 'Іс'}), ('Дело', {'ru': 'Дело'}), ('File', {'en': 'File'}),
                                             ('[ru] Дело [kk] Іс', {'kk': 'Іс', 'ru': 'Дело'}), ('', None)])
def test_one_cell_of_text_tells_its_language(text, value):
    assert codecs.from_text(IThing['title'], text) == value


def test_a_look_alike_number_is_kept_in_one_script():
    assert codecs.from_json(IThing['number'], 'P-12') == 'Р-12'


BAD_JSON = [
    ('number', 12), ('title', 'Іс'), ('title', {'de': 'x'}), ('title', {'kk': 1}), ('dates', 'вчера'), ('dates', 5),
    ('dates', {'earliest': '1923-01-01'}), ('carrier', []), ('owner', True), ('owner', 'x'), ('owner', '9' * 30),
    ('closures', {}), ('closures', [{'kind': 'x'}]), ('closures', [{'kind': 'x', 'since': None}]),
    ('closures', [{'kind': 'x', 'since': '2000-13-01'}]), ('names', [1]), ('names', [{'x': 1}]),
    ('names', [{'name': 1}]), ('languages', 'kaz'), ('sheets', 1.5), ('sheets', True), ('sheets', '7'),
    ('weight', 'x'), ('valuable', 1), ('received', '03.02.1999'), ('kind', 'c'), ('remark', 'a\x00b'),
    ('remark', '\ud800'), ('colour', 'red'),
]


@pytest.mark.parametrize(('name', 'data'), BAD_JSON)
def test_unreadable_json_is_a_refusal_at_its_field(name, data):
    values, refusals = codecs.values_from_json(IThing, {name: data, 'sheets' if name != 'sheets' else 'number': None})
    assert [refusal.field for refusal in refusals] == [name]
    assert isinstance(refusals[0].message, Message)
    assert name not in values


JSON = st.recursive(st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=5),
                    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(
                        st.sampled_from(['kk', 'text', 'kind', 'since', 'name', 'x']), inner, max_size=3), max_leaves=8)


@given(st.sampled_from(sorted(FULL)), JSON)
def test_whatever_json_comes_is_read_or_refused_and_can_be_validated(name, data):
    values, refusals = codecs.values_from_json(IThing, {name: data})
    assert bool(values) != bool(refusals)
    codecs.validate(IThing, values)


@given(st.sampled_from(sorted(FULL)), st.text(max_size=12))
def test_whatever_text_comes_is_read_or_refused(name, text):
    values, refusals = codecs.values_from_text(IThing, {name: text})
    assert bool(values) != bool(refusals)
    codecs.validate(IThing, values)


def test_all_errors_of_all_fields_are_gathered():
    refusals = codecs.validate(IThing, {'number': 'a/b', 'sheets': 10_000, 'iin': '123', 'colour': 'red'})
    assert sorted(refusal.field for refusal in refusals) == ['colour', 'iin', 'number', 'sheets', 'title']
    worded = {refusal.field: refusal for refusal in refusals}
    assert worded['sheets'].message.mapping['max'] == 9999
    assert worded['title'].code == 'required'


def test_a_change_is_judged_by_its_own_fields_and_the_whole_record():
    record = thing(number='1', title={'kk': 'Іс'}, dates=parse_span('1923'))
    assert codecs.validate(IThing, {'sheets': 5}, record) == []
    assert [refusal.field for refusal in codecs.validate(IThing, {'sheets': 5, 'dates': None}, record)] == ['dates']
    assert codecs.validate(IThing, {'number': '13'}, record)[0].message == 'Thirteen'
    assert codecs.validate(IThing, {'number': None}, record)[0].code == 'required'


class Known:
    def has_term(self, vocabulary, code):
        return (vocabulary, code) in {('carrier', 'paper'), ('language', 'kaz')}

    def has_record(self, record_id, types):
        return (record_id, types) == (7, ('agency',))


def test_terms_and_references_must_exist():
    values = {'number': '1', 'title': {'kk': 'Іс'}, 'carrier': 'clay', 'owner': 8, 'languages': ('kaz', 'xxx')}
    refusals = codecs.validate(IThing, values, known=Known())
    assert [(refusal.field, refusal.code) for refusal in refusals] == [
        ('carrier', 'no_term'), ('owner', 'no_record'), ('languages', 'no_term')]
    values |= {'carrier': 'paper', 'owner': 7, 'languages': ('kaz',)}
    assert codecs.validate(IThing, values, known=Known()) == []


def test_a_bad_item_of_a_list_is_worded():
    (refusal,) = codecs.validate(IThing, {'languages': ('kaz', 'НЕТ')}, thing(number='1'))
    assert refusal.message.mapping == {'term': 'НЕТ'}
