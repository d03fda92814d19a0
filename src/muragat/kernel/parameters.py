"""Numbers of law as dated data: each value with the day from which it holds and the source that sets it."""

from collections.abc import Iterable, Iterator
from datetime import date
from typing import Any, NamedTuple

from persistent import Persistent
from persistent.mapping import PersistentMapping

from muragat.kernel.errors import Invalid, Refusal
from muragat.kernel.i18n import _


class Row(NamedTuple):
    """A value from a day on; the source names law, article or order."""

    valid_from: date
    value: int
    source: str


class Parameter(NamedTuple):
    """A number as its family declares it; `title` and `unit` are messages."""

    name: str
    title: str
    unit: str
    rows: tuple[Row, ...]


class Parameters(Persistent):
    """The numbers that an administrator has edited, with all their dated rows; all others are as declared."""

    def __init__(self) -> None:
        self._edited = PersistentMapping()

    def get(self, name: str, default: Any = None) -> tuple[Row, ...] | None:
        """The edited rows of a number, or the default when it was never edited."""
        stored = self._edited.get(name)
        return default if stored is None else tuple(Row(*row) for row in stored)

    def __contains__(self, name: str) -> bool:
        return name in self._edited

    def __iter__(self) -> Iterator[str]:
        return iter(self._edited)

    def replace(self, name: str, rows: Iterable[Row]) -> None:
        """Keep these rows from now on, in order of date; Invalid when a day stands twice or a source is missing."""
        kept = tuple(sorted(Row(*row) for row in rows))
        if refusals := list(_against(kept)):
            raise Invalid.of(refusals)
        self._edited[name] = tuple(tuple(row) for row in kept)


def _against(rows: tuple[Row, ...]) -> Iterator[Refusal]:
    if not rows:
        yield Refusal('empty', _('A number of law needs at least one value.'))
    days = [row.valid_from for row in rows]
    for day in sorted({day for day in days if days.count(day) > 1}):
        yield Refusal('double', _('Two values hold from ${day}.', mapping={'day': day.isoformat()}))
    for row in rows:
        if not row.source.strip():
            mapping = {'day': row.valid_from.isoformat()}
            yield Refusal('source', _('The value of ${day} needs its source.', mapping=mapping))


def rows(site: Any, registry: Any, name: str) -> tuple[Row, ...]:
    """All values of a number in order of date; KeyError when nobody declares it."""
    declared: Parameter = registry.parameters[name]
    edited: tuple[Row, ...] | None = site.parameters.get(name) if site is not None else None
    return declared.rows if edited is None else edited


def row(site: Any, registry: Any, name: str, on: date) -> Row:
    """The row that holds on a day; before the first one the first, for older law is not known to the program."""
    ordered = sorted(rows(site, registry, name))
    return next((each for each in reversed(ordered) if each.valid_from <= on), ordered[0])


def value(site: Any, registry: Any, name: str, on: date) -> int:
    """The value that holds on a day, in the parameter's unit."""
    return row(site, registry, name, on).value
