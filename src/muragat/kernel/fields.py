"""Kinds of fields beyond zope.schema's own, groups of fields, and classes that store what a schema describes."""

import re
import sys
from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import date
from functools import lru_cache
from types import MappingProxyType
from typing import Any, NamedTuple, TypeVar

from zope.interface import classImplements
from zope.interface.interface import TAGGED_DATA, InterfaceClass
from zope.schema import Field, Int, TextLine, getFieldsInOrder
from zope.schema.interfaces import WrongType

from muragat.kernel.dates import Span
from muragat.kernel.i18n import LANGUAGES, BadValue, _

_GROUPS = 'muragat.groups'
_NUMBER = re.compile(r'[^\W_][\w. -]*')
_CODE = re.compile(r'[a-z0-9][a-z0-9_-]*')
_TWELVE_DIGITS = re.compile('[0-9]{12}')
_FIRST_WEIGHTS = range(1, 12)
_SECOND_WEIGHTS = (3, 4, 5, 6, 7, 8, 9, 10, 11, 1, 2)

C = TypeVar('C', bound=type)


class LocalText(Field):
    """One line in several languages: a dict of language to text."""

    _type = dict

    def __init__(self, *, max_length: int = 1000, required_languages: Sequence[str] = (), **keywords: Any) -> None:
        self.max_length = max_length
        self.required_languages = tuple(required_languages)
        super().__init__(**keywords)

    def _validate(self, value: dict[str, str]) -> None:
        super()._validate(value)  # type: ignore[misc]
        for language, text in value.items():
            self._check_text(language, text)
        if self.required and not any(text.strip() for text in value.values()):
            raise BadValue(_('Required'))
        if missing := [language for language in self.required_languages if not value.get(language, '').strip()]:
            raise BadValue(_('Text is missing in: ${languages}', mapping={'languages': ', '.join(missing)}))

    def _check_text(self, language: str, text: object) -> None:
        if language not in LANGUAGES or not isinstance(text, str):
            raise WrongType(text, str, self.__name__)
        if len(text) > self.max_length:
            raise BadValue(_('At most ${count} characters', mapping={'count': self.max_length}))
        if not self.lines_allowed and '\n' in text:
            raise BadValue(_('One line only'))

    lines_allowed = False


class LongLocalText(LocalText):
    """Paragraphs in several languages."""

    lines_allowed = True

    def __init__(self, *, max_length: int = 100_000, **keywords: Any) -> None:
        super().__init__(max_length=max_length, **keywords)


class ArchivalNumber(TextLine):
    """A number with letters as archives give them: "12", "12а", "Р-12", "2-1"; no slash, for it stands in addresses."""

    def __init__(self, *, max_length: int = 32, **keywords: Any) -> None:
        super().__init__(max_length=max_length, **keywords)

    def _validate(self, value: str) -> None:
        super()._validate(value)  # type: ignore[misc]
        if not _NUMBER.fullmatch(value) or value != value.strip():
            raise BadValue(_('A number has digits, letters, hyphens and dots, for example 12, 12а or Р-12'))


class SpanField(Field):
    """An imprecise date or span: `dates.Span`."""

    _type = Span

    def _validate(self, value: Span) -> None:
        super()._validate(value)  # type: ignore[misc]
        if value.earliest and value.latest and value.earliest > value.latest:
            raise BadValue(_('The first date is later than the last one'))


class _IdentificationNumber(TextLine):
    """Twelve digits of which the last one checks the others; birth date and sex are not checked, by Decree 853/2013."""

    def _validate(self, value: str) -> None:
        super()._validate(value)  # type: ignore[misc]
        if not _TWELVE_DIGITS.fullmatch(value):
            raise BadValue(_('Twelve digits are needed'))
        if check_digit(value) != int(value[11]):
            raise BadValue(_('The check digit is wrong: look for a mistyped digit'))


class Iin(_IdentificationNumber):
    """Individual identification number (ЖСН, ИИН)."""


class Bin(_IdentificationNumber):
    """Business identification number (БСН, БИН)."""


def check_digit(number: str) -> int | None:
    """The twelfth digit that the first eleven ask for; None when no valid number begins with them."""
    digits = [int(digit) for digit in number[:11]]
    for weights in (_FIRST_WEIGHTS, _SECOND_WEIGHTS):
        rest = sum(digit * weight for digit, weight in zip(digits, weights, strict=True)) % 11
        if rest < 10:
            return rest
    return None


class VocabularyChoice(TextLine):
    """The code of a term of an editable vocabulary; whether the term is there is seen when the site is at hand."""

    def __init__(self, *, vocabulary: str, **keywords: Any) -> None:
        self.vocabulary = vocabulary
        super().__init__(max_length=64, **keywords)

    def _validate(self, value: str) -> None:
        super()._validate(value)  # type: ignore[misc]
        if not _CODE.fullmatch(value):
            raise BadValue(_('No such term: ${term}', mapping={'term': value}))


