"""How the store uses Whoosh."""
from collections.abc import Mapping

from muragat.adapters.index_store import Engine
from muragat.adapters.whoosh_index.index import WhooshIndex
from muragat.adapters.whoosh_index.writing import LARGEST, LARGEST_ASIDE, create


def engine(version: str = '1', weights: Mapping[str, float] | None = None) -> Engine:
    """The engine for an analyser's version and weights of fields."""
    return Engine('whoosh', lambda place, aside: WhooshIndex(place, version, weights,
                                                             LARGEST_ASIDE if aside else LARGEST), create)
