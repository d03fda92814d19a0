"""Words of a text as they are compared: folded, in their order."""

import re

from muragat.language.folding import fold

_WORD = re.compile(r'[^\W_]+(?:-[^\W_]+)*')


def words(text: str) -> list[str]:
    """The folded words of a text; words joined by hyphens are one, and each of them is one too."""
    return [part for word in _WORD.findall(fold(text)) for part in _parts(word)]


def _parts(word: str) -> list[str]:
    return [word, *word.split('-')] if '-' in word else [word]
