"""How often each word stands in the Kazakh texts of an archive: its descriptions and its pages."""

from collections import Counter
from collections.abc import Iterator
from typing import Any

from muragat.kernel.ids import SITE_ID
from muragat.kernel.interfaces import IPageText
from muragat.kernel.registry import Registry
from muragat.language.tokens import tokens
from muragat.language.tongue import tongue
from muragat.search.indexing import searched_of

#: Records after which memory is given back.
_BLOCK = 1000


def kazakh_counts(site: Any, registry: Registry) -> Counter[str]:
    """Normalised words of all live records, as far as their letters are of a Kazakh text."""
    counts: Counter[str] = Counter()
    for place, record_id in enumerate(site.catalog.rows.keys(), 1):
        if record_id != SITE_ID:
            for text in _texts(site.ids[record_id], registry):
                if tongue(text) == 'kk':
                    counts.update(token.text for token in tokens(text))
        if place % _BLOCK == 0 and site._p_jar is not None:
            site._p_jar.cacheGC()
    return counts


def _texts(record: Any, registry: Registry) -> Iterator[str]:
    found = searched_of(record, registry)
    for texts in found.texts.values() if found is not None else ():
        yield from texts
    pages = registry.adapt(record, IPageText)
    for page in pages.pages() if pages is not None else ():
        yield page.text
