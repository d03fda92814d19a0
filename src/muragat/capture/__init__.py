"""From a scan to a searchable record: batches, quality control, pipeline, ways in."""

from typing import Any

from muragat.capture import declared


def register(registry: Any) -> None:
    """What capture declares; after the families, whose records a batch holds."""
    declared.register(registry)
