"""How a value of a field is shown to a reader: one table from the kind of field to its words."""

from collections.abc import Callable, Mapping
from functools import lru_cache
from types import MappingProxyType
from typing import Any, NamedTuple

from markupsafe import Markup, escape
from zope.i18nmessageid import Message
from zope.schema import (
    Bool,
    Bytes,
    Choice,
    Date,
    Datetime,
    Decimal,
    Float,
    Int,
    List,
    Set,
    SourceText,
    Text,
    TextLine,
    Tuple,
)

from muragat.kernel import fields, vocabularies
from muragat.kernel.closure import KINDS, Closure
from muragat.kernel.dates import word_span
from muragat.kernel.errors import Refused
from muragat.kernel.i18n import LANGUAGES, _
from muragat.kernel.localized import language_of, pick
from muragat.web.addresses import href

YES, NO = _('yes'), _('no')


class Reader(NamedTuple):
    """For whom values are worded: `page` is the `layout.Page` of the request.

    Who compares reads texts in all their languages: the difference may be in another one than his.
    """

    page: Any
    compares: bool = False

    @property
    def language(self) -> str:
        return self.page.language

    @property
    def desk(self) -> Any:
        return self.page.request.desk


def show(field: Any, value: Any, reader: Reader) -> str:
    """The value in the reader's language, safe for a page; empty when there is none."""
    if value is None or value == '' or value == {} or value == ():
        return ''
    return _way(type(field).__mro__)(field, value, reader)


def plain(field: Any, value: Any, reader: Reader) -> str:
    """The same without markup, as a list in a file has it."""
    shown = show(field, value, reader)
    return shown.striptags() if isinstance(shown, Markup) else shown


@lru_cache(maxsize=256)
def _way(kinds: tuple[type, ...]) -> Callable[[Any, Any, Reader], str]:
    return next(_SHOWN[each] for each in kinds if each in _SHOWN)


def _text(field: Any, value: Any, reader: Reader) -> str:
    return str(value)


def _long_text(field: Any, value: Any, reader: Reader) -> str:
    return Markup('<span class="longtext">{}</span>').format(value)


def _local_text(field: Any, value: Any, reader: Reader) -> str:
    if reader.compares:
        return _tongues(field, value)
    text = pick(value, reader.language)
    spoken = language_of(value, reader.language)
    kind = ' class="longtext"' if isinstance(field, fields.LongLocalText) else ''
    if spoken == reader.language and not kind:
        return text
    return Markup('<span lang="{}"{}>{}</span>').format(spoken, Markup(kind), text)


def _tongues(field: Any, value: Any) -> str:
    kind = Markup(' class="longtext"') if isinstance(field, fields.LongLocalText) else ''
    line = Markup('<span class="text-secondary">{0}:</span> <span lang="{0}"{1}>{2}</span>')
    return Markup('<br>').join(line.format(code, kind, value[code]) for code in LANGUAGES if value.get(code))


def _span(field: Any, value: Any, reader: Reader) -> str:
    return value.text or word_span(value, reader.language)


def _term(field: Any, value: Any, reader: Reader) -> str:
    desk = reader.desk
    return vocabularies.word(desk.site, desk.registry, field.vocabulary, value, reader.language)


def _choice(field: Any, value: Any, reader: Reader) -> str:
    if field.vocabulary is None:
        return str(value)
    try:
        title = field.vocabulary.getTerm(value).title
    except LookupError:
        return str(value)
    return reader.page.words(title) if title else str(value)


def _bool(field: Any, value: Any, reader: Reader) -> str:
    return reader.page.words(YES if value else NO)


def _number(field: Any, value: Any, reader: Reader) -> str:
    return reader.page.number(value)


def _date(field: Any, value: Any, reader: Reader) -> str:
    return reader.page.date(value)


def _moment(field: Any, value: Any, reader: Reader) -> str:
    return reader.page.time(value.timestamp())


def _reference(field: Any, value: Any, reader: Reader) -> str:
    try:
        record = reader.desk.resolve(value)
    except Refused:
        return ''
    return Markup('<a href="{}">{}</a>').format(href(record), reader.page.label(record))


def closure_words(closure: Closure, page: Any) -> str:
    """One restriction: its kind and how long."""
    kind = page.words(KINDS.get(closure.kind, closure.kind))
    mapping = {'kind': kind, 'since': page.date(closure.since), 'until': page.date(closure.until)}
    words = _('${kind}, from ${since} until ${until}') if closure.until else _('${kind}, from ${since}')
    text = page.words(words, **mapping)
    if closure.lifted:
        text = page.words(_('${text}; lifted on ${day} (${ground})'), text=text, day=page.date(closure.lifted),
                          ground=closure.ground or '—')
    return f'{text}. {closure.note}' if closure.note else text


def _closures(field: Any, value: Any, reader: Reader) -> str:
    return Markup('<br>').join(escape(closure_words(closure, reader.page)) for closure in value)


def _several(field: Any, value: Any, reader: Reader) -> str:
    shown = (show(field.value_type, one, reader) for one in value)
    return Markup('<br>').join(escape(one) for one in shown if one)


def _rows(field: Any, value: Any, reader: Reader) -> str:
    columns = fields.fields_of(field.schema)
    lines = []
    for row in value:
        shown = (show(column, row.get(name), reader) for name, column in columns.items())
        lines.append(Markup(' · ').join(escape(one) for one in shown if one))
    return Markup('<br>').join(lines)


def _bytes(field: Any, value: Any, reader: Reader) -> str:
    return reader.page.size(len(value))


def _unknown(field: Any, value: Any, reader: Reader) -> str:
    return reader.page.words(value) if isinstance(value, Message) else str(value)


_SHOWN: Mapping[type, Callable[[Any, Any, Reader], str]] = MappingProxyType({
    fields.LocalText: _local_text,
    fields.SpanField: _span,
    fields.VocabularyChoice: _term,
    fields.Reference: _reference,
    fields.ClosureField: _closures,
    fields.Rows: _rows,
    Choice: _choice,
    Bool: _bool,
    Int: _number,
    Float: _number,
    Decimal: _number,
    Date: _date,
    Datetime: _moment,
    TextLine: _text,
    Text: _long_text,
    SourceText: _long_text,
    Tuple: _several,
    List: _several,
    Set: _several,
    Bytes: _bytes,
    object: _unknown,
})
