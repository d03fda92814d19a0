"""The search as pages, REST and commands use it: questions of one person in one transaction."""

from collections.abc import Iterator, Mapping
from dataclasses import replace
from functools import cached_property
from time import perf_counter
from typing import Any

from muragat.kernel.i18n import _, translator
from muragat.ports.pageplaces import IPagePlaces
from muragat.ports.textindex import IndexUnavailable, ITextIndex
from muragat.search.answer import Answer, Facet, Matched, PageHit, State, Suggestions
from muragat.search.asking import Asking
from muragat.search.counting import Counting
from muragat.search.facets import Facets
from muragat.search.fallback import found_in_catalog, not_asked
from muragat.search.hiding import hidden_ids
from muragat.search.ladder import Ranked
from muragat.search.query.build import EXACT, FOLDED, FUZZY, Builder
from muragat.search.query.parser import parse
from muragat.search.query.values import ArchiveValues
from muragat.search.query.wanted import groups_of, wanted_by
from muragat.search.question import Question
from muragat.search.sheets import Sheets
from muragat.search.showing import Shower
from muragat.search.spelling import other_spelling
from muragat.search.suggest import Suggester
from muragat.search.terminology import OtherwiseCalled, latin_words, surnames

#: Pages of one record on which the search inside it looks.
_INSIDE = 200
NOTICES: Mapping[State, str] = {
    State.REBUILDING: _('The index is being built. Until it is complete only numbers and titles are searched.'),
    State.MISSING: _('There is no index. Only numbers and titles are searched until it is built.'),
    State.DAMAGED: _('The index is damaged. Only numbers and titles are searched until it is built anew.'),
}
_STATES = {'index_missing': State.MISSING, 'index_damaged': State.DAMAGED}


class Timed:
    """An index that tells how long it was asked for, in seconds."""

    def __init__(self, index: Any) -> None:
        self._index = index
        self.seconds = 0.0

    def __getattr__(self, name: str) -> Any:
        asked = getattr(self._index, name)

        def timed(*arguments: Any, **keywords: Any) -> Any:
            start = perf_counter()
            try:
                return asked(*arguments, **keywords)
            finally:
                self.seconds += perf_counter() - start

        return timed


