"""Addresses of records and pages as links carry them."""

from collections.abc import Mapping
from typing import Any
from urllib.parse import quote, urlencode, urlsplit

from muragat.kernel.record import path

_SAFE = "/@!$&'()*+,;=:-._~"
_LONGEST = 2000


def href(record: Any, view: str = '', **query: Any) -> str:
    """The address of a record or of one of its pages, ready for an attribute: path, view name and query."""
    address = quote(path(record), safe=_SAFE)
    if view:
        address = f'{address.rstrip("/")}/{view}'
    return f'{address}?{urlencode(query, doseq=True)}' if query else address


def below(address: str, name: str) -> str:
    """The address of what stands under this name below an address."""
    return f'{address.rstrip("/")}/{name if name.isascii() and name.isalnum() else quote(name, safe=_SAFE)}'


def eternal(record_id: int) -> str:
    """The short address that survives every move."""
    return f'/r/{record_id}'


def with_query(address: str, query: Mapping[str, Any], **changes: Any) -> str:
    """The address with a changed query; a value of None takes its key out."""
    merged = {key: value for key, value in {**query, **changes}.items() if value not in (None, '', [])}
    return f'{address}?{urlencode(merged, doseq=True)}' if merged else address


def local(address: str | None, default: str = '/') -> str:
    """The address when it is a path of this site, else the default: nobody is sent elsewhere by a link of ours.

    Browsers read a backslash as a slash and drop control characters, so both lead away as surely as `//`.
    """
    if not address or len(address) > _LONGEST or not address.startswith('/') or address.startswith('//'):
        return default
    if '\\' in address or any(ord(letter) <= 32 or ord(letter) == 127 for letter in address):
        return default
    parts = urlsplit(address)
    return default if parts.scheme or parts.netloc else address
