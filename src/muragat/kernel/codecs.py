"""Records as JSON and text: one description, the schema, gives readers, writers, JSON Schema and validation."""

from collections.abc import Iterator, Mapping
from functools import lru_cache
from types import SimpleNamespace
from typing import Any, Protocol

from zope.interface import Invalid
from zope.interface.interface import InterfaceClass
from zope.schema import interfaces as failures

from muragat.kernel.errors import Refusal
from muragat.kernel.field_codecs import codec, nullable
from muragat.kernel.fields import LocalText, Reference, VocabularyChoice, fields_of, groups
from muragat.kernel.i18n import LANGUAGES, BadValue, _, translator

JSON_SCHEMA_DIALECT = 'https://json-schema.org/draft/2020-12/schema'


class Known(Protocol):
    """What exists on a site, for fields that point there."""

    def has_term(self, vocabulary: str, code: str) -> bool:
        """Whether the vocabulary has the term."""

    def has_record(self, record_id: int, types: tuple[str, ...]) -> bool:
        """Whether there is such a record of one of the types (none: of any)."""


def to_json(field: Any, value: Any) -> Any:
    """A value as JSON data; None stays None."""
    return None if value is None else codec(field).to_json(field, value)


def from_json(field: Any, data: Any) -> Any:
    """A value from JSON data, not yet validated; BadValue when the data are of another kind."""
    return None if data is None else codec(field).from_json(field, data)


def to_text(field: Any, value: Any) -> str:
    """A value as one cell of text, which `from_text` reads back."""
    return '' if value is None else codec(field).to_text(field, value)


def from_text(field: Any, text: str) -> Any:
    """A value from one cell of text, not yet validated; BadValue when it is not understood."""
    return codec(field).from_text(field, text)


def json_schema(field: Any, language: str = 'en') -> dict[str, Any]:
    """The JSON Schema of a field with its title and help in the language."""
    words = translator(language)
    schema = {'title': words.translate(field.title), **nullable(field)}
    if field.description:
        schema['description'] = words.translate(field.description)
    return schema


def schema_json(schema: InterfaceClass, language: str = 'en') -> dict[str, Any]:
    """The JSON Schema of an object of all fields; what is required is so for a new record."""
    return {
        '$schema': JSON_SCHEMA_DIALECT,
        'type': 'object',
        'properties': {name: json_schema(field, language) for name, field in fields_of(schema).items()},
        'required': list(_needed(schema)),
        'additionalProperties': False,
        'x-groups': [{'title': translator(language).translate(group.title), 'fields': list(group.field_names)}
                     for group in groups(schema)],
    }


@lru_cache(maxsize=256)
def _needed(schema: InterfaceClass) -> tuple[str, ...]:
    return tuple(name for name, field in fields_of(schema).items() if field.required and field.default is None)


def values_to_json(schema: InterfaceClass, record: Any) -> dict[str, Any]:
    """All fields of a record as JSON data."""
    return {name: to_json(field, getattr(record, name)) for name, field in fields_of(schema).items()}


def values_from_json(schema: InterfaceClass, data: Any) -> tuple[dict[str, Any], list[Refusal]]:
    """Values of the fields that the data name, and a refusal for each that cannot be read."""
    if not isinstance(data, Mapping):
        return {}, [Refusal('not_an_object', _('An object with fields is needed'))]
    return _gathered(schema, data, from_json)


def values_from_text(schema: InterfaceClass, cells: Mapping[str, str]) -> tuple[dict[str, Any], list[Refusal]]:
    """Values from cells under the names of `columns`; texts of several languages come together from "title.kk", …."""
    merged: dict[str, Any] = {}
    local: dict[str, dict[str, str]] = {}
    for name, text in cells.items():
        field_name, _dot, language = name.partition('.')
        if language in LANGUAGES and isinstance(fields_of(schema).get(field_name), LocalText):
            local.setdefault(field_name, {})[language] = text
        else:
            merged[name] = text
    values, refusals = _gathered(schema, merged, from_text)
    local_values, local_refusals = _gathered(schema, local, from_json)
    return {**values, **local_values}, refusals + local_refusals


def columns(schema: InterfaceClass) -> tuple[str, ...]:
    """The names of the cells in which a record is imported and exported as a table."""
    return tuple(column for name, field in fields_of(schema).items() for column in _columns_of(name, field))


def _columns_of(name: str, field: Any) -> Iterator[str]:
    if isinstance(field, LocalText):
        yield from (f'{name}.{language}' for language in LANGUAGES)
    else:
        yield name


def values_to_text(schema: InterfaceClass, record: Any) -> dict[str, str]:
    """The cells of a record under the names of `columns`."""
    cells: dict[str, str] = {}
    for name, field in fields_of(schema).items():
        value = getattr(record, name)
        if isinstance(field, LocalText):
            cells |= {f'{name}.{language}': (value or {}).get(language, '') for language in LANGUAGES}
        else:
            cells[name] = to_text(field, value)
    return cells


