"""Enters the planned holdings through the desk, paints their pages and attaches them."""

import io
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from muragat.content.archive.demonstration import plan
from muragat.content.archive.demonstration.accounts import engage
from muragat.content.archive.demonstration.plan import PlannedDocument, PlannedUnit
from muragat.content.archive.service import ROOT
from muragat.content.staff.service import Accounts
from muragat.kernel.closure import BAD_CONDITION, DONOR_TERM, PERSONAL_SECRET, Closure
from muragat.kernel.dates import parse_span
from muragat.kernel.desk import Desk
from muragat.kernel.errors import Hindered, Refusal
from muragat.kernel.i18n import _
from muragat.kernel.permits import Ground
from muragat.media.service import Files
from muragat.media.staging import Staged
from muragat.ports.pagepainter import IPagePainter, Sheet

ARCHIVE = {
    'title': {'kk': 'Көкөзек мемлекеттік архиві', 'ru': 'Кокозекский государственный архив',
              'en': 'Kokozek State Archive'},
    'abbreviation': {'kk': 'КМА', 'ru': 'КГА'},
}
#: Day on which the daughter of the creator handed over fonds Р-145, and her wish began.
DONATED = date(1974, 5, 20)
#: Day of the act by which units in bad condition were closed.
WITHDRAWN = date(2024, 3, 11)
#: The unit that the reader of the demonstration may see by a written permission.
PERMITTED = ('front', '1943')


@dataclass
class Filled:
    """What was entered; `staged` is discarded by the caller once the transaction stands."""

    accounts: dict[str, Any] = field(default_factory=dict)
    fonds: int = 0
    inventories: int = 0
    units: int = 0
    documents: int = 0
    staged: list[Staged] = field(default_factory=list)


def fill(desk: Desk, files: Files, painter: IPagePainter, accounts: Accounts, password: str) -> Filled:
    """Enter everything in the caller's transaction; `Hindered` when the archive has fonds already."""
    archive = desk.site[ROOT]
    if archive.count:
        raise Hindered(Refusal('not_empty', _('The archive has fonds already; the demonstration is for an empty one.')))
    desk.change(archive, ARCHIVE)
    filling = _Filling(desk, files, painter, Filled(engage(desk, accounts, password)))
    for row in plan.fonds():
        filling.fonds(archive, row)
    return filling.done


@dataclass
class _Filling:
    desk: Desk
    files: Files
    painter: IPagePainter
    done: Filled

    def fonds(self, archive: Any, row: Mapping[str, Any]) -> None:
        names = tuple({'name': {'kk': each['kk'], 'ru': each['ru']},
                       'dates': parse_span(f'{each["since"]}-{each["until"]}')} for each in row.get('names', ()))
        fonds = self.desk.add(archive, 'fonds', {
            'number': row['number'], 'kind': row['kind'], 'title': row['title'], 'names': names,
            'dates': parse_span(row['dates']), 'history': row['history']})
        self.done.fonds += 1
        for inventory in row['inventories']:
            self.inventory(fonds, inventory)
        self.desk.transition(fonds, 'enlist')

    def inventory(self, fonds: Any, row: Mapping[str, Any]) -> None:
        inventory = self.desk.add(fonds, 'inventory', {
            'number': row['number'], 'title': row['title'], 'dates': parse_span(row['dates']), 'copies': 4,
            'documentation': row['documentation'], **approval(row)})
        self.done.inventories += 1
        for unit in row['units']:
            self.unit(inventory, unit, row['state'] != 'draft')
        if row['state'] != 'draft':
            self.desk.transition(inventory, 'submit')
        if row['state'] == 'approved':
            self.desk.transition(inventory, 'approve')

    def unit(self, inventory: Any, planned: PlannedUnit, described: bool) -> None:
        unit = self.desk.add(inventory, 'unit', {
            'number': planned.number, 'title': planned.title, 'dates': parse_span(planned.dates),
            'former_number': planned.former_number, 'sheets': planned.sheets, 'carrier': planned.carrier,
            'condition': planned.condition, 'languages': ('kk', 'ru'), 'places': ('Көкөзек ауданы',),
            'especially_valuable': planned.valuable})
        self.done.units += 1
        if described:
            self.desk.transition(unit, 'describe')
        sheet = 1
        for document in planned.documents:
            sheet += self.document(unit, document, sheet)
        if closures := tuple(closures_of(planned)):
            self.desk.close(unit, closures)
        if (planned.series, planned.dates) == PERMITTED:
            reader = self.done.accounts['reader']
            self.desk.permit(unit, f'account:{reader.id}', Ground('14/с', date(2025, 9, 3), 'Жүнісова Г. С., қызы'))

    def document(self, unit: Any, planned: PlannedDocument, first: int) -> int:
        """Enter a document whose sheets begin with `first`; how many sheets it has."""
        pages = plan.pages(planned.body, self.painter.columns(planned.look), self.painter.rows(planned.look))
        last = first + len(pages) - 1
        document = self.desk.add(unit, 'document', {
            'title': planned.title, 'kind': planned.kind, 'author': planned.author, 'addressee': planned.addressee,
            'date': parse_span(planned.date), 'languages': (planned.language,), 'sheets': len(pages),
            'sheet_numbers': f'{first}' if first == last else f'{first}-{last}'})
        self.done.documents += 1
        for offset, lines in enumerate(pages):
            self.page(document, Sheet(lines, planned.look, self.seed(), self.wear()), planned.language, first + offset)
        self.desk.transition(document, 'describe')
        return len(pages)

    def seed(self) -> int:
        return len(self.done.staged) + 1

    def wear(self) -> float:
        """Every page has fared otherwise."""
        return (self.seed() * 37 % 100) / 100

    def page(self, document: Any, sheet: Sheet, language: str, number: int) -> None:
        ending, media_type = ('png', 'image/png') if sheet.seed % 4 == 0 else ('jpg', 'image/jpeg')
        staged = self.files.receive(io.BytesIO(self.painter.paint(sheet, media_type)))
        self.done.staged.append(staged)
        word = 'парақ' if language == 'kk' else 'лист'
        self.files.attach(document, staged, f'{word}-{number:02}.{ending}')


def approval(row: Mapping[str, Any]) -> dict[str, Any]:
    """The protocol of the commission, where an inventory has been approved."""
    if row['state'] != 'approved':
        return {}
    return {'approved_on': row['approved_on'], 'approved_by': row['approved_by']}


def closures_of(planned: PlannedUnit) -> Iterable[Closure]:
    """What closes a unit to readers."""
    if planned.closure == PERSONAL_SECRET:
        yield Closure(PERSONAL_SECRET, date(int(planned.dates), 12, 31))
    elif planned.closure == DONOR_TERM:
        yield Closure(DONOR_TERM, DONATED, DONATED.replace(year=DONATED.year + 70))
    if planned.condition == 'bad':
        yield Closure(BAD_CONDITION, WITHDRAWN)
