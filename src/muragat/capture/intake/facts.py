"""Facts of taking files in, worded when read."""

from collections.abc import Mapping
from types import MappingProxyType
from typing import Any

from muragat.kernel.i18n import _

TAKEN = 'intake.taken'
ALREADY_HELD = 'intake.already_held'

WORDINGS: Mapping[str, str] = MappingProxyType({
    TAKEN: _('Scanned by ${principal_name}: ${filename}'),
    ALREADY_HELD: _('Handed over by ${principal_name}, but held already: ${filename}'),
})


def register(registry: Any) -> None:
    """How the journal words them."""
    for name, wording in WORDINGS.items():
        registry.add_fact(name, wording)
