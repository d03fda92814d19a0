"""From a tree of what was typed to a query of the text index, at each level of the ladder."""

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from itertools import takewhile
from types import MappingProxyType
from typing import Any, NamedTuple, Protocol

from muragat.language.kazakh import plain
from muragat.language.numbers import numbers_within
from muragat.language.tokens import CHUNK
from muragat.ports.textindex import FILLER, STREAMS, Every, Near, Phrase, Prefix, Some, Weighted, Without, Word
from muragat.search.analysis import streams
from muragat.search.frequent import is_frequent
from muragat.search.query.names import Field
from muragat.search.query.people import Person, people
from muragat.search.query.syntax import All, Any_, Kind, Leaf, Not, Tree
from muragat.search.spans import Span

#: Shorter folded stems are not looked for at a distance: everything is near them.
SHORTEST_NEAR = 5
#: Longer ones are no words; to look for what is near to them would take an engine seconds.
LONGEST_NEAR = 48
#: Words of which a code may consist when its parts are typed apart.
LONGEST_CODE = 4
#: How much another form of a surname counts beside the one that was typed.
OTHER_FORM = 0.7
#: What is left of the weight of a term each word of which has a translation of its own: a text that has the term has
#: those too, and shall not count more than one that has what was typed.
DOUBLED = 0.5
#: Fields of the index that a field of the query asks.
TEXT_FIELDS: Mapping[Field, tuple[str, ...]] = MappingProxyType({
    Field.TITLE: ('title',),
    Field.TEXT: ('text', 'pages'),
    Field.AUTHOR: ('author',),
    Field.NAME: ('names', 'author'),
    Field.CODE: ('code',),
    Field.SHEET: ('sheets',),
    Field.SUBJECT: ('keywords',),
})
#: Fields in which names stand among words.
_PROSE = ('title', 'names', 'author', 'keywords', 'text', 'pages')
_OTHER: Mapping[str, str] = MappingProxyType({'kk': 'ru', 'ru': 'kk'})
#: Words that the name of a value may have.
LONGEST_VALUE = 5


class Row(NamedTuple):
    """The terms of one position."""

    kk: str
    ru: str
    folded: str
    word: str


class Values(Protocol):
    """Understands what is typed behind a field that has values."""

    def node(self, name: Field, text: str) -> Any:
        """What of the index is meant; None when the text means nothing."""

    def is_name(self, name: Field, text: str) -> bool:
        """Whether the words are, all together, what a value of the field is called."""


class Terminology(Protocol):
    """Other names of things: by a glossary, and of bodies by what they were called."""

    def spans(self, words: tuple[str, ...], quoted: tuple[str, ...]) -> Iterable[Span]:
        """What words that follow one another are called besides; `quoted`: texts in quotes, in whose places are no
        words, which may be a part of a name."""


@dataclass(frozen=True)
class Level:
    """What counts as the same word: `folded` without Kazakh letters, `near` with one letter different, `translated`
    in the other language too, `spelled` where the question itself allows it by "~"."""

    folded: bool = False
    near: bool = False
    translated: bool = True
    spelled: bool = True


STRICT = Level(translated=False, spelled=False)
EXACT = Level()
PLAIN = Level(folded=True, translated=False)
FOLDED = Level(folded=True)
FUZZY = Level(folded=True, near=True)


