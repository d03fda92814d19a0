"""The staff site: security, layout, forms, tables and the pages that every type of record has."""

from pyramid.config import Configurator

_PARTS = ('assets', 'i18n', 'layout', 'menu', 'searchbox', 'security', 'wellformed', 'panels', 'predicates', 'pages')


def includeme(config: Configurator) -> None:
    """Put the whole toolkit and its pages into a Pyramid application."""
    for part in _PARTS:
        config.include(f'muragat.web.{part}')
