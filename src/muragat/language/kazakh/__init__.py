"""Kazakh words and their stems: one key for all forms of a word, with or without Kazakh letters."""

from muragat.language.kazakh.fold import plain
from muragat.language.kazakh.stemmer import folded_stem, stem
from muragat.language.kazakh.stems import version

#: Changes when a word may get another key than before: what is indexed by keys is stale then.
STEMS_VERSION = version()

__all__ = ['STEMS_VERSION', 'folded_stem', 'plain', 'stem']
