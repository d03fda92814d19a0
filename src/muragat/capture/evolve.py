"""Steps of capture."""

import time
from datetime import UTC, date, datetime
from typing import Any

from muragat.capture.batch import ROOT
from muragat.kernel.desk import Desk
from muragat.kernel.evolution import Step
from muragat.kernel.i18n import _
from muragat.kernel.principals import SYSTEM


class _Clock:
    """The time of the step."""

    @staticmethod
    def now() -> float:
        """Seconds since the epoch, UTC."""
        return time.time()

    @staticmethod
    def today() -> date:
        """The day; the root has no dates that depend on it."""
        return datetime.now(UTC).date()


def add_root(site: Any, registry: Any) -> None:
    """Give a site that was founded before capture the root of its batches."""
    if ROOT not in site:
        desk = Desk(site, registry, SYSTEM, 'evolution', _Clock())
        root = registry.roots[ROOT]
        desk.create(site, registry.types[root.type_name], root.values, root.name)


STEPS = (Step('capture.2026-11-25.root', _('Make the place where scans stand until they are accepted'), add_root),)
