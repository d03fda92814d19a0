"""Why and until when a record is closed to readers: dated restrictions, and the day on which they end."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from datetime import date
from types import MappingProxyType
from typing import Any, NamedTuple

from zope.i18nmessageid import Message

from muragat.kernel.dates import Span
from muragat.kernel.errors import Invalid, Refusal
from muragat.kernel.i18n import _
from muragat.kernel.parameters import Parameter, Row, value
from muragat.kernel.record import NEVER

PERSONAL_SECRET = 'personal_secret'
DONOR_TERM = 'donor_term'
BAD_CONDITION = 'bad_condition'
AFTER_RECEIPT = 'after_receipt'

KINDS: Mapping[str, Message] = MappingProxyType({
    PERSONAL_SECRET: _('Personal and family secret'),
    DONOR_TERM: _('Term set by the donor'),
    BAD_CONDITION: _('Bad condition'),
    AFTER_RECEIPT: _('Not yet open after receipt'),
})

#: Law of 22.12.1998 No. 326-I on the National Archival Fund and archives; in force since its publication.
_IN_FORCE = date(1998, 12, 22)


def _by_law(article: str, clause: str) -> str:
    """Where the law says it, in both official languages: an administrator edits it as one text."""
    return (f'ҚР 1998 жылғы 22 желтоқсандағы № 326-I Заңы, {article}-бап, {clause}-тармақ / '
            f'Закон РК от 22 декабря 1998 года № 326-I, ст. {article}, п. {clause}')


PARAMETERS = (
    Parameter(
        'closure.personal_secret', _('Access to personal and family secrets is limited'), _('years from creation'),
        (Row(_IN_FORCE, 75, _by_law('16', '1-1')),),
    ),
    Parameter(
        'closure.donor_term', _('Longest restriction by a donor'), _('years from transfer'),
        (Row(_IN_FORCE, 70, _by_law('7', '8')),),
    ),
    Parameter(
        'closure.after_receipt', _('Documents are opened'), _('years after receipt'),
        (Row(_IN_FORCE, 1, _by_law('15', '2')),),
    ),
)


class Closure(NamedTuple):
    """One restriction.

    ``since``: the day from which it holds, and whose law is applied (``after_receipt``: the day of receipt;
    ``donor_term``: the day of transfer). ``until``: its last day; None: computed by law, or until lifted.
    ``lifted``: the day on which it was lifted, with ``ground``, the paper by which; it stays on the record then and
    no longer closes it.
    """

    kind: str
    since: date
    until: date | None = None
    note: str = ''
    lifted: date | None = None
    ground: str = ''


#: ``term(kind, day)``: years that the law of the day sets for the kind of closure.
Term = Callable[[str, date], int]


def legal_term(site: Any, registry: Any) -> Term:
    """The terms that hold at this site."""
    return lambda kind, day: int(value(site, registry, f'closure.{kind}', day))


def opens(closures: Iterable[Closure], dates: Span | None, site: Any, registry: Any) -> int:
    """Ordinal of the day on which the last of the closures ends; 0 when none closes, NEVER when no day is known.

    ``dates``: when the record was created; its latest possible day counts.
    """
    return opening_day(closures, dates, legal_term(site, registry))


def opening_day(closures: Iterable[Closure], dates: Span | None, term: Term) -> int:
    """As ``opens``, with the terms given."""
    return max((_opening(each, dates, term) for each in closures if each.lifted is None), default=0)


def _opening(closure: Closure, dates: Span | None, term: Term) -> int:
    if closure.until is not None:
        return closure.until.toordinal() + 1
    if closure.kind == PERSONAL_SECRET and dates is not None and dates.latest is not None:
        # The last day of a term belongs to it.
        return years_later(dates.latest, term(closure.kind, closure.since)) + 1
    if closure.kind == AFTER_RECEIPT:
        return years_later(closure.since, term(closure.kind, closure.since))
    return NEVER


def years_later(day: date, years: int) -> int:
    """Ordinal of the same day years later; 1 March when the year has no 29 February, NEVER beyond the calendar."""
    year = day.year + years
    if year > date.max.year:
        return NEVER
    try:
        return day.replace(year=year).toordinal()
    except ValueError:
        return date(year, 3, 1).toordinal()


def hindrances(closures: Iterable[Closure], dates: Span | None, term: Term) -> list[Refusal]:
    """Everything that keeps the closures from being set on a record with these dates."""
    return [refusal for each in closures for refusal in _against(each, dates, term)]


def _against(closure: Closure, dates: Span | None, term: Term) -> Iterable[Refusal]:
    kind, since, until = closure.kind, closure.since, closure.until
    if kind not in KINDS:
        yield _refusal('closure_kind', _('There is no kind of closure "${kind}".', mapping={'kind': kind}))
        return
    if until is not None and until < since:
        yield _refusal('closure_order', _('The closure ends before it begins.'))
    if kind == PERSONAL_SECRET and until is None and (dates is None or dates.latest is None):
        yield _refusal(
            'closure_undated',
            _('The record has no latest date to count the term from. Give its dates, or set the last day yourself.'),
        )
    if kind == DONOR_TERM and until is None:
        yield _refusal('closure_until', _('A term set by the donor needs its last day.'))
    if kind == DONOR_TERM and until is not None and until.toordinal() > years_later(since, term(kind, since)):
        yield _refusal(
            'closure_long',
            _('A donor may restrict access for at most ${years} years.', mapping={'years': term(kind, since)}),
        )
    if closure.lifted is not None and not closure.ground:
        yield _refusal('closure_ground', _('Say by which paper the closure was lifted.'))


def _refusal(code: str, message: Message) -> Refusal:
    return Refusal(code, message, 'closures')


def lifted(closures: Iterable[Closure], kind: str, day: date, ground: str) -> tuple[Closure, ...]:
    """The closures with those of the kind lifted on the day; Invalid when none of the kind closes, or no ground."""
    closures = tuple(closures)
    if not any(each.kind == kind and each.lifted is None for each in closures):
        raise Invalid(_refusal('closure_missing', _('There is no such closure to lift.')))
    if not ground.strip():
        raise Invalid(_refusal('closure_ground', _('Say by which paper the closure was lifted.')))
    return tuple(
        each._replace(lifted=day, ground=ground) if each.kind == kind and each.lifted is None else each
        for each in closures
    )


def register(registry: Any) -> None:
    """Declare the numbers of law that closures use."""
    for parameter in PARAMETERS:
        registry.add_parameter(parameter)
