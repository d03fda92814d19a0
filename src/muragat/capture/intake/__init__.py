"""The ways in: the station's screen, resumable uploads, REST, the watched folder; all end in one service."""

from typing import Any

from muragat.capture.intake import facts, health


def register(registry: Any, settings: Any) -> None:
    """What the intake declares."""
    facts.register(registry)
    health.register(registry, settings)


def includeme(config: Any) -> None:
    """Its pages and REST operations."""
    config.include('muragat.capture.intake.views')
    config.include('muragat.capture.intake.api')
