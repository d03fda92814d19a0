"""Papers of scanning: what stands on separator sheets and on labels of units and boxes."""

from collections.abc import Iterable
from typing import Any

from muragat.capture.slips import LABEL, NEXT, TARGET
from muragat.capture.slips import Slip as Said
from muragat.kernel.errors import Hindered, Refusal
from muragat.kernel.folder import Folder
from muragat.kernel.i18n import _
from muragat.kernel.interfaces import ICitable, IScanTarget
from muragat.kernel.localized import pick
from muragat.ports.paperforms import Slip

#: Most sheets or labels that one request prints.
MOST = 300
#: Columns and rows of an A4 sheet of labels: for spines and covers of units, and for boxes.
SMALL, LARGE = (3, 8), (2, 4)

_SHEET = _('Separator sheet. Put it before the first page; it becomes no page of the record.')
_NEXT = _('Next document')
_NEXT_FOOT = _('Separator sheet. What follows is a new document of the same target.')
_UNITS = _('Units ${first}–${last}')


def separator_sheets(desk: Any, records: Iterable[Any], words: Any, language: str) -> list[Slip]:
    """A separator sheet for each record that takes scans; `Hindered` when there is none among them."""
    found = []
    for record in records:
        target = desk.registry.adapt(record, IScanTarget)
        if target is not None and desk.visible(record):
            found.append(Slip(Said(TARGET, record.id).text, code_of(desk, record, language),
                              (target.title(language), dates_of(record)), words(_SHEET)))
    return _limited(found)


def next_sheet(words: Any) -> Slip:
    """A sheet that begins a document of the same target; it can be used again and again."""
    return Slip(Said(NEXT).text, words(_NEXT), (), words(_NEXT_FOOT))


def labels(desk: Any, records: Iterable[Any], words: Any, language: str) -> list[Slip]:
    """A label for each record that is seen: its code, title and dates."""
    return _limited([Slip(Said(LABEL, record.id).text, code_of(desk, record, language),
                          (_short(pick(getattr(record, 'title', None), language)), dates_of(record)))
                     for record in records if desk.visible(record)])


def box_label(desk: Any, folder: Any, first: str, last: str, words: Any, language: str) -> Slip:
    """The label of a box that holds the units of an inventory from a number to a number."""
    numbers = [each for each in (first.strip(), last.strip()) if each]
    if not isinstance(folder, Folder) or any(number not in folder for number in numbers) or not numbers:
        raise Hindered(Refusal('no_unit', _('There is no unit of this number.'), 'first'))
    range_ = words(_UNITS, first=numbers[0], last=numbers[-1])
    return Slip(Said(LABEL, folder.id).text, code_of(desk, folder, language),
                (range_, _short(pick(folder.title, language))))


def code_of(desk: Any, record: Any, language: str) -> str:
    """How the record is cited, or else named."""
    citable = desk.registry.adapt(record, ICitable)
    return (citable.code(language) if citable is not None else '') or str(
        desk.registry.type_of(record).label(record, language))


def dates_of(record: Any) -> str:
    """The dates as they are written; '' when there are none."""
    span = getattr(record, 'dates', None) or getattr(record, 'date', None)
    return span.text if span is not None else ''


def _short(text: str) -> str:
    return text if len(text) <= 120 else f'{text[:119]}…'


def _limited(slips: list[Slip]) -> list[Slip]:
    if not slips:
        raise Hindered(Refusal('nothing', _('There is nothing here to print a sheet or label for.')))
    if len(slips) > MOST:
        raise Hindered(Refusal('too_many', _('At most ${count} at once; choose a smaller part.',
                                             mapping={'count': MOST})))
    return slips
