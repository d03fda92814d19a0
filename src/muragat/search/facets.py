"""Facets: how many hits each value has, counted by columns, with the words of the reader; his own choices stay open."""

from collections import Counter
from collections.abc import Mapping
from typing import Any

from muragat.kernel.i18n import _, translator
from muragat.search.access import CLOSED, OPEN
from muragat.search.answer import Facet, FacetValue
from muragat.search.counting import Counting, Counts
from muragat.search.labels import Labels
from muragat.search.query.values import KIND
from muragat.search.question import Question
from muragat.search.zonetree import zone_tree

#: Values of a facet that are shown.
SHOWN = 12
TITLES: Mapping[str, str] = {
    'fonds': _('Fonds'), 'type': _('Level'), KIND: _('Kind'), 'language': _('Language'), 'access': _('Access'),
    'state': _('State'),
}


class Facets:
    """Facets for the person of a desk, in a language."""

    def __init__(self, desk: Any, language: str, counting: Counting) -> None:
        self.desk = desk
        self.counting = counting
        self.labels = Labels(desk, language)
        self.words = translator(language).translate

    def of(self, question: Question) -> tuple[Facet, ...]:
        """All facets that have values; each counts as if nothing of its own were chosen."""
        # What is not narrowed is counted at once, the years of the histogram too.
        together = [_column(name) for name in TITLES if name not in question.filters and name != 'access']
        self.counting.columns(question, together if question.years else [*together, 'year'])
        found = ((name, self._values(name, question)) for name in TITLES)
        return tuple(Facet(name, self.words(TITLES[name]), values) for name, values in found if values)

    def _values(self, name: str, question: Question) -> tuple[FacetValue, ...]:
        chosen = question.filters.get(name, ())
        wider = question.without(name) if chosen else question
        if name == 'access':
            return self._access(wider, chosen)
        return self._counted(name, self.counting.columns(wider, (_column(name),)).get(_column(name), {}), chosen)

    def _counted(self, name: str, column: Counts, chosen: tuple[str, ...]) -> tuple[FacetValue, ...]:
        found: Counter[str] = Counter()
        for value, count in column.items():
            key = self._fonds_of(value) if name == 'fonds' else str(value)
            if key:
                found[key] += count
        for value in chosen:
            found.setdefault(value, 0)
        kept = sorted(found.items(), key=lambda item: (item[0] not in chosen, -item[1], item[0]))
        values = (FacetValue(value, self.labels.of(name, value), count, value in chosen) for value, count in kept)
        return tuple(each for each, _place in zip((one for one in values if one.label), range(SHOWN), strict=False))

    def _fonds_of(self, zone: int) -> str:
        top = zone_tree(self.desk.site.zones).top(zone)
        return str(top) if top else ''

    def _access(self, question: Question, chosen: tuple[str, ...]) -> tuple[FacetValue, ...]:
        """Counted only where something is closed and the person sees closed records at all."""
        if not chosen and not self._sees_closed():
            return ()
        narrow = {**question.filters, 'access': (CLOSED,)}
        closed = self.counting.total(Question(question.text, narrow, question.years))
        counts = {OPEN: self.counting.total(question) - closed, CLOSED: closed}
        if not closed and not chosen:
            return ()
        return tuple(FacetValue(value, self.labels.of('access', value), count, value in chosen)
                     for value, count in counts.items() if count or value in chosen)

    def _sees_closed(self) -> bool:
        site, sight = self.desk.site, self.desk.sight
        if not site.catalog.closed.indexed_count() and not zone_tree(site.zones).opens:
            return False
        return sight.closed_zones is None or bool(sight.closed_zones) or bool(sight.permitted)


def _column(name: str) -> str:
    return 'zone' if name == 'fonds' else name
