"""Learning pairs of words from titles that say the same in Kazakh and in Russian (Brown's first model, both ways)."""

import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping
from typing import NamedTuple

from muragat.language.terms import Terms, terms
from muragat.language.tokens import tokens

#: Titles in which a pair must stand, and the least likelihood that each word is the translation of the other.
FEWEST, LIKELY = 3, 0.25
#: Rounds of learning; more change little.
ROUNDS = 6
#: Shorter words are endings and particles.
SHORTEST = 3
#: What no word of the other language answers to.
_NOTHING = ''
_COMMON = re.compile('және|мен|бен|пен|үшін|туралы|бойынша|немесе|жөніндегі|арналған|болып|оның|оны|осы|сол|'
                     'для|при|или|что|это|его|она|они|как|так|все|под|над|без|про')

Chances = Mapping[str, Mapping[str, float]]


class Learned(NamedTuple):
    """A pair of words as they stand in dictionaries, and the number of titles that have both."""

    kk: str
    ru: str
    titles: int


class _Title(NamedTuple):
    kk: tuple[str, ...]
    ru: tuple[str, ...]


class Learner:
    """Takes titles one after the other, then tells the pairs."""

    def __init__(self) -> None:
        self._titles: Counter[_Title] = Counter()
        self._kazakh: defaultdict[str, Counter[str]] = defaultdict(Counter)

    def take(self, kk: str, ru: str) -> None:
        """A title in both languages. The same title, however often, is one."""
        kazakh = [(found.kk, found.word) for found in _words(kk)]
        others = _words(ru)
        russian = [found.ru for found in others if found.ru]
        shared = {key for found in others for key in (found.kk, found.ru)}
        for stem, word in kazakh:
            self._kazakh[stem][word] += 1
        title = _Title(tuple(stem for stem, _word in kazakh if stem not in shared), tuple(russian))
        if title.kk and title.ru:
            self._titles[title] = 1

    def __len__(self) -> int:
        return len(self._titles)

    def pairs(self) -> list[Learned]:
        """The pairs of which each word answers to the other, the most frequent first."""
        together = Counter((kk, ru) for title in self._titles for kk in set(title.kk) for ru in set(title.ru))
        to_russian = _chances([(title.kk, title.ru) for title in self._titles])
        to_kazakh = _chances([(title.ru, title.kk) for title in self._titles])
        found = [Learned(self._shown(kk), ru, count) for (kk, ru), count in together.items()
                 if count >= FEWEST and min(to_russian[kk].get(ru, 0), to_kazakh[ru].get(kk, 0)) >= LIKELY]
        return sorted(found, key=lambda pair: (-pair.titles, pair.kk, pair.ru))

    def _shown(self, stem: str) -> str:
        """A form to show for a stem: the shortest of those that are met often."""
        forms = self._kazakh[stem]
        most = max(forms.values())
        return min((form for form, count in forms.items() if 4 * count >= most), key=lambda form: (len(form), form))


def _words(text: str) -> list[Terms]:
    found = (terms(token.text) for token in tokens(text))
    return [each for each in found if _may_have_meaning(each.word)]


def _may_have_meaning(word: str) -> bool:
    return word.isalpha() and len(word) >= SHORTEST and not _COMMON.fullmatch(word)


def _chances(pairs: Iterable[tuple[tuple[str, ...], tuple[str, ...]]]) -> Chances:
    """How likely each word of the first side becomes each of the other."""
    pairs = list(pairs)
    chances: defaultdict[str, dict[str, float]] = defaultdict(dict)
    for _round in range(ROUNDS):
        counts: defaultdict[str, defaultdict[str, float]] = defaultdict(lambda: defaultdict(float))
        for words, others in pairs:
            sources = (*words, _NOTHING)
            for other in others:
                shares = [chances[word].get(other, 0.0) if chances else 1.0 for word in sources]
                total = sum(shares) or 1.0
                for word, share in zip(sources, shares, strict=True):
                    counts[word][other] += share / total
        chances = defaultdict(dict, {word: _normalised(row) for word, row in counts.items()})
    return chances


def _normalised(row: Mapping[str, float]) -> dict[str, float]:
    total = sum(row.values())
    return {other: share / total for other, share in row.items() if share > total * 1e-4}
