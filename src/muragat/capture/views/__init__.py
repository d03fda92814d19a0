"""Pages of batches: quality control, deeds on pages, figures, printed sheets and labels."""

from typing import Any

from muragat.capture.views import control, figures, panel, papers, pictures


def includeme(config: Any) -> None:
    """Mount them all."""
    config.include('muragat.capture.api')
    for part in (control, figures, panel, papers, pictures):
        part.includeme(config)
