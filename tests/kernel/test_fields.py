"""Kinds of fields, groups, and classes that store a schema."""

import pickle
from datetime import date

import pytest
import transaction
import ZODB
from hypothesis import given
from hypothesis import strategies as st
from persistent import Persistent
from zope.interface import Interface
from zope.schema import Int
from zope.schema.interfaces import RequiredMissing, ValidationError, WrongType

from muragat.kernel import fields
from muragat.kernel.closure import Closure
from muragat.kernel.dates import Span, parse_span
from muragat.kernel.i18n import BadValue, _


class IBox(Interface):
    fields.group('identity', _('Identity'), 'number', 'title')
    fields.group('time', _('Time'), 'dates')

    number = fields.ArchivalNumber(title=_('Number'))
    title = fields.LocalText(title=_('Title'), required_languages=('kk',))
    dates = fields.SpanField(title=_('Dates'), required=False)
    sheets = Int(title=_('Sheets'), required=False, min=0)
    closures = fields.ClosureField(title=_('Closures'))


class ISmallBox(IBox):
    fields.group('identity', _('Identity'), 'nickname')
    nickname = fields.ArchivalNumber(title=_('Nickname'), required=False)


@fields.stored(IBox)
class Box(Persistent):
    """A box."""


@pytest.fixture
def kept_box():
    database = ZODB.DB(None)
    connection = database.open(transaction.TransactionManager())
    connection.root()['box'] = box = Box()
    box.number = '1'
    connection.transaction_manager.commit()
    yield box
    connection.transaction_manager.abort()
    connection.close()
    database.close()


def test_defaults_are_in_the_class_and_not_in_the_stored_state():
    assert Box().title is None
    assert Box().closures == ()
    assert Box().__getstate__() == {}
    assert IBox.implementedBy(Box)


def test_a_field_that_would_hide_a_method_is_refused():
    class Noisy(Persistent):
        def sheets(self):
            """Count."""

    with pytest.raises(TypeError, match='sheets'):
        fields.stored(IBox)(Noisy)


def test_a_value_is_validated_when_it_is_set():
    box = Box()
    with pytest.raises(ValidationError):
        box.sheets = -1
    with pytest.raises(RequiredMissing):
        box.number = None
    assert box.__getstate__() == {}


def test_bulk_assignment_marks_a_ghost_as_changed_and_keeps_what_it_had(kept_box):
    kept_box._p_deactivate()
    fields.assign(kept_box, {'sheets': 5, 'dates': None})
    assert kept_box._p_changed
    assert kept_box.number == '1'
    assert kept_box.__getstate__() == {'number': '1', 'sheets': 5}


def test_bulk_assignment_can_return_to_the_default(kept_box):
    fields.assign(kept_box, {'sheets': 5})
    fields.assign(kept_box, {'sheets': None})
    assert kept_box.sheets is None


def test_groups_come_in_order_ancestors_first_and_the_rest_last():
    found = fields.groups(ISmallBox)
    assert [(group.name, group.field_names) for group in found] == [
        ('identity', ('number', 'title', 'nickname')), ('time', ('dates',)), ('other', ('sheets', 'closures')),
    ]


@pytest.mark.parametrize('value', ['12', '12а', 'Р-12', '2-1', 'ДГ-П 5', '1.2'])
def test_archival_numbers(value):
    IBox['number'].validate(value)


@pytest.mark.parametrize('value', ['1/2', '-1', ' 1', '1 ', '', '..', '_1', 'а' * 33, '1\n', '?'])
def test_what_cannot_stand_in_an_address_is_no_number(value):
    with pytest.raises(ValidationError):
        IBox['number'].validate(value)


@pytest.mark.parametrize('value', [{}, {'ru': 'Дело'}, {'kk': ' '}, {'kk': 'Іс\nекі'}, {'kk': 'а' * 1001}])
def test_a_title_needs_kazakh_on_one_line(value):
    with pytest.raises(BadValue):
        IBox['title'].validate(value)


@pytest.mark.parametrize('value', [{'de': 'Akte'}, {'kk': 1}, 'Іс'])
def test_texts_have_known_languages(value):
    with pytest.raises(WrongType):
        IBox['title'].validate(value)


def test_a_span_in_the_wrong_order_is_refused():
    with pytest.raises(BadValue):
        IBox['dates'].validate(Span(date(1930, 1, 1), date(1920, 1, 1), ''))


def test_closures_are_dated():
    IBox['closures'].validate((Closure('donor_term', date(2000, 1, 1)),))
    with pytest.raises(WrongType):
        IBox['closures'].validate(({'since': '2000'},))
    with pytest.raises(BadValue):
        IBox['closures'].validate((Closure('donor_term', date(2000, 1, 1), date(1999, 1, 1)),))


@given(st.text('0123456789', min_size=11, max_size=11))
def test_a_number_with_its_check_digit_passes_and_with_any_other_does_not(eleven):
    right = fields.check_digit(eleven)
    field = fields.Iin(title='x')
    for digit in range(10):
        if digit == right:
            field.validate(f'{eleven}{digit}')
        else:
            with pytest.raises(BadValue):
                field.validate(f'{eleven}{digit}')


@pytest.mark.parametrize(('eleven', 'expected'), [('98054000039', 7), ('00000000000', 0), ('00000000281', None)])
def test_check_digits_worked_by_hand(eleven, expected):
    assert fields.check_digit(eleven) == _by_hand(eleven) == expected


def _by_hand(eleven):
    first = sum(int(digit) * place for place, digit in enumerate(eleven, 1)) % 11
    if first < 10:
        return first
    second = sum(int(d) * w for d, w in zip(eleven, [3, 4, 5, 6, 7, 8, 9, 10, 11, 1, 2], strict=True)) % 11
    return None if second == 10 else second


def test_values_survive_pickling():
    assert pickle.loads(pickle.dumps(parse_span('1923'))) == parse_span('1923')
