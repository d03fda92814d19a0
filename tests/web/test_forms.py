"""Widgets: what is shown for a value is read back as that value, whatever the kind of field."""

from datetime import date
from types import SimpleNamespace

import pytest
from zope.interface import Interface
from zope.schema import Bool, Choice, Date, Int, Text, TextLine, Tuple
from zope.schema.vocabulary import SimpleVocabulary

from muragat.kernel import fields
from muragat.kernel.closure import Closure
from muragat.kernel.dates import parse_span
from muragat.web.forms import Form
from muragat.web.widgets import typed, widget_of


class IName(Interface):
    name = fields.LocalText(title='Name')
    dates = fields.SpanField(title='When', required=False)


class IEverything(Interface):
    line = TextLine(title='Line', required=False)
    text = Text(title='Text', required=False)
    local = fields.LocalText(title='Local', required=False)
    span = fields.SpanField(title='Span', required=False)
    term = fields.VocabularyChoice(title='Term', vocabulary='carrier', required=False)
    choice = Choice(title='Choice', vocabulary=SimpleVocabulary.fromValues(['one', 'two']), required=False)
    flag = Bool(title='Flag', required=False)
    whole = Int(title='Whole', required=False)
    day = Date(title='Day', required=False)
    other = fields.Reference(title='Other', required=False)
    closures = fields.ClosureField(title='Closures')
    words = Tuple(title='Words', value_type=TextLine(), required=False)
    terms = Tuple(title='Terms', value_type=fields.VocabularyChoice(vocabulary='carrier'), required=False)
    rows = fields.Rows(title='Rows', schema=IName)


VALUES = {
    'line': 'строка', 'text': 'две\nстроки', 'local': {'kk': 'қазақша', 'ru': 'по-русски'},
    'span': parse_span('не ранее мая 1941 г.'), 'term': 'paper', 'choice': 'two', 'flag': True, 'whole': 12,
    'day': date(1941, 5, 12), 'other': 77,
    'closures': (Closure('donor_term', date(2020, 1, 1), date(2030, 1, 1), 'воля дарителя'),),
    'words': ('раз', 'два'), 'terms': ('paper', 'film'),
    'rows': ({'name': {'kk': 'бір'}, 'dates': parse_span('1923')}, {'name': {'ru': 'два'}}),
}
PAGE = SimpleNamespace(language='ru', words=str)


def sent(form):
    """What a browser would send of a form."""
    return {f'{name}.{tail}' if tail else name: text for name, entry in form.entries.items()
            for tail, text in entry.inputs.items() if text or tail != ''}


@pytest.mark.parametrize('name', VALUES)
def test_a_value_is_read_back_as_it_was_shown(name):
    field = IEverything[name]
    widget = widget_of(field)
    assert widget.read(field, widget.fill(field, VALUES[name])) == VALUES[name]


@pytest.mark.parametrize('name', VALUES)
def test_an_empty_field_is_read_back_as_empty(name):
    field = IEverything[name]
    widget = widget_of(field)
    assert not widget.read(field, widget.fill(field, None))


def test_a_form_sent_back_untouched_changes_nothing():
    form = Form.filled(PAGE, IEverything, VALUES)
    again = Form.posted(PAGE, IEverything, {**sent(form), 'opened': form.opened})
    values = again.values()
    assert values == VALUES
    assert again.touched(values) == {}


def test_only_what_the_person_touched_is_changed():
    form = Form.filled(PAGE, IEverything, VALUES)
    again = Form.posted(PAGE, IEverything, {**sent(form), 'opened': form.opened, 'line': 'иначе', 'flag.there': 'yes',
                                            'flag': ''})
    assert again.touched(again.values()) == {'line': 'иначе', 'flag': False}


def test_line_ends_of_browsers_are_no_change():
    assert typed('text', IEverything['text'], {'text': 'две\r\nстроки'}) == {'': 'две\nстроки'}


@pytest.mark.parametrize(('name', 'inputs'), [
    ('span', {'': 'позавчера'}), ('whole', {'': 'много'}), ('day', {'': '1923'}), ('choice', {'': 'three'}),
    ('closures', {'0.kind': 'donor_term', '0.since': ''}), ('closures', {'0.kind': 'whim', '0.since': '2020-01-01'}),
    ('rows', {'0.name.kk': 'бір', '0.dates': 'позавчера'}),
])
def test_what_cannot_be_read_is_told_at_its_field(name, inputs):
    posted = {f'{name}.{tail}' if tail else name: text for tail, text in inputs.items()}
    form = Form.posted(PAGE, IEverything, posted)
    form.values()
    assert [refusal.field for refusal in form.refusals] == [name]
    assert form.entries[name].errors


def test_a_day_may_be_typed_as_people_write_it():
    field = IEverything['day']
    assert widget_of(field).read(field, {'': '12.05.1941'}) == date(1941, 5, 12)
