"""States of the holdings: entered, described, listed or approved, and departed with the number kept."""

from collections.abc import Iterator
from datetime import date
from typing import Any

from zope.interface import implementer

from muragat.content.archive.vocabularies import WITHOUT_SHEETS
from muragat.kernel.access import Permission, Role
from muragat.kernel.catalog import STATE
from muragat.kernel.errors import Refusal
from muragat.kernel.i18n import _
from muragat.kernel.interfaces import IGuard
from muragat.kernel.parameters import Parameter, Row, value
from muragat.kernel.workflow import State, Transition, Workflow

DRAFT, DESCRIBED, LISTED, APPROVED, DEPARTED = 'draft', 'described', 'listed', 'approved', 'departed'


def _missing(record: Any, *names: str) -> Iterator[str]:
    return (name for name in names if getattr(record, name) in (None, '', {}, ()))


_GAPS = {
    'dates': _('The covering dates are missing; write “undated” when there are none.'),
    'date': _('The date is missing; write “undated” when there is none.'),
    'history': _('The historical note is missing.'),
    'approved_on': _('The day of approval is missing.'),
    'approved_by': _('The protocol of the commission is missing.'),
    'sheets': _('The number of sheets is missing.'),
    'condition': _('The physical condition is missing.'),
    'languages': _('The language is missing.'),
}


def _gaps(record: Any, *names: str) -> list[Refusal]:
    return [Refusal('missing', _GAPS[name], name) for name in _missing(record, *names)]


def _title_gaps(record: Any) -> list[Refusal]:
    if record.title and record.title.get('kk') and record.title.get('ru'):
        return []
    return [Refusal('missing', _('The title is needed in Kazakh and in Russian.'), 'title')]


def fonds_is_complete(desk: Any, fonds: Any) -> list[Refusal]:
    """What keeps a fonds out of the list of fonds."""
    return _gaps(fonds, 'dates') + _title_gaps(fonds)


def inventory_is_described(desk: Any, inventory: Any) -> list[Refusal]:
    """What keeps an inventory from being put before the commission: dates, and units that are not described."""
    refusals = _gaps(inventory, 'dates') + _title_gaps(inventory)
    if not inventory.count:
        return [*refusals, Refusal('empty', _('The inventory has no units.'))]
    first = _first_draft(desk, inventory)
    if first is not None:
        seen = desk.visible(first)
        wording = _('Units are not described yet; the first of them is ${number}.', mapping={
            'number': first.__name__}) if seen else _('Units are not described yet.')
        refusals.append(Refusal('not_described', wording))
    return refusals


def _first_draft(desk: Any, inventory: Any) -> Any:
    rows, ids = desk.site.catalog.rows, desk.site.ids
    return next((ids[each] for each in inventory.child_ids() if rows[each][STATE] == DRAFT), None)


def inventory_is_approved(desk: Any, inventory: Any) -> list[Refusal]:
    """What an approved inventory must tell of its approval."""
    return _gaps(inventory, 'approved_on', 'approved_by')


def unit_is_described(desk: Any, unit: Any) -> list[Refusal]:
    """What keeps a unit from counting as described."""
    names = ['dates', 'condition', 'languages']
    if unit.carrier not in WITHOUT_SHEETS:
        names.insert(1, 'sheets')
    return _gaps(unit, *names) + _title_gaps(unit)


def document_is_described(desk: Any, document: Any) -> list[Refusal]:
    """What keeps a document from counting as described."""
    return _gaps(document, 'date', 'languages')


def _departure(sources: tuple[str, ...]) -> Transition:
    return Transition('depart', _('Mark as departed'), sources, DEPARTED, note_required=True)


def _return(target: str) -> Transition:
    return Transition('take_back', _('Mark as returned'), (DEPARTED,), target, note_required=True)


_ENTERING = State(DRAFT, _('Being entered'), waits_for=Role.ARCHIVIST)
_DEPARTED = State(DEPARTED, _('Departed'))

FONDS = Workflow(
    'fonds', DRAFT,
    (_ENTERING, State(LISTED, _('In the list of fonds')), _DEPARTED),
    (
        Transition('enlist', _('Enter into the list of fonds'), (DRAFT,), LISTED, guards=(fonds_is_complete,)),
        _departure((LISTED,)),
        _return(LISTED),
    ))

