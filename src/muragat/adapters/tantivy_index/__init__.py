"""The text index by Tantivy."""

from muragat.adapters.tantivy_index.index import TantivyIndex
from muragat.adapters.tantivy_index.writing import begin

__all__ = ['TantivyIndex', 'begin']
