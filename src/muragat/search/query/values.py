"""Values of fields as people name them in three languages: types, languages, states, years, fonds."""

import re
from collections.abc import Iterable, Iterator, Mapping
from datetime import date
from itertools import chain
from typing import Any

from muragat.kernel.dates import parse_span
from muragat.kernel.fields import VocabularyChoice, fields_of
from muragat.kernel.i18n import LANGUAGE_NAMES, LANGUAGES, translator
from muragat.kernel.interfaces import IFinder
from muragat.kernel.vocabularies import terms
from muragat.ports.textindex import FILLER, During, Every, Ids, OneOf, Some, Word
from muragat.search.naming.renamed import Renamed
from muragat.search.query.build import rows_of
from muragat.search.query.names import Field
from muragat.search.zonetree import zone_tree

FIRST_DAY, LAST_DAY = 1, date.max.toordinal()
#: The facet that tells the kind of a record among those of its type.
KIND = 'kind'
_YEARS = re.compile(r'(\d{1,4})?\s*(?:\.{2,}|…|[-–—])\s*(\d{1,4})?')
#: Fonds that are meant by words of their titles, at most.
_MOST_FONDS = 100
#: Fields whose values have names.
NAMED = frozenset({Field.TYPE, Field.LANGUAGE, Field.STATE})

#: A column of the index and what stands in it; a stream and the terms of a name in it.
Value = tuple[str, str]
Key = tuple[str, ...]
Named = Mapping[Value, frozenset[Key]]


class ArchiveValues:
    """Understands values by what the archive declares and holds, as far as the person of the desk sees it."""

    def __init__(self, desk: Any, index: Any) -> None:
        self.desk = desk
        self.index = index
        self._known: dict[Field, Named] = {}

    def node(self, name: Field, text: str) -> Any:
        """What of the index is meant; None when the text means nothing."""
        if name not in NAMED:
            return years(text) if name is Field.YEAR else self.fonds(text)
        meant = _meant(text, self._named(name))
        columns = dict.fromkeys(column for column, _code in sorted(meant))
        found = [OneOf(each, frozenset(code for column, code in meant if column == each)) for each in columns]
        return Some(tuple(found)) if len(found) > 1 else found[0] if found else None

    def is_name(self, name: Field, text: str) -> bool:
        """Whether the words are, all together, what a value of the field is called."""
        return name in NAMED and bool(_exactly(set(_keys(text)), self._named(name)))

    def fonds(self, text: str) -> Any:
        """A part of the holdings by its code, else every fonds with these words in its title, or called so before."""
        record = self._cited(text)
        if record is not None:
            return within(self.desk, record)
        rows = rows_of(text)
        words = tuple(Word((('kk', row.kk), ('ru', row.ru), ('folded', row.folded)), ('title',))
                      for row in rows)
        if not words or not any(character.isalpha() for character in text):
            return None
        zones = [name for name, kind in self.desk.registry.types.items() if kind.zone]
        query = Every((*words, OneOf('type', frozenset(zones))))
        hits = self.index.search(query, self.desk.sight, limit=_MOST_FONDS).hits
        tree = zone_tree(self.desk.site.zones)
        found = {hit.id for hit in hits} | Renamed(self.desk).bearers(text)
        tops = {each for each in found if tree.top(each) == each}
        return OneOf('zone', tree.below(tops)) if tops else None

    def _cited(self, text: str) -> Any:
        registry, site = self.desk.registry, self.desk.site
        for name in registry.roots:
            root = site.get(name)
            finder = registry.adapt(root, IFinder) if root is not None and self.desk.visible(root) else None
            record = finder.find(self.desk, text) if finder is not None else None
            if record is not None:
                return record
        return None

    def _named(self, name: Field) -> Named:
        """The values of a field by column and code, with the keys of their names."""
        if name not in self._known:
            makers = {Field.TYPE: self._types, Field.LANGUAGE: self._languages, Field.STATE: self._states}
            self._known[name] = {value: frozenset(key for each in names if each for key in _keys(each))
                                 for value, names in makers[name]().items()}
        return self._known[name]

    def _types(self) -> Mapping[Value, Iterable[str]]:
        """Types of records, and kinds of fonds and documents."""
        types = {('type', name): (name, *_worded(kind.title, kind.plural), *chain(*kind.called.values()))
                 for name, kind in self.desk.registry.types.items()}
        return {**types, **{(KIND, code): names for code, names in self._terms(KIND).items()}}

    def _languages(self) -> Mapping[Value, Iterable[str]]:
        """Languages of documents."""
        told = self._terms('languages')
        names = {code: (code, name) for code, name in LANGUAGE_NAMES.items()}
        return {('language', code): (*names.get(code, ()), *told.get(code, ())) for code in (*names, *told)}

    def _states(self) -> Mapping[Value, Iterable[str]]:
        """States of any workflow."""
        names: dict[Value, tuple[str, ...]] = {}
        for state in (each for workflow in self.desk.registry.workflows.values() for each in workflow.states):
            value = 'state', state.name
            names[value] = (*names.get(value, (state.name,)), *_worded(state.title))
        return names

    def _terms(self, field: str) -> dict[str, tuple[str, ...]]:
        """Codes of a field with what they are called."""
        names: dict[str, tuple[str, ...]] = {}
        for vocabulary in self._vocabularies(field):
            for term in terms(self.desk.site, self.desk.registry, vocabulary):
                names[term.code] = (*names.get(term.code, (term.code,)), term.kk, term.ru, term.en)
        return names

    def _vocabularies(self, field: str) -> set[str]:
        """The lists that fields of this name take their values from."""
        fields = (fields_of(kind.schema).get(field) for kind in self.desk.registry.types.values())
        items = (getattr(each, 'value_type', None) or each for each in fields)
        return {item.vocabulary for item in items if isinstance(item, VocabularyChoice)}


