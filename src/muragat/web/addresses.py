"""Addresses of records and pages as links carry them."""

from collections.abc import Mapping
from typing import Any
from urllib.parse import quote, urlencode

from muragat.kernel.record import path

_SAFE = "/@!$&'()*+,;=:-._~"


def href(record: Any, view: str = '', **query: Any) -> str:
    """The address of a record or of one of its pages, ready for an attribute: path, view name and query."""
    address = quote(path(record), safe=_SAFE)
    if view:
        address = f'{address.rstrip("/")}/{view}'
    return f'{address}?{urlencode(query, doseq=True)}' if query else address


def eternal(record_id: int) -> str:
    """The short address that survives every move."""
    return f'/r/{record_id}'


def with_query(address: str, query: Mapping[str, Any], **changes: Any) -> str:
    """The address with a changed query; a value of None takes its key out."""
    merged = {key: value for key, value in {**query, **changes}.items() if value not in (None, '', [])}
    return f'{address}?{urlencode(merged, doseq=True)}' if merged else address