@dataclass
class Builder:
    """Builds a tree for any level; tells what it left out and which terms it added."""

    values: Values
    terminology: Terminology
    #: Cyrillic words that a word in Latin letters may be.
    latin: Callable[[str], Iterable[str]]
    #: Other forms of a surname.
    names: Callable[[str], Iterable[str]]
    left_out: dict[str, None] = field(default_factory=dict)
    #: (added term, words it stands for).
    added: dict[tuple[str, str], None] = field(default_factory=dict)
    _understood: dict[Leaf, Any] = field(default_factory=dict)

    def node(self, tree: Tree | None, level: Level) -> Any:
        """The query; None when nothing of the tree asks anything."""
        if tree is None:
            return None
        if isinstance(tree, All):
            return self._all(tree.parts, level)
        if isinstance(tree, Any_):
            return _some([self.node(part, level) for part in tree.parts])
        if isinstance(tree, Not):
            return self._all((tree,), level)
        return self._all((tree,), level) if tree.field is None else self._leaf(tree, level)

    def _all(self, parts: tuple[Tree, ...], level: Level) -> Any:
        parts = tuple(self._together(parts))
        unwanted = [self.node(part.part, STRICT) for part in parts if isinstance(part, Not)]
        wanted: list[Any] = []
        run: list[Leaf] = []
        for part in _asking(_separate(parts)):
            if isinstance(part, Leaf) and part.field is None and part.kind is not Kind.PREFIX:
                run.append(part)
            else:
                wanted += self._run(run, level)
                run = []
                wanted.append(self.node(part, level) if not isinstance(part, Leaf) else self._leaf(part, level))
        wanted += self._run(run, level)
        return _without(_every(wanted), _some(unwanted))

    def _together(self, parts: tuple[Tree, ...]) -> Iterator[Tree]:
        """The parts; words that make the name of a value together with the one behind its field are one value."""
        place = 0
        while place < len(parts):
            part, behind = parts[place], parts[place + 1:place + LONGEST_VALUE]
            first = part.part if isinstance(part, Not) else part
            value = self._value_of_words(first, behind) if isinstance(first, Leaf) and first.field else None
            if value is None:
                yield part
                place += 1
            else:
                leaf, count = value
                yield Not(leaf) if isinstance(part, Not) else leaf
                place += 1 + count

    def _value_of_words(self, first: Leaf, behind: tuple[Tree, ...]) -> tuple[Leaf, int] | None:
        """The longest name of a value that begins with the first word, and how many of those behind it are in it."""
        if first.kind is not Kind.WORD or first.field in TEXT_FIELDS:
            return None
        words = [part for part in takewhile(_is_plain, behind) if isinstance(part, Leaf)]
        for count in range(len(words), 0, -1):
            text = ' '.join(word.text for word in (first, *words[:count]))
            if first.field is not None and self.values.is_name(first.field, text):
                raw = ' '.join(word.raw for word in (first, *words[:count]))
                return replace(first, text=text, raw=raw), count
        return None

    def _run(self, run: list[Leaf], level: Level) -> list[Any]:
        """Words that follow one another, with what several or one of them may be called besides."""
        nodes = [self._leaf(leaf, level) for leaf in run]
        others: dict[tuple[int, int], list[Any]] = {}
        for start, length, other in self._others(run, level):
            others.setdefault((start, length), []).append(other)
        for (start, length), found in sorted(others.items(), key=lambda each: each[0][1]):
            own = _every(nodes[start:start + length])
            if own is not None:
                nodes[start:start + length] = [_some([own, *found]), *[None] * (length - 1)]
        return nodes

    def _others(self, run: list[Leaf], level: Level) -> Iterable[tuple[int, int, Any]]:
        for place in range(len(run) - 1):
            for length in range(2, LONGEST_CODE + 1):
                if key := _series(run[place:place + length], length):
                    yield place, length, Word((('kk', key), ('ru', key)))
        for person in people(tuple(leaf.text if leaf.kind is Kind.WORD else '' for leaf in run)):
            yield person.start, person.length, Weighted(self._person(run[person.surname], person, level), OTHER_FORM)
        if level.translated:
            for start, length, text, weight, stream in self._spans(run):
                self.added[text, ' '.join(leaf.text for leaf in run[start:start + length])] = None
                yield start, length, Weighted(self._words(text, replace(level, near=False), stream), weight)

    def _person(self, surname: Leaf, person: Person, level: Level) -> Any:
        """A person by surname alone, or with the initials that a text may have beside it."""
        if not (person.before or person.behind):
            return self._leaf(surname, level)
        named = Word((*self._forms(rows_of(surname.text)[0], level), *self._surnames(surname.text, level)))
        before, behind = ([Word((('word', letter),)) for letter in letters]
                          for letters in (person.before, person.behind))
        return Phrase((*before, named, *behind))

    def _spans(self, run: list[Leaf]) -> Iterator[Span]:
        """Of those of several words the longest, that do not overlap; those of single words all."""
        chosen = list(self._chosen(run))
        single = {span.start for span in chosen if span.length == 1 and not span.stream}
        for span in chosen:
            places = range(span.start, span.start + span.length)
            doubled = len(places) > 1 and not span.stream and single.issuperset(places)
            yield span._replace(weight=span.weight * DOUBLED) if doubled else span

    def _chosen(self, run: list[Leaf]) -> Iterator[Span]:
        words = tuple(leaf.text if leaf.kind is Kind.WORD else '' for leaf in run)
        quoted = tuple(leaf.text if leaf.kind is Kind.PHRASE else '' for leaf in run)
        taken: dict[int, tuple[int, int]] = {}
        for span in sorted(self.terminology.spans(words, quoted), key=lambda span: -span.length) if any(words) else ():
            own, places = (span.start, span.length), range(span.start, span.start + span.length)
            if span.length == 1 or all(taken.get(place, own) == own for place in places):
                if span.length > 1:
                    taken |= dict.fromkeys(places, own)
                yield span

    def _words(self, text: str, level: Level, stream: str) -> Any:
        words = tuple(Word(_terms_in(stream, row, level), _PROSE if stream else ()) for row in rows_of(text))
        return words[0] if len(words) == 1 else Phrase(words, words[0].fields)

    def _leaf(self, leaf: Leaf, level: Level) -> Any:
        if leaf.field is not None and leaf.field not in TEXT_FIELDS:
            return self._value(leaf)
        fields = TEXT_FIELDS.get(leaf.field, ()) if leaf.field else ()
        if leaf.field is Field.SHEET and (sheets := numbers_within(leaf.text)):
            return Word(tuple(('kk', number) for number in sheets), fields)
        rows = rows_of(leaf.text)
        if not rows:
            self.left_out[leaf.raw] = None
            return None
        if leaf.kind is Kind.PREFIX:
            return _every([*(Word(_terms(row, level), fields) for row in rows[:-1]), _prefix(rows[-1], level, fields)])
        if leaf.kind is Kind.PHRASE and len(rows) > 1:
            return Phrase(tuple(Word(_terms(row, level)) for row in rows), fields)
        near = level.near or (leaf.kind is Kind.FUZZY and level.spelled)
        if len(rows) > 1 and not near:
            return Phrase(tuple(Word(self._forms(row, level)) for row in rows), fields)
        return _every([self._word(row, leaf, level, near, fields) for row in rows])

    def _value(self, leaf: Leaf) -> Any:
        assert leaf.field is not None
        if leaf not in self._understood:
            self._understood[leaf] = self.values.node(leaf.field, leaf.text)
        if self._understood[leaf] is None:
            self.left_out[leaf.raw] = None
        return self._understood[leaf]

    def _word(self, row: Row, leaf: Leaf, level: Level, near: bool, fields: tuple[str, ...]) -> Any:
        found: list[Any] = [Word(self._forms(row, level), fields)]
        if others := self._surnames(leaf.text, level):
            found.append(Weighted(Word(others, fields), OTHER_FORM))
        if near and row.word.isalpha():
            found += _nears(row, leaf.kind is Kind.FUZZY, fields)
        return _some(found)

    def _forms(self, row: Row, level: Level) -> tuple[tuple[str, str], ...]:
        """The terms of a word, and of what it may be in Cyrillic letters."""
        return tuple(dict.fromkeys((*_terms(row, level), *self._of_words(self.latin(row.word), level))))

    def _surnames(self, text: str, level: Level) -> tuple[tuple[str, str], ...]:
        return tuple(dict.fromkeys(self._of_words(self.names(text), level)))

    def _of_words(self, words: Iterable[str], level: Level) -> Iterator[tuple[str, str]]:
        return (term for word in words for row in rows_of(word)[:1] for term in _terms(row, level))


