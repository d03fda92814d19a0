"""Did you mean: another spelling of a question, offered only when it has a hit that the person may see."""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import replace
from itertools import islice, product

from muragat.ports.textindex import Every, Ids, Without, Word
from muragat.search.answer import Matched
from muragat.search.asking import Asking, leaves
from muragat.search.ladder import Ladder
from muragat.search.query.build import EXACT, LONGEST_NEAR, Row, rows_of
from muragat.search.query.syntax import Kind, Leaf
from muragat.search.question import Question

#: Words of a question that are looked at, spellings of each, and questions that are tried.
_WORDS, _SPELLINGS, _TRIED = 8, 3, 4
#: Shorter words are near to every other one.
_SHORTEST = 3
#: Who gets such hits has spelled well, be it without the letters peculiar to Kazakh.
_UNDERSTOOD = (Matched.EXACT, Matched.FOLDED)
_LATIN_KEYS = "qwertyuiop[]asdfghjkl;'zxcvbnm,."
_RUSSIAN_KEYS = 'йцукенгшщзхъфывапролджэячсмитьбю'
#: The row of digits has the Kazakh letters.
_KAZAKH_KEYS = str.maketrans('234590-=', 'әіңғүұқө')
_RUSSIAN = str.maketrans(_LATIN_KEYS, _RUSSIAN_KEYS)

Ask = Callable[[Question], Asking]


def other_spelling(asking: Asking, ladder: Ladder, ask: Ask) -> str | None:
    """The question in another spelling; None when it has exact hits or such without Kazakh letters, or no other has."""
    if any(total and rung.matched in _UNDERSTOOD for rung, total in zip(ladder.rungs, ladder.totals, strict=True)):
        return None
    for text in islice(_texts(asking), _TRIED):
        if text != asking.question.text and _found(ask(replace(asking.question, text=text, offset=0))):
            return text
    return None


def _found(asking: Asking) -> bool:
    query = asking.query(EXACT)
    return query is not None and not asking.left_out and bool(asking.index.search(query, asking.sight, limit=1).total)


def _texts(asking: Asking) -> Iterator[str]:
    text = asking.question.text
    words = [leaf for leaf in leaves(asking.reading.tree) if leaf.kind is Kind.WORD and leaf.field is None]
    yield from _in_another_layout(text, words)
    spellings = [list(islice(_spellings(asking, leaf), _SPELLINGS)) for leaf in words[:_WORDS]]
    for chosen in product(*spellings):
        found = text
        for leaf, spelling in zip(words, chosen, strict=False):
            found = found.replace(leaf.text, spelling, 1)
        yield found


def _in_another_layout(text: str, words: Iterable[Leaf]) -> Iterator[str]:
    """What was typed with the keyboard still in English."""
    letters = [leaf.text for leaf in words]
    if letters and all(word.isascii() for word in letters) and any(map(str.isalpha, ''.join(letters))):
        russian = text.lower().translate(_RUSSIAN)
        yield russian
        yield text.lower().translate(_KAZAKH_KEYS).translate(_RUSSIAN)


def _spellings(asking: Asking, leaf: Leaf) -> Iterator[str]:
    """The word itself when it occurs, else words that differ by a letter."""
    rows = rows_of(leaf.text)
    fits = len(rows) == 1 and rows[0].word.isalpha() and _SHORTEST <= len(leaf.text) <= LONGEST_NEAR
    if not fits or _occurs(asking, rows[0]):
        yield leaf.text
        return
    index, sight = asking.index, asking.sight
    yield from index.similar('word', rows[0].word, sight, _SPELLINGS)
    for stem in dict.fromkeys(each for term in (rows[0].kk, rows[0].word)
                              for each in index.similar('kk', term, sight, _SPELLINGS)):
        yield from index.terms('word', stem, sight, 1)
    yield leaf.text


def _occurs(asking: Asking, row: Row) -> bool:
    return seen_term(asking, (('kk', row.kk), ('ru', row.ru)))


def seen_term(asking: Asking, terms: tuple[tuple[str, str], ...]) -> bool:
    """Whether a record that the person sees now has one of the terms."""
    query = Without(Every((Word(terms),)), Ids(asking.hidden)) if asking.hidden else Word(terms)
    return bool(asking.index.search(query, asking.sight, limit=1).total)
