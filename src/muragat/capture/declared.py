"""What capture declares of batches: types, states, rights, facts and steps."""

from collections.abc import Mapping
from types import MappingProxyType
from typing import Any

from muragat.capture import facts
from muragat.capture.acceptance import BatchReading
from muragat.capture.access import ROWS
from muragat.capture.batch import ROOT, Batch, Capture
from muragat.capture.evolve import STEPS
from muragat.capture.guards import BatchGuard
from muragat.capture.interfaces import IBatch, ICapture
from muragat.capture.workflow import BATCH
from muragat.kernel.i18n import _
from muragat.kernel.interfaces import IGuard, IReadingEnd
from muragat.kernel.types import RecordType

_ROOT_VALUES: Mapping[str, Any] = MappingProxyType(
    {'title': {'kk': 'Сканерлеу', 'ru': 'Сканирование', 'en': 'Scanning'}})


def _batch_summary(batch: Any, language: str) -> str:
    return f'№ {batch.__name__}'


def register(registry: Any) -> None:
    """After the families: a batch holds every type that scans may become."""
    scanned = tuple(kind.name for kind in registry.types.values() if kind.scanned)
    registry.add_type(RecordType(
        name='capture', schema=ICapture, factory=Capture, title=_('Scanning'), plural=_('Scanning'), holds=('batch',),
        zone=True, columns=('title',), icon='upload',
        called={'kk': ('сканерлеу',), 'ru': ('сканирование',), 'en': ('scanning',)}))
    registry.add_type(RecordType(
        name='batch', schema=IBatch, factory=Batch, title=_('Batch'), plural=_('Batches'), holds=scanned, zone=True,
        columns=('target', 'expected', 'gathering'), workflow='batch', icon='folders',
        summary=_batch_summary,
        called={'kk': ('топтама',), 'ru': ('партия', 'пачка'), 'en': ('batch',)}))
    registry.add_workflow(BATCH)
    registry.add_root(ROOT, 'capture', _ROOT_VALUES)
    registry.add_roles(ROWS)
    registry.register_adapter(BatchGuard, Batch, IGuard)
    registry.register_adapter(BatchReading, Batch, IReadingEnd)
    for step in STEPS:
        registry.add_step(step)
    facts.register(registry)
