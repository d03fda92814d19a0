"""Built front-end files: names with the hash of their content, so that browsers keep them for ever."""

import json
from functools import lru_cache
from pathlib import Path

from markupsafe import Markup
from pyramid.config import Configurator

STATIC = Path(__file__).parent / 'static'
_YEAR = 365 * 24 * 3600


@lru_cache(maxsize=1)
def manifest() -> dict[str, str]:
    """Plain name -> built name; empty when the front end was not built."""
    path = STATIC / 'manifest.json'
    return json.loads(path.read_text('utf-8')) if path.is_file() else {}


@lru_cache(maxsize=64)
def asset(name: str) -> str:
    """The address of a built file."""
    return f'/static/{manifest().get(name, name)}'


@lru_cache(maxsize=512)
def icon(name: str, kind: str = '') -> Markup:
    """A picture of the sprite, for the eye only: words stand beside it or in a label."""
    return Markup(
        f'<svg class="icon {kind}" aria-hidden="true" focusable="false"><use href="{asset("icons.svg")}#{name}"/></svg>'
    )


def includeme(config: Configurator) -> None:
    """Serve the built files under /static."""
    config.add_static_view('static', str(STATIC), cache_max_age=_YEAR)