class Search:
    """Questions of the person of a desk; `language`: of the answers."""

    def __init__(self, desk: Any, index: Any, language: str, engine: str = '', places: Any = None,
                 building: Any = None) -> None:
        self.desk = desk
        self.index = Timed(index)
        self.language = language
        self.engine = engine
        self._complete = index.filled_to is None
        self._building = building
        self._sheets = Sheets(desk, places)

    def ask(self, question: Question) -> Answer:
        """The hits of a page. Without an index they come from the catalog, and the answer says so."""
        begun = perf_counter()
        state, answer = self._state(), None
        if state is State.WELL:
            try:
                answer = self._asked(question)
            except IndexUnavailable as error:
                state = self._why(error.code)
        if answer is None:
            answer = self._from_catalog(question, state)
        return answer._replace(took_ms=_since(begun), engine=self.engine if state is State.WELL else 'catalog',
                               engine_ms=round(self.index.seconds * 1000, 3))

    def _why(self, code: str) -> State:
        going_on = self._building is not None and self._building.going_on
        return State.REBUILDING if going_on else _STATES.get(code, State.REBUILDING)

    def _state(self) -> State:
        return State.WELL if self._complete else State.REBUILDING

    def _asked(self, question: Question) -> Answer:
        asking = self._asking(question)
        ladder = asking.ladder(asking.apart)
        if ladder is None:
            return Answer(0, left_out=asking.left_out)
        total, hits = asking.page(ladder)
        shower = self._shower(question.text)
        shown = tuple(shower.shown(hits, asking.shown_by))
        meant = None if asking.named or question.offset else other_spelling(asking, ladder, self._asking)
        return Answer(total - len(hits) + len(shown), shown, 0.0, '', asking.left_out, asking.added, meant)

    def ids(self, question: Question, limit: int) -> list[int]:
        """Ids of the first hits, in their order."""
        whole = replace(question, offset=0)
        try:
            asking = self._asking(whole)
            ladder = asking.ladder() if self._state() is State.WELL else None
            if ladder is not None:
                hits = ladder.page(question.order, question.descending, 0, limit, self.desk.site)[1]
                return [hit.id for hit in hits]
        except IndexUnavailable:
            pass
        return [record.id for record in found_in_catalog(self.desk, whole, parse(question.text).tree, limit).items]

    def _asking(self, question: Question) -> Asking:
        return Asking(self.desk, self.index, question, self._builder, self._hidden)

    def _builder(self, values: ArchiveValues) -> Builder:
        return Builder(values, OtherwiseCalled(self.desk), latin_words, surnames)

    def _from_catalog(self, question: Question, state: State) -> Answer:
        reading = parse(question.text)
        page = found_in_catalog(self.desk, question, reading.tree, question.limit)
        left_out = tuple(dict.fromkeys((*reading.left_out, *not_asked(reading.tree))))
        hits = [Ranked(record.id, 0.0, Matched.EXACT) for record in page.items]
        shown = tuple(self._shower().shown(hits, lambda matched: None))
        return Answer(page.total, shown, left_out=left_out, state=state,
                      notice=translator(self.language).translate(NOTICES[state]))

    def facets(self, question: Question) -> tuple[Facet, ...]:
        """What narrows the hits; nothing without an index."""
        if question.empty or self._state() is not State.WELL:
            return ()
        try:
            return Facets(self.desk, self.language, self._counting).of(question)
        except IndexUnavailable:
            return ()

    def years(self, question: Question) -> Mapping[int, int]:
        """How many hits fall on each year, whatever years are chosen."""
        whole = question.without('year')
        if whole.empty or self._state() is not State.WELL:
            return {}
        try:
            return self._counting.columns(whole, ('year',)).get('year', {})
        except IndexUnavailable:
            return {}

    @cached_property
    def _counting(self) -> Counting:
        return Counting(self.index, self._asking)

    @cached_property
    def _hidden(self) -> frozenset[int]:
        return hidden_ids(self.desk.site, self.desk.sight)

    def suggest(self, text: str, limit: int = 8) -> Suggestions:
        """What goes on with the text: records whose titles begin so, and words."""
        if self._state() is not State.WELL:
            return Suggestions()
        try:
            return Suggester(self.desk, self.index, self._shower()).of(text, limit)
        except IndexUnavailable:
            return Suggestions()

    def inside(self, record: Any, text: str) -> tuple[PageHit, ...]:
        """The pages of a record on which the words stand, in their order: all of them where there are such pages."""
        text = Question(text).text
        shower = self._shower(text)
        for query in self._levels(record, text):
            pages = self._sheets.of(record, groups_of(query), text, _INSIDE)[0]
            found = (shower.page_hit(record, page, wanted_by(query), self._sheets.text(record, page))
                     for page in sorted(sheet.page for sheet in pages))
            if hits := tuple(hit for hit in found if hit is not None):
                return hits
        return ()

    def marks(self, record: Any, page: int, text: str) -> tuple[tuple[int, int], ...]:
        """Where the words stand in the text of a page: (start, end) of each."""
        written = self._sheets.text(record, page)
        found = (self._sheets.marks(record, page, wanted_by(query), written) for query in self._levels(record, text))
        return tuple(next(filter(None, found), ()))

    def _levels(self, record: Any, text: str) -> Iterator[Any]:
        """What a text asks of the pages of one record, the nearest level first; nothing of pages that are not open."""
        if not self.desk.visible(record) or not self._shower().may_read(record):
            return
        asking = self._asking(Question(text))
        for level in (EXACT, FOLDED, FUZZY):
            try:
                query = asking.text(level)
            except IndexUnavailable:
                return
            if query is not None:
                yield query

    def _shower(self, text: str = '') -> Shower:
        return Shower(self.desk, self.language, self._sheets, text)


def search_for(source: Any, desk: Any, language: str | None = None) -> Search:
    """The search for the person of a desk; `source`: a request or the opened house. The answers are in the language of
    the request, else in that of the person."""
    house = getattr(source, 'house', source)
    spoken = language or getattr(source, 'language', None) or desk.principal.language
    parts = getattr(house, 'search', None)
    engine = parts.choice.serving if parts is not None else house.settings['search.engine']
    return Search(desk, house.ports[ITextIndex], spoken, engine, house.ports.get(IPagePlaces),
                  parts.building if parts is not None else None)


def _since(begun: float) -> float:
    return round((perf_counter() - begun) * 1000, 3)
