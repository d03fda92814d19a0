"""Codecs of fields with one value: texts, numbers, dates, truth, choices."""

import re
import unicodedata
from collections.abc import Callable, Mapping
from datetime import date
from typing import Any, NamedTuple

from muragat.kernel.dates import parse_span
from muragat.kernel.i18n import LANGUAGES, BadValue, _
from muragat.kernel.localized import tidy
from muragat.language.numbers import tidy_number


class Codec(NamedTuple):
    """Both ways between a value and JSON, and between a value and one cell of text; each function takes the field."""

    to_json: Callable[[Any, Any], Any]
    from_json: Callable[[Any, Any], Any]
    json_schema: Callable[[Any], dict[str, Any]]
    to_text: Callable[[Any, Any], str]
    from_text: Callable[[Any, str], Any]


_KAZAKH_LETTERS = re.compile('[әғқңөұүһіӘҒҚҢӨҰҮҺІ]')
_CYRILLIC = re.compile('[А-Яа-яЁё]')
_LANGUAGE_MARK = re.compile(r'\[(kk|ru|en)\]')
_YES = frozenset({'yes', 'true', '1', 'y', 'иә', 'да', 'on', '+'})
_NO = frozenset({'no', 'false', '0', 'n', 'жоқ', 'нет', 'off', '-'})


def clean_text(text: Any) -> str:
    """Text in normal form; BadValue when it is no text or has characters that cannot be kept."""
    if not isinstance(text, str):
        raise BadValue(_('Text is needed'))
    normal = unicodedata.normalize('NFC', text).replace('\r\n', '\n').replace('\r', '\n')
    if any(unicodedata.category(sign) in ('Cc', 'Cs') and sign not in '\n\t' for sign in normal):
        raise BadValue(_('The text has characters that cannot be kept'))
    return normal


def guess_language(text: str) -> str:
    """The language that the letters of a short text speak for."""
    if _KAZAKH_LETTERS.search(text):
        return 'kk'
    return 'ru' if _CYRILLIC.search(text) else 'en'


# Text

def _same(field: Any, value: Any) -> Any:
    return value


def _line_from_json(field: Any, data: Any) -> str | None:
    return clean_text(data).strip() or None


def _text_schema(field: Any) -> dict[str, Any]:
    schema: dict[str, Any] = {'type': 'string'}
    if field.max_length is not None:
        schema['maxLength'] = field.max_length
    if field.min_length:
        schema['minLength'] = field.min_length
    return schema


def _plain(field: Any, value: Any) -> str:
    return str(value)


TEXT = Codec(_same, _line_from_json, _text_schema, _plain, _line_from_json)


def _number_from(field: Any, data: Any) -> str | None:
    return tidy_number(clean_text(data)) or None


NUMBER = TEXT._replace(from_json=_number_from, from_text=_number_from)


def _digits_from(field: Any, data: Any) -> str | None:
    return re.sub(r'\s', '', clean_text(data)) or None


def _digits_schema(field: Any) -> dict[str, Any]:
    return {'type': 'string', 'pattern': '^[0-9]{12}$'}


IDENTIFICATION = Codec(_same, _digits_from, _digits_schema, _plain, _digits_from)


def _term_schema(field: Any) -> dict[str, Any]:
    return {'type': 'string', 'pattern': '^[a-z0-9][a-z0-9_-]*$', 'maxLength': 64, 'x-vocabulary': field.vocabulary}


TERM = TEXT._replace(json_schema=_term_schema)


# Texts in several languages

def _local_from_json(field: Any, data: Any) -> dict[str, str] | None:
    if not isinstance(data, Mapping) or not set(data) <= set(LANGUAGES):
        raise BadValue(_('Texts are needed under the languages kk, ru, en'))
    return tidy({language: clean_text(text) for language, text in data.items()}) or None


def _local_schema(field: Any) -> dict[str, Any]:
    text = {'type': 'string', 'maxLength': field.max_length}
    schema: dict[str, Any] = {
        'type': 'object', 'properties': dict.fromkeys(LANGUAGES, text), 'additionalProperties': False
    }
    if field.required:
        schema['minProperties'] = 1
    if field.required_languages:
        schema['required'] = list(field.required_languages)
    return schema


def _local_to_text(field: Any, value: dict[str, str]) -> str:
    return ' '.join(f'[{language}] {value[language]}' for language in LANGUAGES if value.get(language))


def _local_from_text(field: Any, text: str) -> dict[str, str] | None:
    """"[kk] … [ru] …", or one text whose language its letters tell."""
    parts = _LANGUAGE_MARK.split(clean_text(text))
    if len(parts) == 1:
        return tidy({guess_language(text): parts[0]}) or None
    if parts[0].strip():
        raise BadValue(_('Text stands before the first mark of language'))
    return tidy(dict(zip(parts[1::2], parts[2::2], strict=True))) or None


LOCAL = Codec(_same, _local_from_json, _local_schema, _local_to_text, _local_from_text)


# Dates

def _span_to_json(field: Any, value: Any) -> dict[str, Any]:
    return {
        'text': value.text,
        'earliest': value.earliest.isoformat() if value.earliest else None,
        'latest': value.latest.isoformat() if value.latest else None,
    }


