"""What a list is asked through its address: filters, order and page, and what of it the form shows again."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

from muragat.kernel import fields
from muragat.kernel.dates import parse_span
from muragat.kernel.errors import Refusal
from muragat.kernel.i18n import BadValue, _
from muragat.web.paging import SIZE, page_number
from muragat.web.widgets import Option, options

#: Sorts that every list has.
SORTS = ('number', 'title', 'dates', 'state', 'type', 'modified', 'created')
_KEPT = ('q', 'type', 'state', 'since', 'until', 'closed', 'sort', 'order')
_TRUTHS = {'yes': True, 'no': False}


@dataclass
class Choice:
    """A filter that offers terms: one per vocabulary column."""

    name: str
    title: str
    value: str
    options: list[Option]


@dataclass
class ListQuery:
    """The query of a list's address, read once."""

    page: Any
    asked: Mapping[str, str]
    #: Types that may stand in the list.
    kinds: tuple[Any, ...]
    refusals: list[Refusal] = field(default_factory=list)

    @property
    def text(self) -> str:
        return self.asked.get('q', '').strip()[:200]

    @property
    def kind(self) -> str:
        """The chosen type, empty for all."""
        chosen = self.asked.get('type', '')
        return chosen if any(kind.name == chosen for kind in self.kinds) else ''

    @property
    def shown_kinds(self) -> tuple[Any, ...]:
        """Types of which rows may be shown."""
        return tuple(kind for kind in self.kinds if not self.kind or kind.name == self.kind)

    @cached_property
    def states(self) -> list[Option]:
        """States that rows may be in."""
        registry = self.page.request.desk.registry
        names = dict.fromkeys(kind.workflow for kind in self.kinds if kind.workflow)
        found = {state.name: state.title for name in names for state in registry.workflows[name].states}
        return [Option(name, self.page.words(title)) for name, title in found.items()]

    @property
    def state(self) -> str:
        chosen = self.asked.get('state', '')
        return chosen if any(option.value == chosen for option in self.states) else ''

    @cached_property
    def choices(self) -> list[Choice]:
        """Filters by the vocabulary columns, when all rows are of one type."""
        if len(self.shown_kinds) != 1:
            return []
        kind = self.shown_kinds[0]
        known = fields.fields_of(kind.schema)
        wanted = [name for name in kind.columns if isinstance(known.get(name), fields.VocabularyChoice)]
        return [Choice(name, known[name].title, self.asked.get(f'f.{name}', ''),
                       options(known[name], self.page, self.asked.get(f'f.{name}', ''))) for name in wanted]

    @property
    def dated(self) -> bool:
        """Whether rows have dates to filter by."""
        return any(isinstance(one, fields.SpanField) for kind in self.kinds
                   for one in fields.fields_of(kind.schema).values())

    @property
    def sort(self) -> str:
        wanted = self.asked.get('sort', 'number')
        if wanted in SORTS:
            return wanted
        known = (fields.fields_of(kind.schema) for kind in self.shown_kinds)
        return wanted if any(wanted in one for one in known) else 'number'

    @property
    def descending(self) -> bool:
        return self.asked.get('order') == 'desc'

    @property
    def number(self) -> int:
        """The page asked for, from 1."""
        return page_number(self.asked.get('page'))

    @property
    def offset(self) -> int:
        return (self.number - 1) * SIZE

    @property
    def query(self) -> dict[str, str]:
        """Everything but the page, as links keep it."""
        known = {*_KEPT, *(f'f.{one.name}' for one in self.choices)}
        return {name: value for name, value in self.asked.items() if name in known and value}

    @property
    def filtering(self) -> bool:
        """Whether the list is narrowed at all."""
        return bool(self.filters or self.kind)

    @cached_property
    def filters(self) -> dict[str, Any]:
        """Filters as `Desk.listing` takes them; what cannot be read is told and left out."""
        found: dict[str, Any] = {}
        if self.text:
            found['text'] = self.text
        if self.state:
            found['state'] = self.state
        if self.asked.get('closed') in _TRUTHS:
            found['closed'] = _TRUTHS[self.asked['closed']]
        for name, edge in (('since', 'earliest'), ('until', 'latest')):
            day = self._day(name, edge)
            if day is not None:
                found[name] = day
        return found | {one.name: one.value for one in self.choices if one.value}

    def _day(self, name: str, edge: str) -> Any:
        text = self.asked.get(name, '').strip()
        if not text:
            return None
        try:
            span = parse_span(text)
        except BadValue as error:
            self.refusals.append(Refusal('unreadable', error.message, name))
            return None
        day = getattr(span, edge)
        if day is None:
            self.refusals.append(Refusal('unreadable', _('A year or a date is needed, for example 1923'), name))
        return day
