"""How the store uses Tantivy."""

from collections.abc import Mapping

from muragat.adapters.index_store import Engine, Place
from muragat.adapters.tantivy_index.index import TantivyIndex
from muragat.adapters.tantivy_index.writing import MERGING, begin

#: Seconds of merging before an index that was built aside is closed.
MERGING_ASIDE = 600.0


def engine(version: str = '1', weights: Mapping[str, float] | None = None) -> Engine:
    """The engine for an analyser's version and weights of fields."""
    def index(place: Place, aside: bool) -> TantivyIndex:
        return TantivyIndex(place, version, weights, MERGING_ASIDE if aside else MERGING)

    return Engine('tantivy', index, lambda folder: begin(folder, version))