def rows_of(text: str) -> list[Row]:
    """The terms of a text, position by position."""
    found = streams(text)
    return [Row(*terms) for terms in zip(*(found[name] for name in STREAMS), strict=True)]


def _terms(row: Row, level: Level) -> tuple[tuple[str, str], ...]:
    found = [('kk', row.kk)]
    if row.ru != FILLER:
        found.append(('ru', row.ru))
    if level.folded:
        found.append(('folded', row.folded))
    return tuple(found)


def _terms_in(stream: str, row: Row, level: Level) -> tuple[tuple[str, str], ...]:
    """The terms of a word of one language; all where the stream has none or is not told."""
    terms = _terms(row, level)
    other = _OTHER.get(stream)
    return tuple(term for term in terms if term[0] != other) if any(term[0] == stream for term in terms) else terms


def _prefix(row: Row, level: Level, fields: tuple[str, ...]) -> Any:
    begins = Prefix('word', row.word, fields)
    return Some((begins, Prefix('folded', plain(row.word), fields))) if level.folded else begins


def _nears(row: Row, spelled: bool, fields: tuple[str, ...]) -> list[Near]:
    """What a word may be but for a letter, which may have led the stemmer astray, so as it stands too; `spelled`: asked
    for by name."""
    terms = dict.fromkeys([('folded', row.folded), ('folded', plain(row.word))])
    if spelled:
        terms['word', row.word] = None
    shortest = SHORTEST_NEAR - 2 if spelled else SHORTEST_NEAR
    return [Near(stream, term, fields) for stream, term in terms if shortest <= len(term) <= LONGEST_NEAR]


