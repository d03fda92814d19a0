"""Suggestions while a person types: records by the beginning of words of their titles, and words of what he sees."""

from collections.abc import Iterable, Iterator
from typing import Any

from muragat.language.kazakh import plain
from muragat.ports.textindex import FILLER, Every, Ids, Prefix, Some, Without, Word
from muragat.search.answer import Suggestions
from muragat.search.hiding import hidden_ids
from muragat.search.query.build import Row, rows_of
from muragat.search.showing import Shower

#: Shorter beginnings fit too much.
_SHORTEST = 2
_FIELDS = ('title', 'code')


class Suggester:
    """Suggests to the person of a desk."""

    def __init__(self, desk: Any, index: Any, shower: Shower) -> None:
        self.desk = desk
        self.index = index
        self.shower = shower
        self.sight = desk.sight
        self.hidden = hidden_ids(desk.site, self.sight)

    def of(self, text: str, limit: int) -> Suggestions:
        """At most `limit` records and as many texts, each the typed one with its last word completed."""
        rows = rows_of(text)
        if not rows or len(rows[-1].word) < _SHORTEST:
            return Suggestions()
        finished = text[-1:].isspace()
        records = tuple(self._records(rows, finished, limit))
        return Suggestions(records, () if finished else tuple(self._texts(text, rows[-1], limit)))

    def _records(self, rows: list[Row], finished: bool, limit: int) -> Iterator[Any]:
        words = [_word(row) for row in (rows if finished else rows[:-1])]
        last = rows[-1].word
        begun = [] if finished else [Some((Prefix('word', last, _FIELDS), Prefix('folded', plain(last), _FIELDS)))]
        query: Any = Every((*words, *begun))
        if self.hidden:
            query = Without(query, Ids(self.hidden))
        for hit in self.index.search(query, self.sight, limit=limit).hits:
            record = self.desk.find(hit.id)
            if record is not None:
                yield self.shower.suggested(record)

    def _texts(self, text: str, row: Row, limit: int) -> Iterable[str]:
        before = text.rstrip()
        before = before[:len(before) - len(_last_word(before))]
        # One that is typed to its end already suggests nothing.
        terms = [term for term in self.index.terms('word', row.word, self.sight, limit + 1)
                 if term not in (FILLER, row.word) and self._still_seen(term)]
        return [before + term for term in terms[:limit]]

    def _still_seen(self, term: str) -> bool:
        """Whether a record has it that was not hidden since it was indexed."""
        if not self.hidden:
            return True
        query = Without(Word((('word', term),)), Ids(self.hidden))
        return bool(self.index.search(query, self.sight, limit=1).total)


def _word(row: Row) -> Any:
    return Word((('kk', row.kk), ('folded', row.folded), *([('ru', row.ru)] if row.ru != FILLER else [])), _FIELDS)


def _last_word(text: str) -> str:
    """The end of a text from its last separator on."""
    place = max(text.rfind(sign) for sign in ' \t"«“„(-|:')
    return text[place + 1:]
