"""Pages that every type of record has, and those of the house itself."""

from pyramid.config import Configurator


def includeme(config: Configurator) -> None:
    """Views are declared beside their functions."""
    config.add_route('eternal', '/r/{id}')
    config.scan('muragat.web.pages')
