"""Whether the text that a file brings is what stands on its pages."""

import re
from collections import Counter
from collections.abc import Iterable, Sequence

from muragat.language.folding import fold
from muragat.ports.words import Word

#: Share of characters in which a sound text may differ from what is recognised.
TOLERATED = 0.10
#: Share of characters that stand in no alphabet, above which a text is broken.
BROKEN = 0.05

_KAZAKH = re.compile('[әғқңөұүһі]', re.IGNORECASE)
_CYRILLIC = re.compile('[а-яё]', re.IGNORECASE)
_SIGNS = re.compile(r'\w+')


def broken(words: Iterable[Word]) -> bool:
    """Whether a text is made of replacement and private signs: letters without a meaning."""
    text = ''.join(word.text for word in words)
    odd = sum(sign == '\ufffd' or '\ue000' <= sign <= '\uf8ff' or ord(sign) < 32 for sign in text)
    return bool(text) and odd / len(text) > BROKEN


def suspicious(words: Iterable[Word]) -> bool:
    """Cyrillic without a Kazakh letter: perhaps Kazakh that was read as Russian."""
    text = ''.join(word.text for word in words)
    return bool(_CYRILLIC.search(text)) and not _KAZAKH.search(text)


def disagreement(layer: Sequence[Word], recognised: Sequence[Word]) -> float:
    """Share of characters in which two readings differ, 0 to 1; the order of columns does not matter.

    Words that both have are set against each other first; what is left over is compared letter by letter.
    """
    ours, theirs = _signs(layer), _signs(recognised)
    total = max(sum(map(len, ours)), sum(map(len, theirs)))
    if not total:
        return 0.0
    left, right = _without(ours, theirs), _without(theirs, ours)
    return min(1.0, distance(left, right, int(total * TOLERATED) + 1) / total)


def _signs(words: Sequence[Word]) -> list[str]:
    return [sign for word in words for sign in _SIGNS.findall(fold(word.text))]


def _without(words: list[str], others: list[str]) -> str:
    common = Counter(words) & Counter(others)
    kept = []
    for word in words:
        if common[word]:
            common[word] -= 1
        else:
            kept.append(word)
    return ''.join(kept)


def distance(one: str, other: str, limit: int) -> int:
    """Letters to be changed, added or left out to get from one text to the other; `limit` when it is that or more."""
    if abs(len(one) - len(other)) >= limit:
        return limit
    before = list(range(len(other) + 1))
    for row, sign in enumerate(one, 1):
        first, last = max(1, row - limit), min(len(other), row + limit)
        now = [limit] * (len(other) + 1)
        now[0] = row
        for column in range(first, last + 1):
            now[column] = min(before[column] + 1, now[column - 1] + 1, before[column - 1] + (sign != other[column - 1]))
        if min(now[first - 1:last + 1]) >= limit:
            return limit
        before = now
    return min(before[-1], limit)
