"""Words of a question that stand for something, and what else that is called."""

from typing import NamedTuple


class Span(NamedTuple):
    """What the words at [start:start + length] of a run of words may be called too; `weight` below 1. `stream`: the
    one that has the words of its language, which is cheaper to ask than all."""

    start: int
    length: int
    text: str
    weight: float
    stream: str = ''
