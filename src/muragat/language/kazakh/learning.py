"""Proposals for the list of stems, made from words that the list does not explain; a person accepts them."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from typing import NamedTuple

from muragat.language.kazakh.endings import NEVER, endings
from muragat.language.kazakh.grammar import Voice
from muragat.language.kazakh.harmony import VOWELS, ending, harmony
from muragat.language.kazakh.stemmer import stemmer
from muragat.language.kazakh.stems import MARKS, Word, read
from muragat.language.kazakh.suffixes import NUMBERS

#: Letters of a stem that is proposed, at least.
SHORTEST = 3
#: Different forms that make a stem likely.
FORMS = 3
_KAZAKH = frozenset('аәбвгғдеёжзийкқлмнңоөпрстуұүфхһцчшщъыіьэюя')
_PLACES = {'n': NUMBERS['noun'], 'v': NUMBERS['verb']}


class Proposal(NamedTuple):
    """A stem with its mark, how often its forms were seen, and the forms, the most frequent first."""

    stem: str
    mark: str
    seen: int
    forms: tuple[str, ...]

    @property
    def line(self) -> str:
        """As a line that can be accepted: the list reads the stem and its mark, a person the rest."""
        return f'{self.stem} {self.mark}  # {self.seen}: {", ".join(self.forms[:8])}'


def proposals(counts: Mapping[str, int], fewest: int = FORMS) -> Iterator[Proposal]:
    """Stems of which at least `fewest` different forms were seen, those that explain the most forms first.

    `counts` tells how often each normalised word was seen. Each word counts for one stem only.
    """
    unknown = {word for word in counts if len(word) > SHORTEST and _KAZAKH.issuperset(word)
               and not stemmer().knows(word)}
    explained = _explained(unknown)
    order = sorted(explained, key=lambda key: (-len(explained[key]), -sum(map(counts.__getitem__, explained[key])),
                                               key))
    taken: set[str] = set()
    for stem, mark in order:
        forms = explained[stem, mark] - taken
        if len(forms) >= fewest:
            taken |= forms
            shown = tuple(sorted(forms, key=lambda form: (-counts[form], form)))
            yield Proposal(stem, mark, sum(map(counts.__getitem__, forms)), shown)


def _explained(words: Iterable[str]) -> dict[tuple[str, str], set[str]]:
    """Words by the stem and mark that may explain them."""
    found: defaultdict[tuple[str, str], set[str]] = defaultdict(set)
    price = endings(Voice.NONE, False).price
    for word in words:
        found[word, 'n'].add(word)
        for cut in range(SHORTEST, len(word)):
            stem = word[:cut]
            if VOWELS.isdisjoint(stem):
                continue
            for mark, place in _PLACES.items():
                if price(place, ending(stem), harmony(stem), word[cut:]) < NEVER:
                    found[stem, mark].add(word)
    return found


def accepted(lines: Iterable[str]) -> list[Word]:
    """The words of lines that a person left; ValueError names the first line that is none."""
    words = []
    for number, line in enumerate(lines, 1):
        if not line.split('#')[0].strip():
            continue
        word = next(read([line]), None)
        if word is None or not _KAZAKH.issuperset(word.stem) or not set(word.marks) <= set(MARKS):
            raise ValueError(number)
        words.append(word)
    return words


def written(words: Iterable[Word]) -> Iterator[str]:
    """Lines of a list, each word once, in order."""
    lines = {f'{word.stem} {word.marks}{"~" * word.falls}{"r" * word.rare}' + (f' {word.key}' if word.key != word.stem
             else '') for word in words}
    yield from sorted(lines)
