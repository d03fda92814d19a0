"""The plan of the synthetic archive: which fonds, inventories and units it has, each computed from its place alone."""

import hashlib
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from muragat.kernel.closure import BAD_CONDITION, PERSONAL_SECRET, Closure
from muragat.kernel.dates import parse_span
from tests.bench.wording import fonds_title, inventory_title, unit_title

#: Most units of an inventory, by the rules.
FULL_INVENTORY = 9_999
#: Grows when what is made for a place changes.
VERSION = 1
#: From so many units on the README advises Tantivy.
MANY = 100_000
LANGUAGES = (('ru',), ('kk',), ('kk', 'ru'))
CONDITIONS = ('good', 'good', 'good', 'fair', 'fair', 'fading', 'binding', None)
_CLOSED = (Closure(PERSONAL_SECRET, date(2024, 1, 15)),)
_WORN = (Closure(BAD_CONDITION, date(2025, 3, 1)),)


@dataclass(frozen=True)
class InventoryPlan:
    """One inventory; `first` is the place of its first unit among all units of the archive."""

    fonds: int
    number: str
    first: int
    count: int

    @property
    def years(self) -> tuple[int, int]:
        """First and last year of its units."""
        start = 1918 + self.fonds * 13 % 60
        return start, start + 12 + int(self.number) % 9

    @property
    def values(self):
        """What `Desk.add` takes."""
        first, last = self.years
        return {'number': self.number, 'title': inventory_title(first, last), 'dates': parse_span(f'{first}-{last}')}

    def unit_values(self, index):
        """The values of the unit at an index from 0."""
        place = self.first + index
        first, last = self.years
        year = first + index * (last - first + 1) // self.count
        span = f'{year}' if place % 7 else f'05.02.{year}-{1 + place % 28:02}.11.{year}'
        values = {
            'number': unit_number(index), 'title': unit_title(place, year), 'dates': parse_span(span),
            'sheets': 1 + place * 37 % 250, 'languages': LANGUAGES[place % len(LANGUAGES)],
        }
        if condition := CONDITIONS[place % len(CONDITIONS)]:
            values['condition'] = condition
        if place % 40 == 0:
            values['annotation'] = {'ru': 'В деле имеются карты, чертежи и фотографии; часть листов написана '
                                          'арабской графикой.'}
        if place % 90 == 0:
            values['especially_valuable'] = True
        if place % 60 == 0:
            values['carrier'] = 'photo'
        return values

    def closures(self, index):
        """The closures of the unit; most have none."""
        place = self.first + index
        if place % 50 == 7:
            return _CLOSED
        return _WORN if place % 400 == 11 else ()

    def described(self, index) -> bool:
        """Whether the unit has left the state of being entered; without a condition it may not."""
        place = self.first + index
        return place % 10 != 0 and CONDITIONS[place % len(CONDITIONS)] is not None


def unit_number(index: int) -> str:
    """Every hundredth unit was found late and stands behind the one before it with a letter."""
    hundreds, rest = divmod(index, 100)
    number = hundreds * 99 + min(rest, 98) + 1
    return f'{number}а' if rest == 99 else str(number)


@dataclass(frozen=True)
class Plan:
    """An archive of `units` units in `fonds` fonds, the first of which has `large` units."""

    units: int
    fonds: int
    large: int

    @property
    def name(self) -> str:
        """How its folder is called."""
        return f'{self.units}-units'

    #: Whether measurements begin with a text index of all units; otherwise it is built by who needs it.
    indexed = True

    @property
    def engine(self) -> str:
        """The engine of the text index that an archive of this size is advised to have."""
        return 'whoosh' if self.units < MANY else 'tantivy'

    def furnish(self, desk, unit, place) -> None:
        """What else belongs to the unit at a place: nothing, titles are enough for most measurements."""

    def sizes(self) -> list[int]:
        """Units of each fonds: the large one, then sizes that differ by a factor of about ten."""
        rest, others = self.units - self.large, self.fonds - 1
        weights = [1 + number * 7 % 10 for number in range(others)]
        sizes = [rest * weight // sum(weights) for weight in weights]
        sizes[-1] += rest - sum(sizes)
        return [self.large, *sizes]

    def inventories(self) -> Iterator[InventoryPlan]:
        """All inventories in order; each but the last of a fonds is full."""
        place = 0
        for fonds, size in enumerate(self.sizes()):
            number = 1
            while size > 0:
                count = min(size, FULL_INVENTORY)
                yield InventoryPlan(fonds, str(number), place, count)
                place, size, number = place + count, size - count, number + 1

    def fonds_values(self, fonds: int):
        """What `Desk.add` takes."""
        prefix = ('', 'Р-', 'Р-', 'П-', 'ДГ-')[fonds % 5]
        kind = ('organisation', 'organisation', 'organisation', 'personal', 'collection')[fonds // 5 % 5]
        return {'number': f'{prefix}{fonds + 1}', 'title': fonds_title(fonds), 'kind': kind,
                'dates': parse_span('1918-1999')}

    def definition(self) -> str:
        """Changes when an archive loaded before is not the one that would be loaded now."""
        digest = hashlib.sha256(repr((VERSION, self)).encode())
        for inventory in self.inventories():
            digest.update(repr((inventory, inventory.values, inventory.unit_values(inventory.count - 1))).encode())
        return digest.hexdigest()[:16]


#: By the name under which a measurement asks for them.
FULL = Plan(1_000_000, 200, 100_000)
MIDDLE = Plan(10_000, 4, 4_000)
SMALL = Plan(500, 3, 400)
TINY = Plan(150, 2, 120)