def _meant(text: str, named: Named) -> set[Value]:
    """What bears the name, whatever its case ending and the keyboard; else what has a name that begins so, else one
    with all of the words."""
    asked = set(_keys(text))
    return (_exactly(asked, named)
            or {value for value, keys in named.items() if any(key[:len(one)] == one for key in keys for one in asked)}
            or {value for value, keys in named.items() if any(set(one) <= set(key) for key in keys for one in asked)})


def _exactly(asked: set[Key], named: Named) -> set[Value]:
    return {value for value, keys in named.items() if not asked.isdisjoint(keys)}


def _keys(text: str) -> Iterator[Key]:
    rows = rows_of(text)
    if rows:
        yield ('kk', *(row.kk for row in rows))
        if all(row.ru != FILLER for row in rows):
            yield ('ru', *(row.ru for row in rows))
        yield ('folded', *(row.folded for row in rows))


def _worded(*messages: str) -> list[str]:
    return [translator(language).translate(message) for message in messages for language in LANGUAGES]


def years(text: str) -> During | None:
    """Days of a span of years or of a date in words."""
    found = _YEARS.fullmatch(text.strip())
    if found and (found[1] or found[2]):
        first, last = sorted((int(found[1] or 0), int(found[2] or 9999))) if found[1] and found[2] else (
            int(found[1] or 1), int(found[2] or 9999))
        if len(found[2] or '') == 2 and found[1]:
            first, last = int(found[1]), int(found[1][:-2] + found[2])
        return during(first, last)
    try:
        span = parse_span(text)
    except ValueError:
        return None
    if span.earliest is None and span.latest is None:
        return None
    return During(span.earliest.toordinal() if span.earliest else FIRST_DAY,
                  span.latest.toordinal() if span.latest else LAST_DAY)


def during(first: int | None, last: int | None) -> During:
    """The days of years; None: open. What is no year becomes the nearest one."""
    start, end = (min(max(year, 1), 9999) for year in (first or 1, last or 9999))
    return During(date(start, 1, 1).toordinal(), date(max(start, end), 12, 31).toordinal())


def within(desk: Any, record: Any) -> Any:
    """The record and all below it."""
    zones = desk.site.zones
    return OneOf('zone', zone_tree(zones).below([record.id])) if record.id in zones else Ids(frozenset([record.id]))


