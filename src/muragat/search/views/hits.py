"""Hits as the page shows them: where each stands, what it is, how it was found, whether it is new to the reader."""

from typing import Any, NamedTuple

from muragat.kernel.i18n import _
from muragat.search.answer import Found, Matched
from muragat.web.tables import state_words
from muragat.web.witnessing import is_closed

HOW = {
    Matched.TRANSLATED: _('by a word of the other language'),
    Matched.FOLDED: _('without the letters peculiar to Kazakh'),
    Matched.FUZZY: _('by a similar spelling'),
}


class Hit(NamedTuple):
    """A hit with what its page shows of it; `new`: it was not there when the reader last looked at a saved search."""

    found: Found
    crumbs: list[tuple[str, str]]
    kind: Any
    state: str
    closed: bool
    how: str
    new: bool


class Hits:
    """What hits share is worked out once: the way to those of one folder, whether a zone is closed, words of states.

    `seen`: what the reader saw of the saved search whose hits they are, or None.
    """

    def __init__(self, page: Any, seen: Any = None) -> None:
        self.page = page
        self._known = seen.ids if seen is not None and seen.remembered else None
        self._crumbs: dict[int, list[tuple[str, str]]] = {}
        self._states: dict[tuple[str, str | None], str] = {}
        self._closed: dict[int, bool] = {}

    def of(self, found: Found) -> Hit:
        """One hit."""
        page, record = self.page, found.record
        how = HOW.get(found.matched)
        return Hit(found, self._way(record), page.request.desk.registry.types[found.type_name], self._state(record),
                   record.opens > page.today or self._in_closed(record), page.words(how) if how is not None else '',
                   self._known is not None and found.id not in self._known)

    def _way(self, record: Any) -> list[tuple[str, str]]:
        folder = record.__parent__.id
        if folder not in self._crumbs:
            self._crumbs[folder] = list(self.page.breadcrumb(record))
        return self._crumbs[folder]

    def _state(self, record: Any) -> str:
        key = record.type_name, record.state
        if key not in self._states:
            self._states[key] = state_words(self.page, record)
        return self._states[key]

    def _in_closed(self, record: Any) -> bool:
        if record.zone not in self._closed:
            self._closed[record.zone] = is_closed(self.page.request, record)
        return self._closed[record.zone]
