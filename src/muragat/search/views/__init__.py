"""Pages of the search: results, suggestions, saved searches, the search inside a file."""

from typing import Any

_PARTS = ('results', 'suggestions', 'saving', 'inside', 'glossary', 'index')


def includeme(config: Any) -> None:
    """Mount them all."""
    for part in _PARTS:
        config.include(f'muragat.search.views.{part}')
