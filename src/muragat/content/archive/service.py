"""Use cases of the holdings that other families and pages may call."""

from typing import Any

from muragat.content.archive.reference import Parts, code_key, parse_code, reference_code, walk

__all__ = ['ROOT', 'Parts', 'code_key', 'parse_code', 'reference_code', 'resolve_code']

#: Name of the archive's record below the site.
ROOT = 'archive'


def resolve_code(desk: Any, text: str) -> Any:
    """The record that a typed citation names, look-alike letters and all; None when it is missing or hidden."""
    parts = parse_code(text)
    archive = desk.site.get(ROOT)
    if parts is None or archive is None:
        return None
    return walk(archive, parts.numbers, desk.visible)
