"""Links between the pages of a list, and to any page by its number."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from muragat.kernel.i18n import _
from muragat.web.addresses import with_query

SIZE = 50


@dataclass(frozen=True)
class Pages:
    """Where in a list the reader is; `query` is the rest of the address's query, kept in every link."""

    address: str
    query: Mapping[str, Any]
    number: int
    size: int
    total: int

    @property
    def count(self) -> int:
        """How many pages there are."""
        return max(1, -(-self.total // self.size))

    @property
    def first(self) -> int:
        """Place of the first row of this page, from 1."""
        return (self.number - 1) * self.size + 1

    @property
    def last(self) -> int:
        """Place of the last row of this page."""
        return min(self.number * self.size, self.total)

    @property
    def hidden(self) -> list[tuple[str, Any]]:
        """Inputs that keep the query when a page is chosen by number."""
        return [(name, value) for name, value in self.query.items() if name != 'page']

    @property
    def steps(self) -> list[tuple[str, str, str, str]]:
        """(address or nothing, words, icon, key) of first, previous, next and last page."""
        here, end = self.number, self.count
        return [
            (self._to(1) if here > 1 else '', _('First page'), 'chevrons-left', ''),
            (self._to(here - 1) if here > 1 else '', _('Previous page'), 'chevron-left', '['),
            (self._to(here + 1) if here < end else '', _('Next page'), 'chevron-right', ']'),
            (self._to(end) if here < end else '', _('Last page'), 'chevrons-right', ''),
        ]

    def _to(self, number: int) -> str:
        return with_query(self.address, self.query, page=number if number > 1 else None)


def page_number(text: str | None) -> int:
    """The number of a page as an address has it; 1 for anything else."""
    return max(1, min(int(text), 10**9)) if text and text.isascii() and text.isdigit() and len(text) < 12 else 1
