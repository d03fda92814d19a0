"""Kazakh without its own letters: what people type on a Russian keyboard and what Russian-only recognition makes."""

_PLAIN = str.maketrans('әғқңөұүһіёйщэ', 'агкноууыыеише') | str.maketrans('һ', 'х') | str.maketrans('ъ', 'ь')


def plain(word: str) -> str:
    """A small-letter word with each Kazakh letter as the Russian one that stands in for it; never longer, stable."""
    return word.translate(_PLAIN)
