"""Lists of terms to choose from: declared by families, edited by administrators, stored in records by code."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any, NamedTuple

from persistent import Persistent
from persistent.mapping import PersistentMapping

from muragat.kernel.errors import Invalid, Refusal
from muragat.kernel.i18n import _


class Term(NamedTuple):
    """One choice: an eternal code and its words; what is no longer active stays readable in old records."""

    code: str
    kk: str
    ru: str
    en: str
    active: bool = True

    def word(self, language: str) -> str:
        """The term in the language, or in the first language that has a word for it."""
        return getattr(self, language, '') or self.kk or self.ru or self.en or self.code


class Vocabulary(NamedTuple):
    """A list as its family declares it; `title` is a message."""

    name: str
    title: str
    terms: tuple[Term, ...]


class Vocabularies(Persistent):
    """The lists that an administrator has edited, whole; all others are as declared."""

    def __init__(self) -> None:
        self._edited = PersistentMapping()

    def get(self, name: str, default: Any = None) -> tuple[Term, ...] | None:
        """The edited terms of a list, or the default when it was never edited."""
        stored = self._edited.get(name)
        return default if stored is None else tuple(Term(*row) for row in stored)

    def __contains__(self, name: str) -> bool:
        return name in self._edited

    def __iter__(self) -> Iterator[str]:
        return iter(self._edited)

    def replace(self, name: str, terms: Iterable[Term], declared: Sequence[Term] = ()) -> None:
        """Keep these terms from now on; Invalid when a code is doubled or a term that was in use is missing.

        Codes stand in records, so a term is put out of use (`active=False`), never dropped.
        """
        kept = tuple(Term(*term) for term in terms)
        if refusals := list(_against(kept, self.get(name) or declared)):
            raise Invalid.of(refusals)
        self._edited[name] = tuple(tuple(term) for term in kept)


def _against(kept: Sequence[Term], before: Sequence[Term]) -> Iterator[Refusal]:
    codes = [term.code for term in kept]
    for code in sorted({code for code in codes if codes.count(code) > 1}):
        yield Refusal('double', _('The code ${code} stands twice.', mapping={'code': code}), code)
    for code in (term.code for term in before if term.code not in codes):
        mapping = {'code': code}
        yield Refusal('dropped', _('The term ${code} may be in use: deactivate it instead.', mapping=mapping), code)
    for term in kept:
        if not (term.kk and term.ru):
            yield Refusal('words', _('The term ${code} needs words in Kazakh and Russian.',
                                     mapping={'code': term.code}), term.code)


def terms(site: Any, registry: Any, name: str) -> tuple[Term, ...]:
    """All terms of a list in its order, those out of use included; KeyError when nobody declares the list."""
    declared: Vocabulary = registry.vocabularies[name]
    edited: tuple[Term, ...] | None = site.vocabularies.get(name) if site is not None else None
    return declared.terms if edited is None else edited


def choices(site: Any, registry: Any, name: str, current: str | None = None) -> tuple[Term, ...]:
    """What a form offers: terms in use, and the current one even when it is out of use."""
    return tuple(term for term in terms(site, registry, name) if term.active or term.code == current)


def word(site: Any, registry: Any, name: str, code: str | None, language: str) -> str:
    """The word for a code; the code itself when the list does not have it, nothing for None."""
    if not code:
        return ''
    return next((term.word(language) for term in terms(site, registry, name) if term.code == code), code)


def has_term(site: Any, registry: Any, name: str, code: str) -> bool:
    """Whether the list has the code, in use or not."""
    return any(term.code == code for term in terms(site, registry, name))


def from_rows(name: str, title: str, rows: Mapping[str, tuple[str, str, str]]) -> Vocabulary:
    """A vocabulary from a table of code -> (Kazakh, Russian, English)."""
    return Vocabulary(name, title, tuple(Term(code, *words) for code, words in rows.items()))