def _span_from_json(field: Any, data: Any) -> Any:
    return _span_from_text(field, data.get('text') if isinstance(data, Mapping) else data)


def _span_from_text(field: Any, text: Any) -> Any:
    wording = clean_text(text).strip()
    if len(wording) > 200:
        raise BadValue(_('At most ${count} characters', mapping={'count': 200}))
    return parse_span(wording) if wording else None


def _span_schema(field: Any) -> dict[str, Any]:
    day = {'type': ['string', 'null'], 'format': 'date'}
    bounds = {'text': {'type': 'string', 'maxLength': 200}, 'earliest': day, 'latest': day}
    return {'anyOf': [{'type': 'string', 'maxLength': 200},
                      {'type': 'object', 'properties': bounds, 'required': ['text']}]}


SPAN = Codec(_span_to_json, _span_from_json, _span_schema, lambda field, value: str(value.text), _span_from_text)


def date_from_json(field: Any, data: Any) -> date:
    try:
        return date.fromisoformat(clean_text(data))
    except ValueError:
        raise BadValue(_('A day is needed, as 1941-05-12')) from None


def _date_from_text(field: Any, text: str) -> date | None:
    """Any wording of one day."""
    if not text.strip():
        return None
    span = parse_span(clean_text(text))
    if span.earliest is None or span.earliest != span.latest:
        raise BadValue(_('A day is needed, as 1941-05-12'))
    return span.earliest


DATE = Codec(lambda field, value: value.isoformat(), date_from_json,
             lambda field: {'type': 'string', 'format': 'date'},
             lambda field, value: str(value.isoformat()), _date_from_text)


# Numbers and truth

def _int_from_json(field: Any, data: Any) -> int:
    if isinstance(data, float) and data.is_integer():
        return int(data)
    if isinstance(data, bool) or not isinstance(data, int):
        raise BadValue(_('A whole number is needed'))
    return data


def _int_from_text(field: Any, text: str) -> int | None:
    plain = re.sub(r'\s', '', clean_text(text))
    if not plain:
        return None
    if not re.fullmatch('[+-]?[0-9]{1,18}', plain):
        raise BadValue(_('A whole number is needed'))
    return int(plain)


def _bounds(field: Any) -> dict[str, Any]:
    bounds = {'minimum': field.min, 'maximum': field.max}
    return {name: bound for name, bound in bounds.items() if bound is not None}


INT = Codec(_same, _int_from_json, lambda field: {'type': 'integer', **_bounds(field)}, _plain, _int_from_text)


def _float_from_json(field: Any, data: Any) -> float:
    if isinstance(data, bool) or not isinstance(data, int | float):
        raise BadValue(_('A number is needed'))
    return float(data)


def _float_from_text(field: Any, text: str) -> float | None:
    plain = re.sub(r'\s', '', clean_text(text)).replace(',', '.')
    if not plain:
        return None
    if not re.fullmatch(r'[+-]?[0-9]{1,15}(\.[0-9]{1,15})?', plain):
        raise BadValue(_('A number is needed'))
    return float(plain)


FLOAT = Codec(_same, _float_from_json, lambda field: {'type': 'number', **_bounds(field)}, _plain, _float_from_text)


def _id_from_json(field: Any, data: Any) -> int | None:
    return _int_from_text(field, data) if isinstance(data, str) else _int_from_json(field, data)


def _id_schema(field: Any) -> dict[str, Any]:
    schema: dict[str, Any] = {'type': 'string', 'pattern': '^[0-9]{1,16}$'}
    return {**schema, 'x-types': list(field.types)} if field.types else schema


#: An id is a string in JSON, for not every reader of JSON keeps 53 bits.
REFERENCE = Codec(lambda field, value: str(value), _id_from_json, _id_schema, _plain, _int_from_text)


def _bool_from_json(field: Any, data: Any) -> bool:
    if not isinstance(data, bool):
        raise BadValue(_('Yes or no is needed'))
    return data


def _bool_from_text(field: Any, text: str) -> bool | None:
    plain = text.strip().lower()
    if not plain:
        return None
    if plain not in _YES | _NO:
        raise BadValue(_('Yes or no is needed'))
    return plain in _YES


BOOL = Codec(_same, _bool_from_json, lambda field: {'type': 'boolean'},
             lambda field, value: 'yes' if value else 'no', _bool_from_text)


# Choices

def _tokens(field: Any) -> dict[str, Any]:
    vocabulary = field.vocabulary
    return {term.token: term.value for term in vocabulary} if vocabulary is not None else {}


def _choice_to_text(field: Any, value: Any) -> str:
    return next((token for token, known in _tokens(field).items() if known == value), str(value))


def _choice_from(field: Any, data: Any) -> Any:
    token = clean_text(data).strip()
    if not token:
        return None
    if token not in _tokens(field):
        raise BadValue(_('No such term: ${term}', mapping={'term': token[:64]}))
    return _tokens(field)[token]


CHOICE = Codec(_choice_to_text, _choice_from, lambda field: {'type': 'string', 'enum': list(_tokens(field))},
               _choice_to_text, _choice_from)
