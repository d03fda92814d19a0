"""Widgets: for each kind of field what is typed into a form, and how the typed becomes a value again.

A widget works on *inputs*: a dict from the tail of an input's name ('' for the only one, 'kk' and 'ru' for a pair) to
the text in it. What cannot be read raises ValueError with a message for the person.
"""

from collections.abc import Callable, Iterator, Mapping
from datetime import date
from types import MappingProxyType
from typing import Any, NamedTuple

from zope.schema import Bool, Choice, Date, Int, List, Set, Text, TextLine, Tuple

from muragat.kernel import codecs, fields, vocabularies
from muragat.kernel.closure import KINDS, Closure
from muragat.kernel.dates import parse_span
from muragat.kernel.i18n import LANGUAGES, BadValue, _
from muragat.kernel.localized import tidy

Inputs = dict[str, str]
#: Empty rows that a form offers for further closures.
_SPARE_ROWS = 1
_CLOSURE_PARTS = ('kind', 'since', 'until', 'note')


class Option(NamedTuple):
    """A line of a select."""

    value: str
    title: str


class Widget(NamedTuple):
    """How one kind of field is filled in; `kind` names the macro of form.jinja2 that draws it."""

    kind: str
    fill: Callable[[Any, Any], Inputs]
    read: Callable[[Any, Inputs], Any]
    #: Fixed tails of input names; None: all that were sent with the field's name before them.
    tails: tuple[str, ...] | None = ('',)


def widget_of(field: Any) -> Widget:
    """The widget for a field."""
    if isinstance(field, (Tuple, List, Set)):
        return _several(field)
    return next(_WIDGETS[kind] for kind in type(field).__mro__ if kind in _WIDGETS)


def typed(name: str, field: Any, posted: Mapping[str, str]) -> Inputs | None:
    """The inputs of a field as they were sent; None when the form did not have the field."""
    tails = widget_of(field).tails
    if tails is None:
        start = f'{name}.'
        found = {key[len(start):]: _lines(posted[key]) for key in posted if key.startswith(start)}
    else:
        keys = {tail: f'{name}.{tail}' if tail else name for tail in tails}
        found = {tail: _lines(posted[key]) for tail, key in keys.items() if key in posted}
    return found or None


def options(field: Any, page: Any, current: str = '') -> list[Option]:
    """What a select offers, in the order of the list it comes from."""
    desk = page.request.desk
    if isinstance(field, (Tuple, List, Set)):
        field = field.value_type
    if isinstance(field, fields.VocabularyChoice):
        offered = vocabularies.choices(desk.site, desk.registry, field.vocabulary, current or None)
        return [Option(term.code, term.word(page.language)) for term in offered]
    if isinstance(field, Choice) and field.vocabulary is not None:
        return [Option(str(term.token), page.words(term.title or str(term.value))) for term in field.vocabulary]
    return []


def _lines(text: Any) -> str:
    return text.replace('\r\n', '\n') if isinstance(text, str) else ''


def _fill_text(field: Any, value: Any) -> Inputs:
    return {'': '' if value is None else codecs.to_text(field, value)}


def _read_text(field: Any, inputs: Inputs) -> Any:
    text = inputs.get('', '').strip()
    return codecs.from_text(field, text) if text else field.missing_value


def _fill_tongues(field: Any, value: Any) -> Inputs:
    return {language: (value or {}).get(language, '') for language in LANGUAGES}


def _read_tongues(field: Any, inputs: Inputs) -> Any:
    return tidy(inputs) or field.missing_value


def _fill_span(field: Any, value: Any) -> Inputs:
    return {'': value.text if value else ''}


def _read_span(field: Any, inputs: Inputs) -> Any:
    text = inputs.get('', '').strip()
    return parse_span(text) if text else field.missing_value


def _fill_choice(field: Any, value: Any) -> Inputs:
    if value is None:
        return {'': ''}
    try:
        return {'': str(field.vocabulary.getTerm(value).token)}
    except (LookupError, AttributeError):
        return {'': str(value)}


def _read_choice(field: Any, inputs: Inputs) -> Any:
    token = inputs.get('', '')
    if not token:
        return field.missing_value
    try:
        return field.vocabulary.getTermByToken(token).value
    except LookupError:
        raise BadValue(_('No such choice: ${choice}', mapping={'choice': token})) from None


def _fill_bool(field: Any, value: Any) -> Inputs:
    return {'': 'yes' if value else '', 'there': 'yes'}


def _read_bool(field: Any, inputs: Inputs) -> Any:
    return inputs.get('', '') == 'yes'


def _read_whole(field: Any, inputs: Inputs) -> Any:
    text = ''.join(inputs.get('', '').split())
    if not text:
        return field.missing_value
    try:
        return int(text)
    except ValueError:
        raise BadValue(_('A whole number is needed, for example 12')) from None


def _fill_whole(field: Any, value: Any) -> Inputs:
    return {'': '' if value is None else str(value)}


def _fill_day(field: Any, value: date | None) -> Inputs:
    return {'': value.isoformat() if value else ''}


def _read_day(field: Any, inputs: Inputs) -> Any:
    return _day(inputs.get('', '').strip()) or field.missing_value


