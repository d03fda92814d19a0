"""Panels of a record's page that higher storeys add: files, later pages and texts."""

from collections.abc import Callable
from typing import Any, NamedTuple

from pyramid.config import Configurator
from pyramid.request import Request

_KEY = 'muragat.record_panels'


class RecordPanel(NamedTuple):
    """A part of a record's page: `values(request, record)` for the template, or None when it has nothing to show."""

    name: str
    template: str
    values: Callable[[Request, Any], dict[str, Any] | None]


def add_record_panel(config: Configurator, name: str, template: str, values: Callable[..., Any]) -> None:
    """Directive: show the panel on each record's page for which `values` gives something."""

    def register() -> None:
        config.registry.setdefault(_KEY, []).append(RecordPanel(name, template, values))

    config.action(('record panel', name), register)


def panels_of(request: Request, record: Any) -> list[tuple[RecordPanel, dict[str, Any]]]:
    """The panels of a record's page with what they show."""
    found = ((panel, panel.values(request, record)) for panel in request.registry.get(_KEY, ()))
    return [(panel, values) for panel, values in found if values is not None]


def includeme(config: Configurator) -> None:
    """The directive `config.add_record_panel(name, template, values)`."""
    config.add_directive('add_record_panel', add_record_panel)