class Reference(Int):
    """The id of another record of one of the types; no types: of any."""

    def __init__(self, *, types: Sequence[str] = (), **keywords: Any) -> None:
        self.types = tuple(types)
        super().__init__(min=1, max=2**53, **keywords)


class ClosureField(Field):
    """Reasons why a record is closed for a time: a tuple of `closure.Closure`."""

    _type = tuple

    def __init__(self, **keywords: Any) -> None:
        super().__init__(**{'required': False, 'default': (), **keywords})

    def _validate(self, value: tuple[Any, ...]) -> None:
        super()._validate(value)  # type: ignore[misc]
        for closure in value:
            if not isinstance(getattr(closure, 'since', None), date):
                raise WrongType(closure, date, self.__name__)
            if closure.until is not None and closure.until < closure.since:
                raise BadValue(_('A closure ends before it begins'))


class Rows(Field):
    """A small table inside a record: a tuple of dicts, each with the values of a row schema."""

    _type = tuple

    def __init__(self, *, schema: InterfaceClass, max_length: int = 500, **keywords: Any) -> None:
        self.schema = schema
        self.max_length = max_length
        super().__init__(**{'required': False, 'default': (), **keywords})

    def _validate(self, value: tuple[Any, ...]) -> None:
        super()._validate(value)  # type: ignore[misc]
        if len(value) > self.max_length:
            raise BadValue(_('At most ${count} rows', mapping={'count': self.max_length}))
        columns = fields_of(self.schema)
        for row in value:
            if not isinstance(row, dict) or not row.keys() <= columns.keys():
                raise WrongType(row, dict, self.__name__)
            for name, column in columns.items():
                column.validate(row.get(name, column.default))


class Group(NamedTuple):
    """Fields that stand together in a form and on a record's page."""

    name: str
    title: str
    field_names: tuple[str, ...]


def group(name: str, title: str, *field_names: str) -> None:
    """Inside the body of a schema: these fields stand together under this title."""
    tags = sys._getframe(1).f_locals.setdefault(TAGGED_DATA, {})
    tags[_GROUPS] = (*tags.get(_GROUPS, ()), Group(name, title, field_names))


@lru_cache(maxsize=256)
def groups(schema: InterfaceClass) -> tuple[Group, ...]:
    """The groups of a schema, its ancestors' first; fields in no group come last under "Other"."""
    found: dict[str, Group] = {}
    for interface in reversed(schema.__iro__):
        for one in interface.queryDirectTaggedValue(_GROUPS, ()):
            earlier = found[one.name].field_names if one.name in found else ()
            found[one.name] = one._replace(field_names=earlier + one.field_names)
    grouped = {name for one in found.values() for name in one.field_names}
    rest = tuple(name for name in fields_of(schema) if name not in grouped)
    return (*found.values(), Group('other', _('Other'), rest)) if rest else tuple(found.values())


@lru_cache(maxsize=256)
def fields_of(schema: InterfaceClass) -> Mapping[str, Any]:
    """The fields of a schema by name, in the order in which they are written."""
    return MappingProxyType(dict(getFieldsInOrder(schema)))


def stored(schema: InterfaceClass) -> Callable[[C], C]:
    """Class decorator: each field is an attribute with the field's default in the class, validated when it is set.

    Defaults are never stored, so a field that a schema gains later needs no evolution. Values are replaced as a whole:
    changing a dict or list in place is not noticed. TypeError when a field would hide a method of the class.
    """

    def decorate(cls: C) -> C:
        fields = fields_of(schema)
        plain = cls.__setattr__

        def set_validated(self: Any, name: str, value: Any) -> None:
            field = fields.get(name)
            if field is not None:
                field.validate(value)
            plain(self, name, value)  # type: ignore[call-arg]

        for name, field in fields.items():
            if callable(getattr(cls, name, None)):
                raise TypeError(f'field {name!r} of {schema.__name__} would hide the method {cls.__name__}.{name}')
            setattr(cls, name, field.default)
        cls.__setattr__ = set_validated  # type: ignore[assignment,method-assign]
        classImplements(cls, schema)  # type: ignore[misc]
        return cls

    return decorate


def assign(record: Any, values: Mapping[str, Any]) -> None:
    """Set many values that `codecs.validate` has passed, without validating them again."""
    record._p_activate()
    state = vars(record)
    kind = type(record)
    for name, value in values.items():
        if name not in state and value == getattr(kind, name, state):
            continue
        state[name] = value
    record._p_changed = True


def values_of(record: Any, names: Iterable[str]) -> dict[str, Any]:
    """The values of a record's fields by name."""
    return {name: getattr(record, name) for name in names}