def _gathered(schema: InterfaceClass, data: Mapping[str, Any], read: Any) -> tuple[dict[str, Any], list[Refusal]]:
    known = fields_of(schema)
    values: dict[str, Any] = {}
    refusals: list[Refusal] = []
    for name, raw in data.items():
        if name not in known:
            refusals.append(_unknown(name))
            continue
        try:
            values[name] = read(known[name], raw)
        except BadValue as error:
            refusals.append(Refusal('unreadable', error.message, name))
    return values, refusals


def _unknown(name: object) -> Refusal:
    shown = str(name)[:64]
    return Refusal('unknown_field', _('There is no field ${name}', mapping={'name': shown}), shown)


def validate(schema: InterfaceClass, values: Mapping[str, Any], record: Any = None,
             known: Known | None = None) -> list[Refusal]:
    """Everything that speaks against the values: of each field, of terms and references, of the schema as a whole.

    Without a record they are those of a new one, and what is missing takes its default; with a record the values
    change it, and only they are looked at by themselves.
    """
    refusals = list(_against_fields(schema, values, known))
    if record is None:
        refusals += [Refusal('required', _('Required'), name) for name in _needed(schema) if name not in values]
    return refusals or list(_against_whole(schema, values, record))


def _against_fields(schema: InterfaceClass, values: Mapping[str, Any], known: Known | None) -> Iterator[Refusal]:
    fields = fields_of(schema)
    for name, value in values.items():
        field = fields.get(name)
        if field is None:
            yield _unknown(name)
            continue
        try:
            field.validate(value)
        except Invalid as error:
            yield Refusal(_code(error), wording(error, field), name)
        else:
            yield from _against_pointer(field, name, value, known)


def _against_pointer(field: Any, name: str, value: Any, known: Known | None) -> Iterator[Refusal]:
    if known is None or value is None:
        return
    item = getattr(field, 'value_type', None)
    if isinstance(item, VocabularyChoice | Reference):
        for each in value:
            yield from _against_pointer(item, name, each, known)
    elif isinstance(field, VocabularyChoice) and not known.has_term(field.vocabulary, value):
        yield Refusal('no_term', _('No such term: ${term}', mapping={'term': value}), name)
    elif isinstance(field, Reference) and not known.has_record(value, field.types):
        yield Refusal('no_record', _('There is no such record to refer to'), name)


def _against_whole(schema: InterfaceClass, values: Mapping[str, Any], record: Any) -> Iterator[Refusal]:
    invariants = _invariants(schema)
    if not invariants:
        return
    fields = fields_of(schema)
    whole = SimpleNamespace(**{name: _value(name, field, values, record) for name, field in fields.items()})
    for invariant in invariants:
        try:
            invariant(whole)
        except Invalid as error:
            yield Refusal('invariant', wording(error, None), getattr(error, 'field_name', None))


def _value(name: str, field: Any, values: Mapping[str, Any], record: Any) -> Any:
    if name in values:
        return values[name]
    return field.default if record is None else getattr(record, name)


@lru_cache(maxsize=256)
def _invariants(schema: InterfaceClass) -> tuple[Any, ...]:
    return tuple(one for interface in schema.__iro__ for one in interface.queryDirectTaggedValue('invariants', ()))


def _code(error: Invalid) -> str:
    return 'required' if isinstance(error, failures.RequiredMissing) else 'invalid'


def wording(error: Exception, field: Any) -> str:
    """A message for a person about a value that zope.schema or a schema's invariant refused."""
    if isinstance(error, BadValue):
        return error.message
    if isinstance(error, failures.WrongContainedType) and error.args and error.args[0]:
        return wording(error.args[0][0], getattr(field, 'value_type', None))
    for kind, message in _WORDINGS:
        if isinstance(error, kind):
            return _(message, mapping=_limits(field)) if '${' in message else message
    text = error.args[0] if error.args else ''
    return text if isinstance(text, str) and text else _('This value cannot be taken')


def _limits(field: Any) -> dict[str, Any]:
    return {name: getattr(field, name, None) for name in ('min', 'max', 'min_length', 'max_length')}


_WORDINGS: tuple[tuple[type[Exception], str], ...] = (
    (failures.RequiredMissing, _('Required')),
    (failures.TooSmall, _('At least ${min}')),
    (failures.TooBig, _('At most ${max}')),
    (failures.TooShort, _('At least ${min_length} long')),
    (failures.TooLong, _('At most ${max_length} long')),
    (failures.NotUnique, _('The same value stands twice')),
    (failures.WrongType, _('A value of another kind is needed')),
    (failures.WrongContainedType, _('A value of another kind is needed')),
    (failures.ConstraintNotSatisfied, _('This value cannot be taken')),
)
