"""Lines that higher storeys add to the main menu."""

from collections.abc import Callable
from typing import Any, NamedTuple

from pyramid.config import Configurator
from pyramid.request import Request

_KEY = 'muragat.menu'


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


def includeme(config: Configurator) -> None:
    """The directive `config.add_menu_item(item, shown)`."""
    config.add_directive('add_menu_item', add_menu_item)
