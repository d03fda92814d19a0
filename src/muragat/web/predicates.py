"""Which records a page is for, beyond their class."""

from typing import Any

from pyramid.config import Configurator

from muragat.kernel.ids import SITE_ID


class BelowSite:
    """True for records that stand in the site; the site itself has pages of its own."""

    def __init__(self, wanted: bool, _config: Any) -> None:
        self.wanted = wanted

    def text(self) -> str:
        """For listings of views."""
        return f'below_site = {self.wanted}'

    phash = text

    def __call__(self, context: Any, _request: Any) -> bool:
        return (getattr(context, 'id', SITE_ID) != SITE_ID) is self.wanted


def includeme(config: Configurator) -> None:
    """`below_site=True` for view_config."""
    config.add_view_predicate('below_site', BelowSite)
