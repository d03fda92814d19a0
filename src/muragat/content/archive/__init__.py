"""The family of holdings: fonds, inventories, units of storage, documents, and how they are cited."""

from typing import Any

from muragat.content.archive.access import ROWS
from muragat.content.archive.indexing import CreatorNames, HoldingCitation, HoldingIndexable
from muragat.content.archive.interfaces import IArchive, IDocument, IFonds, IInventory, IUnit
from muragat.content.archive.model import Archive, Document, Fonds, Inventory, Unit
from muragat.content.archive.scanning import DocumentTarget, UnitTarget
from muragat.content.archive.service import ROOT, HoldingFinder
from muragat.content.archive.vocabularies import VOCABULARIES
from muragat.content.archive.workflow import PARAMETERS, WORKFLOWS, HoldingGuard, InventoryGuard, UnitGuard
from muragat.kernel.i18n import _
from muragat.kernel.interfaces import IAuthority, ICitable, IFinder, IGuard, IIndexable, IScanTarget
from muragat.kernel.localized import pick
from muragat.kernel.types import RecordType


def _numbered(record: Any, language: str) -> str:
    """"34. Title"."""
    return f'{record.__name__}. {pick(record.title, language)}'


TYPES = (
    RecordType(
        name='archive', schema=IArchive, factory=Archive, title=_('Archive'), plural=_('Archives'), holds=('fonds',),
        zone=True, columns=('title',), icon='building-bank',
        called={'kk': ('архив', 'мұрағат'), 'ru': ('архив',), 'en': ('archive', 'archives')}),
    RecordType(
        name='fonds', schema=IFonds, factory=Fonds, title=_('Fonds'), plural=_('All fonds'), holds=('inventory',),
        name_from='number', zone=True, columns=('number', 'title', 'dates', 'kind'), workflow='fonds',
        icon='archive', summary=_numbered,
        called={'kk': ('қор', 'архив қоры', 'қ.'), 'ru': ('фонд', 'архивный фонд', 'ф.'), 'en': ('fonds', 'fond')}),
    RecordType(
        name='inventory', schema=IInventory, factory=Inventory, title=_('Inventory'), plural=_('Inventories'),
        holds=('unit',), name_from='number', zone=True, columns=('number', 'title', 'dates', 'documentation'),
        workflow='inventory', icon='list-numbers', summary=_numbered,
        called={'kk': ('тізімдеме', 'істердің тізімдемесі', 'т.'), 'ru': ('опись', 'опись дел', 'оп.'),
                'en': ('inventory', 'inv.', 'list of files')}),
    RecordType(
        name='unit', schema=IUnit, factory=Unit, title=_('Unit'), plural=_('Units'), holds=('document',),
        name_from='number', columns=('number', 'title', 'dates', 'sheets', 'carrier', 'especially_valuable'),
        workflow='unit', icon='folder', files=True, summary=_numbered,
        called={'kk': ('іс', 'сақтау бірлігі'), 'ru': ('дело', 'единица хранения', 'ед. хр.', 'д.'),
                'en': ('file', 'unit', 'unit of storage')}),
    RecordType(
        name='document', schema=IDocument, factory=Document, title=_('Document'), plural=_('Documents'),
        columns=('title', 'kind', 'date', 'author', 'sheet_numbers'), workflow='document', icon='file-text', files=True,
        scanned=True, summary=_numbered,
        called={'kk': ('құжат',), 'ru': ('документ', 'док.'), 'en': ('document', 'doc.')}),
)

#: The archive gives its own name and abbreviation later.
_ROOT_VALUES = {'title': {'kk': 'Архив', 'ru': 'Архив', 'en': 'Archive'}}


def register(registry: Any) -> None:
    """Types, states, terms, numbers of law, rights and adapters of the family."""
    for record_type in TYPES:
        registry.add_type(record_type)
    for workflow in WORKFLOWS:
        registry.add_workflow(workflow)
    for vocabulary in VOCABULARIES:
        registry.add_vocabulary(vocabulary)
    for parameter in PARAMETERS:
        registry.add_parameter(parameter)
    registry.add_roles(ROWS)
    registry.add_root(ROOT, 'archive', _ROOT_VALUES)
    for model in (Archive, Fonds, Inventory, Unit, Document):
        registry.register_adapter(HoldingIndexable, model, IIndexable)
        registry.register_adapter(HoldingCitation, model, ICitable)
    registry.register_adapter(CreatorNames, Fonds, IAuthority)
    registry.register_adapter(HoldingFinder, Archive, IFinder)
    registry.register_adapter(UnitTarget, Unit, IScanTarget)
    registry.register_adapter(DocumentTarget, Document, IScanTarget)
    for model, guard in ((Fonds, HoldingGuard), (Inventory, InventoryGuard), (Unit, UnitGuard)):
        registry.register_adapter(guard, model, IGuard)


def includeme(config: Any) -> None:
    """The generic pages and REST operations over record types serve the holdings; nothing is added to them."""
