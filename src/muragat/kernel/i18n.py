"""Messages for people: marked where they are written, translated when they are shown."""

import gettext
import re
from collections.abc import Mapping
from functools import lru_cache
from pathlib import Path

from zope.i18nmessageid import Message, MessageFactory
from zope.schema.interfaces import ValidationError

DOMAIN = 'muragat'
#: Kazakh first, as the law on languages has it.
LANGUAGES = ('kk', 'ru', 'en')
LANGUAGE_NAMES = {'kk': 'Қазақша', 'ru': 'Русский', 'en': 'English'}
LOCALE_DIRECTORY = Path(__file__).parent.parent / 'locale'

_ = MessageFactory(DOMAIN)

_PLACEHOLDER = re.compile(r'\$\{(\w+)\}')


class BadValue(ValidationError, ValueError):
    """A value that cannot be taken, with a message for the person who gave it and the field, where it is known."""

    def __init__(self, message: str, field_name: str | None = None) -> None:
        super().__init__(message)
        self.message = message
        self.field_name = field_name

    def doc(self) -> str:
        return self.message


class Translator:
    """Turns messages into text of one language; what has no translation stays English."""

    def __init__(self, language: str, directory: Path = LOCALE_DIRECTORY) -> None:
        self.language = language
        self._catalogue = _catalogue(language, directory)

    def translate(self, message: str) -> str:
        """The text of a message with its `${placeholders}` filled; plain strings come back as they are."""
        if not isinstance(message, Message):
            return message
        text = self._catalogue.gettext(str(message)) if str(message) else ''
        if message.default is not None and text == str(message):
            text = message.default
        return self._interpolate(text, message.mapping or {})

    def plural(self, singular: str, plural: str, number: int) -> str:
        """The form that goes with the number, in which `${n}` stands for it."""
        text = self._catalogue.ngettext(str(singular), str(plural), number)
        mapping = dict(getattr(plural, 'mapping', None) or {})
        return self._interpolate(text, {**mapping, 'n': number})

    def _interpolate(self, text: str, mapping: Mapping[str, object]) -> str:
        def filled(match: re.Match[str]) -> str:
            if match[1] not in mapping:
                return match[0]
            value = mapping[match[1]]
            return self.translate(value) if isinstance(value, str) else str(value)

        return _PLACEHOLDER.sub(filled, text) if '${' in text else text


def _catalogue(language: str, directory: Path) -> gettext.NullTranslations:
    path = directory / language / 'LC_MESSAGES' / f'{DOMAIN}.mo'
    if not path.is_file():
        return gettext.NullTranslations()
    with path.open('rb') as stream:
        return gettext.GNUTranslations(stream)


@lru_cache(maxsize=16)
def translator(language: str) -> Translator:
    """The translator of a language, loaded once per process."""
    return Translator(language if language in LANGUAGES else 'en')
