"""Words of a question that are a name of a body, and what else the body was called."""

from collections.abc import Iterator, Sequence
from itertools import islice, zip_longest
from typing import Any, NamedTuple

from muragat.kernel.catalog import OPENS, ZONE
from muragat.language.terms import Terms
from muragat.search.glossary.matching import Keys, key, parted
from muragat.search.naming.names import FOLDED, NEAR, Name, Place, names_of, telling
from muragat.search.spans import Span

#: How much a hit by another name counts beside one by the name typed; when one of the two is a single word, which may
#: be one of the language; and what is left of it when the name was typed without Kazakh letters.
SEVERAL, SINGLE, TYPED_FOLDED = 0.5, 0.3, 0.8
#: Names that are added to a question at most.
MOST = 8
#: A name that more bodies bear is a word of the language; records that are looked through to learn so.
MOST_BODIES, LOOKED_AT = 5, 1000


class _Found(NamedTuple):
    """A name that stands at words [start:start + length] of a question."""

    start: int
    length: int
    place: Place
    #: What is left of the weight of its other names.
    share: float = 1.0


class Renamed:
    """Other names of bodies, as far as the person of the desk sees the records that tell them."""

    def __init__(self, desk: Any) -> None:
        self.desk = desk
        self._sight = desk.sight

    def spans(self, words: tuple[str, ...], quoted: tuple[str, ...] = ()) -> list[Span]:
        """Other names of the bodies that words which follow one another name, those of longer names first. What stands
        in quotes is a part of a name, and none by itself: who quotes a whole name wants it as it is."""
        bodies = self.desk.site.bodies
        if bodies is None:
            return []
        texts = tuple(word or quote for word, quote in zip_longest(words, quoted, fillvalue=''))
        found = sorted((each for each in self._standing(bodies, texts)
                        if any(words[each.start:each.start + each.length])), key=lambda each: -each.length)
        return list(islice(self._others(bodies, found), MOST))

    def bearers(self, text: str) -> frozenset[int]:
        """Ids of the records whose body is or was called so, in any case ending."""
        bodies, words = self.desk.site.bodies, telling(parted((text,))[0])
        if bodies is None or not words:
            return frozenset()
        places = (Place(stream, tuple(key(word, stream) for word in words)) for stream in (*NEAR, *FOLDED))
        return frozenset(record_id for place in places for record_id in self._seen(bodies.bearers(place))
                         if any(place in name.places for name in self._names(record_id)))

    def _names(self, record_id: int) -> list[Name]:
        return names_of(self.desk.site.ids[record_id], self.desk.registry)

    def _standing(self, bodies: Any, words: tuple[str, ...]) -> Iterator[_Found]:
        """Names that may stand in the words, each made of whole words that follow one another."""
        parts, owners = _telling(words)
        keys = {stream: tuple(key(part, stream) for part in parts) for stream in (*NEAR, *FOLDED)}
        for start in range(len(parts)):
            if start == 0 or owners[start - 1] != owners[start]:
                near = [each for stream in NEAR for each in self._at(bodies, stream, keys[stream], owners, start)]
                yield from near or (each._replace(share=TYPED_FOLDED) for stream in FOLDED
                                    for each in self._at(bodies, stream, keys[stream], owners, start))

    def _at(self, bodies: Any, stream: str, keys: Keys, owners: list[int], start: int) -> Iterator[_Found]:
        for length in bodies.lengths(stream, keys[start:start + 2]):
            end, place = start + length, Place(stream, keys[start:start + length])
            if _whole(owners, start, end) and next(self._seen(bodies.bearers(place)), None) is not None:
                yield _Found(owners[start], owners[end - 1] + 1 - owners[start], place)

    def _others(self, bodies: Any, found: Sequence[_Found]) -> Iterator[Span]:
        told: set[tuple[int, int, str]] = set()
        for each in found:
            for name in self._called(bodies, each):
                one = each.start, each.length, name.text.casefold()
                if one not in told:
                    told.add(one)
                    single = each.length == 1 or len(name.stems) == 1
                    weight = each.share * (SINGLE if single else SEVERAL)
                    yield Span(each.start, each.length, name.text, round(weight, 2), name.places[0].stream)

    def _called(self, bodies: Any, found: _Found) -> list[Name]:
        """What the bodies of a name are called besides; nothing when too many bear it."""
        borne = list(islice(self._seen(bodies.bearers(found.place)), MOST_BODIES + 1))
        if len(borne) > MOST_BODIES:
            return []
        ranked = [each for record_id in borne for each in enumerate(self._besides(record_id, found.place))]
        return [name for _rank, name in sorted(ranked, key=lambda each: each[0])]

    def _besides(self, record_id: int, place: Place) -> list[Name]:
        """The other names of a record that bears a name still; one that sounds alike in both languages is the same."""
        names = self._names(record_id)
        own = {name.stems for name in names if place in name.places}
        return [name for name in names if name.stems not in own] if own else []

    def _seen(self, ids: Iterator[int]) -> Iterator[int]:
        rows, sees = self.desk.site.catalog.rows, self._sight.sees
        for record_id in islice(ids, LOOKED_AT):
            row = rows.get(record_id)
            if row is not None and sees(record_id, row[ZONE], row[OPENS]):
                yield record_id


def _telling(words: Sequence[str]) -> tuple[list[Terms], list[int]]:
    """Parts of the words as a name has them, and which word each belongs to."""
    found = [each for each in zip(*parted(tuple(words)), strict=True) if telling(each[:1])]
    return [part for part, _owner in found], [owner for _part, owner in found]


def _whole(owners: list[int], start: int, end: int) -> bool:
    """Whether the parts [start:end] are there, are all of their words, and the words follow one another."""
    here = owners[start:end]
    return (end <= len(owners) and here[-1] - here[0] == len(set(here)) - 1
            and owners[end:end + 1] != [here[-1]])