def _separate(parts: Iterable[Tree]) -> list[Tree]:
    """The wanted parts; a word with signs in it that join nothing becomes several."""
    found: list[Tree] = []
    for part in parts:
        if isinstance(part, Leaf) and _is_plain(part):
            chunks = CHUNK.findall(part.text)
            found += [replace(part, text=chunk) for chunk in chunks] if len(chunks) > 1 else [part]
        elif not isinstance(part, Not):
            found.append(part)
    return found


def _asking(parts: list[Tree]) -> list[Tree]:
    """Without words that most texts have, unless there are no others."""
    rare = [part for part in parts if not (isinstance(part, Leaf) and _is_plain(part) and is_frequent(part.text))]
    return rare if any(_is_word(part) for part in rare) else parts


def _is_plain(part: Tree) -> bool:
    return isinstance(part, Leaf) and part.field is None and part.kind is Kind.WORD


def _is_word(part: Tree) -> bool:
    return not isinstance(part, Leaf) or part.field is None or part.field in TEXT_FIELDS


def _series(leaves: list[Leaf], length: int) -> str:
    """The key of a code whose letters and numbers were typed apart; '' when they are none."""
    letters, *numbers = leaves
    if not (len(leaves) == length and all(leaf.kind is Kind.WORD for leaf in leaves) and letters.text.isalpha()
            and len(letters.text) <= 4 and all(number.text[:1].isdigit() for number in numbers)):
        return ''
    rows = rows_of(f'{letters.text.upper()} {"-".join(number.text for number in numbers)}')
    return rows[0].ru if any(map(str.isdigit, rows[0].ru)) else ''


def _every(parts: Iterable[Any]) -> Any:
    found = [part for part in parts if part is not None]
    return Every(tuple(found)) if len(found) > 1 else found[0] if found else None


def _some(parts: Iterable[Any]) -> Any:
    found = [part for part in parts if part is not None]
    return Some(tuple(found)) if len(found) > 1 else found[0] if found else None


def _without(wanted: Any, unwanted: Any) -> Any:
    return wanted if unwanted is None else Without(Every(()) if wanted is None else wanted, unwanted)
