"""Facts of the house's own pages and how a reader meets them in words."""

from collections.abc import Mapping
from types import MappingProxyType
from typing import Any

from muragat.kernel.i18n import _

VOCABULARY_CHANGED = 'vocabulary.changed'
LAW_CHANGED = 'law.changed'

WORDINGS: Mapping[str, str] = MappingProxyType({
    VOCABULARY_CHANGED: _('The vocabulary ${vocabulary} was changed'),
    LAW_CHANGED: _('The number of law ${parameter} was changed'),
})


def register(registry: Any) -> None:
    """How the journal words what is done on these pages."""
    for name, wording in WORDINGS.items():
        registry.add_fact(name, wording)
