"""Reference codes: how a record of the holdings is cited, sorted by its citation, and what a typed citation names."""

import re
from collections.abc import Callable, Mapping
from typing import Any, NamedTuple

from muragat.kernel.localized import pick
from muragat.kernel.record import lineage
from muragat.language.folding import dashes, spaces
from muragat.language.numbers import number_key, tidy_number

#: How each level is written in each language; `{}` is the number.
_FORMS: Mapping[str, Mapping[str, str]] = {
    'kk': {'fonds': '{}-қ.', 'inventory': '{}-т.', 'unit': '{}-іс', 'document': '{}-құжат', 'sheets': '{} п.'},
    'ru': {'fonds': 'ф. {}', 'inventory': 'оп. {}', 'unit': 'д. {}', 'document': 'док. {}', 'sheets': 'л. {}'},
    'en': {'fonds': 'fonds {}', 'inventory': 'inv. {}', 'unit': 'file {}', 'document': 'doc. {}', 'sheets': 'f. {}'},
}
_SEVERAL_SHEETS = {'kk': '{} пп.', 'ru': 'л. {}', 'en': 'ff. {}'}
_LEVELS = ('fonds', 'inventory', 'unit', 'document')


class Parts(NamedTuple):
    """The numbers of a citation from the fonds down."""

    numbers: tuple[str, ...]
    sheets: str = ''


def reference_code(record: Any, language: str, sheets: str = '') -> str:
    """The citation from the archive's abbreviation down, made from the ancestors as they are now.

    A document is cited by its sheets when they are known, else by its number; `sheets` cites those of a unit.
    """
    line = {each.type_name: each for each in lineage(record)}
    forms = _FORMS.get(language, _FORMS['en'])
    shown = [pick(line['archive'].abbreviation, language)] if 'archive' in line else []
    shown += [_level(line[name], forms) for name in _LEVELS[:3] if name in line]
    document = line.get('document')
    cited = sheets or (document.sheet_numbers if document is not None else '') or ''
    if cited:
        shown.append(_sheets(cited, language))
    elif document is not None:
        shown.append(_level(document, forms))
    return ', '.join(part for part in shown if part)


def _level(record: Any, forms: Mapping[str, str]) -> str:
    return forms[record.type_name].format(record.__name__)


def _sheets(numbers: str, language: str) -> str:
    several = re.search(r'[-–,;]', numbers)
    form = _SEVERAL_SHEETS if several else {name: forms['sheets'] for name, forms in _FORMS.items()}
    return form.get(language, form['en']).format(numbers)


def code_key(record: Any) -> str:
    """A string by which citations sort in the order of the holdings, the same in every language."""
    names = [each.__name__ for each in lineage(record) if each.type_name in _LEVELS]
    return '\0'.join(number_key(name) for name in reversed(names))


_SPACED_DASH = re.compile(r'\s*-\s*')
#: "5-6 пп.", "л. 5-6", "ff. 5": what is said of sheets ends a citation.
_SHEETS_BEFORE = re.compile(r'[,\s]+(?:лл?|листы?|ff?|sheets?)\.?\s*([0-9][^/]*)$', re.IGNORECASE)
_SHEETS_AFTER = re.compile(r'[,\s]+([0-9][0-9\s,-]*)\s*-?(?:пп?|бб?|парақ\w*)\.?$', re.IGNORECASE)
_LOWER_WORDS = r'опись|оп|inventory|inv|дело|ед\.?\s*хр|file|unit|документ|док|doc|д'
_LOWER_ENDINGS = r'тізімдемесі|тізімдеме|т|ісі|іс|iс|құжаты|құжат'
_WORDS = re.compile(
    rf'(?<![\w-])(?:фонды?|fonds|ф|{_LOWER_WORDS})\.?(?=[\s№\d]|(?:Р|П|ДГ|P|R)-?[0-9])\s*№?', re.IGNORECASE)
_ENDINGS = re.compile(rf'(?<=\w)-(?:қордың|қоры|қор|қ|{_LOWER_ENDINGS})\.?(?=[\s,;/]|$)', re.IGNORECASE)
#: A citation that begins below the fonds names nothing by itself.
_WITHOUT_FONDS = re.compile(
    rf'\D*(?<![\w-])(?:{_LOWER_WORDS})\.?\s*№?\s*[0-9]|[^\s,;/]*[0-9][^\s,;/-]*-(?:{_LOWER_ENDINGS})\.?(?:[\s,;/]|$)',
    re.IGNORECASE)
_PARTED = re.compile(r'[,;/\\\s]+')
_PREFIX = re.compile(r'(?<!\w)(Р|П|ДГ|P|R)\s*-?\s*(?=[0-9])', re.IGNORECASE)
#: Latin letters typed for "Р", by look and by sound.
_LATIN_PREFIXES = {'P': 'Р', 'R': 'Р'}


def parse_code(text: str) -> Parts | None:
    """The numbers that a typed citation names; None when it does not look like one.

    "Р-12/1/34", "ф. Р-12 оп. 1 д. 34", "АОМА, Р-12-қ., 1-т., 34-іс, 5-6 пп.", "p12 1 34" in Latin letters.
    """
    plain = _SPACED_DASH.sub('-', spaces(dashes(text)))
    if not plain or len(plain) > 200 or _WITHOUT_FONDS.match(plain):
        return None
    plain, sheets = _without_sheets(plain)
    plain = _WORDS.sub(' ', _ENDINGS.sub(' ', f'{plain} '))
    plain = _PREFIX.sub(_prefix, plain)
    tokens = [token.strip('.-') for token in _PARTED.split(plain) if token.strip('.-')]
    while tokens and not any(sign.isdigit() for sign in tokens[0]):
        tokens.pop(0)
    numbers = tuple(tidy_number(token) for token in tokens)
    if not 1 <= len(numbers) <= len(_LEVELS) or not all(any(sign.isdigit() for sign in each) for each in numbers):
        return None
    return Parts(numbers, sheets)


def _prefix(found: re.Match[str]) -> str:
    letters = found[1].upper()
    return f'{_LATIN_PREFIXES.get(letters, letters)}-'


def _without_sheets(text: str) -> tuple[str, str]:
    for pattern in (_SHEETS_BEFORE, _SHEETS_AFTER):
        if found := pattern.search(text):
            return text[:found.start()], found[1].strip(' .')
    return text, ''


def walk(archive: Any, numbers: tuple[str, ...], visible: Callable[[Any], bool]) -> Any:
    """The record below the archive that the numbers lead to through visible ones; None when there is none."""
    record = archive
    for number in numbers:
        get = getattr(record, 'get', None)
        record = get(number) if get is not None else None
        if record is None or not visible(record):
            return None
    return record
