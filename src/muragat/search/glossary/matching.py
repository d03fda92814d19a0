"""Finding terms of the glossary in the words of a question, in whatever forms they stand there."""

from collections import defaultdict
from collections.abc import Iterable, Iterator
from functools import lru_cache
from typing import NamedTuple

from muragat.language.terms import Terms, terms
from muragat.language.tokens import tokens
from muragat.search.frequent import is_frequent
from muragat.search.glossary.entries import Entry, shipped

#: How much a hit by a translation counts beside one by the word itself: of several words, of one, of one with many
#: meanings; and what is left of it when the word was typed without Kazakh letters.
PHRASE, WORD, VAGUE, FOLDED = 0.6, 0.5, 0.35, 0.8
#: From so many translations on a word is vague.
MANY = 3

Keys = tuple[str, ...]
_OTHERS = {'kk': ('ru',), 'ru': ('kk',), 'en': ('kk', 'ru')}


class Translation(NamedTuple):
    """What the words [start:start + length] are called in another language.

    `weight` below 1. `source`: 'shipped' with the product, or of the 'archive'.
    """

    start: int
    length: int
    text: str
    language: str
    weight: float
    source: str


class _Term(NamedTuple):
    """A term as it is looked up: the keys of its words in a stream, and what it is called elsewhere."""

    keys: Keys
    pair: tuple[str, str]
    text: str
    language: str


class Table:
    """Entries by the first key of their terms."""

    def __init__(self, entries: Iterable[Entry], source: str) -> None:
        self.source = source
        self._by_first: defaultdict[tuple[str, str], list[_Term]] = defaultdict(list)
        for entry in entries:
            for language, others in _OTHERS.items():
                for stream, keys in _keys(getattr(entry, language), language):
                    self._by_first[stream, keys[0]] += [
                        _Term(keys, entry.pair, getattr(entry, other), other) for other in others]

    def at(self, words: list[Terms], place: int, stream: str) -> Iterator[_Term]:
        """The terms whose words stand at the place, by their keys in a stream."""
        for term in self._by_first.get((stream, key(words[place], stream)), ()):
            if term.keys == tuple(key(word, stream) for word in words[place:place + len(term.keys)]):
                yield term


def _keys(text: str, language: str) -> Iterator[tuple[str, Keys]]:
    """Without words that ask nothing: they are left out of a question before its terms are looked for."""
    words = [token.text for token in tokens(text)]
    found = [terms(word) for word in [word for word in words if not is_frequent(word)] or words]
    if found:
        for stream in ('kk', 'folded') if language == 'kk' else ('ru',):
            yield stream, tuple(key(word, stream) for word in found)


def key(word: Terms, stream: str) -> str:
    """The term of a word in a stream; among Russian and English ones another word keeps its Kazakh stem."""
    return {'kk': word.kk, 'ru': word.ru or word.kk, 'folded': word.folded}[stream]


@lru_cache(maxsize=1)
def shipped_table() -> Table:
    """The terms that come with the product."""
    return Table(shipped(), 'shipped')


class Glossary:
    """The terms of some tables, without the pairs that an archive refused."""

    def __init__(self, *tables: Table, refused: Iterable[tuple[str, str]] = ()) -> None:
        self._tables = tables
        self._refused = frozenset(refused)

    def translations(self, words: tuple[str, ...]) -> tuple[Translation, ...]:
        """What words that follow one another are called in the other language, longer terms first.

        A word may be '' where no term can stand; words that ask nothing are left out.
        """
        parts, owners = parted(words)
        found: dict[tuple[int, int, str], Translation] = {}
        for place in range(len(parts)):
            for each in self._at(parts, owners, place):
                found.setdefault((each.start, each.length, each.text.casefold()), each)
        return tuple(sorted(found.values(), key=lambda each: (-each.length, each.start)))

    def _at(self, parts: list[Terms], owners: list[int], place: int) -> Iterator[Translation]:
        for streams, share in ((('kk', 'ru'), 1.0), (('folded',), FOLDED)):
            terms_here = [(term, table.source) for stream in streams for table in self._tables
                          for term in table.at(parts, place, stream) if self._counts(term, parts, owners, place)]
            for term, source in terms_here:
                same = sum(len(other.keys) == len(term.keys) for other, _source in terms_here)
                weight = PHRASE if len(term.keys) > 1 else WORD if same < MANY else VAGUE
                start, end = owners[place], owners[place + len(term.keys) - 1] + 1
                yield Translation(start, end - start, term.text, term.language, round(weight * share, 2), source)
            if terms_here:
                return

    def _counts(self, term: _Term, parts: list[Terms], owners: list[int], place: int) -> bool:
        """Whether the term covers whole words, is not refused, and is called otherwise than the words themselves."""
        end = place + len(term.keys)
        whole = (place == 0 or owners[place - 1] != owners[place]) and owners[end:end + 1] != [owners[end - 1]]
        here = owners[place:end]
        together = here[-1] - here[0] == len(set(here)) - 1
        other = [terms(token.text).kk for token in tokens(term.text)]
        return (whole and together and term.pair not in self._refused
                and other != [word.kk for word in parts[place:end]])


def parted(words: tuple[str, ...]) -> tuple[list[Terms], list[int]]:
    """The terms of every part of the words, and the place of the word each belongs to."""
    found = [(terms(token.text), place) for place, word in enumerate(words) for token in tokens(word)]
    return [each for each, _place in found], [place for _each, place in found]
