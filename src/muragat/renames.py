"""Persistent classes that moved: old dotted name to new dotted name; an entry is never removed."""
from collections.abc import Mapping
from types import MappingProxyType

RENAMES: Mapping[str, str] = MappingProxyType({})
