"""People in a question: a surname beside given names or initials, each of which may stand for the other in a text."""

from collections.abc import Iterator
from typing import NamedTuple

from muragat.language.names import family, is_capitalised

#: A given name and a father's name.
_MOST = 2


class Person(NamedTuple):
    """The words [start:start + length] of a question name a person; his surname is the word at `surname`.

    `before` and `behind`: the initials that a text may have around the surname; none when the question has initials,
    in whose place a text may have any name.
    """

    start: int
    length: int
    surname: int
    before: tuple[str, ...] = ()
    behind: tuple[str, ...] = ()


def people(words: tuple[str, ...]) -> Iterator[Person]:
    """Every way to take words that follow one another for a person; '' where no name can stand."""
    for place, word in enumerate(words):
        if len(word) > _MOST and family(word) is not None:
            yield from _with_initials(words, place)
            yield from _with_names(words, place)


def _with_initials(words: tuple[str, ...], place: int) -> Iterator[Person]:
    end = place + 1
    while end < len(words) and end - place <= _MOST and _is_initial(words[end]):
        end += 1
    start = place
    while start > 0 and place - start < _MOST and _is_initial(words[start - 1]):
        start -= 1
    if end > place + 1:
        yield Person(place, end - place, place)
    if start < place:
        yield Person(start, place + 1 - start, place)


def _with_names(words: tuple[str, ...], place: int) -> Iterator[Person]:
    for count in range(1, _MOST + 1):
        behind, before = words[place + 1:place + 1 + count], words[max(0, place - count):place]
        if len(behind) == count and all(map(_may_be_given, behind)):
            yield Person(place, count + 1, place, behind=tuple(name[0].lower() for name in behind))
        if len(before) == count and all(map(_may_be_given, before)):
            yield Person(place - count, count + 1, place, before=tuple(name[0].lower() for name in before))


def _is_initial(word: str) -> bool:
    return len(word.rstrip('.')) == 1 and word[0].isalpha()


def _may_be_given(word: str) -> bool:
    return len(word) > _MOST and is_capitalised(word)
