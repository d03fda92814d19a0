"""The storage as administrators handle it: proving, saving, bringing back and packing what is kept."""

from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

from zope.interface import Interface


class Proof(NamedTuple):
    """What a walk over every stored object found: counts, and what is wrong, each in one line of data."""

    transactions: int
    objects: int
    blobs: int
    #: Bytes of the data file.
    size: int
    #: (code, where): 'broken_class', 'unreadable', 'dangling', 'blob_missing'.
    faults: tuple[tuple[str, str], ...]
    #: Names of files that keep what was cut off unfinished at some start.
    cut: tuple[str, ...]


class Saved(NamedTuple):
    """What a backup holds: whole or increment, bytes of the data file, blobs copied now and in all."""

    whole: bool
    size: int
    copied: int
    blobs: int


class IVault(Interface):
    """Handles the data file and the blobs; originals and records live there, so nothing here is disposable."""

    def prove() -> Proof:
        """Read every current object and look whether its class, its references and its blob are there."""

    def save(target: Path) -> Saved:
        """Bring a backup in a directory up to date, consistently, while others write."""

    def last(target: Path) -> tuple[bytes, int]:
        """Id of the last transaction in a backup, and the size of the data file that it holds."""

    def pack(days: float) -> None:
        """Drop past revisions of objects older than so many days, keeping the old file aside."""

    def settle_pack(keep: bool) -> None:
        """Let the old file go, or keep it for a person to decide."""

    def strays(older_than: float) -> Iterator[Path]:
        """Files among the blobs that no object names, untouched since a moment (seconds since the epoch)."""
