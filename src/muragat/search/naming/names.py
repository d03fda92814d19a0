"""A name of a body as it is compared: by the terms of its words, so that every case ending is the same name."""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import lru_cache
from typing import NamedTuple

from muragat.kernel.interfaces import IAuthority
from muragat.kernel.record import Record
from muragat.kernel.registry import Registry
from muragat.language.terms import Terms, terms
from muragat.language.tokens import tokens
from muragat.search.frequent import is_frequent
from muragat.search.glossary.matching import Keys, key

#: Names of more words are titles of another sort.
LONGEST = 60
#: Names whose terms are remembered.
REMEMBERED = 4096
#: Streams in which a name is looked up: those of its language, then as it is typed without Kazakh letters.
NEAR, FOLDED = ('kk', 'ru'), ('folded',)
_STREAMS: Mapping[str, tuple[str, ...]] = {'kk': ('kk', 'folded')}
_OTHERS = ('ru',)
#: What stands in brackets says more of the body than its name does, unless it belongs to a word: "РКП(б)".
_BRACKETS = re.compile(r'(?:^|\s)\([^()]*\)')


class Place(NamedTuple):
    """A name in a stream: the terms of its words."""

    stream: str
    keys: Keys


class Name(NamedTuple):
    """A name in a language; `stems` tells names that sound alike in both."""

    text: str
    places: tuple[Place, ...]
    stems: Keys


@lru_cache(maxsize=REMEMBERED)
def name_of(text: str, language: str) -> Name | None:
    """The name without what stands in brackets; None when no word of it tells anything."""
    plain = ' '.join(_BRACKETS.sub(' ', text).split())
    words = telling([terms(token.text) for token in tokens(plain)])
    if not 0 < len(words) <= LONGEST:
        return None
    streams = _STREAMS.get(language, _OTHERS)
    places = tuple(Place(stream, tuple(key(word, stream) for word in words)) for stream in streams)
    return Name(plain, places, tuple(word.kk for word in words))


def telling(words: Sequence[Terms]) -> list[Terms]:
    """The words without those that most texts have, as a question is read too."""
    return [word for word in words if not is_frequent(word.word)]


def names_of(record: Record, registry: Registry) -> list[Name]:
    """What the body of a record was called; nothing when the record tells of none."""
    authority = registry.adapt(record, IAuthority)
    found = (name_of(text, language) for each in (authority.names() if authority is not None else ())
             for language, text in each.items() if text)
    return [name for name in found if name is not None]


def telling_types(registry: Registry) -> Iterator[str]:
    """Names of the types whose records tell what bodies were called."""
    return (name for name, kind in registry.types.items()
            if registry.adapt(kind.factory(), IAuthority) is not None)


def places_of(names: Iterable[Name]) -> Iterator[Place]:
    """All that the names are looked up by."""
    return (place for name in names for place in name.places)
