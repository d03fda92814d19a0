"""Values of filters in the words of the reader."""

from typing import Any

from muragat.kernel.i18n import LANGUAGE_NAMES, _, translator
from muragat.kernel.vocabularies import word
from muragat.search.access import CLOSED, OPEN

_ACCESS = {OPEN: _('open'), CLOSED: _('closed')}


class Labels:
    """For the person of a desk, in a language."""

    def __init__(self, desk: Any, language: str) -> None:
        self.desk = desk
        self.language = language
        self.words = translator(language).translate

    def of(self, name: str, value: str) -> str:
        """A value of the filter of a name; '' for a fonds that the person does not see."""
        desk = self.desk
        if name == 'fonds':
            record = desk.find(int(value)) if value.isascii() and value.isdigit() and len(value) < 17 else None
            return desk.registry.type_of(record).label(record, self.language) if record is not None else ''
        if name == 'type':
            return self.words(desk.registry.types[value].plural) if value in desk.registry.types else value
        if name == 'language':
            return self._term('language', value) or LANGUAGE_NAMES.get(value, value)
        if name == 'access':
            return self.words(_ACCESS[value]) if value in _ACCESS else value
        return self._state(value) if name == 'state' else self._kind(value)

    def _state(self, value: str) -> str:
        states = (each for flow in self.desk.registry.workflows.values() for each in flow.states)
        return next((self.words(each.title) for each in states if each.name == value), value)

    def _kind(self, value: str) -> str:
        named = (self._term(vocabulary, value) for vocabulary in ('document_type', 'fonds_kind'))
        return next(filter(None, named), value)

    def _term(self, vocabulary: str, code: str) -> str:
        if vocabulary not in self.desk.registry.vocabularies:
            return ''
        found = word(self.desk.site, self.desk.registry, vocabulary, code, self.language)
        return found if found != code else ''
