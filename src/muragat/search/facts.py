"""Facts of the search and how a reader of the journal meets them in words."""

from collections.abc import Mapping
from types import MappingProxyType
from typing import Any

from muragat.kernel.i18n import _

SAVED = 'search.saved'
CHANGED = 'search.changed'
REMOVED = 'search.removed'
TERM_PROPOSED = 'glossary.proposed'
TERM_APPROVED = 'glossary.approved'
TERM_REFUSED = 'glossary.refused'
TERMS_LEARNED = 'glossary.learned'

WORDINGS: Mapping[str, str] = MappingProxyType({
    SAVED: _('The search “${name}” was saved'),
    CHANGED: _('The saved search “${name}” was changed'),
    REMOVED: _('The saved search “${name}” was removed'),
    TERM_PROPOSED: _('Proposed for the glossary: ${kk} – ${ru}'),
    TERM_APPROVED: _('Approved for the glossary: ${kk} – ${ru}'),
    TERM_REFUSED: _('Refused for the glossary: ${kk} – ${ru}'),
    TERMS_LEARNED: _('Pairs found in titles and proposed for the glossary: ${count}'),
})


def register(registry: Any) -> None:
    """How the journal words what is done with searches."""
    for name, wording in WORDINGS.items():
        registry.add_fact(name, wording)
