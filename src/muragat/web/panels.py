"""What higher storeys add to pages: panels of a record's page, deeds on several records of a list, parts of the home
page."""

from collections.abc import Callable
from typing import Any, NamedTuple

from pyramid.config import Configurator
from pyramid.request import Request

_KEY = 'muragat.record_panels'
_DEEDS = 'muragat.bulk_deeds'
_HOME = 'muragat.home_parts'


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


class BulkDeed(NamedTuple):
    """A deed on several records: `question(request, folder, records)` gives the web.asking.Question whose `act` is
    called for each record with its values and 'record'."""

    name: str
    title: str
    question: Callable[[Request, Any, list[Any]], Any]


def add_bulk_deed(config: Configurator, name: str, title: str, question: Callable[..., Any]) -> None:
    """Directive: offer the deed for selected records of every list."""

    def register() -> None:
        config.registry.setdefault(_DEEDS, {})[name] = BulkDeed(name, title, question)

    config.action(('bulk deed', name), register)


def bulk_deeds(request: Request) -> dict[str, BulkDeed]:
    """The deeds that higher storeys add."""
    return dict(request.registry.get(_DEEDS, {}))


class HomePart(NamedTuple):
    """A card of the home page that fills itself by a second request; without a script it is a link to `address`."""

    name: str
    title: str
    address: str
    source: str
    shown: Callable[[Request], bool]


def add_home_part(config: Configurator, part: HomePart) -> None:
    """Directive: show the card to every person for whom `shown` says so."""

    def register() -> None:
        config.registry.setdefault(_HOME, []).append(part)

    config.action(('home part', part.name), register)


def home_parts(request: Request) -> list[HomePart]:
    """The cards of the person of the request."""
    return [part for part in request.registry.get(_HOME, ()) if part.shown(request)]


def includeme(config: Configurator) -> None:
    """The directives `add_record_panel(name, template, values)`, `add_bulk_deed(name, title, question)` and
    `add_home_part(part)`."""
    config.add_directive('add_record_panel', add_record_panel)
    config.add_directive('add_bulk_deed', add_bulk_deed)
    config.add_directive('add_home_part', add_home_part)
    config.add_request_method(bulk_deeds, 'bulk_deeds', reify=True)
