"""What a question asks of the index: its query at each level of the ladder, and all that restricts it."""

from collections.abc import Callable, Iterable
from typing import Any

from muragat.kernel.interfaces import IFinder
from muragat.ports.textindex import Every, Ids, Near, OneOf, Order, Some, Weighted, Without, Word
from muragat.search.access import narrowed
from muragat.search.answer import Added, Matched
from muragat.search.ladder import ENOUGH, FEW, Ladder, Ranked, Step
from muragat.search.query.build import EXACT, FOLDED, FUZZY, PLAIN, STRICT, Builder, Level
from muragat.search.query.parser import parse
from muragat.search.query.syntax import All, Any_, Kind, Leaf, Tree
from muragat.search.query.values import ArchiveValues, during
from muragat.search.question import Question
from muragat.search.zonetree import zone_tree

#: Words near to another one that are marked.
_SIMILAR = 30
#: Score of a record that the question names by its code.
NAMED_SCORE = 1000.0
#: Filters whose values the index keeps under the same name.
_COLUMNS = ('type', 'kind', 'language', 'state')


class Asking:
    """One question of the person of a desk, read once; `hidden`: what the index does not know yet (`hiding`)."""

    def __init__(self, desk: Any, index: Any, question: Question, builder: Callable[[ArchiveValues], Builder],
                 hidden: frozenset[int]) -> None:
        self.desk = desk
        self.index = index
        self.question = question
        self.sight = narrowed(desk.sight, desk.site, question.filters.get('access', ()))
        self.reading = parse(question.text)
        self.builder = builder(ArchiveValues(desk, index))
        self._texts: dict[Level, Any] = {}
        self._shown: dict[Matched, Any] = {}
        self.named = self._named()
        self.hidden = hidden

    def _named(self) -> Any:
        """The record whose code the whole text is; it stands above all hits where nothing else restricts them."""
        text, registry, site = self.question.text, self.desk.registry, self.desk.site
        if not any(map(str.isdigit, text)) or self.question.narrowed:
            return None
        for name in registry.roots:
            root = site.get(name)
            finder = registry.adapt(root, IFinder) if root is not None else None
            found = finder.find(self.desk, text) if finder is not None else None
            if found is not None:
                return found
        return None

    def text(self, level: Level) -> Any:
        """What the typed text asks at a level; None when it asks nothing."""
        if level not in self._texts:
            self._texts[level] = self.builder.node(self.reading.tree, level)
        return self._texts[level]

    def query(self, level: Level, apart: bool = False) -> Any:
        """All that the question asks at a level; None when nothing is asked. `apart`: without the named record."""
        text = self.text(level)
        parts = ([text] if text is not None else []) + list(self._filters())
        found = Every(tuple(parts)) if len(parts) > 1 else parts[0] if parts else None
        hidden = self.hidden
        if self.named is not None:
            named = Ids(frozenset([self.named.id]))
            hidden = hidden | named.ids if apart else hidden
            found = Some((found, named)) if found is not None and not apart else found or named
        return Without(found, Ids(hidden)) if hidden and found is not None else found

    def _filters(self) -> Iterable[Any]:
        filters = self.question.filters
        for name in _COLUMNS:
            if name in filters:
                yield OneOf(name, frozenset(filters[name]))
        if 'fonds' in filters:
            chosen = (int(value) for value in filters['fonds'] if value.isascii() and value.isdigit())
            yield OneOf('zone', zone_tree(self.desk.site.zones).below(chosen))
        if self.question.years is not None:
            yield during(*self.question.years)

    def ladder(self, apart: bool = False) -> Ladder | None:
        """The rungs; None when nothing is asked."""
        first = self.query(EXACT, apart)
        if first is None:
            return None
        if self.named is not None:
            return Ladder(self.index, self.sight, [Step(Matched.EXACT, lambda: first)])
        spelled = any(leaf.kind is Kind.FUZZY for leaf in leaves(self.reading.tree))
        strict = self.query(STRICT) if self.builder.added or spelled else None
        loose = Matched.FUZZY if spelled else Matched.TRANSLATED
        return Ladder(self.index, self.sight, self._steps(strict), strict, loose)

    def _steps(self, strict: Any) -> list[Step]:
        """Hits by translations neither replace those without Kazakh letters nor stand above them."""
        fuzzy = Step(Matched.FUZZY, lambda: self.query(FUZZY), lambda total: total < FEW)
        if not self.builder.added:
            return [Step(Matched.EXACT, lambda: self.query(EXACT)), Step(Matched.FOLDED, lambda: self.query(FOLDED)),
                    fuzzy]
        exact = self.index.search(strict, self.sight, limit=1).total
        if not exact:
            return [Step(Matched.FOLDED, lambda: self.query(PLAIN)),
                    Step(Matched.TRANSLATED, lambda: self.query(FOLDED), lambda total: True), fuzzy]
        return [Step(Matched.EXACT, lambda: self.query(EXACT)),
                Step(Matched.FOLDED, lambda: self.query(FOLDED), lambda total: exact < ENOUGH), fuzzy]

    def page(self, ladder: Ladder) -> tuple[int, list[Ranked]]:
        """How many hits there are and those of the page; the named record stands before all others."""
        question = self.question
        if not self.apart:
            return ladder.page(question.order, question.descending, question.offset, question.limit, self.desk.site)
        first = [Ranked(self.named.id, NAMED_SCORE, Matched.EXACT)] if question.offset == 0 < question.limit else []
        total, hits = ladder.page(question.order, False, max(question.offset - 1, 0), question.limit - len(first),
                                  self.desk.site)
        return total + 1, first + hits

    @property
    def apart(self) -> bool:
        """Whether a record that is named by its code stands before the hits."""
        return self.named is not None and self.question.order is Order.RELEVANCE

    def shown_by(self, matched: Matched) -> Any:
        """The query whose words are marked in a hit."""
        level = {Matched.FOLDED: PLAIN, Matched.TRANSLATED: FOLDED, Matched.FUZZY: FUZZY}.get(matched, STRICT)
        if matched not in self._shown:
            self._shown[matched] = self._spelled_out(self.text(level))
        return self._shown[matched]

    def _spelled_out(self, query: Any) -> Any:
        """The query with the words that are near to others in place of the distance."""
        if isinstance(query, Near):
            similar = self.index.similar(query.stream, query.term, self.sight, _SIMILAR)
            return Word(tuple((query.stream, term) for term in (query.term, *similar)), query.fields)
        if isinstance(query, Every | Some):
            return type(query)(tuple(self._spelled_out(part) for part in query.parts))
        if isinstance(query, Without | Weighted):
            return query._replace(part=self._spelled_out(query.part))
        return query

    @property
    def left_out(self) -> tuple[str, ...]:
        """What was not understood, as it was typed."""
        return tuple(dict.fromkeys((*self.reading.left_out, *self.builder.left_out)))

    @property
    def added(self) -> tuple[Added, ...]:
        """Terms that the glossary added."""
        return tuple(Added(*each) for each in self.builder.added)


def leaves(tree: Tree | None) -> Iterable[Leaf]:
    """The words and phrases of a tree that are wanted."""
    if isinstance(tree, Leaf):
        yield tree
    elif isinstance(tree, (All, Any_)):
        for part in tree.parts:
            yield from leaves(part)
