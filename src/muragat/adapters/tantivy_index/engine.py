"""How the store uses Tantivy."""

from collections.abc import Mapping

from muragat.adapters.index_store import Engine
from muragat.adapters.tantivy_index.index import TantivyIndex
from muragat.adapters.tantivy_index.writing import begin


def engine(version: str = '1', weights: Mapping[str, float] | None = None) -> Engine:
    """The engine for an analyser's version and weights of fields."""
    return Engine('tantivy', lambda place, aside: TantivyIndex(place, version, weights),
                  lambda folder: begin(folder, version))
