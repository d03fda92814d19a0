"""The search box in the header of every page: it leads to the search when that is mounted, else straight to records."""

from typing import NamedTuple

from pyramid.config import Configurator
from pyramid.request import Request

from muragat.kernel.i18n import _
from muragat.web.menu import MenuItem

_KEY = 'muragat.search_box'


class SearchBox(NamedTuple):
    """Where the form of the box leads; `suggestions`: address of what fits while a person types, '' for none."""

    action: str
    name: str
    label: str
    suggestions: str = ''
    #: Hidden inputs (name, value).
    carried: tuple[tuple[str, str], ...] = ()
    #: Pages of the search that a person has for himself; lines of the menu of his account.
    own: tuple[MenuItem, ...] = ()


_PLAIN = SearchBox('/go', 'to', _('Code, address or number of a record'))


def set_search_box(config: Configurator, box: SearchBox) -> None:
    """Directive: what the box of every page is."""

    def register() -> None:
        config.registry[_KEY] = box

    config.action('search box', register)


def search_box(request: Request) -> SearchBox:
    """The box of the pages of this site."""
    box: SearchBox = request.registry.get(_KEY, _PLAIN)
    return box


def includeme(config: Configurator) -> None:
    """The directive `config.set_search_box(box)`."""
    config.add_directive('set_search_box', set_search_box)
