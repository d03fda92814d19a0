"""The journal's entry: a fact as plain data, its canonical line and the hash of its content."""
import hashlib
import json
from collections.abc import Mapping
from typing import Any, NamedTuple

FIELDS = ('at', 'who', 'from', 'what', 'record', 'before', 'after', 'details')
_ABSENT: Mapping[str, Any] = {'who': 'system', 'from': '', 'record': None, 'before': {}, 'after': {}, 'details': {}}


class Entry(NamedTuple):
    """One fact of the journal as it was written, with the number of the block that seals it (None: not yet sealed)."""

    key: int
    at: float
    who: str
    origin: str
    what: str
    record: int | None
    before: dict[str, Any]
    after: dict[str, Any]
    details: dict[str, Any]
    block: int | None = None


def line_of(fact: Mapping[str, Any]) -> bytes:
    """The canonical JSON of a fact: sorted names, no spaces, UTF-8. ValueError names what is missing or unknown."""
    unknown = set(fact).difference(FIELDS)
    if unknown or 'at' not in fact or 'what' not in fact:
        raise ValueError(f'A journal entry needs at and what and knows no {sorted(unknown)}')
    whole = {**_ABSENT, **fact}
    return json.dumps(whole, ensure_ascii=False, sort_keys=True, separators=(',', ':'), allow_nan=False).encode()


def digest_of(key: int, line: bytes) -> bytes:
    """SHA-256 over the key and the content of an entry, 32 bytes."""
    return hashlib.sha256(key.to_bytes(8, 'big') + line).digest()


def entry_of(key: int, line: bytes, block: int | None = None) -> Entry:
    """The entry that a canonical line holds."""
    fact = json.loads(line)
    return Entry(key, fact['at'], fact['who'], fact['from'], fact['what'], fact['record'],
                 fact['before'], fact['after'], fact['details'], block)
