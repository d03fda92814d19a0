"""Pages of the viewer, below any record."""

from pyramid.config import Configurator


def includeme(config: Configurator) -> None:
    """`…/view`, `…/page-picture`, `…/page-tiles`, `…/page-tile`, `…/page-text`, `…/correct`, `…/access-copy`."""
    for name in ('pages', 'pictures', 'correcting', 'copies'):
        config.include(f'muragat.media.viewer.views.{name}')