def _day(text: str) -> date | None:
    if not text:
        return None
    try:
        return date.fromisoformat(text)
    except ValueError:
        span = parse_span(text)
    if span.earliest is None or span.earliest != span.latest:
        raise BadValue(_('A whole date is needed, for example 2024-05-12'))
    return span.earliest


def _fill_closures(field: Any, value: Any) -> Inputs:
    found: Inputs = {}
    for place, one in enumerate(value or ()):
        for part in _CLOSURE_PARTS:
            content = getattr(one, part)
            found[f'{place}.{part}'] = content.isoformat() if isinstance(content, date) else content or ''
    start = len(value or ())
    for place in range(start, start + _SPARE_ROWS):
        found |= {f'{place}.{part}': '' for part in _CLOSURE_PARTS}
    return found


def _read_closures(field: Any, inputs: Inputs) -> Any:
    return tuple(_closures(inputs))


def _closures(inputs: Inputs) -> Iterator[Closure]:
    for place in places(inputs):
        kind, since, until, note = (inputs.get(f'{place}.{part}', '').strip() for part in _CLOSURE_PARTS)
        if not kind:
            continue
        if kind not in KINDS:
            raise BadValue(_('No such choice: ${choice}', mapping={'choice': kind}))
        first = _day(since)
        if first is None:
            raise BadValue(_('A closure needs the day from which it holds'))
        yield Closure(kind, first, _day(until), note)


def _several(field: Any) -> Widget:
    inner = field.value_type
    if isinstance(inner, (fields.VocabularyChoice, Choice)):
        return Widget('checks', _fill_checks, _read_checks, None)
    if isinstance(inner, fields.LocalText):
        return Widget('rows', _fill_rows, _read_rows, None)
    return Widget('area', _fill_items, _read_items)


def _fill_checks(field: Any, value: Any) -> Inputs:
    return {'there': 'yes', **{str(one): 'yes' for one in value or ()}}


def _read_checks(field: Any, inputs: Inputs) -> Any:
    return _collected(field, [tail for tail, text in inputs.items() if text == 'yes' and tail != 'there'])


def _columns(field: Any) -> Mapping[str, Any]:
    """The fields of one row; a list of texts in several languages has one nameless column."""
    return fields.fields_of(field.schema) if isinstance(field, fields.Rows) else {'text': field.value_type}


def _fill_rows(field: Any, value: Any) -> Inputs:
    found: Inputs = {}
    for place, row in enumerate([*(value or ()), {}]):
        values = row if isinstance(field, fields.Rows) else {'text': row}
        for name, column in _columns(field).items():
            inputs = widget_of(column).fill(column, values.get(name, column.default))
            found |= {_joined(str(place), name, tail): text for tail, text in inputs.items()}
    return found


def _joined(*parts: str) -> str:
    return '.'.join(part for part in parts if part)


def places(inputs: Inputs) -> list[str]:
    """The rows that inputs have, in order."""
    return sorted({tail.partition('.')[0] for tail in inputs if '.' in tail}, key=lambda text: (len(text), text))


def cells(field: Any, inputs: Inputs, place: str) -> Iterator[tuple[str, Any, Inputs]]:
    """(name, field, inputs) of each column in one row."""
    for name, column in _columns(field).items():
        yield name, column, typed(f'{place}.{name}', column, inputs) or {}


def _read_rows(field: Any, inputs: Inputs) -> Any:
    rows = []
    for place in places(inputs):
        row = {name: widget_of(column).read(column, sent) for name, column, sent in cells(field, inputs, place)
               if any(text.strip() for tail, text in sent.items() if tail != 'there')}
        if row:
            rows.append(row if isinstance(field, fields.Rows) else row['text'])
    return _collected(field, rows)


def _fill_items(field: Any, value: Any) -> Inputs:
    return {'': '\n'.join(codecs.to_text(field.value_type, one) for one in value or ())}


def _read_items(field: Any, inputs: Inputs) -> Any:
    lines = (line.strip() for line in inputs.get('', '').split('\n'))
    return _collected(field, [codecs.from_text(field.value_type, line) for line in lines if line])


def _collected(field: Any, items: list[Any]) -> Any:
    kind = field._type[0] if isinstance(field._type, tuple) else field._type
    return kind(items)


_WIDGETS: Mapping[type, Widget] = MappingProxyType({
    fields.LongLocalText: Widget('tongues', _fill_tongues, _read_tongues, LANGUAGES),
    fields.LocalText: Widget('tongues', _fill_tongues, _read_tongues, LANGUAGES),
    fields.SpanField: Widget('span', _fill_span, _read_span),
    fields.VocabularyChoice: Widget('select', _fill_text, _read_text),
    fields.Reference: Widget('reference', _fill_whole, _read_whole),
    fields.Rows: Widget('rows', _fill_rows, _read_rows, None),
    fields.ClosureField: Widget('closures', _fill_closures, _read_closures, None),
    Choice: Widget('select', _fill_choice, _read_choice),
    Bool: Widget('check', _fill_bool, _read_bool, ('', 'there')),
    Int: Widget('whole', _fill_whole, _read_whole),
    Date: Widget('day', _fill_day, _read_day),
    TextLine: Widget('line', _fill_text, _read_text),
    Text: Widget('area', _fill_text, _read_text),
    object: Widget('line', _fill_text, _read_text),
})
