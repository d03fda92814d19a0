"""What the pipeline declares: its job, its facts, who is told of files that arrive and of what is accepted."""

from typing import Any

from muragat.capture import copying
from muragat.capture.pipeline import health
from muragat.capture.pipeline.facts import WORDINGS
from muragat.capture.pipeline.reading import Reader
from muragat.capture.pipeline.steps.members import INSIDE
from muragat.capture.requests import READ, Arrival
from muragat.kernel.i18n import _
from muragat.kernel.interfaces import IFileArrival
from muragat.kernel.record import Record


def register(registry: Any, settings: Any) -> None:
    """Every file that a record gets is read by a job."""
    for name, wording in WORDINGS.items():
        registry.add_fact(name, wording)
    health.register(registry, settings)
    registry.add_relation_kind(INSIDE, _('Came inside'))
    registry.add_job_kind(READ, Reader(size=settings['capture.processes']), _('Read a file'), heavy=True)
    registry.register_adapter(Arrival, Record, IFileArrival)
    copying.register(registry, settings)
