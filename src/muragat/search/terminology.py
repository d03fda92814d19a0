"""Other forms in which words of a question may stand in a text: by the glossary, by former names, in Cyrillic letters,
as a surname."""

from collections.abc import Iterable
from typing import Any

from muragat.language import latin, names, russian
from muragat.language.normal import normal
from muragat.search.glossary import glossary_of
from muragat.search.naming.renamed import Renamed
from muragat.search.spans import Span

#: Shorter words in Latin letters are numerals and abbreviations.
_SHORTEST_LATIN = 3


class OtherwiseCalled:
    """Terms of the other language by the glossary of an archive, and other names of bodies."""

    def __init__(self, desk: Any) -> None:
        self.desk = desk
        self.renamed = Renamed(desk)

    def spans(self, words: tuple[str, ...], quoted: tuple[str, ...]) -> Iterable[Span]:
        """What words that follow one another are called besides; a name may have a part in quotes."""
        glossed = [Span(each.start, each.length, each.text, each.weight)
                   for each in glossary_of(self.desk.site).translations(words)]
        known = {(each.start, each.length, each.text.casefold()) for each in glossed}
        return glossed + [each for each in self.renamed.spans(words, quoted)
                          if (each.start, each.length, each.text.casefold()) not in known]


def latin_words(word: str) -> tuple[str, ...]:
    """Kazakh words in Cyrillic that a word in Latin letters may be."""
    if not word.isalpha() or len(word) < _SHORTEST_LATIN or '\u0400' <= word[0] <= '\u052f':
        return ()
    return latin.cyrillic(word)


def surnames(word: str) -> tuple[str, ...]:
    """Other forms of a surname, and other words that a Russian one may be a form of."""
    return (*names.query_forms(word), *russian.other_lemmas(normal(word)))
