"""The text index by Tantivy."""

from muragat.adapters.tantivy_index.index import TantivyIndex

__all__ = ['TantivyIndex']
