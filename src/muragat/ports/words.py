"""A word with its place on a page image: what recognition finds and what a text layer holds."""

from collections.abc import Iterable, Sequence
from itertools import groupby
from typing import NamedTuple


class Word(NamedTuple):
    """A word and its box in pixels of the page image, from the upper left corner.

    `confidence`: 0 to 100; -1 where nobody measured it (born-digital text). `line`, `paragraph` and `block` are numbers
    that grow in reading order; a line number begins anew in each paragraph, a paragraph's in each block.
    """

    text: str
    left: int
    top: int
    width: int
    height: int
    confidence: float = -1.0
    line: int = 0
    paragraph: int = 0
    block: int = 0


def text_of(words: Iterable[Word]) -> str:
    """The words as text: a line a line, an empty line between paragraphs."""
    paragraphs = []
    for _place, inside in groupby(words, key=lambda word: (word.block, word.paragraph)):
        lines = (' '.join(word.text for word in line) for _number, line in groupby(inside, key=lambda word: word.line))
        paragraphs.append('\n'.join(lines))
    return '\n\n'.join(paragraphs)


def confidence_of(words: Sequence[Word]) -> float:
    """Mean confidence, each word weighing as much as it has letters; 0 without words, -1 when none was measured."""
    measured = [(word.confidence, len(word.text)) for word in words if word.confidence >= 0]
    if not measured:
        return -1.0 if words else 0.0
    return sum(value * letters for value, letters in measured) / sum(letters for _value, letters in measured)
