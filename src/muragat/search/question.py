"""A question to the search: what is typed, what is chosen beside it, and which part of the hits is wanted."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from types import MappingProxyType

from muragat.ports.textindex import Order

#: What is typed beyond so many letters is not read.
LONGEST = 1000
#: Hits that one page may have.
LARGEST_PAGE = 200
#: Names of the filters, which are the names of the facets too; years are apart.
FILTERS = ('fonds', 'type', 'kind', 'language', 'access', 'state')
NONE: Mapping[str, tuple[str, ...]] = MappingProxyType({})

Years = tuple[int | None, int | None]


@dataclass(frozen=True)
class Question:
    """`filters`: name of a filter -> values, any of which may hold: ids of `fonds`, names of record types, codes of
    kinds, `kk`, `ru`, `en`, `open` and `closed`, names of states. `years`: the first and the last, either open.
    """

    text: str = ''
    filters: Mapping[str, tuple[str, ...]] = field(default_factory=lambda: NONE)
    years: Years | None = None
    order: Order = Order.RELEVANCE
    descending: bool = False
    offset: int = 0
    limit: int = 25

    def __post_init__(self) -> None:
        given = {name: tuple(dict.fromkeys(values)) for name, values in self.filters.items()
                 if name in FILTERS and values}
        # Halves of characters, which JSON may bring, cannot stand in an address.
        object.__setattr__(self, 'text', self.text[:LONGEST].encode('utf8', 'ignore').decode().strip())
        object.__setattr__(self, 'filters', MappingProxyType(given))
        object.__setattr__(self, 'offset', max(self.offset, 0))
        object.__setattr__(self, 'limit', min(max(self.limit, 0), LARGEST_PAGE))

    @property
    def narrowed(self) -> bool:
        """Whether anything but the typed text restricts the hits."""
        return bool(self.filters) or self.years is not None

    @property
    def empty(self) -> bool:
        """Whether nothing is asked."""
        return not self.text and not self.narrowed

    def without(self, name: str) -> 'Question':
        """The question without one of its filters; 'year': without its years."""
        if name == 'year':
            return replace(self, years=None)
        return replace(self, filters={each: values for each, values in self.filters.items() if each != name})
