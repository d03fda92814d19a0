"""Kazakh without its own letters: what people type on a Russian keyboard and what Russian-only recognition makes."""

# Of і some make ы, some и ("акимдик"), and й is taken for и: all four are one here.
_PLAIN = str.maketrans('әғқңөұүһіёийщэъ', 'агкноуухыеыышеь')


def plain(word: str) -> str:
    """A small-letter word with each Kazakh letter as the Russian one that stands in for it; never longer, stable."""
    return word.translate(_PLAIN)