INVENTORY = Workflow(
    'inventory', DRAFT,
    (_ENTERING, State(DESCRIBED, _('Before the commission'), waits_for=Role.COMMISSION_MEMBER),
     State(APPROVED, _('Approved')), _DEPARTED),
    (
        Transition('submit', _('Put before the commission'), (DRAFT,), DESCRIBED, guards=(inventory_is_described,)),
        Transition('send_back', _('Send back'), (DESCRIBED,), DRAFT, note_required=True),
        Transition('approve', _('Approve'), (DESCRIBED,), APPROVED,
                   guards=(inventory_is_described, inventory_is_approved)),
        Transition('reopen', _('Open for changes'), (APPROVED,), DRAFT, note_required=True),
        _departure((APPROVED,)),
        _return(APPROVED),
    ))

UNIT = Workflow(
    'unit', DRAFT,
    (_ENTERING, State(DESCRIBED, _('Described')), _DEPARTED),
    (
        Transition('describe', _('Description is complete'), (DRAFT,), DESCRIBED, guards=(unit_is_described,)),
        Transition('reopen', _('Describe anew'), (DESCRIBED,), DRAFT),
        _departure((DESCRIBED,)),
        _return(DESCRIBED),
    ))

DOCUMENT = Workflow(
    'document', DRAFT,
    (_ENTERING, State(DESCRIBED, _('Described'))),
    (
        Transition('describe', _('Description is complete'), (DRAFT,), DESCRIBED, permission=Permission.EDIT,
                   guards=(document_is_described,)),
        Transition('reopen', _('Describe anew'), (DESCRIBED,), DRAFT, permission=Permission.EDIT),
    ))

WORKFLOWS = (FONDS, INVENTORY, UNIT, DOCUMENT)

UNITS_LIMIT = 'archive.inventory_units'
#: Decree 576 took effect on this day; the orders that followed it in 2023 are to be entered by the archive.
_RULES = date(2018, 9, 19)


def _by_decree(number: str, kk_day: str, ru_day: str, clause: str) -> str:
    """Where a decree that is no longer in force says it, in both official languages: it is edited as one text."""
    return (f'ҚР Үкіметінің 2018 жылғы {kk_day} № {number} қаулысы (күші жойылған), {clause}-тармақ / '
            f'Постановление Правительства РК от {ru_day} 2018 года № {number} (утратило силу), п. {clause}')


PARAMETERS = (
    Parameter(UNITS_LIMIT, _('Most units of an inventory'), _('units'),
              (Row(_RULES, 9999, _by_decree('576', '20 қыркүйектегі', '20 сентября', '246')),)),
    Parameter('archive.file_sheets', _('Most sheets of a file of permanent keeping'), _('sheets'),
              (Row(_RULES, 180, _by_decree('703', '31 қазандағы', '31 октября', '158')),)),
    Parameter('archive.loose_sheets', _('Loose sheets that count as one unit'), _('sheets'),
              (Row(_RULES, 150, _by_decree('576', '20 қыркүйектегі', '20 сентября', '231')),)),
)


@implementer(IGuard)
class HoldingGuard:
    """What was accounted for is not deleted, and what has departed takes nothing in."""

    def __init__(self, record: Any) -> None:
        self.record = record

    def against(self, desk: Any, act: str) -> list[Refusal]:
        """Every reason against the act."""
        if act == 'delete':
            return self._against_deletion()
        if act == 'hold':
            return self._against_more(desk)
        return []

    def _against_deletion(self) -> list[Refusal]:
        if self.record.state not in (LISTED, APPROVED, DEPARTED):
            return []
        return [Refusal('accounted', _('It stands in the accounting documents and its number must not be given again: '
                                       'mark it as departed instead of deleting it.'))]

    def _against_more(self, desk: Any) -> list[Refusal]:
        if self.record.state != DEPARTED:
            return []
        return [Refusal('departed', _('It has departed; nothing can be added to it.'))]


class InventoryGuard(HoldingGuard):
    """An inventory holds as many units as the rules allow; then a new one is begun."""

    def _against_more(self, desk: Any) -> list[Refusal]:
        refusals = super()._against_more(desk)
        refusals += _against_settled(self.record)
        limit = value(desk.site, desk.registry, UNITS_LIMIT, desk.today)
        if self.record.count >= limit:
            wording = _('The inventory has ${limit} units; begin a new one.', mapping={'limit': limit})
            refusals.append(Refusal('full', wording))
        return refusals


class UnitGuard(HoldingGuard):
    """What an inventory lists stays in it as long as it is approved or lies before the commission."""

    def against(self, desk: Any, act: str) -> list[Refusal]:
        """Every reason against the act."""
        refusals = super().against(desk, act)
        return refusals + _against_settled(self.record.__parent__) if act in ('delete', 'move') else refusals


def _against_settled(inventory: Any) -> list[Refusal]:
    if inventory.state not in (DESCRIBED, APPROVED):
        return []
    return [Refusal('settled', _('The inventory is approved or before the commission; open it for changes first.'))]
