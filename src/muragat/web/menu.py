"""Lines that higher storeys add to the main menu and to the places of keeping the house in order."""

from collections.abc import Callable
from typing import Any, NamedTuple

from pyramid.config import Configurator
from pyramid.request import Request

from muragat.kernel.access import Permission

_KEY = 'muragat.menu'
_OFFICE_KEY = 'muragat.office'


class MenuItem(NamedTuple):
    """A line of the main menu; `key` is the shortcut that opens it."""

    address: str
    title: str
    icon: str
    key: str = ''


def add_menu_item(config: Configurator, item: MenuItem, shown: Callable[[Request], bool]) -> None:
    """Directive: show the line to every signed-in person for whom `shown` says so."""

    def register() -> None:
        config.registry.setdefault(_KEY, []).append((item, shown))

    config.action(('menu item', item.address), register)


def added_items(request: Request) -> list[Any]:
    """The lines that are shown to the person of the request."""
    return [item for item, shown in request.registry.get(_KEY, ()) if shown(request)]


def add_office_item(config: Configurator, item: MenuItem, permission: Permission) -> None:
    """Directive: show the line among the places of keeping the house in order to who has the permission."""

    def register() -> None:
        config.registry.setdefault(_OFFICE_KEY, []).append((permission, item))

    config.action(('office item', item.address), register)


def office_items(request: Request) -> list[tuple[Permission, MenuItem]]:
    """The lines that were added there, each with its permission."""
    return list(request.registry.get(_OFFICE_KEY, ()))


def includeme(config: Configurator) -> None:
    """The directives `config.add_menu_item(item, shown)` and `config.add_office_item(item, permission)`."""
    config.add_directive('add_menu_item', add_menu_item)
    config.add_directive('add_office_item', add_office_item)
